"""How long projects take from one milestone or stage to the next: spells in days, those that are not over included.

A project is watched from the day on which it was registered: a part of its way that began earlier counts among those
waiting only from then, and one that was over by then is left out (it says nothing about those that were not registered).
What was lost, terminated or passed to another district stops being watched on the day of that.

"Landed" is what the dated definition of landing in force says (handbook §2.4): the day on which one of its routes of
evidence was met. Where the district has set no definition yet, it is the landing day of the ledger, and the page says so.
"""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import EmptyResultSet
from django.db import connection

from luodi.projects.models import Project
from luodi.values.actor import Actor

MILESTONES = ("whole", "signing", "landing", "start", "production")
PARTS = """
WITH today AS (SELECT %(today)s::date AS day),
route AS (SELECT DISTINCT ON (project_id) project_id, path FROM projects_route ORDER BY project_id, id DESC),
p AS (
    SELECT p.id, p.unit_id, COALESCE(r.path, '') AS path, p.track, p.signed_date, p.started_date, p.produced_date,
           CASE WHEN %(definition)s::bigint IS NULL THEN p.landed_date ELSE c.date END AS landed_date,
           (p.registered_at AT TIME ZONE 'Asia/Shanghai')::date AS registered,
           CASE WHEN p.side_state IN ('lost', 'terminated', 'transferred')
                THEN LEAST((p.changed_at AT TIME ZONE 'Asia/Shanghai')::date, today.day) ELSE today.day END AS seen_until
    FROM projects_project p CROSS JOIN today LEFT JOIN route r ON r.project_id = p.id
    LEFT JOIN counting_counted c ON c.project_id = p.id AND c.measure = 'landed' AND c.definition_id = %(definition)s
        AND c.route <> '' AND (c.confirmed OR %(kind)s = 'claimed')
    WHERE p.withdrawn_at IS NULL
), milestones AS (
    SELECT p.*, m.part, m.since, m.until FROM p CROSS JOIN LATERAL (VALUES
        ('whole', CASE WHEN p.signed_date IS NULL OR p.signed_date >= p.registered THEN p.registered END, p.landed_date),
        ('signing', p.registered, p.signed_date), ('landing', p.signed_date, p.landed_date),
        ('start', p.landed_date, p.started_date), ('production', p.started_date, p.produced_date)
    ) AS m(part, since, until)
), steps AS (
    SELECT s.project_id, s.after AS part, s.before, COALESCE(s.effective_date, (s.at AT TIME ZONE 'Asia/Shanghai')::date) AS since,
           LEAD(COALESCE(s.effective_date, (s.at AT TIME ZONE 'Asia/Shanghai')::date))
               OVER (PARTITION BY s.project_id ORDER BY s.at, s.id) AS until
    FROM projects_stagestep s WHERE s.kind = %(kind)s
), stages AS (
    SELECT p.*, steps.part, steps.since, steps.until FROM p JOIN steps ON steps.project_id = p.id
    WHERE steps.before <> '' OR steps.part IN ('P0', 'P1')
), spells AS (
    SELECT id, unit_id, path, track, part, since, CASE WHEN until <= seen_until THEN until END AS until,
           GREATEST(registered - since, 0) AS entered,
           LEAST(COALESCE(until, seen_until), seen_until) - since AS ended,
           COALESCE(until <= seen_until, false) AS happened
    FROM {table} WHERE since IS NOT NULL AND since <= seen_until
)
"""
GROUPED = PARTS + """
SELECT part, unit_id, path, track, entered, ended, happened, COUNT(*) FROM spells
GROUP BY 1, 2, 3, 4, 5, 6, 7 ORDER BY 1, 2, 3, 4, 5, 6, 7
"""  # fmt: skip
LISTED = PARTS + """
SELECT s.id, q.name, q.code, u.name, s.since, s.until, s.ended, s.happened, s.ended <= s.entered,
       COUNT(*) OVER ()
FROM spells s JOIN projects_project q ON q.id = s.id JOIN people_unit u ON u.id = s.unit_id
WHERE {where} ORDER BY s.ended DESC, s.id LIMIT %(size)s OFFSET %(first)s
"""  # fmt: skip


