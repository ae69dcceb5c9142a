"""What units reached, for boards that rank them: their own subjects' verified values, and their credit for projects and firms."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import connection

from luodi.observations.queries.shares import Measure, units_cells
from luodi.observations.queries.standing import known
from luodi.values.indicator import Indicator, Joining, Kind, indicator, indicators
from luodi.values.period import Period, months_after

STAMP = """
SELECT (SELECT ROW(COUNT(*), MAX(o.id), SUM(o.value), MAX(o.known_at))::text FROM observations_series s
        JOIN observations_observation o ON o.series_id = s.id WHERE s.indicator = ANY(%s)),
       (SELECT ROW(COUNT(*), MAX(id))::text FROM observations_split)
"""


@dataclass(frozen=True, slots=True)
class UnitValue:
    """A verified value of a unit's own subject, with the series where it stands."""

    value: Decimal
    series_id: int


@dataclass(frozen=True, slots=True)
class CreditedValue:
    """What a unit is credited with by its shares, and of how many projects and firms it is made."""

    value: Decimal
    subjects: int


def creditable() -> list[str]:
    """List the indicators that units may be credited with for projects and firms: flows that add up and are no firm's secret."""
    return [code for code, each in indicators().items() if _adds_up(each) and each.data_class != "secret"]


def credited_values(
    *, codes: Collection[str], period: Period, at: datetime | None
) -> dict[tuple[int, str], CreditedValue]:
    """Give what units are credited with for projects and firms in a period, verified, by unit and indicator.

    Two SQL statements an indicator. The units' values add up to what was verified (one observation divides by the shares of its
    period's last month); what units report of themselves is left out, so nothing counts twice. For evaluation by the system.
    """
    found = {}
    for code in sorted(set(codes) & set(creditable())):
        rows = known(at).filter(
            series__indicator=code, series__valid_from__gte=period.start, series__valid_to__lte=period.end, state="verified",
        ).exclude(series__subject__kind="unit")  # fmt: skip
        measures = [
            Measure(subject, indicator(code).credit, months_after(end.replace(day=1), -1 if end.day == 1 else 0), value)
            for value, subject, end in rows.values_list("value", "series__subject_id", "series__valid_to")
        ]
        cells = units_cells(measures, places=indicator(code).places, known_at=at) if measures else {}
        found |= {(unit, code): CreditedValue(value, subjects) for unit, (value, subjects) in cells.items()}
    return found


def credited_stamp(codes: Collection[str]) -> tuple[str, ...]:
    """Give what changes whenever something does that credited values rest on; one SQL statement, none without codes."""
    if not codes:
        return ()
    with connection.cursor() as cursor:
        cursor.execute(STAMP, [sorted(codes)])
        return tuple(cursor.fetchone())


def _adds_up(measured: Indicator) -> bool:
    return measured.kind == Kind.FLOW and measured.over_subjects == Joining.SUM and bool(measured.credit)


def unit_values(
    *, unit_ids: Collection[int], indicators: Collection[str], period: Period, at: datetime
) -> dict[tuple[int, str], UnitValue]:
    """Give the verified values of units in exactly this period, by unit and indicator; one SQL statement.

    For evaluation by the system, whose boards have doors of their own.
    """
    found = known(at).filter(
        series__subject__kind="unit", series__subject__unit_id__in=unit_ids, series__indicator__in=indicators,
        series__valid_from=period.start, series__valid_to=period.end, state="verified",
    )  # fmt: skip
    rows = found.order_by("-series__subject_id").values_list(
        "series__subject__unit_id", "series__indicator", "value", "series_id"
    )
    return {(unit, code): UnitValue(value, series) for unit, code, value, series in rows}
