"""Pages of the clause library and the Word templates."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from luodi.agreements import operations, queries
from luodi.agreements.operations.model_clauses import NAMES
from luodi.values.refusal import Refusal
from luodi.web.access import actor_of, permitted
from luodi.web.agreements import entries, words
from luodi.web.agreements.acting import worth_showing
from luodi.web.agreements.redlines import TYPES
from luodi.web.tables import Column, Filter
from luodi.web.tasks.views import timeline


@permitted("agreements.view")
def index(request: HttpRequest) -> HttpResponse:
    """List the library's clauses and templates."""
    return _shown(request)


@permitted("agreements.clauses", methods=("POST",))
def load(request: HttpRequest) -> HttpResponse:
    """Load the clauses and templates that come with the product."""
    return _list_act(request, lambda given: operations.load_library(**given))


@permitted("agreements.clauses", methods=("POST",))
def add_template(request: HttpRequest) -> HttpResponse:
    """Add a Word template."""
    source = entries.source(request)
    return _list_act(
        request,
        lambda given: operations.add_template(
            title=entries.text(request, "title", 120), kind=entries.text(request, "kind", 12), data=source.data or b"",
            file_name=source.file_name, **given,
        ),
    )  # fmt: skip


@permitted("agreements.view")
def template_file(request: HttpRequest, template_id: int) -> HttpResponse:
    """Give a Word template, to be changed and uploaded again."""
    title, data = queries.template_file(actor_of(request), template_id)
    answer = HttpResponse(data, content_type=TYPES["docx"])
    answer["Content-Disposition"] = content_disposition_header(True, f"{title}.docx") or "attachment"
    return answer


@permitted("agreements.clauses", methods=("GET", "HEAD", "POST"))
def new(request: HttpRequest) -> HttpResponse:
    """Write a clause into the library."""
    refusal = None
    if request.method == "POST":
        try:
            made = operations.write_clause(
                code=entries.text(request, "code", 40), kind=entries.text(request, "kind", 12),
                title=entries.text(request, "title", 60), text=entries.text(request, "text", 4000),
                advice=entries.text(request, "advice"), by=actor_of(request), at=timezone.now(),
            )  # fmt: skip
            return redirect("agreements:clause", clause_id=made.clause_id)
        except Refusal as said:
            refusal = worth_showing(said)
    context = {"kinds": _kinds(), "entered": request.POST, "refusal": _sentence(refusal)}
    return render(request, "agreements/clause_new.html", context, status=refusal.status if refusal else 200)


@permitted("agreements.view")
def detail(request: HttpRequest, clause_id: int) -> HttpResponse:
    """Show one clause: its wordings, what the review found, who passed it."""
    return _detail(request, clause_id)


@permitted("agreements.clauses", methods=("POST",))
def rewrite(request: HttpRequest, clause_id: int) -> HttpResponse:
    """Write a new wording of a clause."""
    text = entries.text(request, "text", 4000)
    return _act(request, clause_id, lambda given: operations.rewrite_clause(**given, text=text))


@permitted("agreements.clauses", methods=("POST",))
def put_through(request: HttpRequest, clause_id: int) -> HttpResponse:
    """Pass the newest wording of a clause for use."""
    conclusion = entries.text(request, "conclusion")
    return _act(request, clause_id, lambda given: operations.pass_clause(**given, conclusion=conclusion))


@permitted("agreements.clauses", methods=("POST",))
def retire(request: HttpRequest, clause_id: int) -> HttpResponse:
    """Take a clause out of use."""
    reason = entries.text(request, "reason")
    return _act(request, clause_id, lambda given: operations.retire_clause(**given, reason=reason))


def _shown(request: HttpRequest, refusal: Refusal | None = None) -> HttpResponse:
    viewer = actor_of(request)
    kind, asked = request.GET.get("kind", ""), request.GET.get("q", "").replace("\x00", "").strip()[:60]
    kind = kind if kind in dict(_kinds()) else ""
    clause_words = dict(words.clause_kinds())
    rows = [
        {
            "page": reverse("agreements:clause", kwargs={"clause_id": each.id}), "title": each.title, "code": each.code,
            "kind": clause_words.get(each.kind, each.kind), "text": each.text, "blanks": len(each.blanks),
            "usable": each.usable, "waiting": each.waiting, "open": each.open_findings,
        }
        for each in queries.model_clauses(viewer, kind=kind, words=asked)
    ]  # fmt: skip
    context = {
        "rows": rows,
        "columns": (
            Column("title", _("条款"), "link", "lg", card="title"), Column("kind", _("类别"), width="md"),
            Column("text", _("文字"), width="grow", card="wide"), Column("blanks", _("空"), "count", "xs"),
            Column("state", _("审查"), width="md"),
        ),
        "filters": (Filter("kind", _("类别"), options=_kinds()), Filter("q", _("关键词"), kind="text")),
        "templates": queries.templates(viewer),
        "kind_words": dict(words.kinds()),
        "template_kinds": [each for each in words.kinds() if each[0] != "legacy"],
        "may_edit": viewer.may("agreements.clauses"),
        "narrowed": bool(kind or asked),
        "names": "、".join(NAMES),
        "refusal": _sentence(refusal),
    }  # fmt: skip
    return render(request, "agreements/clauses.html", context, status=refusal.status if refusal else 200)


def _detail(request: HttpRequest, clause_id: int, refusal: Refusal | None = None) -> HttpResponse:
    page = queries.model_clause(actor_of(request), clause_id)
    context = {
        "page": page,
        "row": page.row,
        "kind_word": dict(words.clause_kinds()).get(page.row.kind, page.row.kind),
        "severity_words": dict(words.severities()),
        "severity_badges": words.SEVERITY_BADGES,
        "type_words": {"money": _("金额"), "date": _("日期"), "number": _("数字"), "text": _("文字")},
        "entered": request.POST,
        "refusal": _sentence(refusal),
        "lines": timeline(("agreements.modelclause", clause_id)),
    }
    return render(request, "agreements/clause.html", context, status=refusal.status if refusal else 200)


def _act(request: HttpRequest, clause_id: int, do: Callable[[dict], object]) -> HttpResponse:
    version = entries.whole(request, "version") or 0
    try:
        do({"clause_id": clause_id, "version": version, "by": actor_of(request), "at": timezone.now()})
    except Refusal as said:
        return _detail(request, clause_id, worth_showing(said))
    return redirect("agreements:clause", clause_id=clause_id)


def _list_act(request: HttpRequest, do: Callable[[dict], object]) -> HttpResponse:
    try:
        do({"by": actor_of(request), "at": timezone.now()})
    except Refusal as said:
        return _shown(request, worth_showing(said))
    return redirect("agreements:clauses")


def _kinds() -> list[tuple[str, str]]:
    return [each for each in words.clause_kinds() if each[0] not in ("head", "signature")]


def _sentence(refusal: Refusal | None) -> str:
    return refusal.sentence(get_language() or "zh") if refusal else ""
