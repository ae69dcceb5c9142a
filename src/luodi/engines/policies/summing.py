"""What a cluster's workers give of their firms, and what the driver makes of it: sums that any share of an envelope follows from.

With its sums each worker gives how often which rest beyond the million stands among the granted amounts of a clause, so that one
pass is enough for funds paid pro rata. For funds paid in order the driver sees by the sums of each piece in which of them the money
ends, and asks for that one again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pyarrow as pa

from luodi.values.refusal import Refusal

from .blocks import Gathered
from .columns import FIRM, Array, Population
from .envelopes import WHOLE, ratio_ppm
from .payout import EnvelopeTotals, members_of
from .screening import ClauseTotals
from .shape import Pack

NUMBERS = ("clause", "piece", "firms", "eligible", "maybe", "raw_fen", "grouped_fen", "granted_fen")
LISTS, FIRMS = ("rests", "counts"), ("first", "last")
SCHEMA = pa.schema(
    [
        *((name, pa.int64()) for name in NUMBERS), *((name, pa.list_(pa.int64())) for name in LISTS), ("in_order", pa.bool_()),
        *((name, pa.string()) for name in FIRMS),
    ]
)  # fmt: skip
RANGE_ROW = -1  # in `clause`: not a clause's sums, but a block's first and last firm
GRANTED = 5
Range = tuple[bool, str, str]  # whether a block's firms stand in order, its first and its last
PaidInPiece = Callable[[int, str, int], Mapping[int, int]]  # (piece, envelope, 分 left) → 分 by place of the clause


class FirstComeOnCluster(Refusal):
    """A fund that pays in order is not enough, and a data frame has no order."""

    code = "policy_first_come_on_cluster"


@dataclass
class Sum:
    """One clause over all firms; `rests`: how many granted amounts leave which rest when divided by a million, to be merged."""

    values: list[int] = field(default_factory=lambda: [0] * 6)  # firms, eligible, maybe, raw, grouped, granted
    rests: list[tuple[Array, Array]] = field(default_factory=list)
    by_piece: dict[int, int] = field(default_factory=dict)  # what is granted in each piece

    def merged(self) -> tuple[Array, Array]:
        """Give the rests that occur and how often each does."""
        if not self.rests:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
        rests, places = np.unique(np.concatenate([each for each, _ in self.rests]), return_inverse=True)
        counts = np.zeros(len(rests), dtype=np.int64)
        np.add.at(counts, places, np.concatenate([each for _, each in self.rests]))
        return rests, counts

    def payable(self, ppm: int) -> int:
        """Give Σ ⌊amount × ppm / 1,000,000⌋ over all granted amounts, exactly."""
        granted = self.values[GRANTED]
        if ppm == WHOLE:
            return granted
        rests, counts = self.merged()
        wholes = (granted - int((rests * counts).sum())) // WHOLE
        return wholes * ppm + int((rests * ppm // WHOLE * counts).sum())


@dataclass(frozen=True)
class Ordered:
    """What funds pay in order that are not enough, by place of the clause; `left`: what each piece finds in them."""

    payable: Mapping[int, int] = field(default_factory=dict)
    left: Mapping[str, tuple[int, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class ClusterTotals:
    """The totals that `screen` gives, and what results need: `left` in funds that pay in order, as each piece finds it."""

    clauses: tuple[ClauseTotals, ...]
    envelopes: tuple[EnvelopeTotals, ...]
    left: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    @property
    def shares(self) -> dict[str, int]:
        """This will give what each envelope pays, in ppm."""
        return {each.envelope: each.ratio_ppm for each in self.envelopes}


def range_of(population: Population) -> Range:
    """Give whether a block's firms stand in order, its first and its last."""
    firms = population.table.column(FIRM)
    return (population.in_order, str(firms[0]), str(firms[-1])) if len(firms) else (True, "", "")


def add(into: Sum, found: Gathered, firms: int) -> None:
    """Take what a block gave of a clause."""
    more = (firms, found.eligible, found.maybe, found.raw_fen, found.grouped_fen, found.granted_fen)
    into.values = [one + other for one, other in zip(into.values, more, strict=True)]
    into.rests += [np.unique(piece % WHOLE, return_counts=True) for piece in found.pieces.get("granted", ())]


