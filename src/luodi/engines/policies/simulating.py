"""What a pack, a draft or a change would cost: by clause, sector, size and street; winners and losers; how sharp its thresholds are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

import numpy as np
import pyarrow as pa

from .columns import FIRM, Array
from .envelopes import total
from .kinds import shown
from .screening import Screening, screen
from .shape import Clause, Pack, Policy
from .tree import Compare, Constant, Junction, Node, Ref, conjuncts
from .wording import field_words

BY = ("clause", "sector", "size", "street")
FACTORS = (Fraction(8, 10), Fraction(9, 10), Fraction(11, 10), Fraction(12, 10))


@dataclass(frozen=True, slots=True)
class Share:
    """One line of a breakdown: how many firms get how much."""

    key: str
    firms: int
    payable_fen: int


@dataclass(frozen=True)
class Simulation:
    """A screening with its cost broken down; `by_firm` is what each row of the table gets, in 分."""

    screening: Screening
    breakdown: Mapping[str, tuple[Share, ...]]
    by_firm: Array
    firms: pa.ChunkedArray

    @property
    def cost_fen(self) -> int:
        """This will give what all firms get together."""
        return self.screening.payable_fen


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two simulations over the same firms: who gains, who loses, and the difference by clause. In 分."""

    cost_before: int
    cost_after: int
    winners: int
    losers: int
    gained_fen: int
    lost_fen: int
    most_gained: tuple[tuple[str, int], ...]
    most_lost: tuple[tuple[str, int], ...]
    by_clause: tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """One threshold of a clause moved: what it is now, what it is moved to, and what comes of it."""

    condition: str
    threshold: str
    moved_to: str
    eligible: int
    payable_fen: int


def simulate(
    pack: Pack, table: pa.Table, as_of: date, *, by: Sequence[str] = BY, paid: Mapping[str, Array] | None = None
) -> Simulation:
    """Run a pack over firms and break the cost down.

    :param by: "clause" and columns of codes of the table; a column that isn't there gives no lines
    """
    screening = screen(pack, table, as_of, paid=paid)
    rows, payable = (screening.results.column(name).to_numpy() for name in ("row", "payable_fen"))
    by_firm = np.zeros(table.num_rows, dtype=np.int64)
    np.add.at(by_firm, rows, payable)
    breakdown = {name: _broken(name, screening, table, by_firm) for name in by}
    return Simulation(screening, breakdown, by_firm, table.column(FIRM))


def _broken(name: str, screening: Screening, table: pa.Table, by_firm: Array) -> tuple[Share, ...]:
    if name == "clause":
        return tuple(Share(each.clause, each.eligible, each.payable_fen) for each in screening.clauses)
    if name not in table.column_names:
        return ()
    column = table.column(name).combine_chunks()
    if not pa.types.is_dictionary(column.type):
        column = column.dictionary_encode()
    column = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    codes = column.indices.fill_null(len(column.dictionary)).to_numpy(zero_copy_only=False)
    words = [*map(str, column.dictionary.to_pylist()), ""]
    found = []
    for at, word in enumerate(words):
        got = by_firm[(codes == at) & (by_firm > 0)]
        if len(got):
            found.append(Share(word, len(got), total(got)))
    return tuple(sorted(found, key=lambda each: -each.payable_fen))


def compare(before: Simulation, after: Simulation, most: int = 10) -> Comparison:
    """Compare two simulations over the same table.

    :raises ValueError: if they are of different firms
    """
    if not before.firms.equals(after.firms):
        raise ValueError("the simulations are of different firms")
    change = after.by_firm - before.by_firm
    up, down = change[change > 0], -change[change < 0]
    clauses: dict[str, list[int]] = {}
    for place, each in enumerate((before, after)):
        for share in each.breakdown.get("clause", ()):
            clauses.setdefault(share.key, [0, 0])[place] = share.payable_fen
    return Comparison(
        before.cost_fen, after.cost_fen, len(up), len(down), total(up), total(down), _most(change, after.firms, most),
        _most(-change, after.firms, most), tuple((name, one, other) for name, (one, other) in clauses.items()),
    )  # fmt: skip


def _most(change: Array, firms: pa.ChunkedArray, most: int) -> tuple[tuple[str, int], ...]:
    rows = np.argsort(-change, kind="stable")[:most]
    return tuple((str(firms[int(row)].as_py()), int(change[row])) for row in rows if change[row] > 0)


def with_clause(pack: Pack, clause: Clause) -> Pack:
    """Give the pack with a clause put in the place of the one with its id, or added to the first policy: a draft."""
    found = any(each.id == clause.id for each in pack.clauses)
    policies = tuple(_with(policy, clause, at == 0 and not found) for at, policy in enumerate(pack.policies))
    return replace(pack, policies=policies, digest=f"{pack.digest}+{clause.id}")


def _with(policy: Policy, clause: Clause, add: bool) -> Policy:
    kept: list[Clause] = []
    for each in policy.clauses:
        if each.id != clause.id:
            kept.append(each)
        elif clause not in kept:
            kept.append(clause)
    return replace(policy, clauses=(*kept, clause) if add else tuple(kept))


def sensitivity(
    pack: Pack, table: pa.Table, as_of: date, clause_id: str, factors: Sequence[Fraction] = FACTORS
) -> tuple[Sensitivity, ...]:
    """Move each threshold of a clause (a fact compared with an amount) and say what that would cost, the other clauses as they are.

    :raises KeyError: if no version of the clause is in force on the day
    """
    clause = next((each for each in pack.on(as_of) if each.id == clause_id), None)
    if clause is None:
        raise KeyError(clause_id)
    found, parts = [], conjuncts(clause.when)
    for at, part in enumerate(parts):
        if not (isinstance(part, Compare) and isinstance(part.left, Ref) and isinstance(part.right, Constant)):
            continue
        if not part.right.kind.is_amount or not part.right.value:
            continue
        for factor in (Fraction(1), *factors):
            found.append(_moved(pack, table, as_of, clause, parts, at, factor))
    return tuple(found)


def _moved(
    pack: Pack, table: pa.Table, as_of: date, clause: Clause, parts: Sequence[Any], at: int, factor: Fraction
) -> Sensitivity:
    part = parts[at]
    moved = replace(part.right, value=part.right.value * factor)
    kept: list[Node] = [*parts[:at], replace(part, right=moved), *parts[at + 1 :]]
    when = kept[0] if len(kept) == 1 else Junction(clause.when.kind, 0, 0, tuple(kept), True)
    screening = screen(with_clause(pack, replace(clause, when=when)), table, as_of, rows=False)
    totals = next(each for each in screening.clauses if each.clause == clause.id)
    return Sensitivity(
        field_words(part.left.column), shown(part.right.value, part.right.kind), shown(moved.value, moved.kind),
        totals.eligible, totals.payable_fen,
    )  # fmt: skip
