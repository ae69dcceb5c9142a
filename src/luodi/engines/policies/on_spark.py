"""The same screening on a cluster: Apache Spark hands Arrow batches of firms to the same blocks.

One pass over the firms is enough for both phases: with its sums each worker gives how often which rest beyond the million stands
among the granted amounts of a clause; from these the driver works out what any share of the envelope comes to, to the 分 (`Sum`).
Firms come from a data frame, or from Parquet files that the workers open themselves, so that rows never pass through Java.
Not imported by the package: it needs the extra `luodi[spark]` and Java 17 (decision 0026).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from luodi.values.refusal import Refusal

from .blocks import Gathered, plan_of
from .columns import FIRM, Columns, FirmTwice, Population
from .depending import columns_of_pack
from .envelopes import WHOLE, ratio_ppm
from .parquet_pieces import Piece, opened
from .payout import EnvelopeTotals, Payout, members_of
from .screening import BLOCK, ClauseTotals, gather, result_table
from .shape import Pack

NUMBERS = ("clause", "rest", "count", "firms", "eligible", "maybe", "raw_fen", "grouped_fen", "granted_fen")
SCHEMA = pa.schema([*((name, pa.int64()) for name in NUMBERS), ("first", pa.string()), ("last", pa.string())])
SPARK_SCHEMA = ", ".join([*(f"{name} bigint" for name in NUMBERS), "first string", "last string"])
SUMS_ROW, RANGE_ROW = (
    -1,
    -2,
)  # in `rest`: a clause's sums; a block's first and last firm, `count` 1 if they stand in order
RESULTS = "firm string, clause string, version int, status string, amount_fen bigint, granted_fen bigint, payable_fen bigint, reason string"
COLUMNS = tuple(part.split()[0] for part in RESULTS.split(", "))


class FirstComeOnCluster(Refusal):
    """A fund that pays in order is not enough, and a cluster has no order."""

    code = "policy_first_come_on_cluster"


@dataclass
class Sum:
    """One clause over all firms; `rests`: how many granted amounts leave which rest when divided by a million."""

    values: list[int] = field(default_factory=lambda: [0] * 6)  # firms, eligible, maybe, raw, grouped, granted
    rests: dict[int, int] = field(default_factory=dict)

    def payable(self, ppm: int) -> int:
        """Give Σ ⌊amount × ppm / 1,000,000⌋ over all granted amounts, exactly."""
        granted = self.values[5]
        if ppm == WHOLE:
            return granted
        wholes = (granted - sum(rest * count for rest, count in self.rests.items())) // WHOLE
        return wholes * ppm + sum(count * (rest * ppm // WHOLE) for rest, count in self.rests.items())


Totals = tuple[tuple[ClauseTotals, ...], tuple[EnvelopeTotals, ...]]


def totals_on_spark(frame: Any, pack: Pack, as_of: date) -> Totals:
    """Add up a pack over a Spark data frame of firms (the columns of `screen`), and let the envelopes pay.

    :raises FirmTwice: if a firm has two rows
    :raises FirstComeOnCluster: if a first-come envelope is exhausted
    """
    _refuse_twice(frame)
    found = _narrowed(frame, pack).mapInArrow(_run(total_batches, pack, as_of), SPARK_SCHEMA).toArrow()
    return told(pack, as_of, added(found.to_batches(), len(pack.on(as_of))))


def results_on_spark(frame: Any, pack: Pack, as_of: date, envelopes: Iterable[EnvelopeTotals]) -> Any:
    """Give the eligible and maybe pairs as a Spark data frame; `envelopes` as `totals_on_spark` gave them."""
    return _narrowed(frame, pack).mapInArrow(_run(result_batches, pack, as_of, _shares(envelopes)), RESULTS)


def totals_in_files(session: Any, pieces: Sequence[Piece], pack: Pack, as_of: date) -> Totals:
    """Add up a pack over the firms of Parquet files that every worker can reach (`parquet_pieces.pieces_of`).

    :raises FirmTwice: if a firm has two rows
    :raises FirstComeOnCluster: if a first-come envelope is exhausted
    """
    found = _over_pieces(session, pieces, _run(total_batches, pack, as_of), pack, SPARK_SCHEMA).toArrow()
    if not apart(found):
        _refuse_twice(session.read.parquet(*sorted({piece.uri for piece in pieces})))
    return told(pack, as_of, added(found.to_batches(), len(pack.on(as_of))))


def results_in_files(
    session: Any, pieces: Sequence[Piece], pack: Pack, as_of: date, envelopes: Iterable[EnvelopeTotals]
) -> Any:
    """Give the eligible and maybe pairs of the firms of Parquet files as a Spark data frame."""
    return _over_pieces(session, pieces, _run(result_batches, pack, as_of, _shares(envelopes)), pack, RESULTS)


def total_batches(batches: Iterable[pa.RecordBatch], pack: Pack, as_of: date) -> Iterator[pa.RecordBatch]:
    """Add up batches of firms; what a worker runs, and what needs no Spark to be tried. Rows as SCHEMA says."""
    plan = plan_of(pack, as_of)
    rated = {name for name, each in pack.envelopes.items() if each.over == "pro_rata"}
    kept = [frozenset({"granted"}) if clause.envelope in rated else frozenset[str]() for clause in plan.clauses]
    sums, ranges = [Sum() for _ in plan.clauses], []
    for table in _blocks(batches):
        population = Population(table)
        ranges.append(_range(population))
        for into, found in zip(
            sums, gather(plan, Columns(population, pack.fields, plan.columns), {}, kept=kept), strict=True
        ):
            _add(into, found, table.num_rows)
    yield _as_rows(sums, ranges)


def result_batches(
    batches: Iterable[pa.RecordBatch], pack: Pack, as_of: date, shares: Mapping[str, int]
) -> Iterator[pa.RecordBatch]:
    """Give the pairs of batches of firms; `shares`: what each envelope pays, in ppm."""
    plan = plan_of(pack, as_of)
    by_place = {at: shares[clause.envelope] for at, clause in enumerate(plan.clauses) if clause.envelope in shares}
    for table in _blocks(batches):
        payout = Payout(gather(plan, Columns(Population(table), pack.fields, plan.columns), {}), by_place)
        found = result_table(plan, payout, table.column(FIRM), set(shares)).select(COLUMNS)
        plain = [
            found.column(name).cast(pa.string()) if name in ("clause", "status", "reason") else found.column(name)
            for name in COLUMNS
        ]
        yield from pa.table(plain, names=list(COLUMNS)).combine_chunks().to_batches()


def _blocks(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    """Put Spark's small batches together to blocks, which cost far fewer calls."""
    waiting: list[pa.RecordBatch] = []
    for batch in batches:
        waiting.append(batch)
        if sum(each.num_rows for each in waiting) >= BLOCK:
            yield pa.Table.from_batches(waiting).combine_chunks()
            waiting = []
    if waiting:
        yield pa.Table.from_batches(waiting).combine_chunks()


