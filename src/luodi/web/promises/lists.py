"""The list of promises with their lamps, as known on any day, and its Excel file."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi.people.queries.lookups import active_units
from luodi.promises import queries
from luodi.promises.queries import PromiseFilter
from luodi.values.indicator import indicators
from luodi.values.refusal import NotAllowed
from luodi.web.access import actor_of, permitted
from luodi.web.answering import day_of, whole
from luodi.web.exporting import Export, exported, most_rows
from luodi.web.observed.words import indicator_choices
from luodi.web.promises import words
from luodi.web.sheets import SheetColumn
from luodi.web.tables import Column, Filter, Paging

SIZE = 50


@permitted("promises.view")
def index(request: HttpRequest) -> HttpResponse:
    """List the promises that the viewer may see, with the lamp of their running term."""
    viewer, page, known = actor_of(request), whole(request.GET.get("page")) or 1, known_day(request)
    sort, asked = request.GET.get("sort", "id"), _asked(request)
    found = queries.promises_known_at(
        viewer, asked, today=known or timezone.localdate(), sort=sort, page=page, size=SIZE
    )
    pages = max(1, -(-found.total // SIZE))
    context = {
        "rows": [words.shown(row) for row in found.rows], "columns": promise_columns(), "filters": _filters(), "sort": sort,
        "paging": Paging(total=found.total, shown=len(found.rows), page=min(page, pages), pages=pages), "known": known,
        "narrowed": asked != PromiseFilter() or known is not None, "may_export": viewer.may("projects.export"),
    }  # fmt: skip
    return render(request, "promises/index.html", context)


@permitted("projects.export")
def export(request: HttpRequest) -> HttpResponse:
    """Give the promises as they are filtered as an Excel file; what the reader does not see stays empty."""
    viewer = actor_of(request)
    if not viewer.may("promises.view"):
        raise NotAllowed(permission="promises.view")
    today = known_day(request) or timezone.localdate()
    found = queries.promises_known_at(viewer, _asked(request), today=today, size=most_rows())
    heads = [
        SheetColumn(_("对象"), width=36), SheetColumn(_("承诺方"), width=24), SheetColumn(_("受益方"), width=24),
        SheetColumn(_("指标"), width=18), SheetColumn(_("依据"), width=30), SheetColumn(_("期间"), width=18),
        SheetColumn(_("目标"), width=18), SheetColumn(_("实绩"), width=18), SheetColumn(_("完成"), width=10),
        SheetColumn(_("判定"), width=12),
    ]  # fmt: skip
    rows = [
        [each[name] for name in ("subject", "promisor", "beneficiary", "indicator", "reference", "period", "target", "actual", "done", "verdict")]
        for each in map(words.shown, found.rows)
    ]  # fmt: skip
    fields = ["promisor", "beneficiary", "subject", "indicator", "target", "value"]
    return exported(request, Export("promises", _("承诺"), heads, fields), rows, _filters())


def known_day(request: HttpRequest) -> date | None:
    """Read the day on which the reader wants to look back; None for today."""
    day = day_of(request.GET.get("at", ""))
    return day if day is not None and day < timezone.localdate() else None


def _asked(request: HttpRequest) -> PromiseFilter:
    given = request.GET

    def chosen(name: str, choices) -> str:
        return given.get(name, "") if given.get(name, "") in choices else ""

    return PromiseFilter(
        indicator=chosen("indicator", indicators()), basis=chosen("basis", words.bases()), lamp=chosen("lamp", words.lamps()),
        verdict=chosen("verdict", words.verdicts()), side=chosen("side", ("promisor", "beneficiary")), words=given.get("q", "").strip()[:60],
        who=chosen("who", words.promisors()), unit_id=whole(given.get("unit")),
    )  # fmt: skip


def _filters() -> tuple[Filter, ...]:
    return (
        Filter("lamp", _("灯"), options=list(words.lamps().items()), width="sm"),
        Filter("verdict", _("判定"), options=list(words.verdicts().items()), width="sm"),
        Filter("side", _("我的单位"), options=[("promisor", _("作为承诺方")), ("beneficiary", _("作为受益方"))]),
        Filter("who", _("谁承诺"), options=list(words.promisors().items()), width="sm"),
        Filter("unit", _("单位"), options=list(active_units().items())),
        Filter("indicator", _("指标"), options=indicator_choices()),
        Filter("basis", _("依据"), options=list(words.bases().items())),
        Filter("at", _("按哪天所知"), kind="date"),
        Filter("q", _("对象或依据"), kind="text"),
    )


def promise_columns() -> tuple[Column, ...]:
    """Declare the columns of a list of promises."""
    return (
        Column("subject", _("对象"), "link", "grow", href="page", sort="subject", card="title"),
        Column("promisor", _("承诺方"), width="lg"), Column("indicator", _("指标"), width="md", sort="indicator"),
        Column("period", _("期间"), width="md"), Column("target", _("目标"), "number", "ml"),
        Column("actual", _("实绩"), "number", "ml"), Column("done", _("完成"), "number", "sm"),
        Column("verdict", _("判定"), "badge", "md", sort="verdict"), Column("due", _("到期"), "day", "md", sort="due"),
        Column("reference", _("依据"), width="xl", card="wide", roomy=True),
    )  # fmt: skip
