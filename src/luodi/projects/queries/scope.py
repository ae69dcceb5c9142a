"""Conditions in SQL: what a viewer may see, and what a filter asks for. One place for lists, boards and exports."""

import re
from dataclasses import dataclass, field

from django.db import connection

from luodi.companies.naming import plain_words, wanted
from luodi.engines.gates.stages import STAGES, STEPS
from luodi.people.permissions import acts_for
from luodi.people.visibility import sights
from luodi.projects.permissions import amount_units, row_units
from luodi.projects.queries.rows import ProjectFilter, UnitRow
from luodi.values.actor import Actor

CODE = re.compile(r"LD-\d{2,4}(-\d*)?", re.IGNORECASE)
PUT_BEFORE = (
    "p.id IN (SELECT origin_id FROM tasks_task WHERE unit_id = ANY(%s) AND origin_kind = 'projects.project'"
    " AND closed_at IS NULL)"
)


@dataclass(slots=True)
class Where:
    """Conditions with their parameters; alias `p` is the projects' table."""

    parts: list[str] = field(default_factory=list)
    params: list[object] = field(default_factory=list)

    def add(self, part: str, *params: object) -> None:
        """Add a condition that has to hold as well."""
        self.parts.append(part)
        self.params += params

    @property
    def sql(self) -> str:
        """Give the conditions joined by AND."""
        return " AND ".join(self.parts) or "true"


def in_units(column: str, ids: frozenset[int] | set[int]) -> str:
    """Write "column is one of these ids"; the ids are whole numbers and stand in the text, for the planner to see."""
    listed = ", ".join(str(int(pk)) for pk in sorted(ids))
    return f"{column} = {listed}" if len(ids) == 1 else f"{column} IN ({listed})" if ids else "false"


def visible(viewer: Actor, where: Where) -> Where:
    """Add what the viewer may see, the same rows as `Project.objects.visible_to(viewer)`, withdrawn ones left out."""
    where.add("p.withdrawn_at IS NULL")
    units = row_units(viewer)
    if units is None:
        return where
    own = in_units("p.unit_id", units)
    if any(sight.scope == "put" for sight in sights(viewer, "internal")):
        where.add(f"({own} OR {PUT_BEFORE})", list(viewer.unit_ids))
    else:
        where.add(own)
    return where


def all_units() -> list[UnitRow]:
    """Give all units in the order of the tree; one SQL statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, name, COALESCE(NULLIF(short_name, ''), name), path, kind FROM people_unit"
            " WHERE active ORDER BY sort, id"
        )
        return [UnitRow(*row) for row in cursor.fetchall()]


def below(units: list[UnitRow], unit_id: int) -> frozenset[int]:
    """Give a unit and all units under it; only the id itself if it is unknown."""
    path = next((unit.path for unit in units if unit.id == unit_id), None)
    return frozenset({unit_id} | {unit.id for unit in units if path and unit.path.startswith(path)})


def offered(units: list[UnitRow], viewer: Actor) -> list[UnitRow]:
    """Give the units that a viewer may filter by: all, or the own ones and those below."""
    allowed = row_units(viewer)
    return [unit for unit in units if allowed is None or unit.id in allowed]


def editable(units: list[UnitRow], viewer: Actor) -> list[UnitRow]:
    """Give the units for which a viewer may register projects."""
    return [unit for unit in units if unit.kind != "district" and acts_for(viewer, unit.id)]


def text_too_short(text: str) -> bool:
    """Tell whether a search text has no word of two characters."""
    return bool(text.strip()) and not wanted(text) and not CODE.fullmatch(text.strip())


def narrowed(asked: ProjectFilter, viewer: Actor, units: list[UnitRow], where: Where) -> Where:
    """Add what a filter asks for."""
    grouped(asked, units, where)
    searched(asked.text.strip(), where)
    for column, value in (("officer_id", asked.officer_id), ("company_id", asked.company_id)):
        if value is not None:
            where.add(f"p.{column} = %s", value)
    for condition, value in (("p.signed_date >= %s", asked.signed_from), ("p.signed_date <= %s", asked.signed_to)):
        if value is not None:
            where.add(condition, value)
    if asked.amount_from is not None or asked.amount_to is not None:
        _by_amount(asked, viewer, where)
    return where


def stages_of(code: str) -> tuple[str, ...]:
    """Give the stages that a code names: a stage itself, or all those of one of the six steps."""
    if code in STEPS:
        return tuple(stage.code for stage in STAGES.values() if stage.step == code)
    return (code,) if code else ()


def grouped(asked: ProjectFilter, units: list[UnitRow], where: Where) -> Where:
    """Add those conditions that the tally can answer as well: unit, track, stage, standing, binding, side state."""
    if asked.unit_id is not None:
        where.add(in_units("p.unit_id", below(units, asked.unit_id)))
    if stages := stages_of(asked.stage):
        where.add(f"p.stage_claimed IN ({', '.join(['%s'] * len(stages))})", *stages)
    plain = (("track", asked.track), ("stage_confirmed", asked.reached))
    for column, value in (*plain, ("binding", asked.binding)):
        if value:
            where.add(f"p.{column} = %s", value)
    if asked.standing == "confirmed":
        where.add("p.stage_confirmed = p.stage_claimed")
    elif asked.standing == "claimed":
        where.add("p.stage_confirmed IS DISTINCT FROM p.stage_claimed")
    if asked.side:
        where.add("p.side_state = %s", "" if asked.side == "line" else asked.side)
    return where


def searched(text: str, where: Where) -> Where:
    """Add a search text: every pair of its characters, Latin words whole, or the beginning of a project's code."""
    if CODE.fullmatch(text):
        where.add("p.code LIKE %s", f"{text.upper()}%")
    elif tokens := wanted(text):
        where.add("p.grams @> %s::varchar(20)[]", tokens)
        for word in plain_words(text):
            where.add(
                "(p.pinyin LIKE %s OR p.matching_name LIKE %s OR lower(p.company_name) LIKE %s)", *[f"%{word}%"] * 3
            )
    return where


def _by_amount(asked: ProjectFilter, viewer: Actor, where: Where) -> None:
    """Add an amount range; rows whose amount is hidden never match, so that a filter tells nothing about them."""
    seen = amount_units(viewer)
    if seen is not None:
        where.add(in_units("p.unit_id", seen))
    for condition, value in (("p.amount >= %s", asked.amount_from), ("p.amount <= %s", asked.amount_to)):
        if value is not None:
            where.add(condition, value)
