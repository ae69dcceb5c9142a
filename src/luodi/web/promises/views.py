"""The page of one promise: target against actual by period with each source, what was agreed and decided since."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi.promises import queries
from luodi.promises.queries import PromiseRow
from luodi.values.indicator import indicators
from luodi.web.access import actor_of, permitted
from luodi.web.observed.words import amount, language, unit_choices
from luodi.web.observed.words import shown as observed
from luodi.web.promises import paid, words
from luodi.web.promises.lists import known_day
from luodi.web.tables import Column
from luodi.web.tasks.views import timeline


@permitted("promises.view")
def detail(request: HttpRequest, promise_id: int) -> HttpResponse:
    """Show one promise: target against actual by period, the sources, what was agreed and decided since."""
    viewer, known = actor_of(request), known_day(request)
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
        "lines": timeline(("promises.promise", promise_id)), "chart": _chart(row), **paid.context(found, known),
    }  # fmt: skip
    return render(request, "promises/detail.html", context)


def _chart(row: PromiseRow) -> dict | None:
    """Give target, actual and forecast by period as the chart takes them; None where the figures are hidden."""
    if len(row.terms) < 2 or all(each.hidden for each in row.terms):
        return None
    measured = indicators()[row.indicator]
    scale, unit = (10_000, _("万元")) if measured.is_money else (1, measured.unit)

    def figures(name: str) -> list[float | None]:
        found = [getattr(each, name) for each in row.terms]
        return [None if each is None else float(each / scale) for each in found]

    return {
        "labels": [each.period.label(language()) for each in row.terms], "unit": unit,
        "series": [
            {"name": _("目标"), "values": figures("target"), "state": "target"},
            {"name": _("实绩"), "values": figures("actual"), "state": "confirmed"},
            {"name": _("期末预测"), "values": figures("forecast"), "state": "claimed"},
        ],
    }  # fmt: skip


def _term_columns() -> tuple[Column, ...]:
    return (
        Column("period", _("期间"), width="md", card="title"), Column("due", _("到期"), "day", "lg"),
        Column("target", _("目标"), "number", "ml"), Column("actual", _("实绩"), "number", "ml"),
        Column("done", _("完成"), "number", "sm"), Column("forecast", _("期末预测"), "number", "grow"),
        Column("verdict", _("判定"), "badge", "md"),
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
