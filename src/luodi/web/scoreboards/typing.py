"""Figures and adjustments of a board: typed in by one person of the bureau, approved by another."""

from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi.scoreboards import operations, queries
from luodi.scoreboards.operations import Points, Typed
from luodi.web.access import actor_of, permitted
from luodi.web.answering import done, whole
from luodi.web.scoreboards import words
from luodi.web.scoreboards.acting import number
from luodi.web.scoreboards.views import head
from luodi.web.tables import Column


@permitted("scoreboards.keep")
def figures(request: HttpRequest, board_id: int) -> HttpResponse:
    """Show what was typed in for a board's year until its day, with the forms to type in more."""
    viewer = actor_of(request)
    page = queries.board_page(viewer, board_id, today=timezone.localdate())
    typed, added = queries.waiting_rows(viewer, page.row.pack_code, as_of=page.row.as_of)
    pack = page.standing.board.pack
    context = head(page, None) | {
        "figures": [words.typed(each, pack) for each in typed], "adjustments": [words.adjusted(each, pack) for each in added],
        "figure_columns": _figure_columns(), "adjustment_columns": _adjustment_columns(),
        "units": [(str(each.id), each.name) for each in page.standing.units.values()],
        "indicators": [(one.code, words.titled(one)) for one in pack.of_class(page.row.unit_class)],
        "kinds": list(words.adjustments().items()),
        "waiting": any(each.may_check for each in (*typed, *added)), "vetoes": [("", "—"), *((each.code, words.titled(each)) for each in pack.vetoes.values())],
    }  # fmt: skip
    return render(request, "scoreboards/figures.html", context)


@permitted("scoreboards.keep", methods=("POST",))
def type_figure(request: HttpRequest, board_id: int) -> HttpResponse:
    """Type in a unit's figure."""
    given = request.POST

    def act() -> None:
        typed = Typed(
            number(given.get("actual", "")), number(given.get("target", "")), number(given.get("base", "")),
            whole(given.get("faults")) or 0, given.get("missed") == "1",
        )  # fmt: skip
        operations.type_figure(
            board_id=board_id, unit_id=whole(given.get("unit")) or 0, indicator=given.get("indicator", ""), typed=typed,
            source=given.get("source", ""), reason=given.get("reason", ""), by=actor_of(request), at=timezone.now(),
        )  # fmt: skip

    return done(request, act, _("已填报，等另一位有权限的人批准。"), "scoreboards:figures", board_id=board_id)


@permitted("scoreboards.keep", methods=("POST",))
def adjust(request: HttpRequest, board_id: int) -> HttpResponse:
    """Propose a bonus, a penalty or a veto."""
    given = request.POST

    def act() -> None:
        points = Points(
            given.get("kind", ""), number(given.get("points", "")) or Decimal(0), given.get("veto", ""),
            given.get("indicator", ""),
        )  # fmt: skip
        operations.propose_adjustment(
            board_id=board_id, unit_id=whole(given.get("unit")) or 0, given=points, reason=given.get("reason", ""),
            reference=given.get("reference", ""), by=actor_of(request), at=timezone.now(),
        )  # fmt: skip

    return done(request, act, _("已提出，等另一位有权限的人批准。"), "scoreboards:figures", board_id=board_id)


@permitted("scoreboards.approve", methods=("POST",))
def decide_figure(request: HttpRequest, board_id: int, figure_id: int) -> HttpResponse:
    """Approve a figure, or reject it saying why."""
    approve, note = request.POST.get("answer") == "approve", request.POST.get("reason", "")
    return done(
        request,
        lambda: operations.decide_figure(
            figure_id=figure_id, approve=approve, note_text=note, by=actor_of(request), at=timezone.now()
        ),
        _("已批准。") if approve else _("已驳回。"), "scoreboards:figures", board_id=board_id,
    )  # fmt: skip


@permitted("scoreboards.approve", methods=("POST",))
def decide_adjustment(request: HttpRequest, board_id: int, adjustment_id: int) -> HttpResponse:
    """Approve an adjustment, or reject it saying why."""
    approve, note = request.POST.get("answer") == "approve", request.POST.get("reason", "")
    return done(
        request,
        lambda: operations.decide_adjustment(
            adjustment_id=adjustment_id, approve=approve, note_text=note, by=actor_of(request), at=timezone.now()
        ),
        _("已批准。") if approve else _("已驳回。"), "scoreboards:figures", board_id=board_id,
    )  # fmt: skip


def _figure_columns() -> tuple[Column, ...]:
    return (
        Column("unit", _("单位"), width="md", card="title"), Column("indicator", _("指标"), width="lg"),
        Column("day", _("截至"), "day", "md"), Column("kind", _("方式"), width="sm"),
        Column("figures", _("数据"), width="grow", card="wide"), Column("source", _("来源与理由"), width="xl", card="wide"),
        Column("state", _("状态"), "badge", "sm"), Column("made_by", _("填报"), width="sm"),
        Column("approved_by", _("批准"), width="sm"),
    )  # fmt: skip


def _adjustment_columns() -> tuple[Column, ...]:
    return (
        Column("unit", _("单位"), width="md", card="title"), Column("kind", _("类型"), width="lg"),
        Column("points", _("分值"), "number", "sm"), Column("day", _("截至"), "day", "md"),
        Column("reason", _("理由与依据"), width="grow", card="wide"), Column("state", _("状态"), "badge", "sm"),
        Column("made_by", _("提出"), width="sm"), Column("approved_by", _("批准"), width="sm"),
    )  # fmt: skip
