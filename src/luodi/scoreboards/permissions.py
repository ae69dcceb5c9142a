"""Who keeps boards, who checks what another typed in, who may appeal for a unit."""

from luodi.people.permissions import acts_for, require
from luodi.scoreboards.models import Board
from luodi.scoreboards.refusals import ScoreboardCheckerIsMaker, ScoreboardSettled
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound, Stale


def require_keep(by: Actor) -> None:
    """Refuse unless the actor keeps packs, boards, figures and adjustments.

    :raises NotAllowed: naming the permission
    """
    require(by, "scoreboards.keep")


def may_check(by: Actor, made_by_id: int | None) -> bool:
    """Tell whether the actor may approve what a person made: never one's own, nor of whom one stands in for."""
    own = made_by_id is not None and made_by_id in (by.person_id, *by.standing_in_for)
    return by.may("scoreboards.approve") and not own


def require_check(by: Actor, row) -> None:
    """Refuse unless the actor may settle a row that waits.

    :raises NotAllowed: naming the permission
    :raises ScoreboardSettled: if it was settled already
    :raises ScoreboardCheckerIsMaker: for who made it
    """
    require(by, "scoreboards.approve")
    if row.state not in ("proposed", "open"):
        raise ScoreboardSettled()
    if not may_check(by, row.made_by_id):
        raise ScoreboardCheckerIsMaker()


def require_appeal(by: Actor, unit_id: int) -> None:
    """Refuse unless the actor may appeal for a unit.

    :raises NotAllowed: naming the permission
    """
    require(by, "scoreboards.appeal", unit_id=unit_id)


def may_appeal(by: Actor, unit_id: int) -> bool:
    """Tell whether the actor may appeal for a unit."""
    return by.may("scoreboards.appeal") and acts_for(by, unit_id)


def locked_board(board_id: int, by: Actor, version: int | None = None) -> Board:
    """Lock a board that the actor may see, with its pack.

    :raises NotFound: if there is none
    :raises Stale: if somebody moved it on since it was read
    """
    if not Board.objects.visible_to(by).filter(pk=board_id).exists():
        raise NotFound()
    board = Board.objects.select_for_update(of=("self",)).select_related("pack").get(pk=board_id)
    if version is not None and board.version != version:
        raise Stale()
    return board
