"""The district's figures: signed, inflow, landed, started, by unit, track or quarter; and the rows behind each number."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection
from django.db.models import Q

from luodi.counting.models import Counted, Definition, Run
from luodi.counting.queries.definitions import definition_rows
from luodi.counting.queries.rows import Block, Cell, CountedRow, DefinitionRow, Figures, ListPage
from luodi.people.models import Unit
from luodi.projects.permissions import amount_units, row_units
from luodi.values.actor import Actor

BLOCKS = (
    ("signed", "binding"), ("signed", "framework"), ("signed", "unknown"), ("inflow", "domestic"), ("inflow", "foreign"),
    ("inflow", "other"), ("landed", "landed"), ("started", "started"),
)  # fmt: skip
GROUPS = {
    "unit": "t.unit_id::text",
    "track": "t.track",
    "quarter": """CASE WHEN t.month IS NULL THEN '' ELSE to_char(t.month, 'YYYY"Q"Q') END""",
}
STANDINGS = ("confirmed", "claimed", "out")
CAP = 1001
SUMS = """
SELECT t.measure, t."column", t.definition_id, {group}, CASE WHEN NOT t.counts THEN 'out' WHEN t.confirmed THEN 'confirmed'
       ELSE 'claimed' END, t.why, SUM(t.rows), SUM(t.number), SUM(t.amount), SUM(t.claimed)
FROM counting_tally t
WHERE {where}
GROUP BY 1, 2, 3, 4, 5, 6 HAVING SUM(t.rows) <> 0
"""


@dataclass(frozen=True, slots=True)
class FiguresAsked:
    """What the figures are asked for: grouped by unit, track or quarter; of a year (None: all), unit, track.

    `definition_id` names the definition of landing (None: the latest of the year); `compared_id` a second one.
    """

    by: str = "unit"
    year: int | None = None
    unit_id: int | None = None
    track: str = ""
    definition_id: int | None = None
    compared_id: int | None = None


@dataclass(frozen=True, slots=True)
class RowsAsked:
    """Which rows stand behind a number. `standing` is confirmed, claimed, out, or "" for all that is claimed."""

    measure: str = "signed"
    column: str = ""
    standing: str = ""
    year: int | None = None
    quarter: int | None = None
    unit_id: int | None = None
    track: str | None = None
    definition_id: int | None = None
    why: str = ""


def figures(viewer: Actor, asked: FiguresAsked) -> Figures:
    """Give the figures; five SQL statements, one of them for all blocks, a sixth where rows are not the viewer's."""
    definitions = definition_rows(viewer)
    chosen = _chosen(definitions, asked.definition_id, asked.year)
    compared = next((row for row in definitions if row.id == asked.compared_id and row != chosen), None)
    units = dict(Unit.objects.order_by("sort", "pk").values_list("pk", "name"))
    where, params = _conditions(viewer, asked, [row.id for row in (chosen, compared) if row])
    rows = _sums(asked.by, where, params)
    seen, allowed = amount_units(viewer), row_units(viewer)
    amounts = seen is None or (allowed is not None and allowed <= seen)
    blocks = _blocks(rows, amounts, chosen, compared)
    keys = {key for block in blocks for key, _ in block.cells}
    groups = _named(asked.by, keys, units)
    last = Run.objects.filter(finished_at__isnull=False).order_by("-at").values_list("at", flat=True).first()
    elsewhere = 0 if allowed is None else _all_rows() - sum(int(row[6]) for row in rows)
    narrowed = asked.year or asked.unit_id or asked.track
    return Figures(blocks, groups, 0 if narrowed else max(elsewhere, 0), chosen, compared, last)


def _chosen(rows: tuple[DefinitionRow, ...], wanted: int | None, year: int | None) -> DefinitionRow | None:
    """Give the definition asked for, else the latest of the year, else the latest of all."""
    live = [row for row in rows if row.retired_at is None]
    named = [row for row in live if row.id == wanted]
    of_year = [row for row in live if row.year == year]
    return next(iter(named or of_year or live), None)


def _conditions(viewer: Actor, asked: FiguresAsked, definitions: list[int]) -> tuple[str, list[object]]:
    parts, params = ["(t.definition_id IS NULL OR t.definition_id = ANY(%s))"], [definitions]  # type: list[str], list[object]
    allowed = row_units(viewer)
    if allowed is not None:
        parts.append("t.unit_id = ANY(%s)")
        params.append(sorted(allowed))
    if asked.unit_id:
        parts.append(
            "t.unit_id IN (SELECT u.id FROM people_unit u JOIN people_unit r ON r.id = %s WHERE u.path LIKE r.path || '%%')"
        )
        params.append(asked.unit_id)
    if asked.track:
        parts.append("t.track = %s")
        params.append(asked.track)
    if asked.year:
        parts.append("(t.month >= %s AND t.month < %s)")
        params += [date(asked.year, 1, 1), date(asked.year + 1, 1, 1)]
    return " AND ".join(parts), params


def _sums(by: str, where: str, params: list[object]) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(SUMS.format(group=GROUPS.get(by, GROUPS["unit"]), where=where), params)
        return cursor.fetchall()


