"""Taking the counts of projects for a scoreboard: how many signed, landed and started for each of its units."""

from datetime import date, datetime

from django.db import transaction

from luodi.counting.queries import confirmed_by_unit
from luodi.scoreboards import operations as scoreboards
from luodi.scoreboards import queries
from luodi.values.actor import Actor


@transaction.atomic
def take_counts(*, board_id: int, by: Actor, at: datetime) -> int:
    """Write down what counts for a board's units from the first of its year to its day; how many figures changed."""
    board = queries.board_title(by, board_id)
    counted = confirmed_by_unit(first=date(board.as_of.year, 1, 1), last=board.as_of)
    return scoreboards.take_counts(board_id=board_id, counts=counted, by=by, at=at)


def take_all_counts(*, by: Actor, at: datetime) -> int:
    """Take the counts of every board that is not frozen; how many figures changed."""
    return sum(take_counts(board_id=each, by=by, at=at) for each in queries.open_boards(by))
