"""The same screening on a cluster: Apache Spark hands Arrow batches of firms to the same blocks, in two phases.

Phase one adds up what is due from each envelope; the shares follow; phase two applies them row by row, so that totals are
those of one machine to the 分. Not imported by the package: it needs the extra `luodi[spark]` and Java 17 (decision 0026).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any

import pyarrow as pa

from luodi.values.refusal import Refusal

from .blocks import Gathered, Plan, plan_of
from .columns import FIRM, Columns, FirmTwice, Population
from .depending import columns_of_pack
from .envelopes import WHOLE, ratio_ppm, shared, total
from .screening import BLOCK, ClauseTotals, EnvelopeTotals, gather, result_table
from .shape import Pack

SUMS = ("clause", "firms", "eligible", "maybe", "raw_fen", "grouped_fen", "granted_fen", "payable_fen")
RESULTS = "firm string, clause string, version int, status string, amount_fen bigint, granted_fen bigint, payable_fen bigint, reason string"
COLUMNS = tuple(part.split()[0] for part in RESULTS.split(", "))


class FirstComeOnCluster(Refusal):
    """A fund that pays in order is not enough, and a cluster has no order."""

    code = "policy_first_come_on_cluster"


def totals_on_spark(frame: Any, pack: Pack, as_of: date) -> tuple[tuple[ClauseTotals, ...], tuple[EnvelopeTotals, ...]]:
    """Add up a pack over a Spark data frame of firms (the columns of `screen`), and let the envelopes pay.

    :raises FirmTwice: if a firm has two rows
    :raises FirstComeOnCluster: if a first-come envelope is exhausted
    """
    twice = [str(row[0]) for row in frame.groupBy(FIRM).count().filter("count > 1").limit(5).collect()]
    if twice:
        raise FirmTwice(count=len(twice), firms=twice)
    frame = _narrowed(frame, pack)
    sums = _added(frame, pack, as_of, {})
    shares = shares_of(pack, as_of, sums)
    if any(share < WHOLE for share in shares.values()):
        sums = _added(frame, pack, as_of, shares)
    return told(pack, as_of, sums, shares)


def results_on_spark(frame: Any, pack: Pack, as_of: date, envelopes: Iterable[EnvelopeTotals]) -> Any:
    """Give the eligible and maybe pairs as a Spark data frame; `envelopes` as `totals_on_spark` gave them."""
    shares = {each.envelope: each.ratio_ppm for each in envelopes}
    return _narrowed(frame, pack).mapInArrow(_run(result_batches, pack, as_of, shares), RESULTS)


def total_batches(
    batches: Iterable[pa.RecordBatch], pack: Pack, as_of: date, shares: Mapping[str, int]
) -> Iterator[pa.RecordBatch]:
    """Add up batches of firms, one row per clause and batch; what a worker runs, and what needs no Spark to be tried."""
    plan = plan_of(pack, as_of)
    for table in _blocks(batches):
        wanted = frozenset({"granted"})
        gathered = gather(plan, Columns(Population(table), pack.fields, plan.columns), {}, wanted=wanted)
        rows = [_row(plan, at, found, table.num_rows, shares) for at, found in enumerate(gathered)]
        columns = list(zip(*rows, strict=True)) or [()] * len(SUMS)
        yield pa.RecordBatch.from_arrays([pa.array(column, pa.int64()) for column in columns], names=list(SUMS))


def result_batches(
    batches: Iterable[pa.RecordBatch], pack: Pack, as_of: date, shares: Mapping[str, int]
) -> Iterator[pa.RecordBatch]:
    """Give the pairs of batches of firms."""
    plan = plan_of(pack, as_of)
    for table in _blocks(batches):
        columns = Columns(Population(table), pack.fields, plan.columns)
        gathered = gather(plan, columns, {})
        payable = [_payable(plan, at, found, shares) for at, found in enumerate(gathered)]
        found = result_table(plan, gathered, payable, table.column(FIRM), set(shares)).select(COLUMNS)
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


def _payable(plan: Plan, at: int, found: Gathered, shares: Mapping[str, int]) -> Any:
    return shared(found.joined("granted"), shares.get(plan.clauses[at].envelope, WHOLE))


def _row(plan: Plan, at: int, found: Gathered, firms: int, shares: Mapping[str, int]) -> tuple[int, ...]:
    got = total(_payable(plan, at, found, shares))
    return at, firms, found.eligible, found.maybe, found.raw_fen, found.grouped_fen, found.granted_fen, got


def added(batches: Iterable[pa.RecordBatch], clauses: int) -> list[list[int]]:
    """Add up the rows of `total_batches`, clause by clause."""
    sums = [[0] * (len(SUMS) - 1) for _ in range(clauses)]
    for batch in batches:
        for at, *values in zip(*(batch.column(name).to_pylist() for name in SUMS), strict=True):
            sums[at] = [one + other for one, other in zip(sums[at], values, strict=True)]
    return sums


def shares_of(pack: Pack, as_of: date, sums: list[list[int]]) -> dict[str, int]:
    """Give the share that each envelope can pay, in ppm.

    :raises FirstComeOnCluster: if one that pays in order is exhausted
    """
    due: dict[str, int] = {}
    for clause, values in zip(pack.on(as_of), sums, strict=True):
        if clause.envelope in pack.envelopes:
            due[clause.envelope] = due.get(clause.envelope, 0) + values[5]
    for name, fen in due.items():
        if pack.envelopes[name].over == "first_come" and fen > pack.envelopes[name].amount_fen:
            raise FirstComeOnCluster(envelope=name)
    return {name: ratio_ppm(fen, pack.envelopes[name].amount_fen) for name, fen in due.items()}


def told(
    pack: Pack, as_of: date, sums: list[list[int]], shares: Mapping[str, int]
) -> tuple[tuple[ClauseTotals, ...], tuple[EnvelopeTotals, ...]]:
    """Turn sums into the totals that `screen` gives."""
    clauses = tuple(
        ClauseTotals(clause.id, clause.version, values[1], values[2], values[0] - values[1] - values[2], *values[3:])
        for clause, values in zip(pack.on(as_of), sums, strict=True)
    )
    envelopes = []
    for envelope in pack.envelopes.values():
        members = [at for at, clause in enumerate(pack.on(as_of)) if clause.envelope == envelope.id]
        if members:
            due, got = (sum(sums[at][column] for at in members) for column in (5, 6))
            envelopes.append(
                EnvelopeTotals(envelope.id, envelope.over, envelope.amount_fen, due, shares[envelope.id], got)
            )
    return clauses, tuple(envelopes)


def _narrowed(frame: Any, pack: Pack) -> Any:
    """Take only the columns that the pack reads."""
    wanted = [FIRM, *columns_of_pack(pack)]
    return frame.select(*(f"`{name}`" for name in wanted if name in frame.columns))


def _added(frame: Any, pack: Pack, as_of: date, shares: Mapping[str, int]) -> list[list[int]]:
    schema = ", ".join(f"{name} bigint" for name in SUMS)
    rows = frame.mapInArrow(_run(total_batches, pack, as_of, shares), schema).toArrow()
    return added(rows.to_batches(), len(pack.on(as_of)))


def _run(work: Callable[..., Any], pack: Pack, as_of: date, shares: Mapping[str, int]) -> Callable[..., Any]:
    def run(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        return work(batches, pack, as_of, shares)

    return run


__all__ = ["results_on_spark", "totals_on_spark"]
