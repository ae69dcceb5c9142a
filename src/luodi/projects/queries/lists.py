"""The list of projects: filters, orders, keyset paging and page jumps, a capped count; three SQL statements."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from django.db import connection

from luodi.projects.permissions import amount_units, orders_by_amount
from luodi.projects.queries.rows import ProjectFilter, ProjectList, ProjectRow, UnitRow
from luodi.projects.queries.scope import Where, all_units, narrowed, text_too_short, visible
from luodi.values.actor import Actor

COUNTED = 1000
DEEPEST_PAGE = 20_000


@dataclass(frozen=True, slots=True)
class Order:
    """An order of the list: the SQL key that an index carries, its SQL type, and how a key is read from an address."""

    key: str
    type: str
    read: object


def _instant(text: str) -> str:
    return datetime.fromisoformat(text).isoformat()


def _day(text: str) -> str:
    return date.fromisoformat(text).isoformat()


def _amount(text: str) -> str:
    return str(Decimal(text))


ORDERS = {
    "newest": Order("p.changed_at", "timestamptz", _instant),
    "amount": Order("COALESCE(p.amount, 0)", "numeric", _amount),
    "name": Order("p.pinyin", "varchar", str),
    "signed": Order("COALESCE(p.signed_date, DATE '0001-01-01')", "date", _day),
}
SHOWN = """
    p.id, p.code, p.name, p.unit_id, p.track, p.company_id, COALESCE(c.name, p.company_name), COALESCE(o.name, ''),
    p.amount, p.binding, p.stage_claimed, COALESCE(p.stage_confirmed, ''), p.side_state, p.signed_date, p.changed_at
"""
JOINS = """
    LEFT JOIN companies_company AS c ON c.id = p.company_id
    LEFT JOIN people_person AS o ON o.id = p.officer_id
"""


def project_list(
    *,
    viewer: Actor,
    filters: ProjectFilter | None = None,
    sort: str = "-newest",
    after: str = "",
    before: str = "",
    page: int | None = None,
    size: int = 50,
    exact: bool = False,
) -> ProjectList:
    """Give a page of the projects that a viewer may see, newest first; three SQL statements whatever its size.

    `sort` is newest, amount, name or signed, with "-" before it downwards; by amount only where no hidden amount
    would show by its place. `after` and `before` are keys of the page before; `page` (from 1) jumps. The count stops
    at 1001 unless `exact`. A key or page that makes no sense gives the first page.
    """
    asked = filters or ProjectFilter()
    units = all_units()
    where = narrowed(asked, viewer, units, visible(viewer, Where()))
    sort = _allowed(sort, viewer)
    rows, at_page = _page(where, sort, after, before, page, size)
    total = count(where, None if exact else COUNTED)
    return _as_list(rows, total, sort, at_page, before, units, viewer, size, asked.text)


def _allowed(sort: str, viewer: Actor) -> str:
    name = sort.lstrip("-")
    if name not in ORDERS or (name == "amount" and not orders_by_amount(viewer)):
        return "-newest"
    return sort


def count(where: Where, cap: int | None) -> int:
    """Count the rows that meet conditions, up to one more than `cap` (None: all of them)."""
    limit = "" if cap is None else f" LIMIT {cap + 1}"
    rows = f"SELECT 1 FROM projects_project AS p WHERE {where.sql}{limit}"  # noqa: S608 - values are parameters
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM ({rows}) AS t", where.params)  # noqa: S608
        return cursor.fetchone()[0]


def _key(text: str, order: Order) -> tuple[str, int] | None:
    value, _, pk = text.rpartition("~")
    try:
        return order.read(value), int(pk)
    except (ValueError, InvalidOperation):
        return None


def page_sql(
    where: Where, sort: str, key: tuple[str, int] | None, backwards: bool, size: int, offset: int
) -> tuple[str, list]:
    """Write the statement of a page: ids by the order's index first, then the columns of those few rows."""
    order = ORDERS[sort.lstrip("-")]
    down = sort.startswith("-") != backwards
    way, sign = ("DESC", "<") if down else ("ASC", ">")
    conditions, params = where.sql, list(where.params)
    if key is not None:
        conditions += f" AND ({order.key}, p.id) {sign} (%s::{order.type}, %s)"
        params += key
    ids = (  # values are parameters; the text is made of this module's own words
        f"SELECT p.id FROM projects_project AS p WHERE {conditions}"  # noqa: S608
        f" ORDER BY {order.key} {way}, p.id {way} LIMIT {size + 1} OFFSET {offset}"
    )
    shown = f"SELECT {SHOWN}, {order.key} FROM page JOIN projects_project AS p ON p.id = page.id {JOINS}"  # noqa: S608
    sql = f"WITH page AS MATERIALIZED ({ids}) {shown} ORDER BY {order.key} {way}, p.id {way}"
    return sql, params


def _page(
    where: Where, sort: str, after: str, before: str, page: int | None, size: int
) -> tuple[list[tuple], int | None]:
    order = ORDERS[sort.lstrip("-")]
    key = _key(after or before, order) if after or before else None
    backwards = bool(key and before and not after)
    at_page = None if key else min(max(page or 1, 1), DEEPEST_PAGE)
    offset = (at_page - 1) * size if at_page else 0
    sql, params = page_sql(where, sort, key, backwards, size, offset)
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        rows = cursor.fetchall()
    return (rows[::-1] if backwards else rows), at_page


def _as_list(
    rows: list[tuple], total: int, sort: str, page: int | None, before: str, units: list[UnitRow], viewer: Actor, size: int,
    text: str,
) -> ProjectList:  # fmt: skip
    more = len(rows) > size
    backwards = page is None and bool(before)
    shown = rows[-size:] if backwards else rows[:size]
    further_back = more if backwards else page != 1
    further_on = True if backwards else more
    return ProjectList(
        rows=tuple(as_rows(shown, units, viewer)),
        total=total,
        sort=sort,
        page=page,
        after=_written(shown[-1]) if shown and further_on else "",
        before=_written(shown[0]) if shown and further_back else "",
        text_too_short=text_too_short(text),
    )


def _written(row: tuple) -> str:
    value = row[-1]
    return f"{value.isoformat() if isinstance(value, date) else value}~{row[0]}"


def as_rows(rows: list[tuple], units: list[UnitRow], viewer: Actor) -> Iterator[ProjectRow]:
    """Turn fetched tuples into rows, with hidden amounts taken out."""
    names = {unit.id: unit.short_name for unit in units}
    seen = amount_units(viewer)
    for (
        pk,
        code,
        name,
        unit_id,
        track,
        company_id,
        company,
        officer,
        amount,
        binding,
        stage,
        sure,
        side,
        signed,
        changed,
        *_,
    ) in rows:
        hidden = seen is not None and unit_id not in seen
        yield ProjectRow(
            pk, code, name, unit_id, names.get(unit_id, ""), officer, track, company_id, company,
            None if hidden else amount, binding, stage, sure, side, signed, changed, hidden,
        )  # fmt: skip


def exported(*, viewer: Actor, filters: ProjectFilter, sort: str, limit: int) -> tuple[list[ProjectRow], int]:
    """Give up to `limit` rows of a list for an export, in its order, and how many there are in all (up to limit + 1)."""
    units = all_units()
    where = narrowed(filters, viewer, units, visible(viewer, Where()))
    sql, params = page_sql(where, _allowed(sort, viewer), None, False, limit, 0)
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        rows = cursor.fetchall()
    return list(as_rows(rows[:limit], units, viewer)), len(rows)
