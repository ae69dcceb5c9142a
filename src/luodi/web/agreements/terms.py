"""The form of an agreement's terms: what is watched, what is paid for, what the district owes, in three panels."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from luodi.agreements import operations, queries
from luodi.agreements.queries.rows import DutyRow, PaymentRow, TermRow, Terms
from luodi.people.queries import parameters_in_force
from luodi.values.refusal import Refusal
from luodi.web.access import actor_of, permitted
from luodi.web.agreements import entries, views, words
from luodi.web.agreements.acting import given_for, worth_showing

SPARE = 2


@permitted("agreements.edit", methods=("GET", "HEAD", "POST"))
def edit(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """Set the terms of a draft."""
    viewer, refusal, today = actor_of(request), None, timezone.localdate()
    page = queries.agreement(viewer, agreement_id, today=today)
    if request.method == "POST":
        try:
            operations.set_terms(
                **given_for(request, agreement_id), terms=entries.terms(request), payments=entries.payments(request),
                duties=entries.duties(request),
            )  # fmt: skip
            return redirect("agreements:detail", agreement_id=agreement_id)
        except Refusal as said:
            refusal = worth_showing(said)
    entered = request.POST.dict() if refusal else filled(page.terms)
    used = [sum(f"{name}{place}_{key}" in entered and bool(entered[f"{name}{place}_{key}"]) for place in range(1, entries.ROWS + 1))
            for name, key in (("term", "periods"), ("paid", "what"), ("duty", "what"))]  # fmt: skip
    context = {
        "page": page,
        "row": page.row,
        "entered": entered,
        "places": [range(1, min(entries.ROWS, count + SPARE) + 1) for count in used],
        "indicators": words.indicator_choices(),
        "measures": words.measures(),
        "drivers": words.driver_choices(),
        "clauses": _clauses(page.terms, today),
        "policies": [("", _("（无，写法律依据）")), *queries.policies_offered(viewer)],
        "duty_kinds": words.duty_kinds(),
        "units": views.unit_options(),
        "defaults": defaults(today),
        "refusal": refusal.sentence(get_language() or "zh") if refusal else "",
    }
    return render(request, "agreements/terms.html", context, status=refusal.status if refusal else 200)


def _clauses(terms: Terms, today: date) -> list[tuple]:
    """Give the clauses that may be chosen: those in force, and those that the terms rest on already."""
    offered = dict(queries.clauses_offered(on=today))
    kept = {paid.clause.pk: f"{paid.clause.policy} · {paid.clause.title}" for paid in terms.paid if paid.clause}
    return [("", _("（无）")), *(kept | offered).items()]


def defaults(today: date) -> dict[str, str]:
    """Give what a new term and a new payment begin with, as the dated parameters of the day say; one SQL statement."""
    values = parameters_in_force("agreements.", on=today)
    stages = values["agreements.payment_stages"]
    return {
        "notice": str(values["agreements.cure_notice_working_days"]), "plan": str(values["agreements.cure_plan_days"]),
        "cure": str(values["agreements.cure_months"]),
        "stages": "\n".join(str(each) for each in stages) if isinstance(stages, list) else str(stages),
    }  # fmt: skip


def filled(terms: Terms) -> dict[str, str]:
    """Give the terms as the form's fields hold them."""
    found: dict[str, str] = {}
    for place, term in enumerate(terms.watched, 1):
        found |= {f"term{place}_{key}": value for key, value in _term(term).items()}
    for place, paid in enumerate(terms.paid, 1):
        found |= {f"paid{place}_{key}": value for key, value in _payment(paid).items()}
    for place, duty in enumerate(terms.duties, 1):
        found |= {f"duty{place}_{key}": value for key, value in _duty(duty).items()}
    return found


def _term(term: TermRow) -> dict[str, str]:
    lines = []
    for each in term.periods:
        span = f"{each.from_date:%Y-%m-%d}~{each.to_date:%Y-%m-%d}" if each.from_date and each.to_date else ""
        target = words.target(each.target, term.unit_word)
        lines.append(" ".join(part for part in (span, target, f"{each.due_date:%Y-%m-%d}") if part))
    return {
        "indicator": term.indicator, "measure": term.measure, "name": term.name, "entities": term.entities,
        "periods": "\n".join(lines), "evidence": "、".join(term.evidence), "remedy": term.remedy,
        "tolerance": words.percent(term.tolerance_ppm), "payment": str(term.payment or ""),
        "notice": str(term.cure.get("notice_working_days", "")), "plan": str(term.cure.get("plan_days", "")),
        "cure": str(term.cure.get("cure_months", "")),
    }  # fmt: skip


def _payment(paid: PaymentRow) -> dict[str, str]:
    stages = [
        " ".join(part for part in (words.percent(each.share_ppm), each.condition, f"{each.due_date or ''}") if part)
        for each in paid.stages
    ]
    return {
        "what": paid.what, "driver": paid.driver, "cap": words.amount(paid.cap), "amount": words.amount(paid.amount),
        "basis": paid.basis, "clause": str(paid.clause_id or ""), "policy": str(paid.policy_id or ""), "article": paid.policy_article,
        "legal": paid.legal_basis, "budget": paid.budget_line, "stages": "\n".join(stages),
    }  # fmt: skip


def _duty(duty: DutyRow) -> dict[str, str]:
    return {
        "kind": duty.kind, "what": duty.what, "unit": str(duty.unit_id), "due": f"{duty.due_date or ''}",
        "days": str(duty.within_days or ""), "budget": duty.budget_line, "payment": str(duty.payment or ""),
    }  # fmt: skip
