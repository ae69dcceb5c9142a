"""What one firm is due today, clause by clause, and why: each condition with its value, what is missing, what falls short."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from luodi.engines.policies.kinds import money_words
from luodi.policies import queries
from luodi.web.access import actor_of, permitted
from luodi.web.answering import whole
from luodi.web.policies import words
from luodi.web.policies.runs import result_states


@permitted("facts.view")
def due(request: HttpRequest, company_id: int) -> HttpResponse:
    """Show what a firm is due by the pack in force and the facts known now, with each clause explained."""
    viewer, today = actor_of(request), timezone.localdate()
    year = whole(request.GET.get("year")) or today.year - 1
    found = queries.due_of_firm(viewer, company_id, year=year, today=today)
    language = "en" if words.english() else "zh"
    rows = [
        {
            "clause_pk": each.clause_pk, "title": words.in_language(each.title, each.title_en), "status": each.status,
            "status_word": result_states()[each.status], "lamp": {"eligible": "green", "maybe": "amber", "near": "blue"}[each.status],
            "amount": money_words(each.granted_fen, language) if each.status == "eligible" else "",
            "possible": money_words(each.possible_fen, language) if each.possible_fen else "",
            "missing": [words.field_name(code) for code in each.missing], "evidence": each.evidence,
            "lines": each.lines_en if words.english() else each.lines, "mode": words.modes().get(each.mode, each.mode),
        }
        for each in found.rows
    ]  # fmt: skip
    context = {
        "page": found, "rows": rows, "year": year, "words": words, "total": money_words(found.total_fen, language),
        "counts": {name: sum(each["status"] == name for each in rows) for name in result_states()}, "others": found.others,
    }  # fmt: skip
    return render(request, "policies/due.html", context)
