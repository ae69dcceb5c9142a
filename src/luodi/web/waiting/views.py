"""The waiting list: what waits for the person who looks, pile by pile, the most urgent first."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi.cockpit.waiting import Pile, Waiting, waiting
from luodi.web.access import actor_of, permitted
from luodi.web.projects.gates.words import kinds, language


@permitted("desk.view")
def index(request: HttpRequest) -> HttpResponse:
    """Show what waits for the viewer."""
    viewer, today = actor_of(request), timezone.localdate()
    piles = waiting(viewer=viewer, today=today)
    context = {
        "piles": [(pile, _titles().get(pile.code, pile.code), [_row(row) for row in pile.rows]) for pile in piles],
        "total": sum(pile.total for pile in piles),
        "late": sum(row.late for pile in piles for row in pile.rows),
        "more": {pile.code: _more(pile) for pile in piles},
    }
    return render(request, "waiting/index.html", context)


def _titles() -> dict[str, str]:
    return {
        "opinions": _("待我单位出具意见"), "gates": _("待通过的关口"), "conditions_to_accept": _("待认可的条件落实"),
        "conditions_to_meet": _("待我单位落实的条件"), "claims": _("待核定的自报阶段"), "failures": _("待认定的复盘"),
        "tasks": _("任务与督办"),
    }  # fmt: skip


def _sentences() -> dict[str, str]:
    return {
        "give_opinion": _("%(unit)s · %(kind)s"), "pass_gate": _("材料齐备，可以通过 %(gate)s %(stage)s"),
        "gate_lacks": _("到 %(gate)s %(stage)s 还缺 %(n)s 项"), "confirm_claim": _("自报到“%(stage)s”，凭证据核定"),
        "accept_condition": _("报告已落实：%(text)s"), "meet_condition": _("%(gate)s 之前落实：%(text)s（%(unit)s）"),
        "approve_failure": _("尽职免责复盘待认定"), "do_task": _("%(unit)s"),
    }  # fmt: skip


def _row(row: Waiting) -> tuple[Waiting, str, str]:
    """Give a row with its sentence and address; a source that words itself gives its sentence as `what`."""
    values = {name: value or _("未定") if name == "unit" else value for name, value in row.values.items()}
    if "kind" in values:
        values["kind"] = kinds().get(str(values["kind"]), values["kind"])
    if language() == "en":
        values |= {name.removesuffix("_en"): value for name, value in values.items() if name.endswith("_en")}
    sentence = _sentences().get(row.what, row.what)
    try:
        href = reverse(row.page, kwargs=row.at) + (f"#{row.anchor}" if row.anchor else "")
    except NoReverseMatch:
        href = ""
    return row, sentence % values if "%(" in sentence else sentence, href


def _more(pile: Pile) -> int:
    return pile.total - len(pile.rows)
