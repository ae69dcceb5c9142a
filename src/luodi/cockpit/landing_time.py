"""How long it takes to land: curves, medians by part and path, days saved or lost by unit, one project's forecast.

"Landed" is what the district's dated definition of landing says; each answer names it. Without one it is the landing day
of the ledger (落地日期). The figures are the district's and the same for everybody; the
projects behind them are listed as far as the viewer may see them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from luodi.counting.queries import MILESTONES, InForce, SpellAsked, SpellGroup, landing_definition, spell_groups
from luodi.engines.forecast import Curve, Difference, Spell, difference, kaplan_meier
from luodi.people.queries import parameter
from luodi.people.queries.lookups import active_units

LINES = 60


@dataclass(frozen=True, slots=True)
class PartRow:
    """One part of the way, for one path ("" for all, "unknown" for those that say none): its curve and who was left out."""

    part: str
    path: str
    curve: Curve
    left_out: int


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit's own curve against the district's; `difference` is None where too few of its projects are done."""

    unit_id: int
    unit_name: str
    curve: Curve
    difference: Difference | None


@dataclass(frozen=True, slots=True)
class LandingTime:
    """What the page of landing times shows of one part of the way."""

    part: str
    whole: PartRow
    parts: tuple[PartRow, ...]
    paths: tuple[PartRow, ...]
    units: tuple[UnitLine, ...]
    horizon: int
    unit_events: int
    minimum_events: int
    definition: InForce | None


def landing_time(*, part: str, today: date, kind: str = "claimed") -> LandingTime:
    """Give curves, medians and the units' days saved or lost for one part of the way; eight SQL statements at most."""
    stages = part not in MILESTONES
    definition = landing_definition(on=today)
    number = definition.id if definition else None
    groups = spell_groups(today=today, stages=stages, kind=kind, definition_id=number)
    of_part = [group for group in groups if group.part == part]
    district = _row(part, "", of_part)
    horizon, least = _number("forecast.horizon_days", today), _number("forecast.unit_events", today)
    names = {unit: name for unit, name in active_units().items() if any(g.unit_id == unit for g in of_part)}
    units = [_unit(unit, names.get(unit, ""), of_part, district.curve, horizon, least) for unit in names]
    paths = sorted({group.path or "unknown" for group in of_part})
    codes = sorted({group.part for group in groups}, key=_order) if stages else MILESTONES
    return LandingTime(
        part=part, whole=district,
        parts=tuple(_row(code, "", [group for group in groups if group.part == code]) for code in codes),
        paths=tuple(_row(part, path, [g for g in of_part if (g.path or "unknown") == path]) for path in paths),
        units=tuple(sorted(units, key=lambda line: (line.difference is None, -(line.difference.days if line.difference else 0), line.unit_name))),
        horizon=horizon, unit_events=least, minimum_events=_number("forecast.minimum_events", today),
        definition=definition,
    )  # fmt: skip


def counted(asked: SpellAsked, *, kind: str, today: date) -> int:
    """Count the projects behind a figure, whoever may see them: what the list of them is held against."""
    definition = landing_definition(on=today)
    groups = spell_groups(
        today=today, stages=asked.part not in MILESTONES, kind=kind, definition_id=definition.id if definition else None
    )
    of_part = [group for group in groups if group.part == asked.part]
    return sum(
        group.number
        for group in of_part
        if (asked.unit_id is None or group.unit_id == asked.unit_id)
        and (not asked.track or group.track == asked.track)
        and (not asked.path or (group.path or "unknown") == asked.path)
        and (asked.state in _states(group))
    )


def _states(group: SpellGroup) -> tuple[str, ...]:
    if group.ended <= group.entered:
        return ("", "left")
    return ("", "counted", "done" if group.happened else "waiting")


def points(curve: Curve) -> list[tuple[int, float, float, float]]:
    """Thin a curve to at most so many points for a chart and its table: day, share done, its band."""
    steps = curve.steps
    every = max(1, -(-len(steps) // LINES))
    kept = [step for place, step in enumerate(steps) if place % every == 0 or place == len(steps) - 1]
    return [(0, 0.0, 0.0, 0.0), *((s.day, 1 - s.waiting, 1 - s.upper, 1 - s.lower) for s in kept)]


def _row(part: str, path: str, groups: Iterable[SpellGroup]) -> PartRow:
    rows = list(groups)
    left = sum(row.number for row in rows if row.ended <= row.entered)
    return PartRow(part, path, kaplan_meier(_spells(rows)), left)


def _spells(groups: Iterable[SpellGroup]) -> list[Spell]:
    return [Spell(row.entered, row.ended, row.happened, row.number) for row in groups]


def _unit(unit_id: int, name: str, groups: list[SpellGroup], district: Curve, horizon: int, least: int) -> UnitLine:
    curve = kaplan_meier(_spells(group for group in groups if group.unit_id == unit_id))
    enough = curve.events >= least
    return UnitLine(unit_id, name, curve, difference(curve, district, until=horizon) if enough else None)


def _number(code: str, today: date) -> int:
    return int(str(parameter(code, on=today)))


def _order(code: str) -> int:
    return int(code.removeprefix("P")) if code[1:].isdigit() else 99