def _all_rows() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT COALESCE(SUM(t.rows), 0) FROM counting_tally t WHERE t.definition_id IS NULL OR t.definition_id ="
            " (SELECT MAX(id) FROM counting_definition WHERE retired_at IS NULL)"
        )
        return int(cursor.fetchone()[0])


def _blocks(
    rows: list[tuple], amounts: bool, chosen: DefinitionRow | None, compared: DefinitionRow | None
) -> tuple[Block, ...]:
    cells: dict[tuple, dict[tuple[str, str], Cell]] = defaultdict(dict)
    why: dict[tuple, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for measure, column, definition, key, standing, reason, number_of_rows, number, amount, claimed in rows:
        block, place = (measure, column, definition), (key or "", standing)
        had = cells[block].get(
            place, Cell(amount=Decimal(0) if amounts else None, claimed=Decimal(0) if amounts else None)
        )
        cells[block][place] = Cell(
            had.rows + int(number_of_rows), had.number + int(number),
            None if had.amount is None else had.amount + amount, None if had.claimed is None else had.claimed + claimed,
        )  # fmt: skip
        if reason:
            why[block][reason] += int(number_of_rows)
    found = []
    for measure, column in BLOCKS:
        ids = [row.id for row in (chosen, compared) if row] if measure == "landed" else [None]
        for pk in ids:
            if (measure, column, pk) in cells or column not in ("unknown", "other"):
                place = measure, column, pk
                name = column if pk is None or (chosen and pk == chosen.id) else "compared"
                found.append(Block(measure, name, dict(cells.get(place, {})), dict(why.get(place, {}))))
    return tuple(found)


def _named(by: str, keys: set[str], units: dict[int, str]) -> tuple[tuple[str, str], ...]:
    if by == "unit":
        return tuple((str(pk), name) for pk, name in units.items() if str(pk) in keys)
    return tuple((key, key) for key in sorted(keys, reverse=by == "quarter"))


def counted_rows(viewer: Actor, asked: RowsAsked, *, page: int = 1, size: int = 50) -> ListPage:
    """Give the rows behind a number, the newest first; two SQL statements. `total` stops at 1001."""
    found = Counted.objects.visible_to(viewer).filter(_behind(asked))
    first = (max(page, 1) - 1) * size
    rows = found.select_related("project__unit", "definition").order_by("-date", "-pk")[first : first + size]
    total = found.order_by().values("pk")[:CAP].count()
    return ListPage(tuple(_row(each, viewer) for each in rows), total)


def counted_of(viewer: Actor, project_id: int) -> tuple[CountedRow, ...]:
    """Give what a project brings to each measure; one SQL statement. The caller has opened the page."""
    rows = (
        Counted.objects.visible_to(viewer).filter(project_id=project_id).select_related("project__unit", "definition")
    )
    order = {"signed": 0, "inflow": 1, "landed": 2, "started": 3}
    return tuple(sorted((_row(each, viewer) for each in rows), key=lambda row: (order[row.measure], row.id)))


def _behind(asked: RowsAsked) -> Q:
    condition = Q(measure=asked.measure)
    if asked.column:
        condition &= Q(column=asked.column)
    if asked.standing:
        condition &= (
            Q(counts=False) if asked.standing == "out" else Q(counts=True, confirmed=asked.standing == "confirmed")
        )
    if asked.definition_id:
        condition &= Q(definition_id=asked.definition_id)
    if asked.why:
        condition &= Q(why=asked.why)
    if asked.unit_id:
        root = Unit.objects.filter(pk=asked.unit_id).values_list("path", flat=True).first()
        condition &= Q(unit__path__startswith=root) if root else Q(pk__in=[])
    if asked.track is not None:
        condition &= Q(track=asked.track)
    if asked.year:
        low, high = date(asked.year, 1, 1), date(asked.year + 1, 1, 1)
        if asked.quarter:
            low = date(asked.year, asked.quarter * 3 - 2, 1)
            high = date(asked.year + asked.quarter // 4, asked.quarter * 3 % 12 + 1, 1)
        condition &= Q(date__gte=low, date__lt=high)
    return condition


def _row(found: Counted, viewer: Actor) -> CountedRow:
    project, units = found.project, amount_units(viewer)
    seen = units is None or project.unit_id in units
    definition: Definition | None = found.definition
    return CountedRow(
        found.pk, project.pk, project.code, project.name, project.unit.name, found.track, found.measure, found.column,
        found.date, found.claimed_amount if seen else None, found.amount if seen else None, found.counts, found.number,
        found.confirmed, found.why, found.finding_id, definition.title if definition else "", found.route, found.known_at,
    )  # fmt: skip


def years_of_counts(viewer: Actor) -> list[int]:
    """List the years in which something is counted, the newest first; one SQL statement."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT EXTRACT(year FROM month)::int FROM counting_tally WHERE month IS NOT NULL")
        return sorted((row[0] for row in cursor.fetchall()), reverse=True)


def tracks_of_counts(viewer: Actor) -> list[str]:
    """List the tracks of counted rows of the viewer's units; one SQL statement."""
    allowed = row_units(viewer)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT track FROM counting_tally WHERE track <> '' AND (%s OR unit_id = ANY(%s)) ORDER BY 1",
            [allowed is None, sorted(allowed or ())],
        )
        return [row[0] for row in cursor.fetchall()]
