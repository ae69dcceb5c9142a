"""Facts of firms: who has some, one firm's profile with sources, reported, verified, corrected; sheets in and out."""

from dataclasses import asdict

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi.people.operations import note_exported
from luodi.policies import operations, queries
from luodi.policies.fact_sheet import fact_sheet
from luodi.policies.fact_values import form_of, storable_fields, worded
from luodi.policies.operations import FactSource
from luodi.policies.refusals import FactRowsWrong
from luodi.values.refusal import NotAllowed, NotFound, Refusal, Stale
from luodi.web.access import actor_of, permitted
from luodi.web.answering import done, sentence, whole
from luodi.web.exporting import refuse_too_many
from luodi.web.policies import words
from luodi.web.sheets import sheet_response
from luodi.web.tables import Column, Filter, Paging

SIZE = 50


@permitted("facts.view")
def index(request: HttpRequest) -> HttpResponse:
    """List firms with what is known of each."""
    viewer, given = actor_of(request), request.GET
    page, sort, state = whole(given.get("page")) or 1, given.get("sort", "name"), given.get("state", "")
    found = queries.firms_with_facts(
        viewer, words=given.get("q", "").strip()[:60], state=state if state in words.fact_states() else "",
        every=bool(given.get("every")), sort=sort, page=page, size=SIZE,
    )  # fmt: skip
    pages = max(1, -(-found.total // SIZE))
    columns = (
        Column("name", _("企业"), "link", "grow", sort="name", card="title"), Column("credit_code", _("信用代码"), width="xl"),
        Column("facts", _("数据"), "count", "sm", sort="facts"), Column("waiting", _("待核"), "count", "sm", sort="waiting"),
        Column("disputed", _("有异议"), "count", "sm"), Column("last_year", _("最近年份"), "number", "md", sort="year"),
    )  # fmt: skip
    context = {
        "rows": [asdict(row) | {"page": reverse("policies:firm", kwargs={"company_id": row.id})} for row in found.rows],
        "columns": columns, "sort": sort, "filters": _filters(), "may_report": viewer.may("facts.report"),
        "paging": Paging(total=found.total, shown=len(found.rows), page=min(page, pages), pages=pages),
        "narrowed": any(given.get(name) for name in ("q", "state")), "may_export": viewer.may("projects.export"),
    }  # fmt: skip
    return render(request, "policies/firms.html", context)


@permitted("projects.export")
def export(request: HttpRequest) -> HttpResponse:
    """Give the facts that the viewer sees as a sheet that can be taken in again; secret values stay out."""
    viewer, given = actor_of(request), request.GET
    if not viewer.may("facts.view"):
        raise NotAllowed(permission="facts.view")
    found = queries.facts_to_export(viewer, words=given.get("q", "").strip()[:60], company_id=whole(given.get("firm")))
    refuse_too_many(len(found.lines))
    number = note_exported(
        what="facts", rows=len(found.lines), fields=list(found.codes), filters={"query": given.urlencode()[:200]}, by=viewer,
        at=timezone.now(),
    )  # fmt: skip
    body = fact_sheet(found.lines, found.codes)
    return sheet_response(f"{_('企业数据')}-{timezone.localdate():%Y%m%d}-{number}.xlsx", body)


@permitted("facts.report", methods=("GET", "HEAD", "POST"))
def take_in(request: HttpRequest) -> HttpResponse:
    """Take in a sheet of facts: all of its rows, or none with every wrong cell named."""
    refusals: list[tuple[str, str, str]] = []
    if request.method == "POST":
        file = request.FILES.get("file")
        try:
            number = operations.import_facts(
                data=file.read() if file else b"", file_name=(file.name or "") if file else "", by=actor_of(request),
                at=timezone.now(),
            )  # fmt: skip
            messages.success(request, _("已导入 %(n)s 个值，等另一位有权限的人核实。") % {"n": number})
            return redirect("policies:firms")
        except (NotAllowed, NotFound):
            raise
        except FactRowsWrong as said:
            english = words.english()
            refusals = [
                (_("第 %(row)s 行 · %(field)s") % {"row": row, "field": field}, en if english else zh, "")
                for row, field, zh, en in said.rows[:100]
            ]
        except Refusal as said_no:
            refusals = [("", sentence(said_no), "")]
    context = {"refusals": refusals, "codes": [each.zh for each in storable_fields()]}
    return render(request, "policies/take_in_facts.html", context, status=422 if refusals else 200)


@permitted("facts.view")
def firm(request: HttpRequest, company_id: int) -> HttpResponse:
    """Show what is known of one firm, each value with its source, state and history."""
    return _profile(request, company_id)


def _profile(
    request: HttpRequest, company_id: int, *, refusal: str = "", opened: tuple[int, str] | None = None
) -> HttpResponse:
    viewer = actor_of(request)
    found = queries.profile(viewer, company_id, year=whole(request.GET.get("year")))
    english = words.english()
    rows = [
        asdict(each) | {"name": words.field_name(each.field), "shown": each.words_en if english else each.words}
        for each in found.rows
    ]
    here = reverse("policies:firm", kwargs={"company_id": company_id})
    chosen = request.GET.get("year", "")
    context = {
        "year_tabs": [(str(year), f"{here}?year={year}", chosen == str(year), None) for year in found.years],
        "page": found, "rows": rows, "before": found.before, "words": words, "refusal": refusal, "opened": opened,
        "entered": request.POST, "year": chosen, "this_year": timezone.localdate().year - 1,
        "fields": [(each.code, f"{words.field_name(each.code)}（{form_of(each)}）") for each in storable_fields()],
        "sources": list(words.source_kinds().items())[:2] + [("firm", _("企业")), ("register", _("部门数据"))],
        "columns": _columns(), "may_export": viewer.may("projects.export"),
    }  # fmt: skip
    return render(request, "policies/firm.html", context, status=422 if refusal else 200)


@permitted("facts.report", methods=("POST",))
def report(request: HttpRequest, company_id: int) -> HttpResponse:
    """Report a value of a firm."""
    given = request.POST
    kind = given.get("source_kind", "form")
    try:
        operations.record_fact(
            company_id=company_id, field=given.get("field", ""), year=whole(given.get("year")) or 0, value=given.get("value", ""),
            source=FactSource(kind if kind in words.source_kinds() else "form", given.get("source", "")),
            answer=given.get("answer", ""), by=actor_of(request), at=timezone.now(),
        )  # fmt: skip
    except (NotAllowed, NotFound, Stale):
        raise
    except Refusal as said:
        return _profile(request, company_id, refusal=sentence(said))
    messages.success(request, _("已填报，等另一位有权限的人核实。"))
    return redirect("policies:firm", company_id=company_id)


def _on_fact(request: HttpRequest, firm_fact_id: int, act, said: str) -> HttpResponse:
    company_id = queries.company_of_fact(actor_of(request), firm_fact_id)
    return done(request, act, said, "policies:firm", company_id=company_id)


@permitted("facts.verify", methods=("POST",))
def verify(request: HttpRequest, firm_fact_id: int) -> HttpResponse:
    """Confirm a value that somebody else reported."""
    by, at = actor_of(request), timezone.now()
    return _on_fact(
        request, firm_fact_id, lambda: operations.verify_fact(fact_id=firm_fact_id, by=by, at=at), _("已核实。")
    )


@permitted("facts.report", methods=("POST",))
def dispute(request: HttpRequest, firm_fact_id: int) -> HttpResponse:
    """Dispute a value, saying why."""
    by, at, reason = actor_of(request), timezone.now(), request.POST.get("reason", "")
    return _on_fact(
        request, firm_fact_id, lambda: operations.dispute_fact(fact_id=firm_fact_id, reason=reason, by=by, at=at),
        _("已提出异议；核实或更正之前，政策匹配不采用这个值。"),
    )  # fmt: skip


@permitted("facts.report", methods=("POST",))
def correct(request: HttpRequest, firm_fact_id: int) -> HttpResponse:
    """Propose another value, with a reason and a source."""
    by, at, given = actor_of(request), timezone.now(), request.POST
    return _on_fact(
        request, firm_fact_id,
        lambda: operations.propose_fact_correction(
            fact_id=firm_fact_id, value=given.get("value", ""), reason=given.get("reason", ""), source=given.get("source", ""), by=by, at=at
        ),
        _("已提出更正，等另一位有权限的人批准。"),
    )  # fmt: skip


@permitted("facts.verify", methods=("POST",))
def decide(request: HttpRequest, fact_correction_id: int) -> HttpResponse:
    """Approve or reject a correction."""
    by, at, given = actor_of(request), timezone.now(), request.POST
    company_id, approve = queries.company_of_correction(by, fact_correction_id), given.get("answer") == "approve"

    def act():
        operations.decide_fact_correction(
            correction_id=fact_correction_id, approve=approve, remark=given.get("reason", ""), by=by, at=at
        )

    return done(request, act, _("已更正。") if approve else _("已驳回。"), "policies:firm", company_id=company_id)


@permitted("facts.look", methods=("POST",))
def look(request: HttpRequest, firm_fact_id: int) -> HttpResponse:
    """Open a masked value for a reason; the look is journalled, and nothing keeps what was seen."""
    by = actor_of(request)
    company_id = queries.company_of_fact(by, firm_fact_id)
    try:
        value = operations.look_at_fact(
            fact_id=firm_fact_id, reason=request.POST.get("reason", ""), by=by, at=timezone.now()
        )
    except (NotAllowed, NotFound, Stale):
        raise
    except Refusal as said:
        return _profile(request, company_id, refusal=sentence(said))
    code = next(each.field for each in queries.profile(by, company_id).rows if each.id == firm_fact_id)
    response = _profile(
        request, company_id, opened=(firm_fact_id, worded(code, value, "en" if words.english() else "zh"))
    )
    response["Cache-Control"] = "no-store"
    return response


def _columns() -> tuple[Column, ...]:
    return (
        Column("name", _("字段"), width="lg", card="title"), Column("year", _("年份"), width="sm"),
        Column("shown", _("值"), width="lg"), Column("state", _("状态"), width="md"), Column("source", _("来源"), width="grow"),
        Column("made_by", _("填报"), width="md"), Column("act", "", width="xl"),
    )  # fmt: skip


def _filters() -> tuple[Filter, ...]:
    return (
        Filter("q", _("关键词"), kind="text", placeholder=_("企业名称或信用代码")),
        Filter("state", _("状态"), options=list(words.fact_states().items()), width="sm"),
        Filter("every", _("也列出没有数据的企业"), kind="check"),
    )
