"""The ledger of legacy clean-up: taken in, scanned, decided, followed up, exported."""

from dataclasses import asdict

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from luodi.agreements import operations, queries
from luodi.agreements.operations import Decision
from luodi.agreements.queries import CleanUpFilter
from luodi.people.permissions import require
from luodi.values.refusal import Refusal
from luodi.web.access import actor_of, permitted
from luodi.web.agreements import entries, views, words
from luodi.web.agreements.acting import given_for, worth_showing
from luodi.web.agreements.views import number_of
from luodi.web.exporting import Export, exported, most_rows
from luodi.web.formats import moment
from luodi.web.sheets import SheetColumn
from luodi.web.tables import Column, Filter, Paging

SIZE = 50


@permitted("agreements.view")
def index(request: HttpRequest) -> HttpResponse:
    """Show the ledger."""
    return _shown(request)


@permitted("projects.export")
def export(request: HttpRequest) -> HttpResponse:
    """Give the ledger as it is filtered as an Excel file."""
    viewer, today = actor_of(request), timezone.localdate()
    require(viewer, "agreements.view")
    found = queries.clean_ups(viewer, _filter(request), today=today, size=most_rows())
    sheet = [
        SheetColumn(_("协议编号"), width=20), SheetColumn(_("协议"), width=36), SheetColumn(_("企业"), width=28),
        SheetColumn(_("规则"), width=8), SheetColumn(_("程度"), width=8), SheetColumn(_("原文"), width=50),
        SheetColumn(_("依据"), width=30), SheetColumn(_("处理方式"), width=12), SheetColumn(_("程序"), width=36),
        SheetColumn(_("责任单位"), width=16), SheetColumn(_("期限"), "day", 12), SheetColumn(_("进展"), width=10),
    ]  # fmt: skip
    severities, ways, states = dict(words.severities()), dict(words.ways()), dict(words.clean_up_states())
    rows = [
        [each.agreement_number, each.agreement_title, each.firms, each.code, severities.get(each.severity, ""), each.quote,
         each.article, ways[each.way], each.procedure, each.unit_name, each.due_date, states[each.state]]
        for each in found.rows
    ]  # fmt: skip
    fields = [
        "number",
        "title",
        "firms",
        "code",
        "severity",
        "quote",
        "article",
        "way",
        "procedure",
        "unit",
        "due",
        "state",
    ]
    return exported(request, Export("clean_ups", _("存量协议清理台账"), sheet, fields), rows, _filters())


@permitted("agreements.edit", methods=("POST",))
def upload(request: HttpRequest) -> HttpResponse:
    """Take in a workbook of legacy agreements."""
    try:
        source = entries.source(request)
        operations.import_legacy(data=source.data or b"", by=actor_of(request), at=timezone.now())
    except Refusal as said:
        return _shown(request, worth_showing(said))
    return redirect("agreements:legacy")


@permitted("agreements.edit", methods=("GET", "HEAD", "POST"))
def register(request: HttpRequest) -> HttpResponse:
    """Register one legacy agreement."""
    refusal = None
    if request.method == "POST":
        try:
            made = operations.register_legacy(
                head=entries.head(request), unit_id=entries.whole(request, "unit") or 0,
                signed_date=entries.needed_day(request, "signed_date", "签署日期", "of signing"),
                source=entries.source(request), by=actor_of(request), at=timezone.now(),
            )  # fmt: skip
            return redirect("agreements:detail", agreement_id=made.pk)
        except Refusal as said:
            refusal = worth_showing(said)
    context = {"units": views.unit_options(), "entered": request.POST, "refusal": _sentence(refusal)}
    return render(request, "agreements/legacy_new.html", context, status=refusal.status if refusal else 200)


