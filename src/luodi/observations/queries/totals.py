"""What units and the district reached of an indicator in a period: exact, and the same for everybody who asks."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from luodi.observations.queries.shares import Measure, units_cells
from luodi.observations.queries.standing import known
from luodi.people.models import Unit
from luodi.people.queries import parameter
from luodi.values.indicator import Indicator, Joining, Kind
from luodi.values.period import Period, months_after

COLUMNS = ("value", "series__subject_id", "series__valid_from", "series__valid_to")
UNSHARED = "signing"  # whose splits say who is the lander where an indicator is not shared


@dataclass(frozen=True, slots=True)
class Cell:
    """A unit's total and of how many subjects it is made; None where too few firms stand behind it."""

    unit_id: int
    unit: str
    total: Decimal | None
    subjects: int


@dataclass(frozen=True, slots=True)
class Totals:
    """The units' totals and the district's, verified values only or all; `hidden` counts cells that are not shown."""

    cells: tuple[Cell, ...]
    district: Decimal | None
    subjects: int
    hidden: int


def totals(measured: Indicator, period: Period, *, verified: bool = True, at: datetime | None = None) -> Totals:
    """Add up what lies within a period by unit, as it was known at an instant; four SQL statements at most.

    A value divides by the shares of its period's last month; what is not shared is all the lander's of that month. Of a
    stock each subject's last value counts. An indicator that does not add up over subjects has no totals. Single firms' secret values are shown from so many firms on
    (observations.smallest_cell), and never so that a hidden one could be worked out as a difference.
    """
    if measured.over_subjects != Joining.SUM:
        return Totals((), None, 0, 0)
    rows = _rows(measured, period, verified, at)
    cells = _divided(measured, rows, at)
    names = dict(Unit.objects.filter(pk__in=cells).values_list("pk", "name"))
    few = _too_few(measured, {unit: count for unit, (_, count) in cells.items()}, period)
    shown = tuple(
        Cell(unit, names[unit], None if unit in few else total, count) for unit, (total, count) in cells.items()
    )
    firms = len({subject for _, subject, *_ in rows})
    whole = sum((value for value, *_ in rows), Decimal(0))
    secret = measured.data_class == "secret" and (0 < firms < _smallest(period) or _leaks(few, cells, period))
    return Totals(shown, None if secret else whole, firms, len(few))


def _rows(measured: Indicator, period: Period, verified: bool, at: datetime | None) -> list[tuple]:
    found = known(at).filter(
        series__indicator=measured.code.text, series__valid_from__gte=period.start, series__valid_to__lte=period.end,
        state__in=["verified"] if verified else ["reported", "verified", "disputed"],
    )  # fmt: skip
    rows = list(found.order_by("series__valid_to", "pk").values_list(*COLUMNS))
    if measured.kind == Kind.FLOW:
        return rows
    return list({row[1]: row for row in rows}.values())


def _divided(measured: Indicator, rows: list[tuple], at: datetime | None) -> dict[int, tuple[Decimal, int]]:
    measures = [
        Measure(
            subject, measured.credit or UNSHARED, months_after(end.replace(day=1), -1 if end.day == 1 else 0), value
        )
        for value, subject, _, end in rows
    ]
    return units_cells(measures, places=measured.places, known_at=at, shared=bool(measured.credit))


def _smallest(period: Period) -> int:
    return int(str(parameter("observations.smallest_cell", on=period.start)))


def _too_few(measured: Indicator, counts: dict[int, int], period: Period) -> set[int]:
    """Name the cells that are hidden: those of too few firms, and so many more that together they hide one another."""
    if measured.data_class != "secret":
        return set()
    least = _smallest(period)
    few = {unit for unit, count in counts.items() if count < least}
    rest = sorted((unit for unit in counts if unit not in few), key=lambda unit: (counts[unit], unit))
    while few and rest and (len(few) < 2 or sum(counts[unit] for unit in few) < least):
        few.add(rest.pop(0))
    return few


def _leaks(few: set[int], cells: dict[int, tuple[Decimal, int]], period: Period) -> bool:
    return bool(few) and (len(few) < 2 or sum(cells[unit][1] for unit in few) < _smallest(period))
