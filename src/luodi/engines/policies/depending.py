"""Which clauses a changed fact touches."""

from __future__ import annotations

from collections.abc import Iterable

from .judging import conditions
from .shape import Clause, Pack
from .tree import refs


def columns_of(pack: Pack, clause: Clause) -> tuple[str, ...]:
    """Give the columns that decide about a clause: scope, exclusion list, condition and amount, in order."""
    found: dict[str, object] = {}
    for _, node, _ in conditions(pack, clause):
        found |= refs(node)
    return tuple(found | refs(clause.amount))


def columns_of_pack(pack: Pack) -> tuple[str, ...]:
    """Give all columns that a pack reads, firm caps included."""
    found = {column for clause in pack.clauses for column in columns_of(pack, clause)}
    return tuple(sorted(found | {column for cap in pack.firm_caps for column in refs(cap.when)}))


def dependants(pack: Pack, fields: Iterable[str]) -> tuple[Clause, ...]:
    """Give the clauses that read one of the fields (codes; `rd_spend` touches last year's column too) or columns."""
    wanted = set(fields)
    return tuple(
        clause
        for clause in pack.clauses
        if any(column in wanted or column.partition("@")[0] in wanted for column in columns_of(pack, clause))
    )
