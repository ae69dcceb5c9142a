"""The list of projects: filters, orders, keyset paging and page jumps, a capped count; at most three SQL statements."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation

from django.db import connection

from luodi.companies.token_shares import TokenShares
from luodi.projects.permissions import amount_units, orders_by_amount
from luodi.projects.queries.finding import COUNTED, Order, Window, ids_statement, shares_of
from luodi.projects.queries.rows import ProjectFilter, ProjectList, ProjectRow, UnitRow
from luodi.projects.queries.scope import AMOUNT, SIGNED, Where, all_units, joined, offered, text_too_short, where_of
from luodi.values.actor import Actor

DEEPEST_PAGE = 20_000


@dataclass(frozen=True, slots=True)
class Sort:
    """A way to order the list: the SQL key that an index carries, its SQL type, and how a key is read from an address."""

    key: str
    type: str
    read: Callable[[str], str]


def _instant(text: str) -> str:
    try:
        return datetime.fromisoformat(text).astimezone(UTC).isoformat()
    except OverflowError as error:
        raise ValueError(text) from error


def _day(text: str) -> str:
    return date.fromisoformat(text).isoformat()


def _amount(text: str) -> str:
    amount = Decimal(text)
    if not amount.is_finite() or abs(amount) >= Decimal(10) ** 18:
        raise ValueError(text)
    return str(amount)


SORTS = {
    "newest": Sort("p.changed_at", "timestamptz", _instant),
    "amount": Sort(AMOUNT, "numeric", _amount),
    "name": Sort("p.pinyin", "varchar", str),
    "signed": Sort(SIGNED, "date", _day),
}
SHOWN = """
    p.id, p.code, p.name, p.unit_id, p.track, p.company_id, COALESCE(c.name, p.company_name), COALESCE(o.name, ''),
    p.amount, p.binding, p.stage_claimed, COALESCE(p.stage_confirmed, ''), p.side_state, p.signed_date, p.changed_at,
    p.source_kind, CASE WHEN p.source_kind IN ('row', 'fact') THEN p.source_id END
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
    """Give a page of the projects that a viewer may see, newest first; two SQL statements, three with a filter.

    `sort` is newest, amount, name or signed, with "-" before it downwards; by amount only where no hidden amount
    would show by its place. `after` and `before` are keys of the page before; `page` (from 1) jumps. The count stops
    at 1001 unless `exact`. A key or page that makes no sense gives the first page.
    """
    asked = filters or ProjectFilter()
    units = all_units()
    where = where_of(asked, viewer, units)
    sort = allowed(sort, viewer)
    key = _key(after or before, sort) if after or before else None
    backwards = bool(key and before and not after)
    at_page = None if key else min(max(page or 1, 1), DEEPEST_PAGE)
    window = Window(size, (at_page - 1) * size if at_page else 0, key, None if exact else COUNTED)
    rows, total = fetch(where, order_of(sort, backwards), window)
    return _as_list(rows[::-1] if backwards else rows, total, sort, at_page, backwards, units, viewer, size, asked.text)


def allowed(sort: str, viewer: Actor) -> str:
    """Give the sort if there is such a one and the viewer may order by it, else newest first."""
    name = sort.lstrip("-")
    if name not in SORTS or (name == "amount" and not orders_by_amount(viewer)):
        return "-newest"
    return ("-" if sort.startswith("-") else "") + name


def order_of(sort: str, backwards: bool = False) -> Order:
    """Give the order of a sort; backwards for the page before a key."""
    name = sort.lstrip("-")
    return Order(name, SORTS[name].key, SORTS[name].type, sort.startswith("-") != backwards)


def _key(text: str, sort: str) -> tuple[str, int] | None:
    value, _, pk = text.rpartition("~")
    try:
        return SORTS[sort.lstrip("-")].read(value), int(pk)
    except (ValueError, InvalidOperation):
        return None


def statement(where: Where, order: Order, window: Window, shares: TokenShares) -> tuple[str, list[object]]:
    """Write the one statement of a page: its ids, the count, and the columns of those few rows."""
    ids, params = ids_statement(where, order, window, shares)
    shown = f"SELECT {SHOWN}, page.k FROM page JOIN projects_project AS p ON p.id = page.id {JOINS}"  # noqa: S608
    whole = f"SELECT counted.n, s.* FROM counted LEFT JOIN ({shown}) AS s ON true ORDER BY {order.by('s.k', 's.id')}"  # noqa: S608
    return f"{ids} {whole}", params


def fetch(where: Where, order: Order, window: Window) -> tuple[list[tuple], int]:
    """Fetch the rows of a page (one more than its size, if there are) and the total."""
    sql, params = statement(where, order, window, shares_of(where))
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        rows = cursor.fetchall()
    return [row[1:] for row in rows if row[1] is not None], rows[0][0]


def _as_list(
    rows: list[tuple], total: int, sort: str, page: int | None, backwards: bool, units: list[UnitRow], viewer: Actor, size: int,
    text: str,
) -> ProjectList:  # fmt: skip
    more = len(rows) > size
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
        units=tuple(offered(units, viewer)),
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
        source_kind,
        source_id,
        *_,
    ) in rows:
        hidden = seen is not None and unit_id not in seen
        yield ProjectRow(
            pk, code, name, unit_id, names.get(unit_id, ""), officer, track, company_id, company,
            None if hidden else amount, binding, stage, sure, side, signed, changed, hidden,
            source_kind, source_id,
        )  # fmt: skip


def exported(*, viewer: Actor, filters: ProjectFilter, sort: str, limit: int) -> tuple[list[ProjectRow], int]:
    """Give up to `limit` rows of a list for an export, in its order, and how many there are in all (up to limit + 1)."""
    units = all_units()
    where, order = where_of(filters, viewer, units), order_of(allowed(sort, viewer))
    conditions, params = joined(where.conditions())
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {SHOWN} FROM projects_project AS p {JOINS} WHERE {conditions}"  # noqa: S608
            f" ORDER BY {order.by(order.key, 'p.id')} LIMIT {limit + 1}",
            params,
        )
        rows = cursor.fetchall()
    return list(as_rows(rows[:limit], units, viewer)), len(rows)
