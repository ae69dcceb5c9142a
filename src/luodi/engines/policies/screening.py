"""All firms of a table against a pack: who is due what, who may be, what it costs, what the envelopes make of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from . import settling
from .blocks import Found, Gathered, Plan, plan_of, run_block
from .columns import FIRM, Array, Columns, Doubt, Population
from .judging import UNKNOWN
from .payout import EnvelopeTotals, Payout, kept_for, pay
from .shape import Pack

BLOCK = 131_072
ENVELOPE = "policy_reason_envelope"
REASONS = (
    settling.DUE, settling.CLAUSE_CAP, settling.LIFETIME_CAP, settling.GROUP_HIGHER, settling.GROUP_PAID, settling.FIRM_CAP,
    ENVELOPE, UNKNOWN,
)  # fmt: skip
AT_ENVELOPE, AT_UNKNOWN = 6, 7
SCHEMA = pa.schema(
    [
        ("firm", pa.string()), ("clause", pa.dictionary(pa.int32(), pa.string())), ("version", pa.int32()),
        ("status", pa.dictionary(pa.int32(), pa.string())), ("amount_fen", pa.int64()), ("granted_fen", pa.int64()),
        ("payable_fen", pa.int64()), ("reason", pa.dictionary(pa.int32(), pa.string())), ("row", pa.int64()),
    ]
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ClauseTotals:
    """One clause over all firms. In 分: `raw_fen` after the clause's caps, `grouped_fen` after groups, `granted_fen` after the
    firms' caps, `payable_fen` after the envelope."""

    clause: str
    version: int
    eligible: int
    maybe: int
    no: int
    raw_fen: int
    grouped_fen: int
    granted_fen: int
    payable_fen: int


@dataclass(frozen=True)
class Screening:
    """The outcome: totals by clause and envelope, the eligible and maybe pairs as an Arrow table (SCHEMA), and doubts."""

    as_of: date
    digest: str
    firms: int
    clauses: tuple[ClauseTotals, ...]
    envelopes: tuple[EnvelopeTotals, ...]
    results: pa.Table
    doubts: tuple[Doubt, ...]

    @property
    def payable_fen(self) -> int:
        """This will give what all firms get together."""
        return sum(each.payable_fen for each in self.clauses)


def screen(
    pack: Pack,
    table: pa.Table | Population,
    as_of: date,
    *,
    paid: Mapping[str, Array] | None = None,
    rows: bool = True,
    clauses: frozenset[str] | None = None,
) -> Screening:
    """Judge all firms of a table by every clause in force.

    :param table: `firm` and the fields as columns (`rd_spend`, `rd_spend@-1`…), money in 分; nulls are unknown.
        As a `Population` it is made ready once for runs that follow one another
    :param paid: what was paid before, in 分, as columns beside the table: by clause id, `id@year`, group id, "*"
    :param rows: whether the table of results is wanted, or totals only
    :param clauses: only these (ids); their groups and caps then count among them alone
    :raises FirmTwice: if a firm has two rows
    """
    population = table if isinstance(table, Population) else Population(table)
    table = population.table
    plan = plan_of(pack, as_of, clauses)
    columns = Columns(population, pack.fields, plan.columns)
    kept = None if rows else [kept_for(clause, pack.envelopes) for clause in plan.clauses]
    gathered = gather(plan, columns, paid or {}, kept=kept)
    payout = pay(plan, pack.envelopes, gathered)
    totals = tuple(_totals(plan, at, payout, table.num_rows) for at in range(len(gathered)))
    results = result_table(plan, payout, table.column(FIRM), set(pack.envelopes)) if rows else SCHEMA.empty_table()
    return Screening(as_of, pack.digest, table.num_rows, totals, payout.envelopes, results, columns.found_doubts())


def gather(
    plan: Plan,
    columns: Columns,
    paid: Mapping[str, Array],
    block: int = BLOCK,
    kept: Sequence[frozenset[str]] | None = None,
) -> list[Gathered]:
    """Run the plan block by block; give what was found, clause by clause (`kept`: which columns of each; None: all)."""
    names = kept if kept is not None else [None] * len(plan.clauses)
    rows = columns.table.num_rows
    gathered = [Gathered(wanted=each, long=rows >= 2**31) for each in names]
    for start in range(0, rows, block):
        piece = columns.block(start, block)
        part = {key: np.asarray(values[start : start + piece.count], dtype=np.int64) for key, values in paid.items()}
        for into, found in zip(gathered, run_block(plan, piece, part), strict=True):
            into.add(found, start)
    return gathered


def _totals(plan: Plan, at: int, payout: Payout, firms: int) -> ClauseTotals:
    clause, found = plan.clauses[at], payout.gathered[at]
    return ClauseTotals(
        clause.id, clause.version, found.eligible, found.maybe, firms - found.eligible - found.maybe, found.raw_fen,
        found.grouped_fen, found.granted_fen, payout.total(at),
    )  # fmt: skip


def result_table(plan: Plan, payout: Payout, firms: Any, cut: set[str]) -> pa.Table:
    """Lay the eligible and the maybe pairs of all clauses into one table, clause by clause."""
    pieces = [piece for at in range(len(plan.clauses)) for piece in _pieces(plan, at, payout, cut)]
    if not pieces:
        return SCHEMA.empty_table()
    columns = {name: np.concatenate([piece[name] for piece in pieces]) for name in pieces[0]}
    ids = [clause.id for clause in plan.clauses]
    return pa.table(
        {
            "firm": firms.take(pa.array(columns["row"])).cast(pa.string()),
            "clause": _words(columns["clause"], ids),
            "version": pa.array(columns["version"], pa.int32()),
            "status": _words(columns["status"], ["eligible", "maybe"]),
            "amount_fen": columns["amount"],
            "granted_fen": columns["granted"],
            "payable_fen": columns["payable"],
            "reason": _words(columns["reason"], list(REASONS)),
            "row": columns["row"],
        },
        schema=SCHEMA,
    )


def _words(indices: Array, words: list[str]) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(pa.array(indices.astype(np.int32)), pa.array(words, pa.string()))


def _pieces(plan: Plan, at: int, payout: Payout, cut: set[str]) -> Iterator[dict[str, Array]]:
    """Give the eligible rows of a clause, then the maybes."""
    found, payable = payout.gathered[at], payout.amounts(at)
    rows, reason = found.joined("rows"), found.joined("reason").copy()
    granted = found.joined("granted")
    if plan.clauses[at].envelope in cut:
        reason[payable < granted] = AT_ENVELOPE
    one: dict[str, Array] = {"amount": found.joined("amount"), "granted": granted, "payable": payable, "reason": reason}
    unsure = found.joined("maybe_rows")
    nothing = np.zeros(len(unsure), dtype=np.int64)
    other: dict[str, Array] = {
        "amount": nothing,
        "granted": nothing,
        "payable": nothing,
        "reason": np.full(len(unsure), AT_UNKNOWN, np.uint8),
    }
    for status, (places, values) in enumerate(((rows, one), (unsure, other))):
        same = {"clause": at, "version": plan.clauses[at].version, "status": status}
        yield {
            "row": places.astype(np.int64),
            **values,
            **{name: np.full(len(places), each) for name, each in same.items()},
        }


__all__ = ["BLOCK", "SCHEMA", "ClauseTotals", "EnvelopeTotals", "Found", "Screening", "gather", "pay", "screen"]
