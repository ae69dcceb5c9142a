"""How the rows of a page are found: by walking the order's index where many rows match, by seeking where few do.

A walk looks at no more than `WALK` rows in the order of the list; it finds a page of anything common at once, however
long the search text. What it does not find is rare enough to be sought in the index of tokens and then put in order.
Both stand in one statement, and the second half runs only when the first came short; so does the count. Where the
database's own statistics say beforehand that few rows match, those are fetched, counted and ordered without a walk.
"""

from dataclasses import dataclass

from luodi.companies.token_shares import TokenShares, token_shares
from luodi.projects.queries.scope import Condition, Where, joined

WALK = 10_000
FEW = 5_000
COUNTED = 1000
LEADS = {
    "newest": (("unit_id", "stage_claimed"), ("unit_id",), ("stage_claimed",), ("track",)),
    "amount": (("unit_id",),),
}
TOKENS = ("grams", "facets")


@dataclass(frozen=True, slots=True)
class Order:
    """The order of a page: the name of the sort, the SQL key that an index carries, its type, and the way."""

    name: str
    key: str
    type: str
    down: bool

    def by(self, key: str, pk: str) -> str:
        """Write the ORDER BY list of two expressions."""
        way = "DESC" if self.down else "ASC"
        return f"{key} {way}, {pk} {way}"

    def beyond(self, key: tuple[str, int] | None, column: str = "", pk: str = "p.id") -> list[Condition]:
        """Give the condition of lying beyond a row's key."""
        if key is None:
            return []
        return [Condition(f"({column or self.key}, {pk}) {'<' if self.down else '>'} (%s::{self.type}, %s)", key)]


@dataclass(frozen=True, slots=True)
class Window:
    """Which part of the ordered rows: beyond a key, after an offset, so many; and how far to count (None: exactly)."""

    size: int
    offset: int = 0
    key: tuple[str, int] | None = None
    cap: int | None = COUNTED

    @property
    def need(self) -> int:
        """Say how many rows have to be found for the page and one more."""
        return self.offset + self.size + 1


def shares_of(where: Where) -> TokenShares:
    """Read from the database's statistics how common the tokens of a filter are; one SQL statement, none without tokens."""
    if not where.grams and not any(each.tokens for each in where.asked):
        return TokenShares()
    return token_shares(["projects_project"], TOKENS)["projects_project"]


def share_of(shares: TokenShares, tokens: tuple[str, ...]) -> float:
    """Give the part of the rows that carry one of some tokens; 1 while there are no statistics."""
    return min(1.0, sum(shares.parts.get(token, 0.0) for token in tokens)) if shares.known else 1.0


def few_sought(where: Where, shares: TokenShares) -> bool:
    """Tell whether few rows can match because few carry the rarest of the tokens."""
    alternatives = [(token,) for token in where.grams] + [each.tokens for each in where.asked if each.tokens]
    return (
        bool(alternatives) and shares.known and min(share_of(shares, each) for each in alternatives) * shares.rows < FEW
    )


def few_led(led: list[Condition], shares: TokenShares) -> bool:
    """Tell whether an index leads to few rows, unit and stage taken as independent."""
    part = 1.0
    for each in led:
        part *= share_of(shares, each.tokens) if each.tokens else 1.0
    return shares.known and part * shares.rows < FEW


def split(where: Where, order: Order) -> tuple[list[Condition], list[Condition]]:
    """Split conditions into those that an index of the order leads with, and those that each row is asked about."""
    fixed = {each.column for each in [*where.base, *where.asked] if each.column}
    leading = next((columns for columns in LEADS.get(order.name, ()) if set(columns) <= fixed), ())
    led = [*where.base, *(each for each in where.asked if each.column in leading)]
    others = [each for each in where.conditions() if each not in led]
    return led, others


def ids_statement(where: Where, order: Order, window: Window, shares: TokenShares) -> tuple[str, list[object]]:
    """Write the statement that gives the page's (id, k) and the total, as the relations `page` and `counted`."""
    led, others = split(where, order)
    if not others:
        return _plain(led, order, window)
    if few_led(led, shares):
        return _few(where.conditions(), order, window)
    if few_sought(where, shares):
        return _few(where.sought(shares.parts), order, window)
    return _walk_then_seek(where.sought(shares.parts), led, others, order, window)


