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

AMOUNT = "COALESCE(p.amount, 0)"
SIGNED = "COALESCE(p.signed_date, DATE '0001-01-01')"
CODE = re.compile(r"LD-\d{2,4}(-\d*)?", re.IGNORECASE)
PUT_BEFORE = (
    "(p.id IN (SELECT origin_id FROM tasks_task WHERE unit_id = ANY(%s) AND origin_kind = 'projects.project'"
    " AND closed_at IS NULL) OR p.id IN (SELECT r.project_id FROM projects_asked AS a"
    " JOIN projects_round AS r ON r.id = a.round_id WHERE a.unit_id = ANY(%s) AND r.cancelled_at IS NULL))"
)
WIDE = 0.3
RARER = 3


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition on `p`, the projects' table. `tokens` say the same in the index of facets: one of them is carried."""

    sql: str
    params: tuple[object, ...] = ()
    tokens: tuple[str, ...] = ()
    column: str = ""


@dataclass(slots=True)
class Where:
    """What rows have to meet: what the viewer may see (`base`), what a filter asks (`asked`), search tokens (`grams`)."""

    base: list[Condition] = field(default_factory=list)
    asked: list[Condition] = field(default_factory=list)
    grams: list[str] = field(default_factory=list)

    def conditions(self) -> list[Condition]:
        """Give all conditions, the search tokens among them, for a plain statement."""
        text = [Condition("p.grams @> %s::varchar(20)[]", (self.grams,))] if self.grams else []
        return [*self.base, *self.asked, *text]

    def sought(self, shares: dict[str, float]) -> list[Condition]:
        """Give all conditions in the form that the index of tokens answers.

        Of the search tokens the index is asked for the rarer ones only, at least one: walking the list of rows that
        carry a token nearly all of them carry costs more than looking at the few rows that are left.
        """
        named = [each for each in self.asked if each.tokens]
        found = list(self.base)
        if self.grams:
            rarest_first = sorted(self.grams, key=lambda token: shares.get(token, 0.0))
            rarer = [token for token in rarest_first[:RARER] if shares.get(token, 0.0) < WIDE] or rarest_first[:1]
            found.append(Condition("p.grams @> %s::varchar(20)[]", (rarer,)))
            if len(rarer) < len(self.grams):
                found.append(Condition("(p.grams || '{}'::varchar(20)[]) @> %s::varchar(20)[]", (self.grams,)))
        for each in named:
            one = len(each.tokens) == 1
            if sum(shares.get(token, 0.0) for token in each.tokens) < WIDE:
                found.append(
                    Condition("p.facets @> %s::text[]" if one else "p.facets && %s::text[]", (list(each.tokens),))
                )
            else:
                found.append(Condition(each.sql, each.params))
        return found + [each for each in self.asked if not each.tokens]


def joined(conditions: list[Condition]) -> tuple[str, list[object]]:
    """Join conditions by AND and give them with their parameters."""
    return " AND ".join(each.sql for each in conditions) or "true", [
        value for each in conditions for value in each.params
    ]


def in_units(column: str, ids: frozenset[int] | set[int]) -> str:
    """Write "column is one of these ids"; the ids are whole numbers and stand in the text, for the planner to see."""
    listed = ", ".join(str(int(pk)) for pk in sorted(ids))
    return f"{column} = {listed}" if len(ids) == 1 else f"{column} IN ({listed})" if ids else "false"


def visible(viewer: Actor) -> list[Condition]:
    """Give what the viewer may see, the same rows as `Project.objects.visible_to(viewer)`, withdrawn ones left out."""
    live = Condition("p.withdrawn_at IS NULL")
    units = row_units(viewer)
    if units is None:
        return [live]
    own = in_units("p.unit_id", units)
    if any(sight.scope == "put" for sight in sights(viewer, "internal")):
        return [live, Condition(f"({own} OR {PUT_BEFORE})", (list(viewer.unit_ids), list(viewer.unit_ids)))]
    return [live, Condition(own, column="unit_id" if len(units) == 1 else "")]


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


