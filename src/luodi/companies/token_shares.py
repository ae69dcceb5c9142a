"""How common the search tokens of a table are, by the database's own statistics; read again only when it counted anew."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from django.db import connection

COUNTED = """
SELECT c.relname, c.oid::bigint, c.reltuples::float8, (SELECT oid FROM pg_database WHERE datname = current_database())::bigint,
       greatest(pg_stat_get_last_analyze_time(c.oid), pg_stat_get_last_autoanalyze_time(c.oid))::text
FROM pg_class AS c WHERE c.oid = ANY(%s::regclass[])
"""
PARTS = """
SELECT attname, (SELECT json_object_agg(e, f)
                 FROM unnest(most_common_elems::text::text[], most_common_elem_freqs) AS t(e, f) WHERE e IS NOT NULL)
FROM pg_stats WHERE schemaname = current_schema() AND tablename = %s AND attname = ANY(%s)
"""


@dataclass(frozen=True, slots=True)
class TokenShares:
    """The rows of a table, and which part of them carries each common token; `known` is false before the first count."""

    rows: float = 0.0
    known: bool = False
    parts: Mapping[str, float] = field(default_factory=dict)


def token_shares(tables: Sequence[str], columns: tuple[str, ...] = ("grams",)) -> dict[str, TokenShares]:
    """Give for each table how common the tokens of its columns are; one SQL statement, more after a new count."""
    with connection.cursor() as cursor:
        cursor.execute(COUNTED, [list(tables)])
        counts = cursor.fetchall()
    return {table: _shares(table, columns, *count) for table, *count in counts}


@lru_cache(maxsize=32)
def _shares(table: str, columns: tuple[str, ...], _oid: int, rows: float, _database: int, _at: str) -> TokenShares:
    """Read the statistics of one count, which its time and number of rows name."""
    with connection.cursor() as cursor:
        cursor.execute(PARTS, [table, list(columns)])
        found = cursor.fetchall()
    parts = {token: part for _, tokens in found for token, part in (tokens or {}).items()}
    return TokenShares(max(rows, 0.0), rows > 0 and len(found) == len(columns), parts)