def _few(conditions: list[Condition], order: Order, window: Window) -> tuple[str, list[object]]:
    hits, params = joined(conditions)
    beyond, more = joined(order.beyond(window.key, "k", "id"))
    sql = (
        f"WITH hits AS MATERIALIZED (SELECT p.id, {order.key} AS k FROM projects_project AS p WHERE {hits}),"  # noqa: S608
        f" page AS MATERIALIZED (SELECT id, k FROM hits WHERE {beyond} ORDER BY {order.by('k', 'id')}"
        f" LIMIT {window.size + 1} OFFSET {window.offset}),"
        f" counted AS MATERIALIZED (SELECT COUNT(*) AS n FROM hits)"
    )
    return sql, [*params, *more]


def _plain(led: list[Condition], order: Order, window: Window) -> tuple[str, list[object]]:
    all_of_it, params = joined(led)
    beyond, more = joined([*led, *order.beyond(window.key)])
    limit = "" if window.cap is None else f" LIMIT {window.cap + 1}"
    sql = (
        f"WITH page AS MATERIALIZED (SELECT p.id, {order.key} AS k FROM projects_project AS p WHERE {beyond}"  # noqa: S608
        f" ORDER BY {order.by(order.key, 'p.id')} LIMIT {window.size + 1} OFFSET {window.offset}),"
        f" counted AS MATERIALIZED (SELECT COUNT(*) AS n FROM"
        f" (SELECT 1 FROM projects_project AS p WHERE {all_of_it}{limit}) AS c)"
    )
    return sql, [*more, *params]


def _walk(
    led: list[Condition], others: list[Condition], order: Order, limit: int, rows: int
) -> tuple[str, list[object]]:
    inner, params = joined(led)
    outer, more = joined(others)
    sql = (
        f"SELECT p.id, p.k FROM (SELECT p.*, {order.key} AS k FROM projects_project AS p WHERE {inner}"  # noqa: S608
        f" ORDER BY {order.by(order.key, 'p.id')} LIMIT {rows}) AS p WHERE {outer} ORDER BY {order.by('p.k', 'p.id')} LIMIT {limit}"
    )
    return sql, [*params, *more]


def _walk_then_seek(
    sought: list[Condition], led: list[Condition], others: list[Condition], order: Order, window: Window
) -> tuple[str, list[object]]:
    beyond = order.beyond(window.key)
    capped = window.cap is not None and not beyond
    most_rows, most_found = max(WALK, 20 * window.need), max(window.need, COUNTED + 1 if capped else 0)
    walk, walked = _walk([*led, *beyond], others, order, most_found, most_rows)
    seek, seek_params = joined([*sought, *beyond])
    everything, all_params = joined(sought)
    limit = "" if window.cap is None else f" LIMIT {window.cap + 1}"
    known = f"(SELECT COUNT(*) FROM walk) > {window.cap}" if capped else "false"  # noqa: S608
    sql = (
        f"WITH walk AS MATERIALIZED ({walk}), seek AS MATERIALIZED ("  # noqa: S608
        f"SELECT p.id, {order.key} AS k FROM projects_project AS p"
        f" WHERE (SELECT COUNT(*) FROM walk) < {window.need} AND {seek}"
        f" ORDER BY {order.by(order.key, 'p.id')} LIMIT {window.need}),"
        f" found AS (SELECT id, k FROM seek UNION ALL SELECT id, k FROM walk WHERE (SELECT COUNT(*) FROM walk) >= {window.need}),"
        f" page AS MATERIALIZED (SELECT id, k FROM found ORDER BY {order.by('k', 'id')}"
        f" LIMIT {window.size + 1} OFFSET {window.offset}),"
        f" counted AS MATERIALIZED (SELECT CASE WHEN {known} THEN {COUNTED + 1} ELSE (SELECT COUNT(*) FROM"
        f" (SELECT 1 FROM projects_project AS p WHERE {everything}{limit}) AS c) END AS n)"
    )
    return sql, [*walked, *seek_params, *all_params]
