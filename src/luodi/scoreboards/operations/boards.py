"""A board's life: drawn up, shown with its appeal window, frozen with its digest."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from luodi.engines import scoreboards as engine
from luodi.engines.clocks import working_days_after
from luodi.journal.operations import record
from luodi.people.permissions import require
from luodi.people.queries.settings import parameters_in_force
from luodi.scoreboards.models import Board, Pack, Snapshot
from luodi.scoreboards.permissions import locked_board, require_keep
from luodi.scoreboards.queries.standing import behind_of, engine_pack, standing_known_at, units_of_class
from luodi.scoreboards.refusals import (
    AppealsOpen,
    AppealsStillRun,
    BoardDayWrong,
    BoardStepWrong,
    BoardTwice,
    BoardWithoutUnits,
    PackNotInForce,
)
from luodi.values.actor import Actor
from luodi.values.period import Period
from luodi.values.refusal import NotFound

KINDS = {1: "month", 3: "quarter", 12: "year"}
WINDOW = "scoreboards.appeal_working_days"


@transaction.atomic
def draw_up_board(
    *, pack_id: int, unit_class: str, period: Period, as_of: date | None = None, by: Actor, at: datetime
) -> Board:
    """Draw up a board of a class of units for a month, quarter or year of its pack, as of a day of it (None: its last).

    It is a draft that only the bureau sees.

    :raises PackNotInForce: unless the pack is approved and holds on that day
    :raises BoardDayWrong: for another year, another kind of period or a day outside it
    :raises BoardWithoutUnits: if the pack doesn't rank the class, or nobody is of it
    :raises BoardTwice: if there is one already
    """
    require_keep(by)
    pack = Pack.objects.filter(pk=pack_id).first()
    if pack is None:
        raise NotFound()
    day, kind = as_of or period.last_day, KINDS.get(sum(1 for _ in period.months()))
    if kind is None or day not in period or period.start.year != pack.year or period.last_day.year != pack.year:
        raise BoardDayWrong(year=pack.year)
    if pack.state != "approved" or pack.valid_from is None or pack.valid_from > day:
        raise PackNotInForce(title=pack.title)
    if unit_class not in engine_pack(pack).classes or not units_of_class(unit_class):
        raise BoardWithoutUnits(unit_class=unit_class[:40])
    row = Board(pack=pack, unit_class=unit_class, period_kind=kind, as_of=day, made_by_id=by.person_id, made_at=at)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as twice:
        raise BoardTwice() from twice
    record("scoreboard.drawn_up", row, by=by, at=at, label=label_of(row), facts={"as_of": day, "class": unit_class})
    return row


@transaction.atomic
def show_board(*, board_id: int, version: int, by: Actor, at: datetime) -> Board:
    """Show a draft to the units of its class; from then on they may appeal for some working days (a dated parameter).

    :raises BoardStepWrong: unless it is a draft
    :raises Stale: if somebody moved it on since it was read
    """
    require_keep(by)
    board = locked_board(board_id, by, version)
    if board.state != "draft":
        raise BoardStepWrong()
    days = int(str(parameters_in_force(WINDOW, on=localdate(at))[WINDOW]))
    until = working_days_after(localdate(at), days).day
    board.state, board.shown_at, board.appeals_until, board.version = "shown", at, until, board.version + 1
    board.save(update_fields=["state", "shown_at", "appeals_until", "version"])
    record("scoreboard.shown", board, by=by, at=at, label=label_of(board), facts={"until": until})
    return board


@transaction.atomic
def freeze_board(*, board_id: int, version: int, by: Actor, at: datetime) -> Board:
    """Freeze a shown board once its appeal window is over and every appeal answered; it never changes after that.

    :raises BoardStepWrong: unless it is shown
    :raises AppealsStillRun, AppealsOpen: naming what it waits for
    :raises Stale: if somebody moved it on since it was read
    """
    require(by, "scoreboards.approve")
    board = locked_board(board_id, by, version)
    if board.state != "shown" or board.appeals_until is None:
        raise BoardStepWrong()
    if localdate(at) <= board.appeals_until:
        raise AppealsStillRun(until=board.appeals_until)
    waiting = board.appeals.filter(state="open").count()
    if waiting:
        raise AppealsOpen(count=waiting)
    standing = standing_known_at(board, known=localdate(at))
    kept = engine.frozen(standing.board, as_of=board.as_of.isoformat(), known=standing.known.isoformat())
    Snapshot.objects.create(
        board=board, text=kept.text, digest=kept.digest, behind=behind_of(standing), known=standing.known,
        frozen_by_id=by.person_id, frozen_at=at,
    )  # fmt: skip
    board.state, board.frozen_at, board.version = "frozen", at, board.version + 1
    board.save(update_fields=["state", "frozen_at", "version"])
    record("scoreboard.frozen", board, by=by, at=at, label=label_of(board), facts={"digest": kept.digest})
    return board


def label_of(board: Board) -> str:
    """Name a board in journal lines: its pack, class and day."""
    return f"{board.pack.title}·{engine_pack(board.pack).classes[board.unit_class].title}·{board.as_of.isoformat()}"
