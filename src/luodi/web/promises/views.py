"""The list of promises with their lamps, as known on any day, and the page of one promise."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi.promises import queries
from luodi.promises.queries import PromiseFilter
from luodi.values.indicator import indicators
from luodi.values.refusal import NotAllowed
from luodi.web.access import actor_of, permitted
from luodi.web.answering import day_of, whole
from luodi.web.exporting import Export, exported, most_rows
from luodi.web.observed.words import amount, indicator_choices, language, unit_choices
from luodi.web.observed.words import shown as observed
from luodi.web.promises import words
from luodi.web.sheets import SheetColumn
from luodi.web.tables import Column, Filter, Paging
from luodi.web.tasks.views import timeline

SIZE = 50


@permitted("promises.view")
def index(request: HttpRequest) -> HttpResponse:
    """List the promises that the viewer may see, with the lamp of their running term."""
    viewer, page, known = actor_of(request), whole(request.GET.get("page")) or 1, _known(request)
    sort, asked = request.GET.get("sort", "id"), _asked(request)
    found = queries.promises_known_at(
        viewer, asked, today=known or timezone.localdate(), sort=sort, page=page, size=SIZE
    )
    pages = max(1, -(-found.total // SIZE))
    context = {
        "rows": [words.shown(row) for row in found.rows], "columns": _columns(), "filters": _filters(), "sort": sort,
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
    today = _known(request) or timezone.localdate()
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


@permitted("promises.view")
def detail(request: HttpRequest, promise_id: int) -> HttpResponse:
    """Show one promise: target against actual by period, the sources, what was agreed and decided since."""
    viewer, known = actor_of(request), _known(request)
    found = queries.promise_detail(viewer, promise_id, today=known or timezone.localdate())
    row = found.promise
    measured = indicators()[row.indicator]
    used = [each for reading in row.terms for each in reading.used]
    context = {
        "row": words.shown(row), "terms": [words.term(each, row.indicator) for each in row.terms], "known": known,
        "measured": measured.label(language()),
        "sources": [observed(found.sources[each]) for each in used if each in found.sources],
        "supplements": [
            {
                "id": each.id, "may_decide": each.may_decide, "number": each.number, "ground": each.ground, "state": words.decisions()[each.state], "made_by": each.made_by,
                "approved_by": each.approved_by, "note": each.decision_note,
                "terms": "；".join(f"{period.label(language())} {amount(measured, target)}" for period, target, _due in each.terms),
            }
            for each in found.supplements
        ],
        "acts": [
            {
                "id": each.id, "may_decide": each.may_decide, "period": each.period.label(language()), "kind": words.kinds()[each.kind], "day": each.day, "reason": each.reason,
                "state": words.decisions()[each.state], "made_by": each.made_by, "approved_by": each.approved_by,
            }
            for each in found.acts
        ],
        "term_columns": _term_columns(), "supplement_columns": _supplement_columns(), "act_columns": _act_columns(),
        "may_propose": found.may_propose and known is None, "version": row.version, "units": unit_choices(),
        "kinds": list(words.kinds().items()), "grounds": list(words.grounds().items()),
        "lines": timeline(("promises.promise", promise_id)),
    }  # fmt: skip
    return render(request, "promises/detail.html", context)


def _known(request: HttpRequest) -> date | None:
    day = day_of(request.GET.get("at", ""))
    return day if day is not None and day < timezone.localdate() else None


def _asked(request: HttpRequest) -> PromiseFilter:
    given = request.GET

    def chosen(name: str, choices) -> str:
        return given.get(name, "") if given.get(name, "") in choices else ""

    return PromiseFilter(
        indicator=chosen("indicator", indicators()), basis=chosen("basis", words.bases()), lamp=chosen("lamp", words.lamps()),
        side=chosen("side", ("promisor", "beneficiary")), words=given.get("q", "").strip()[:60],
    )  # fmt: skip


def _filters() -> tuple[Filter, ...]:
    return (
        Filter("lamp", _("灯"), options=list(words.lamps().items()), width="sm"),
        Filter("side", _("我的单位"), options=[("promisor", _("作为承诺方")), ("beneficiary", _("作为受益方"))]),
        Filter("indicator", _("指标"), options=indicator_choices()),
        Filter("basis", _("依据"), options=list(words.bases().items())),
        Filter("at", _("按哪天所知"), kind="text", placeholder="2025-03-07", width="sm"),
        Filter("q", _("对象或依据"), kind="text"),
    )


def _columns() -> tuple[Column, ...]:
    return (
        Column("subject", _("对象"), "link", "grow", href="page", sort="subject", card="title"),
        Column("promisor", _("承诺方"), width="md"), Column("indicator", _("指标"), width="md", sort="indicator"),
        Column("period", _("期间"), width="md"), Column("target", _("目标"), "number", "lg"),
        Column("actual", _("实绩"), "number", "lg"), Column("done", _("完成"), "number", "sm"),
        Column("verdict", _("判定"), "badge", "md", sort="verdict"), Column("due", _("到期"), "day", "md", sort="due"),
        Column("reference", _("依据"), width="xl", card="wide"),
    )  # fmt: skip


def _term_columns() -> tuple[Column, ...]:
    return (
        Column("period", _("期间"), width="md", card="title"), Column("due", _("到期"), "day", "md"),
        Column("target", _("目标"), "number", "lg"), Column("actual", _("实绩"), "number", "lg"),
        Column("done", _("完成"), "number", "sm"), Column("forecast", _("期末预测"), "number", "lg"),
        Column("verdict", _("判定"), "badge", "md"), Column("sentence", _("说明"), width="grow", card="wide"),
    )  # fmt: skip


def _supplement_columns() -> tuple[Column, ...]:
    return (
        Column("number", _("编号"), width="sm", card="title"), Column("ground", _("理由"), width="grow", card="wide"),
        Column("terms", _("新的约定期"), width="xl"), Column("state", _("状态"), width="md"),
        Column("made_by", _("提出"), width="sm"), Column("approved_by", _("批准"), width="sm"),
    )  # fmt: skip


def _act_columns() -> tuple[Column, ...]:
    return (
        Column("period", _("期间"), width="md", card="title"), Column("kind", _("处理"), width="md"),
        Column("day", _("日期"), "day", "md"), Column("reason", _("理由"), width="grow", card="wide"),
        Column("state", _("状态"), width="md"), Column("made_by", _("提出"), width="sm"),
        Column("approved_by", _("批准"), width="sm"),
    )  # fmt: skip
