"""What units themselves reached, for boards that rank them: verified values of their own subjects, as known at an instant."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from luodi.observations.queries.standing import known
from luodi.values.period import Period


@dataclass(frozen=True, slots=True)
class UnitValue:
    """A verified value of a unit's own subject, with the series where it stands."""

    value: Decimal
    series_id: int


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