def as_rows(sums: list[Sum], ranges: list[Range], piece: int) -> pa.RecordBatch:
    """Lay out what a worker found in a piece, as SCHEMA says."""
    rows: list[tuple] = [(at, piece, *each.values, *each.merged(), None, None, None) for at, each in enumerate(sums)]
    rows += [(RANGE_ROW, piece, *[0] * 6, None, None, *each) for each in ranges]
    columns = list(zip(*rows, strict=True)) or [()] * len(SCHEMA)
    arrays = [pa.array(column, kind) for column, kind in zip(columns, SCHEMA.types, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=SCHEMA)


def added(batches: Iterable[pa.RecordBatch], clauses: int) -> list[Sum]:
    """Add up the rows of `total_batches`, clause by clause."""
    sums = [Sum() for _ in range(clauses)]
    for batch in batches:
        rests, counts = (batch.column(name) for name in LISTS)
        numbers = zip(*(batch.column(name).to_pylist() for name in NUMBERS), strict=True)
        for row, (at, piece, *values) in enumerate(numbers):
            if at == RANGE_ROW:
                continue
            sums[at].values = [one + other for one, other in zip(sums[at].values, values, strict=True)]
            sums[at].by_piece[piece] = sums[at].by_piece.get(piece, 0) + values[GRANTED]
            sums[at].rests.append((rests[row].values.to_numpy(), counts[row].values.to_numpy()))
    return sums


def apart(found: pa.Table) -> bool:
    """Say that no firm can stand in two blocks: all in order, and no block begins before another ended."""
    names = ["clause", "in_order", *FIRMS]
    rows = [row for row in found.select(names).to_pylist() if row["clause"] == RANGE_ROW]
    rows.sort(key=lambda row: row["first"])
    ordered = all(row["in_order"] for row in rows)
    return ordered and all(one["last"] < other["first"] for one, other in zip(rows, rows[1:], strict=False))


def in_order(pack: Pack, as_of: date, sums: Sequence[Sum], pieces: int, paid_in: PaidInPiece) -> Ordered:
    """Let funds that pay in order do so over pieces in their order; only the piece in which the money ends is asked again."""
    payable: dict[int, int] = {}
    left: dict[str, tuple[int, ...]] = {}
    for name, due in _dues(pack, as_of, sums).items():
        envelope = pack.envelopes[name]
        if envelope.over != "first_come" or due <= envelope.amount_fen:
            continue
        members, budget, budgets = members_of(pack.on(as_of), envelope), envelope.amount_fen, []
        payable |= dict.fromkeys(members, 0)
        for piece in range(pieces):
            budgets.append(budget)
            wanted = {at: sums[at].by_piece.get(piece, 0) for at in members}
            paid = wanted if sum(wanted.values()) <= budget else paid_in(piece, name, budget) if budget else {}
            for at, fen in paid.items():
                payable[at] += fen
            budget -= sum(paid.values())
        left[name] = tuple(budgets)
    return Ordered(payable, left)


def _dues(pack: Pack, as_of: date, sums: Sequence[Sum]) -> dict[str, int]:
    """Give what is due from each envelope."""
    due: dict[str, int] = {}
    for clause, each in zip(pack.on(as_of), sums, strict=True):
        if clause.envelope in pack.envelopes:
            due[clause.envelope] = due.get(clause.envelope, 0) + each.values[GRANTED]
    return due


def told(pack: Pack, as_of: date, sums: Sequence[Sum], ordered: Ordered | None = None) -> ClusterTotals:
    """Turn sums into the totals that `screen` gives.

    :raises FirstComeOnCluster: if a first-come envelope is exhausted and it isn't known what it pays in order
    """
    ordered, clauses, envelopes, shares = ordered or Ordered(), [], [], {}
    for name, fen in _dues(pack, as_of, sums).items():
        envelope = pack.envelopes[name]
        if envelope.over == "first_come" and fen > envelope.amount_fen and name not in ordered.left:
            raise FirstComeOnCluster(envelope=name)
        shares[name] = ratio_ppm(fen, envelope.amount_fen) if envelope.over == "pro_rata" else WHOLE
    payable = [
        ordered.payable[at] if at in ordered.payable else each.payable(shares.get(clause.envelope, WHOLE))
        for at, (clause, each) in enumerate(zip(pack.on(as_of), sums, strict=True))
    ]
    for clause, each, got in zip(pack.on(as_of), sums, payable, strict=True):
        firms, eligible, maybe, raw, grouped, granted = each.values
        no = firms - eligible - maybe
        clauses.append(ClauseTotals(clause.id, clause.version, eligible, maybe, no, raw, grouped, granted, got))
    for envelope in pack.envelopes.values():
        if members := members_of(pack.on(as_of), envelope):
            due, got = sum(sums[at].values[GRANTED] for at in members), sum(payable[at] for at in members)
            share = shares[envelope.id]
            envelopes.append(EnvelopeTotals(envelope.id, envelope.over, envelope.amount_fen, due, share, got))
    return ClusterTotals(tuple(clauses), tuple(envelopes), ordered.left)
