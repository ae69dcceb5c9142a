"""Which known projects a new one may be: the same name in the same unit or of the same firm, or an alike one."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from luodi.companies.queries import rare_pairs
from luodi.people.masks import mask_name
from luodi.projects.permissions import row_units
from luodi.values.actor import Actor
from luodi.values.names import normalised, similarity

ALIKE = 0.8
SOUGHT = 2000
MOST = 5


@dataclass(frozen=True, slots=True)
class Asked:
    """A project to look for: its name, its unit, and its firm where that is known."""

    name: str
    unit_id: int | None = None
    company_id: int | None = None


@dataclass(frozen=True, slots=True)
class ProjectMatch:
    """A known project that a new one may be. `how` is same or similar.

    Where `visible` is false the project is another unit's: the name is masked, there is no code, and it is "occupied":
    it can't be opened or merged, and the look goes into the journal (`operations.note_occupied`).
    """

    project_id: int
    code: str
    name: str
    unit_id: int
    company_id: int | None
    stage: str
    how: str
    score: float
    visible: bool


SAME = """
SELECT asked.place, p.id, p.code, p.name, p.unit_id, p.company_id, p.stage_claimed
FROM unnest(%s::int[], %s::text[], %s::bigint[], %s::bigint[]) AS asked(place, name, unit_id, company_id)
JOIN projects_project AS p ON p.matching_name = asked.name AND p.withdrawn_at IS NULL
 AND (p.unit_id = asked.unit_id OR p.company_id = asked.company_id)
"""
SIMILAR = """
SELECT asked.place, p.id, p.code, p.name, p.unit_id, p.company_id, p.stage_claimed
FROM unnest(%s::int[], %s::text[], %s::bigint[], %s::bigint[]) AS asked(place, pairs, unit_id, company_id)
JOIN LATERAL (
    SELECT id, code, name, unit_id, company_id, stage_claimed FROM projects_project
    WHERE grams && string_to_array(asked.pairs, ' ')::varchar(20)[] AND withdrawn_at IS NULL
      AND (unit_id = asked.unit_id OR company_id = asked.company_id)
    LIMIT 100
) AS p ON true
"""


def project_matches(*, rows: Sequence[Asked], viewer: Actor, similar: bool = True) -> list[list[ProjectMatch]]:
    """Give for each row the known projects that it may be, the surest first, at most five each; two SQL statements.

    "Same": one normalised name in the same unit or of the same firm. "Similar" (≥ 0.8): alike within the same unit or
    firm, sought for the first 2,000 rows without a same one.
    """
    found: list[list[ProjectMatch]] = [[] for _ in rows]
    mine = row_units(viewer)
    columns = [list(range(len(rows))), [normalised(row.name) for row in rows]]
    columns += [[row.unit_id for row in rows], [row.company_id for row in rows]]
    for place, *known in _fetch(SAME, columns):
        found[place].append(_match(known, "same", 1.0, mine))
    if similar:
        _add_similar(rows, found, mine)
    return [sorted(matches, key=lambda match: -match.score)[:MOST] for matches in found]


def _add_similar(rows: Sequence[Asked], found: list[list[ProjectMatch]], mine: frozenset[int] | None) -> None:
    places = [place for place, matches in enumerate(found) if not matches and normalised(rows[place].name)][:SOUGHT]
    if not places:
        return
    pairs = rare_pairs([normalised(rows[place].name) for place in places])
    columns = [places, pairs, [rows[place].unit_id for place in places], [rows[place].company_id for place in places]]
    for place, *known in _fetch(SIMILAR, columns):
        score = similarity(rows[place].name, known[2])
        if score >= ALIKE:
            found[place].append(_match(known, "similar", round(score, 3), mine))


def _fetch(sql: str, columns: list[list]) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, columns)
        return cursor.fetchall()


def _match(known: list, how: str, score: float, mine: frozenset[int] | None) -> ProjectMatch:
    pk, code, name, unit_id, company_id, stage = known
    visible = mine is None or unit_id in mine
    return ProjectMatch(
        pk, code if visible else "", name if visible else mask_name(name), unit_id, company_id, stage if visible else "",
        how, score, visible,
    )  # fmt: skip