def _range(population: Population) -> tuple[int, str, str]:
    """Give whether a block's firms stand in order, its first and its last."""
    firms = population.table.column(FIRM)
    return (int(population.in_order), str(firms[0]), str(firms[-1])) if len(firms) else (1, "", "")


def _add(into: Sum, found: Gathered, firms: int) -> None:
    more = (firms, found.eligible, found.maybe, found.raw_fen, found.grouped_fen, found.granted_fen)
    into.values = [one + other for one, other in zip(into.values, more, strict=True)]
    for piece in found.pieces.get("granted", ()):
        for rest, count in zip(*(each.tolist() for each in np.unique(piece % WHOLE, return_counts=True)), strict=True):
            into.rests[rest] = into.rests.get(rest, 0) + count


def _as_rows(sums: list[Sum], ranges: list[tuple[int, str, str]]) -> pa.RecordBatch:
    rows: list[tuple] = []
    for at, each in enumerate(sums):
        rows.append((at, SUMS_ROW, 0, *each.values, None, None))
        rows += [(at, rest, count, *[0] * 6, None, None) for rest, count in each.rests.items()]
    rows += [(0, RANGE_ROW, ordered, *[0] * 6, first, last) for ordered, first, last in ranges]
    columns = list(zip(*rows, strict=True)) or [()] * len(SCHEMA)
    arrays = [pa.array(column, kind) for column, kind in zip(columns, SCHEMA.types, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=SCHEMA)


def added(batches: Iterable[pa.RecordBatch], clauses: int) -> list[Sum]:
    """Add up the rows of `total_batches`, clause by clause."""
    sums = [Sum() for _ in range(clauses)]
    for batch in batches:
        for at, rest, count, *values in zip(*(batch.column(name).to_pylist() for name in NUMBERS), strict=True):
            if rest == SUMS_ROW:
                sums[at].values = [one + other for one, other in zip(sums[at].values, values, strict=True)]
            elif rest >= 0:
                sums[at].rests[rest] = sums[at].rests.get(rest, 0) + count
    return sums


def apart(found: pa.Table) -> bool:
    """Say that no firm can stand in two blocks: all in order, and no block begins before another ended."""
    rows = [row for row in found.select(["rest", "count", "first", "last"]).to_pylist() if row["rest"] == RANGE_ROW]
    rows.sort(key=lambda row: row["first"])
    ordered = all(row["count"] for row in rows)
    return ordered and all(one["last"] < other["first"] for one, other in zip(rows, rows[1:], strict=False))


def shares_of(pack: Pack, as_of: date, sums: Sequence[Sum]) -> dict[str, int]:
    """Give the share that each envelope can pay, in ppm.

    :raises FirstComeOnCluster: if one that pays in order is exhausted
    """
    due: dict[str, int] = {}
    for clause, each in zip(pack.on(as_of), sums, strict=True):
        if clause.envelope in pack.envelopes:
            due[clause.envelope] = due.get(clause.envelope, 0) + each.values[5]
    for name, fen in due.items():
        if pack.envelopes[name].over == "first_come" and fen > pack.envelopes[name].amount_fen:
            raise FirstComeOnCluster(envelope=name)
    return {name: ratio_ppm(fen, pack.envelopes[name].amount_fen) for name, fen in due.items()}


def told(pack: Pack, as_of: date, sums: Sequence[Sum]) -> Totals:
    """Turn sums into the totals that `screen` gives.

    :raises FirstComeOnCluster: if a first-come envelope is exhausted
    """
    shares, clauses, envelopes = shares_of(pack, as_of, sums), [], []
    payable = [
        each.payable(shares.get(clause.envelope, WHOLE)) for clause, each in zip(pack.on(as_of), sums, strict=True)
    ]
    for clause, each, got in zip(pack.on(as_of), sums, payable, strict=True):
        firms, eligible, maybe, raw, grouped, granted = each.values
        no = firms - eligible - maybe
        clauses.append(ClauseTotals(clause.id, clause.version, eligible, maybe, no, raw, grouped, granted, got))
    for envelope in pack.envelopes.values():
        if members := members_of(pack.on(as_of), envelope):
            due, got = sum(sums[at].values[5] for at in members), sum(payable[at] for at in members)
            share = shares[envelope.id]
            envelopes.append(EnvelopeTotals(envelope.id, envelope.over, envelope.amount_fen, due, share, got))
    return tuple(clauses), tuple(envelopes)


def _shares(envelopes: Iterable[EnvelopeTotals]) -> dict[str, int]:
    return {each.envelope: each.ratio_ppm for each in envelopes}


def _refuse_twice(frame: Any) -> None:
    twice = [str(row[0]) for row in frame.groupBy(FIRM).count().filter("count > 1").limit(5).collect()]
    if twice:
        raise FirmTwice(count=len(twice), firms=twice)


def _narrowed(frame: Any, pack: Pack) -> Any:
    """Take only the columns that the pack reads."""
    wanted = [FIRM, *columns_of_pack(pack)]
    return frame.select(*(f"`{name}`" for name in wanted if name in frame.columns))


def _over_pieces(session: Any, pieces: Sequence[Piece], work: Callable[..., Any], pack: Pack, schema: str) -> Any:
    """Let workers open the pieces, one a task."""
    listed, wanted = tuple(pieces), (FIRM, *columns_of_pack(pack))

    def run(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        places = (place for batch in batches for place in batch.column(0).to_pylist())
        return work(batch for place in places for batch in opened(listed[place], wanted, BLOCK))

    return session.range(0, len(listed), 1, max(1, len(listed))).mapInArrow(run, schema)


def _run(work: Callable[..., Any], pack: Pack, as_of: date, *more: Any) -> Callable[..., Any]:
    def run(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        return work(batches, pack, as_of, *more)

    return run


__all__ = ["results_in_files", "results_on_spark", "totals_in_files", "totals_on_spark"]