@dataclass(frozen=True, slots=True)
class SpellGroup:
    """So many projects of a unit, path and track alike: watched from day `entered` of a part until day `ended`, done or not."""

    part: str
    unit_id: int
    path: str
    track: str
    entered: int
    ended: int
    happened: bool
    number: int


@dataclass(frozen=True, slots=True)
class SpellRow:
    """One project behind a figure: since when, until when (None: not over), days, and whether it was left out."""

    project_id: int
    name: str
    code: str
    unit_name: str
    since: date
    until: date | None
    days: int
    happened: bool
    left_out: bool


@dataclass(frozen=True, slots=True)
class SpellAsked:
    """Which part of the way: a milestone of `MILESTONES` or a stage; for one unit, path or track; done, waiting, left or all."""

    part: str = "whole"
    unit_id: int | None = None
    path: str = ""
    track: str = ""
    state: str = ""


def spell_groups(
    *, today: date, stages: bool = False, kind: str = "claimed", definition_id: int | None = None
) -> list[SpellGroup]:
    """Give the spells of all projects of the district, alike ones counted together; one SQL statement.

    :param stages: from stage to stage instead of between milestones
    :param kind: claimed or confirmed: which steps count, and whether a landing counts before its evidence is confirmed
    :param definition_id: the definition that says what has landed; None: the landing day of the ledger
    """
    with connection.cursor() as cursor:
        given = {"today": today, "kind": kind, "definition": definition_id}
        cursor.execute(GROUPED.format(table=_table(stages)), given)
        return [SpellGroup(*row) for row in cursor.fetchall()]


def spell_rows(
    viewer: Actor,
    asked: SpellAsked,
    *,
    today: date,
    kind: str = "claimed",
    definition_id: int | None = None,
    page: int = 1,
    size: int = 50,
) -> tuple[list[SpellRow], int]:
    """List the projects behind a figure that the viewer may see, the longest first, and their number; one SQL statement."""
    where, params = ["s.part = %(part)s"], {"part": asked.part, "today": today, "kind": kind}
    params["definition"] = definition_id
    if asked.unit_id:
        where.append("s.unit_id = %(unit)s")
        params["unit"] = asked.unit_id
    if asked.path:
        where.append("s.path = %(path)s")
        params["path"] = "" if asked.path == "unknown" else asked.path
    if asked.track:
        where.append("s.track = %(track)s")
        params["track"] = asked.track
    where += {
        "done": ["s.happened", "s.ended > s.entered"], "waiting": ["NOT s.happened", "s.ended > s.entered"],
        "left": ["s.ended <= s.entered"], "counted": ["s.ended > s.entered"],
    }.get(asked.state, [])  # fmt: skip
    seen, own = _seen(viewer)
    where += seen
    sql = LISTED.format(table=_table(asked.part not in MILESTONES), where=" AND ".join(where))
    with connection.cursor() as cursor:
        cursor.execute(sql, params | own | {"size": size, "first": (max(page, 1) - 1) * size})
        rows = cursor.fetchall()
    return [SpellRow(*row[:-1]) for row in rows], rows[0][-1] if rows else 0


def _seen(viewer: Actor) -> tuple[list[str], dict[str, object]]:
    """Put what the viewer may see into SQL with named parameters, as the queryset's own door says it."""
    try:
        sql, given = Project.objects.visible_to(viewer).order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:
        return ["FALSE"], {}
    names = [f"seen_{place}" for place in range(len(given))]
    return [f"s.id IN ({sql % tuple(f'%({name})s' for name in names)})"], dict(zip(names, given, strict=True))


def _table(stages: bool) -> str:
    return "stages" if stages else "milestones"