def stages_of(code: str) -> tuple[str, ...]:
    """Give the stages that a code names: a stage itself, or all those of one of the six steps."""
    if code in STEPS:
        return tuple(stage.code for stage in STAGES.values() if stage.step == code)
    return (code,) if code else ()


def where_of(asked: ProjectFilter, viewer: Actor, units: list[UnitRow]) -> Where:
    """Put together what the viewer may see and what the filter asks for."""
    where = Where(base=visible(viewer), asked=grouped(asked, units))
    _search(asked.text.strip(), where)
    for column, letter, value in (("officer_id", "o", asked.officer_id), ("company_id", "f", asked.company_id)):
        if value is not None:
            where.asked.append(Condition(f"p.{column} = %s", (value,), (f"{letter}{value}",), column))
    where.asked += _between(SIGNED, "DATE '0001-01-01'", asked.signed_from, asked.signed_to)
    if asked.amount_from is not None or asked.amount_to is not None:
        where.asked += _amounts(asked, viewer)
    return where


def grouped(asked: ProjectFilter, units: list[UnitRow]) -> list[Condition]:
    """Give those conditions that the tally can answer as well: unit, track, stage, standing, binding, side state."""
    found = []
    if asked.unit_id is not None:
        ids = below(units, asked.unit_id)
        found.append(
            Condition(
                in_units("p.unit_id", ids),
                (),
                tuple(f"u{pk}" for pk in sorted(ids)),
                "unit_id" if len(ids) == 1 else "",
            )
        )
    if stages := stages_of(asked.stage):
        marks = ", ".join(["%s"] * len(stages))
        sql = "p.stage_claimed = %s" if len(stages) == 1 else f"p.stage_claimed IN ({marks})"
        found.append(
            Condition(sql, stages, tuple(f"s{code}" for code in stages), "stage_claimed" if len(stages) == 1 else "")
        )
    plain = (("track", "t", asked.track), ("stage_confirmed", "c", asked.reached), ("binding", "b", asked.binding))
    found += [
        Condition(f"p.{column} = %s", (value,), (f"{letter}{value}",), column)
        for column, letter, value in plain
        if value
    ]
    if asked.standing == "confirmed":
        found.append(Condition("p.stage_confirmed = p.stage_claimed", (), ("k1",)))
    elif asked.standing == "claimed":
        found.append(Condition("p.stage_confirmed IS DISTINCT FROM p.stage_claimed", (), ("k0",)))
    if asked.side:
        side = "" if asked.side == "line" else asked.side
        found.append(Condition("p.side_state = %s", (side,), (f"d{side}",)))
    return found


def _search(text: str, where: Where) -> None:
    """Add a search text: every pair of its characters, Latin words whole, or the beginning of a project's code."""
    if CODE.fullmatch(text):
        where.asked.append(Condition("p.code LIKE %s", (f"{text.upper()}%",)))
    elif tokens := wanted(text):
        where.grams = tokens
        for word in plain_words(text):
            like = "(p.pinyin LIKE %s OR p.matching_name LIKE %s OR lower(p.company_name) LIKE %s)"
            where.asked.append(Condition(like, (f"%{word}%",) * 3))


def _amounts(asked: ProjectFilter, viewer: Actor) -> list[Condition]:
    """Give an amount range; rows whose amount is hidden never match, so that a filter tells nothing about them."""
    seen = amount_units(viewer)
    found = [] if seen is None else [Condition(in_units("p.unit_id", seen))]
    return found + _between(AMOUNT, "0", asked.amount_from, asked.amount_to)


def _between(key: str, nothing: str, low: object, high: object) -> list[Condition]:
    """Give a range over a key that an index carries; rows without a value stand at `nothing` and never match."""
    found = [Condition(f"{key} > {nothing}")] if low is not None or high is not None else []
    if low is not None:
        found.append(Condition(f"{key} >= %s", (low,)))
    return [*found, Condition(f"{key} <= %s", (high,))] if high is not None else found
