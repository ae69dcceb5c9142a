"""What was reckoned last night of how long parts of the way take; what of a project counts as landed."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from luodi.counting.models import Counted, Pace
from luodi.engines.forecast import Curve, Median, Step


@dataclass(frozen=True, slots=True)
class PaceRow:
    """A part of the way, for one track ("" for all), as reckoned on a day; `definition` says what "landed" was."""

    part: str
    track: str
    median: Median
    curve: Curve
    reckoned_date: date
    definition_id: int | None
    definition: str


def paces(*, parts: Collection[str], tracks: Collection[str], kind: str = "claimed") -> dict[tuple[str, str], PaceRow]:
    """Give parts of the way by (part, track); one SQL statement. Figures of the district, the same for everybody."""
    rows = Pace.objects.filter(kind=kind, part__in=list(parts), track__in=list(tracks)).select_related("definition")
    return {(row.part, row.track): _row(row) for row in rows}


def landed_date(*, project_id: int, definition_id: int | None) -> date | None:
    """Give the day on which a project landed by a route of a definition, its evidence confirmed or not; one SQL statement."""
    found = Counted.objects.filter(project_id=project_id, measure="landed", definition_id=definition_id)
    return found.exclude(route="").values_list("date", flat=True).first()


def _row(row: Pace) -> PaceRow:
    steps = tuple(Step(day, 0, 0, waiting, 0.0, waiting, waiting) for day, waiting in row.steps)
    return PaceRow(
        row.part, row.track, Median(row.median, row.lower, row.upper), Curve(steps, row.spells, row.events, row.last),
        row.reckoned_date, row.definition_id, row.definition.title if row.definition else "",
    )  # fmt: skip
