"""The page of one value: what is known now, where it comes from, everything known before, and what may be done."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from luodi.observations import queries
from luodi.observations.queries import CorrectionRow
from luodi.values.indicator import indicators
from luodi.values.refusal import Refusal
from luodi.web.access import actor_of, permitted
from luodi.web.answering import sentence
from luodi.web.observed import words
from luodi.web.tables import Column
from luodi.web.tasks.views import timeline


@permitted("observations.view")
def detail(request: HttpRequest, series_id: int) -> HttpResponse:
    """Show one value with its history."""
    return shown(request, series_id)


def shown(
    request: HttpRequest, series_id: int, refusal: Refusal | None = None, *, opened: str = "", link: str = ""
) -> HttpResponse:
    """Render one value; `opened` is a masked value that was just opened, `link` a firm's link just made."""
    viewer = actor_of(request)
    found = queries.series_detail(viewer, series_id)
    measured = indicators()[found.now.indicator]
    context = {
        "found": found, "now": words.shown(found.now), "history": [words.shown(row) for row in found.history],
        "corrections": [_correction(row, measured) for row in found.corrections],
        "measured": measured, "reason": measured.reason(words.language()), "opened": opened, "link": link,
        "running": any(row.state == "proposed" for row in found.corrections),
        "kinds": list(words.correction_kinds().items()), "units": _units(measured.unit, measured.is_money),
        "columns": _columns(), "entered": request.POST if refusal else {}, "refusal": sentence(refusal) if refusal else "",
        "lines": [] if found.now.masked and not found.may_look else timeline(("observations.series", series_id)),
    }  # fmt: skip
    return render(request, "observed/detail.html", context, status=refusal.status if refusal else 200)


def _units(unit: str, money: bool) -> list[tuple[str, str]]:
    return [(each, each) for each in ((f"万{unit}", unit, f"亿{unit}") if money else (unit,))]


def _correction(row: CorrectionRow, measured) -> dict:
    return {
        "id": row.id, "kind": words.correction_kinds()[row.kind], "value": words.amount(measured, row.value),
        "reason": row.reason, "evidence": row.evidence, "state": words.decisions()[row.state], "badge": words.BADGES[row.state],
        "proposed_by": row.proposed_by, "proposed_at": row.proposed_at, "decided_by": row.decided_by,
        "decided_at": row.decided_at, "note": row.decision_note, "may_decide": row.may_decide,
    }  # fmt: skip


def _columns() -> tuple[Column, ...]:
    return (
        Column("known_at", _("自何时得知"), "moment", "lg", card="title"), Column("value", _("数值"), "number", "lg"),
        Column("state", _("状态"), "badge", "md"), Column("source", _("来源"), width="grow", card="wide"),
        Column("made_by", _("填报"), width="md"), Column("checked_by", _("核实"), width="md"),
    )  # fmt: skip
