"""The same screening on a cluster: Apache Spark hands Arrow batches of firms to the same blocks, once (see `summing`).

Firms come from a data frame, or from Parquet files that the workers open themselves, so that rows never pass through Java.
Not imported by the package: it needs the extra `luodi[spark]` and Java 17 (decision 0026).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pyarrow as pa

from .blocks import plan_of
from .columns import FIRM, Columns, FirmTwice, Population
from .depending import columns_of_pack
from .parquet_pieces import Piece, opened
from .payout import kept_for, members_of, pay
from .screening import BLOCK, gather, result_table
from .shape import Pack
from .summing import FIRMS, LISTS, NUMBERS, ClusterTotals, Sum, add, added, apart, as_rows, in_order, range_of, told

SUMS = ", ".join(
    [*(f"{name} bigint" for name in NUMBERS), *(f"{name} array<bigint>" for name in LISTS), "in_order boolean"]
    + [f"{name} string" for name in FIRMS]
)
RESULTS = "firm string, clause string, version int, status string, amount_fen bigint, granted_fen bigint, payable_fen bigint, reason string"
COLUMNS = tuple(part.split()[0] for part in RESULTS.split(", "))
Work = Callable[[Iterable[pa.RecordBatch], int], Iterator[pa.RecordBatch]]


def totals_on_spark(frame: Any, pack: Pack, as_of: date) -> ClusterTotals:
    """Add up a pack over a Spark data frame of firms (the columns of `screen`), and let the envelopes pay.

    :raises FirmTwice: if a firm has two rows
    :raises FirstComeOnCluster: if a first-come envelope is exhausted
    """
    _refuse_twice(frame)
    found = _narrowed(frame, pack).mapInArrow(lambda batches: total_batches(batches, pack, as_of), SUMS).toArrow()
    return told(pack, as_of, added(found.to_batches(), len(pack.on(as_of))))


def results_on_spark(frame: Any, pack: Pack, as_of: date, totals: ClusterTotals) -> Any:
    """Give the eligible and maybe pairs as a Spark data frame; `totals` as `totals_on_spark` gave them."""
    return _narrowed(frame, pack).mapInArrow(lambda batches: result_batches(batches, pack, as_of, totals), RESULTS)


def totals_in_files(session: Any, pieces: Sequence[Piece], pack: Pack, as_of: date) -> ClusterTotals:
    """Add up a pack over the firms of Parquet files that every worker can reach (`parquet_pieces.pieces_of`), in their order.

    :raises FirmTwice: if a firm has two rows
    """

    def work(batches: Iterable[pa.RecordBatch], piece: int) -> Iterator[pa.RecordBatch]:
        return total_batches(batches, pack, as_of, piece)

    found = _over_pieces(session, pieces, work, pack, SUMS).toArrow()
    if not apart(found):
        _refuse_twice(session.read.parquet(*sorted({piece.uri for piece in pieces})))
    sums = added(found.to_batches(), len(pack.on(as_of)))

    def paid_in(piece: int, envelope: str, left: int) -> dict[int, int]:
        return paid_in_piece(opened(pieces[piece], _wanted(pack), BLOCK), pack, as_of, envelope, left)

    return told(pack, as_of, sums, in_order(pack, as_of, sums, len(pieces), paid_in))


def results_in_files(session: Any, pieces: Sequence[Piece], pack: Pack, as_of: date, totals: ClusterTotals) -> Any:
    """Give the eligible and maybe pairs of the firms of Parquet files as a Spark data frame."""

    def work(batches: Iterable[pa.RecordBatch], piece: int) -> Iterator[pa.RecordBatch]:
        return result_batches(batches, pack, as_of, totals, piece)

    return _over_pieces(session, pieces, work, pack, RESULTS)


def total_batches(
    batches: Iterable[pa.RecordBatch], pack: Pack, as_of: date, piece: int = 0
) -> Iterator[pa.RecordBatch]:
    """Add up batches of firms; what a worker runs, and what needs no Spark to be tried. Rows as `summing.SCHEMA` says."""
    plan = plan_of(pack, as_of)
    rated = {name for name, each in pack.envelopes.items() if each.over == "pro_rata"}
    kept = [frozenset({"granted"}) if clause.envelope in rated else frozenset[str]() for clause in plan.clauses]
    sums, ranges = [Sum() for _ in plan.clauses], []
    for table in _blocks(batches):
        population = Population(table)
        ranges.append(range_of(population))
        gathered = gather(plan, Columns(population, pack.fields, plan.columns), {}, kept=kept)
        for into, found in zip(sums, gathered, strict=True):
            add(into, found, table.num_rows)
    yield as_rows(sums, ranges, piece)


def paid_in_piece(
    batches: Iterable[pa.RecordBatch], pack: Pack, as_of: date, envelope: str, left: int
) -> dict[int, int]:
    """Give what each clause of an envelope pays in order while what is left lasts; by place, in 分."""
    plan, fund = plan_of(pack, as_of), replace(pack.envelopes[envelope], amount_fen=left)
    kept = [kept_for(clause, {envelope: fund}) for clause in plan.clauses]
    columns = Columns(Population(pa.Table.from_batches(batches)), pack.fields, plan.columns)
    payout = pay(plan, {envelope: fund}, gather(plan, columns, {}, kept=kept))
    return {at: payout.total(at) for at in members_of(plan.clauses, fund)}


def result_batches(
    batches: Iterable[pa.RecordBatch], pack: Pack, as_of: date, totals: ClusterTotals, piece: int = 0
) -> Iterator[pa.RecordBatch]:
    """Give the pairs of batches of firms, paid as the totals say."""
    plan, shares = plan_of(pack, as_of), totals.shares
    rated = {at: shares[clause.envelope] for at, clause in enumerate(plan.clauses) if clause.envelope in shares}
    funds = {name: replace(pack.envelopes[name], amount_fen=left[piece]) for name, left in totals.left.items()}
    for table in _blocks(batches):
        payout = pay(plan, funds, gather(plan, Columns(Population(table), pack.fields, plan.columns), {}))
        payout.shares |= rated
        funds |= {each.envelope: replace(funds[each.envelope], amount_fen=each.left_fen) for each in payout.envelopes}
        found = result_table(plan, payout, table.column(FIRM), set(pack.envelopes)).select(COLUMNS)
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


def _refuse_twice(frame: Any) -> None:
    twice = [str(row[0]) for row in frame.groupBy(FIRM).count().filter("count > 1").limit(5).collect()]
    if twice:
        raise FirmTwice(count=len(twice), firms=twice)


def _wanted(pack: Pack) -> tuple[str, ...]:
    """Name the columns that the pack reads."""
    return (FIRM, *columns_of_pack(pack))


def _narrowed(frame: Any, pack: Pack) -> Any:
    return frame.select(*(f"`{name}`" for name in _wanted(pack) if name in frame.columns))


def _over_pieces(session: Any, pieces: Sequence[Piece], work: Work, pack: Pack, schema: str) -> Any:
    """Let workers open the pieces, one a task."""
    listed, wanted = tuple(pieces), _wanted(pack)

    def run(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            for place in batch.column(0).to_pylist():
                yield from work(opened(listed[place], wanted, BLOCK), place)

    return session.range(0, len(listed), 1, max(1, len(listed))).mapInArrow(run, schema)


__all__ = ["results_in_files", "results_on_spark", "totals_in_files", "totals_on_spark"]