@permitted("agreements.edit", methods=("POST",))
def scan(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """Scan a legacy agreement by the fairness engine."""
    given = given_for(request, agreement_id)
    given.pop("version")
    try:
        operations.scan_legacy(**given)
    except Refusal as said:
        return views.shown(request, agreement_id, worth_showing(said))
    return redirect(f"{reverse('agreements:legacy')}?agreement={agreement_id}")


@permitted("agreements.view")
def detail(request: HttpRequest, clean_up_id: int) -> HttpResponse:
    """Show one finding with the words around it, the decision and what was done."""
    return _detail(request, clean_up_id)


@permitted("agreements.clean_up", methods=("POST",))
def decide(request: HttpRequest, clean_up_id: int) -> HttpResponse:
    """Decide how a finding is dealt with."""
    decision = {"way": entries.text(request, "way", 20), "procedure": entries.text(request, "procedure"),
                "unit_id": entries.whole(request, "unit")}  # fmt: skip
    return _act(
        request, clean_up_id,
        lambda given: operations.decide_clean_up(
            **given, decision=Decision(**decision, due_date=entries.day(entries.text(request, "due_date", 20)))
        ),
    )  # fmt: skip


@permitted("agreements.edit", methods=("POST",))
def progress(request: HttpRequest, clean_up_id: int) -> HttpResponse:
    """Note what was done about a finding."""
    what, done = entries.text(request, "what", 500), bool(request.POST.get("done"))
    return _act(request, clean_up_id, lambda given: operations.note_progress(**given, what=what, done=done))


def _act(request: HttpRequest, clean_up_id: int, do) -> HttpResponse:
    version = entries.whole(request, "version") or 0
    try:
        do({"clean_up_id": clean_up_id, "version": version, "by": actor_of(request), "at": timezone.now()})
    except Refusal as said:
        return _detail(request, clean_up_id, worth_showing(said))
    return redirect("agreements:clean_up", clean_up_id=clean_up_id)


def _shown(request: HttpRequest, refusal: Refusal | None = None) -> HttpResponse:
    viewer, today = actor_of(request), timezone.localdate()
    page = number_of(request.GET.get("page"), 1)
    found = queries.clean_ups(viewer, _filter(request), today=today, page=page, size=SIZE)
    pages = max(1, -(-found.total // SIZE))
    context = {
        "rows": [_listed(each) for each in found.rows],
        "columns": (
            Column("agreement", _("协议"), "link", "lg", card="title"), Column("quote", _("原文"), width="grow", card="wide"),
            Column("code", _("规则"), width="sm"), Column("way", _("处理方式"), width="md"),
            Column("unit", _("责任单位"), width="md"), Column("due", _("期限"), "day", "md"),
            Column("lamp", _("进展"), width="md"),
        ),
        "filters": _filters(),
        "paging": Paging(total=found.total, shown=len(found.rows), page=min(page, pages), pages=pages),
        "counts": found.counts,
        "state_words": words.clean_up_states(),
        "unscanned": found.unscanned,
        "legacy": queries.legacy_agreements(viewer),
        "narrowed": any(request.GET.get(name) for name in ("way", "state", "severity", "due", "q", "agreement")),
        "may_edit": viewer.may("agreements.edit"),
        "may_export": viewer.may("projects.export"),
        "refusal": _sentence(refusal),
    }  # fmt: skip
    return render(request, "agreements/legacy.html", context, status=refusal.status if refusal else 200)


def _detail(request: HttpRequest, clean_up_id: int, refusal: Refusal | None = None) -> HttpResponse:
    page = queries.clean_up(actor_of(request), clean_up_id, today=timezone.localdate())
    context = {
        "page": page,
        "row": page.row,
        "lamp_word": _lamp_word(page.row.lamp),
        "severity_word": dict(words.severities()).get(page.row.severity, page.row.severity),
        "severity_badge": words.SEVERITY_BADGES.get(page.row.severity, "plain"),
        "ways": [each for each in words.ways() if each[0] != "undecided"],
        "way_word": dict(words.ways())[page.row.way],
        "units": views.unit_options(),
        "entered": request.POST,
        "steps": [{"at": moment(at), "sentence": what, "by": who} for at, what, who in page.steps],
        "refusal": _sentence(refusal),
    }
    return render(request, "agreements/clean_up.html", context, status=refusal.status if refusal else 200)


def _listed(row) -> dict:
    return asdict(row) | {
        "page": reverse("agreements:clean_up", kwargs={"clean_up_id": row.id}),
        "severity_word": dict(words.severities()).get(row.severity, row.severity),
        "severity_badge": words.SEVERITY_BADGES.get(row.severity, "plain"),
        "way_word": dict(words.ways())[row.way],
        "lamp_word": _lamp_word(row.lamp),
    }


def _lamp_word(lamp: str) -> str:
    return {
        "red": _("逾期"), "amber": _("临近"), "green": _("在期"), "blue": _("未定期限"), "grey": _("已办结"),
    }[lamp]  # fmt: skip


def _filter(request: HttpRequest) -> CleanUpFilter:
    asked = request.GET
    return CleanUpFilter(
        way=asked.get("way", "") if asked.get("way") in dict(words.ways()) else "",
        state=asked.get("state", "") if asked.get("state") in dict(words.clean_up_states()) else "",
        severity=asked.get("severity", "") if asked.get("severity") in dict(words.severities()) else "",
        due=asked.get("due", ""), words=asked.get("q", "").replace("\x00", "").strip()[:60],
        agreement_id=number_of(asked.get("agreement"), 0) or None,
    )  # fmt: skip


def _filters() -> tuple[Filter, ...]:
    return (
        Filter("state", _("进展"), options=words.clean_up_states(), width="sm"),
        Filter("way", _("处理方式"), options=words.ways(), width="sm"),
        Filter("severity", _("程度"), options=words.severities(), width="sm"),
        Filter("due", _("期限"), options=[("late", _("逾期")), ("soon", _("14 天内到期"))], width="sm"),
        Filter("q", _("关键词"), kind="text", placeholder=_("协议或原文")),
    )


def _sentence(refusal: Refusal | None) -> str:
    return refusal.sentence(get_language() or "zh") if refusal else ""
