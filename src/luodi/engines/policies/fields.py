"""The facts about firms that clauses may read, from `fields.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from .kinds import BY_NAME, NEVER
from .parsing import stored
from .shape import Field

FILE = Path(__file__).with_name("fields.toml")
EARLIEST_DAY, FARTHEST_DAY = -700_000, NEVER  # the years 53 and 4707


@cache
def all_fields() -> Mapping[str, Field]:
    """Give every field by its code."""
    tables = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {code: _field(code, table) for code, table in tables.items()}


def _field(code: str, table: dict) -> Field:
    kind = BY_NAME[table["type"]]
    bare = Field(code, table["zh"], table["en"], kind)
    low, high = (
        stored(table.get(name, 0), bare) if kind.is_amount and name in table else 0 for name in ("least", "most")
    )
    if kind.name == "date":
        low, high = EARLIEST_DAY, FARTHEST_DAY
    return Field(
        code,
        table["zh"],
        table["en"],
        kind,
        unit=table.get("unit", ""),
        low=int(low or 0),  # type: ignore[call-overload]
        high=int(high or 0),  # type: ignore[call-overload]
        values=tuple(table.get("values", ())),
        driver=table.get("driver", ""),
        payable=table.get("payable", True),
        per_year=table.get("per_year", True),
    )
