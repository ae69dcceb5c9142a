"""The board: counts and sums per unit, stage and standing, from the tally that each transaction keeps exact."""

from dataclasses import replace
from decimal import Decimal

from django.db import connection

from luodi.projects.permissions import amount_units, beside_units, row_units
from luodi.projects.queries.rows import Board, BoardCell, ProjectFilter, UnitRow
from luodi.projects.queries.scope import Condition, all_units, grouped, in_units, joined, offered, visible
from luodi.values.actor import Actor

FROM_TALLY = """
SELECT p.unit_id, p.stage_claimed, p.confirmed, p.side_state, SUM(p.projects), SUM(p.amount), SUM(p.without_amount)
FROM (
    SELECT unit_id, stage AS stage_claimed, NULLIF(stage_confirmed, '') AS stage_confirmed, confirmed, binding,
           side_state, track, projects, amount, without_amount
    FROM projects_tally
) AS p
WHERE {where}
GROUP BY 1, 2, 3, 4 HAVING SUM(p.projects) <> 0
"""
FROM_STAGE_TALLY = """
SELECT p.unit_id, p.stage, p.confirmed, p.side_state, SUM(p.projects), SUM(p.amount), SUM(p.without_amount)
FROM projects_stagetally AS p
WHERE {where}
GROUP BY 1, 2, 3, 4 HAVING SUM(p.projects) <> 0
"""
FROM_ROWS = """
SELECT p.unit_id, p.stage_claimed, COALESCE(p.stage_confirmed = p.stage_claimed, false), p.side_state, COUNT(*),
       COALESCE(SUM(p.amount), 0), COUNT(*) FILTER (WHERE p.amount IS NULL)
FROM projects_project AS p
WHERE {where}
GROUP BY 1, 2, 3, 4
"""
ALL_OF_IT = "SELECT COALESCE(SUM(projects), 0) FROM projects_stagetally"


def board(*, viewer: Actor, filters: ProjectFilter | None = None) -> Board:
    """Give counts and sums of what the viewer may see; two SQL statements, a third where others' rows are left out.

    Of the filter count unit (with those below), track, binding, stage, standing, reached and side. Exact, and right
    inside the transaction that changed a project. Projects in a side state (暂缓, 流失…) are counted in `sides` only,
    unless the filter asks for one.
    """
    asked = filters or ProjectFilter()
    units = all_units()
    rows = _fetch(asked, viewer, units)
    seen = amount_units(viewer)
    cells: dict[tuple[int, str, bool], BoardCell] = {}
    sides: dict[str, int] = {}
    for unit_id, stage, confirmed, side, projects, amount, without in rows:
        if side:
            sides[side] = sides.get(side, 0) + int(projects)
            if not asked.side:
                continue
        had = cells.get((unit_id, stage, confirmed), BoardCell(amount=Decimal(0)))
        hidden = seen is not None and unit_id not in seen
        cells[unit_id, stage, confirmed] = BoardCell(
            had.projects + int(projects), None if hidden else had.amount + amount, had.without_amount + int(without)
        )
    shown = offered(units, viewer) if not beside_units(viewer) else units
    involved = {unit_id for unit_id, _, _ in cells}
    return Board(
        units=tuple(unit for unit in shown if unit.id in involved),
        cells=cells,
        sides=sides,
        elsewhere=_elsewhere(asked, viewer, rows),
        offered=tuple(offered(units, viewer)),
    )


def _fetch(asked: ProjectFilter, viewer: Actor, units: list[UnitRow]) -> list[tuple]:
    """Fetch from the coarsest table that can answer: by stage alone, by everything, or the rows one by one."""
    if beside_units(viewer):
        sql, conditions = FROM_ROWS, [*visible(viewer), *grouped(asked, units)]
    else:
        own = row_units(viewer)
        conditions = [] if own is None else [Condition(in_units("p.unit_id", own))]
        coarse = replace(asked, unit_id=None) == ProjectFilter()
        sql = FROM_STAGE_TALLY if coarse else FROM_TALLY
        conditions += grouped(asked, units)
    where, params = joined(conditions)
    with connection.cursor() as cursor:
        cursor.execute(sql.format(where=where), params)
        return cursor.fetchall()


def _elsewhere(asked: ProjectFilter, viewer: Actor, rows: list[tuple]) -> int | None:
    """Say how many projects of the district are not the viewer's; with a filter that number would tell too much."""
    if asked != ProjectFilter():
        return None
    if row_units(viewer) is None:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(ALL_OF_IT)
        return int(cursor.fetchone()[0]) - sum(int(row[4]) for row in rows)
