"""The page of indicators, the list of observations as of any day, and the totals of units and district."""

from datetime import datetime, time

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi.observations import queries
from luodi.observations.groups import groups
from luodi.observations.queries import ObservationFilter
from luodi.values.actor import Actor
from luodi.values.indicator import Joining, indicators
from luodi.values.period import Period
from luodi.values.refusal import NotAllowed, Refusal
from luodi.web.access import actor_of, permitted
from luodi.web.answering import day_of, whole
from luodi.web.exporting import Export, exported, most_rows
from luodi.web.observed import words
from luodi.web.sheets import SheetColumn
from luodi.web.tables import Column, Filter, Paging

SIZE = 50


@permitted("observations.view")
def indicators_page(request: HttpRequest) -> HttpResponse:
    """List every indicator with its unit, how it adds up, who reports it, and whether it may be paid for."""
    language = words.language()
    rows = [
        {
            "code": code, "name": each.label(language), "other": each.label("en" if language.startswith("zh") else "zh"),
            "unit": each.unit, "kind": words.kinds()[each.kind], "lower": each.direction == "lower",
            "over_periods": words.joinings()[each.over_periods], "over_subjects": words.joinings()[each.over_subjects],
            "data_class": words.classes()[each.data_class], "observers": [words.observers()[who] for who in each.observers],
            "credit": groups()[each.credit].label(language) if each.credit else "", "payable": each.payable,
            "reason": each.reason(language), "page": f"?indicator={code}",
        }
        for code, each in indicators().items()
    ]  # fmt: skip
    columns = (
        Column("name", _("指标"), "link", "xl", href="page", card="title"), Column("unit", _("单位"), width="sm"),
        Column("kind", _("类型"), width="sm"), Column("adds", _("合并"), width="lg"),
        Column("data_class", _("单户数据"), width="sm"), Column("observers", _("谁填报"), width="lg"),
        Column("credit", _("分成"), width="sm"), Column("payable", _("奖补"), width="md"),
        Column("reason", _("说明"), width="grow", card="wide"),
    )  # fmt: skip
    return render(request, "observed/indicators.html", {"rows": rows, "columns": columns})


