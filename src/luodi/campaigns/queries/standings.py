"""How the streets of a plan stand over some months: the sum of their monthly points, and the boards it was made of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from luodi.campaigns.models import Plan
from luodi.campaigns.queries.months import board_of, monthly_figures
from luodi.campaigns.rewards.splitting import Standing, ranks_of
from luodi.engines.scoreboards import Board, rounded
from luodi.values.period import months_after


@dataclass(frozen=True, slots=True)
class PeriodStanding:
    """The streets as they stand, best first, with the board of each month."""

    standings: tuple[Standing, ...]
    boards: tuple[tuple[date, Board], ...]


def months_between(first: date, last: date) -> list[date]:
    """List the first days of the months from one to another, both included."""
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return [months_after(first.replace(day=1), place) for place in range(count)]


def period_standing(plan: Plan, months: Sequence[date], *, known: datetime) -> PeriodStanding:
    """Add up the monthly points of streets as known at an instant; five SQL statements a month.

    A street without a place in any of the months (void, or nothing due) is not ranked.
    """
    sums: dict[int, Fraction] = {}
    boards, without = [], set()
    for month in months:
        board = board_of(plan, monthly_figures(plan_id=plan.pk, month=month, known=known))
        boards.append((month, board))
        for place in board.places:
            unit_id = int(place.total.unit)
            sums[unit_id] = sums.get(unit_id, Fraction(0)) + place.total.exact
            if place.rank is None:
                without.add(unit_id)
    points: dict[int, Decimal | None] = {
        unit: None if unit in without else rounded(total, 2) for unit, total in sums.items()
    }
    return PeriodStanding(ranks_of(points), tuple(boards))