@permitted("observations.view")
def index(request: HttpRequest) -> HttpResponse:
    """List the observations that the viewer may see, as they are known now or were known on a day."""
    viewer, page = actor_of(request), whole(request.GET.get("page")) or 1
    sort, at = request.GET.get("sort", "-known"), known_at(request)
    asked = _asked(request)
    found = queries.observations_known_at(viewer, asked, at=at, sort=sort, page=page, size=SIZE)
    pages = max(1, -(-found.total // SIZE))
    context = {
        "rows": [words.shown(row) for row in found.rows], "columns": columns(), "filters": _filters(viewer), "sort": sort,
        "paging": Paging(total=found.total, shown=len(found.rows), page=min(page, pages), pages=pages),
        "narrowed": asked != ObservationFilter() or at is not None, "at": at, "may_export": viewer.may("projects.export"),
        "may_report": viewer.may("observations.report"),
    }  # fmt: skip
    return render(request, "observed/index.html", context)


def columns(*, of_subject: bool = False) -> tuple[Column, ...]:
    """Declare the columns of a list of observations."""
    first = () if of_subject else (Column("subject", _("对象"), "link", "grow", sort="subject", card="title"),)
    return (
        *first,
        Column("indicator", _("指标"), "link", "md", sort="" if of_subject else "indicator", card="title" if of_subject else "line"),
        Column("period", _("期间"), width="md", sort="" if of_subject else "period"),
        Column("value", _("数值"), "number", "lg"),
        Column("state", _("状态"), "badge", "md"),
        Column("source", _("来源"), width="xl", card="wide"),
        Column("unit", _("责任单位"), width="md", card="hidden"),
        Column("made_by", _("填报"), width="sm", roomy=True),
        Column("known_day", _("得知"), "day", "md", sort="" if of_subject else "known"),
    )  # fmt: skip


@permitted("projects.export")
def export(request: HttpRequest) -> HttpResponse:
    """Give the observations as they are filtered as an Excel file; what the reader does not see stays empty."""
    viewer = actor_of(request)
    if not viewer.may("observations.view"):
        raise NotAllowed(permission="observations.view")
    found = queries.observations_known_at(viewer, _asked(request), at=known_at(request), size=most_rows())
    heads = [
        SheetColumn(_("对象"), width=36), SheetColumn(_("责任单位"), width=18), SheetColumn(_("指标"), width=18),
        SheetColumn(_("期间"), width=18), SheetColumn(_("数值"), "yuan", 20), SheetColumn(_("单位"), width=10),
        SheetColumn(_("状态"), width=12), SheetColumn(_("来源种类"), width=12), SheetColumn(_("来源"), width=40),
        SheetColumn(_("填报"), width=12), SheetColumn(_("核实"), width=16), SheetColumn(_("得知"), "moment", 18),
    ]  # fmt: skip
    rows = [
        [row.subject, row.unit, indicators()[row.indicator].label(words.language()), row.period.label(words.language()),
         row.value, indicators()[row.indicator].unit, words.states()[row.state], words.sources()[row.source_kind], row.source,
         row.made_by, row.signer or row.checked_by, row.known_at]
        for row in found.rows
    ]  # fmt: skip
    fields = ["subject", "unit", "indicator", "period", "value", "state", "source", "made_by", "checked_by", "known_at"]
    return exported(request, Export("observations", _("实绩"), heads, fields), rows, _filters(viewer))


@permitted("observations.view")
def totals_page(request: HttpRequest) -> HttpResponse:
    """Show what units and the district reached of one indicator in a period; too small cells of secret data are hidden."""
    today = timezone.localdate()
    adding = [
        (code, name) for code, name in words.indicator_choices() if indicators()[code].over_subjects == Joining.SUM
    ]
    code = request.GET.get("indicator", "")
    measured = indicators()[code if code in dict(adding) else "fixed_assets"]
    period = _period(request.GET.get("period", ""), Period.of_year(today.year))
    everything = request.GET.get("claimed") == "1"
    found = queries.totals(measured, period, verified=not everything, at=known_at(request))
    context = {
        "found": found, "measured": measured.label(words.language()), "period": period.label(words.language()),
        "rows": [
            {"unit": cell.unit, "total": words.amount(measured, cell.total), "subjects": cell.subjects,
             "page": f"{words.list_address()}?indicator={measured.code}&unit={cell.unit_id}"}
            for cell in found.cells
        ],
        "district": words.amount(measured, found.district), "everything": everything,
        "filters": (
            Filter("indicator", _("指标"), options=adding), Filter("period", _("期间"), options=words.period_choices(today)),
            Filter("claimed", _("含未核实的"), kind="check"), Filter("at", _("按哪天所知"), kind="date"),
        ),
        "columns": (
            Column("unit", _("单位"), "link", "grow", href="page", card="title"), Column("total", _("合计"), "number", "lg"),
            Column("subjects", _("对象数"), "count", "sm"),
        ),
    }  # fmt: skip
    return render(request, "observed/totals.html", context)


def _period(text: str, default: Period) -> Period:
    try:
        return Period.parse(text) if text else default
    except Refusal:
        return default


def known_at(request: HttpRequest) -> datetime | None:
    """Read the day on which the reader wants to look back: as known when it ended; None for now."""
    day = day_of(request.GET.get("at", ""))
    if day is None or day >= timezone.localdate():
        return None
    return timezone.make_aware(datetime.combine(day, time.max))


def _asked(request: HttpRequest) -> ObservationFilter:
    given = request.GET
    code, state = given.get("indicator", ""), given.get("state", "")
    return ObservationFilter(
        indicator=code if code in indicators() else "", state=state if state == "open" or state in words.states() else "",
        unit_id=whole(given.get("unit")), words=given.get("q", "").strip()[:60],
        from_date=day_of(given.get("period_from", "")), to_date=day_of(given.get("period_to", "")),
    )  # fmt: skip


def _filters(viewer: Actor) -> tuple[Filter, ...]:
    return (
        Filter("indicator", _("指标"), options=words.indicator_choices()),
        Filter("state", _("状态"), options=[("open", _("待核实或有异议")), *words.states().items()], width="sm"),
        Filter("unit", _("单位"), options=queries.units_with_subjects(viewer)),
        Filter("period", _("期间"), kind="dates"),
        Filter("at", _("按哪天所知"), kind="date"),
        Filter("q", _("对象"), kind="text"),
    )
