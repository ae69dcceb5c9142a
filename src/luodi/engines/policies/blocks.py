"""One block of firms: candidates of each clause by ever smaller selections, amounts only where they are due, groups, firm caps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from . import settling
from .columnar import Frame, joined
from .columns import Array, Block, Mask
from .envelopes import total
from .judging import conditions
from .lowering import Lowering
from .plan import Op
from .shape import Clause, Group, Pack
from .tree import Node

NO_CAP = 2**62
MOST_KEPT = 8  # plans of a pack
SPARSE = 8  # from an eighth of the block downwards, rows are picked
DUE, CLAUSE_CAP, LIFETIME_CAP, GROUP_HIGHER, GROUP_PAID, FIRM_CAP = range(6)


@dataclass
class Steps:
    """One clause as operations. `passed` of `seen` says how selective each condition was so far: the sharpest goes first."""

    clause: Clause
    conditions: tuple[Op, ...]
    amount: Op
    seen: list[int]
    passed: list[int]
    nodes: tuple[Node, ...] = ()

    def order(self, shared: frozenset[Op]) -> list[int]:
        """Give the conditions in the order to try them."""
        return sorted(
            range(len(self.conditions)),
            key=lambda at: (
                (self.passed[at] + 1) / (self.seen[at] + 1) - (0.2 if self.conditions[at] in shared else 0.0)
            ),
        )


@dataclass(frozen=True)
class Plan:
    """A pack on a day, ready for columns."""

    clauses: tuple[Clause, ...]
    steps: tuple[Steps, ...]
    shared: frozenset[Op]
    again: frozenset[Op]  # operations that more than one condition asks for
    firm_caps: tuple[tuple[Op, int], ...]
    groups: Mapping[str, Group]
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What a block gave for one clause; rows within the block."""

    rows: Array
    amount: Array
    grouped: Array
    granted: Array
    reason: Array
    maybe_rows: Array


@dataclass
class Gathered:
    """What all blocks gave for one clause; rows of the table."""

    eligible: int = 0
    maybe: int = 0
    raw_fen: int = 0
    grouped_fen: int = 0
    granted_fen: int = 0
    pieces: dict[str, list[Array]] = field(default_factory=dict)
    wanted: frozenset[str] | None = None
    long: bool = False  # rows beyond 32 bits

    def add(self, found: Found, start: int) -> None:
        """Take what a block gave."""
        self.eligible += len(found.rows)
        self.maybe += len(found.maybe_rows)
        if len(found.rows):
            raw = total(found.amount)
            grouped = raw if found.grouped is found.amount else total(found.grouped)
            granted = grouped if found.granted is found.grouped else total(found.granted)
            self.raw_fen, self.grouped_fen, self.granted_fen = (
                self.raw_fen + raw, self.grouped_fen + grouped, self.granted_fen + granted,
            )  # fmt: skip
            self._keep(found, start, ("amount", "granted", "reason"), "rows")
        if len(found.maybe_rows):
            self._keep(found, start, (), "maybe_rows")

    def _keep(self, found: Found, start: int, names: tuple[str, ...], places: str) -> None:
        for name in names:
            if self.wanted is None or name in self.wanted:
                self.pieces.setdefault(name, []).append(getattr(found, name))
        if self.wanted is None or places in self.wanted:
            rows = getattr(found, places) + start
            self.pieces.setdefault(places, []).append(rows if self.long else rows.astype(np.int32))

    def joined(self, name: str) -> Array:
        """Give one column of it, all blocks together."""
        pieces = self.pieces.get(name)
        if not pieces:
            return np.zeros(0, dtype={"reason": np.uint8, "rows": np.int32, "maybe_rows": np.int32}.get(name, np.int64))
        return pieces[0] if len(pieces) == 1 else np.concatenate(pieces)


def plan_of(pack: Pack, as_of: date, only: frozenset[str] | None = None) -> Plan:
    """Lower the clauses in force on a day; equal conditions become one. The last few plans are kept with the pack."""
    if (as_of, only) not in pack.plans:
        if len(pack.plans) >= MOST_KEPT:
            pack.plans.clear()
        pack.plans[as_of, only] = _planned(pack, as_of, only)
    return pack.plans[as_of, only]


def _planned(pack: Pack, as_of: date, only: frozenset[str] | None) -> Plan:
    lowering = Lowering(pack.fields, pack.parameters, as_of)
    clauses = tuple(clause for clause in pack.on(as_of) if only is None or clause.id in only)
    steps = tuple(_steps(pack, clause, lowering) for clause in clauses)
    counts = Counter(condition for each in steps for condition in each.conditions)
    caps = tuple((lowering.truth(cap.when), cap.amount_fen) for cap in pack.firm_caps)
    read = {column for each in steps for op in (*each.conditions, each.amount) for column in op.columns}
    read |= {column for condition, _ in caps for column in condition.columns}
    shared = frozenset(condition for condition, count in counts.items() if count > 1)
    uses = Counter(op for each in [*counts, *(condition for condition, _ in caps)] for op in _all_of(each))
    again = frozenset(op for op, count in uses.items() if count > 1) | shared
    return Plan(clauses, steps, shared, again, caps, pack.groups, tuple(sorted(read)))


def _all_of(op: Op) -> set[Op]:
    """Give an operation and everything beneath it, each once."""
    return {op}.union(*(_all_of(each) for each in op.args))


def _steps(pack: Pack, clause: Clause, lowering: Lowering) -> Steps:
    nodes: dict[Op, Node] = {}
    for _, node, wanted in conditions(pack, clause):
        op = lowering.truth(node)
        nodes.setdefault(op if wanted else lowering.forge.op("not", op), node)
    return Steps(
        clause, tuple(nodes), lowering.rounded(clause), [0] * len(nodes), [0] * len(nodes), tuple(nodes.values())
    )


def run_block(plan: Plan, block: Block, paid: Mapping[str, Array]) -> Iterator[Found]:
    """Judge a block of firms by every clause of the plan."""
    whole = Frame(block, keep=plan.again)
    alone = [_alone(steps, plan, whole, paid) for steps in plan.steps]
    winners, bests = _winners(plan, alone, block.count)
    left = _left(plan, whole, paid)
    for at, (rows, amount, reason, maybe_rows) in enumerate(alone):
        grouped, reason = _grouped(plan, at, rows, amount, reason, winners, bests, paid)
        granted = grouped
        if left is not None and len(rows):
            there = left.take(rows)
            left[rows] = np.maximum(there - grouped, 0)
            cut = grouped > there
            if cut.any():
                granted = np.minimum(grouped, there)
                reason = np.where(cut, FIRM_CAP, reason).astype(np.uint8)
        yield Found(rows, amount, grouped, granted, reason, maybe_rows)


def _alone(steps: Steps, plan: Plan, whole: Frame, paid: Mapping[str, Array]) -> tuple[Array, Array, Array, Array]:
    """Give the eligible rows of a clause with amount and reason, and the rows that may be."""
    rows, unsure = _candidates(steps, plan, whole)
    none = np.zeros(0, dtype=np.int64)
    if not len(rows):
        return none, none, np.zeros(0, dtype=np.uint8), none
    amount, unknown = Frame(whole.block, rows).number(steps.amount)
    if not isinstance(amount, np.ndarray) or amount.shape != rows.shape:
        amount = np.broadcast_to(np.asarray(amount), rows.shape)
    amount, reason = _capped(steps.clause, amount, rows, paid)
    nothing = amount <= 0
    if unknown is not None:
        nothing &= ~unknown
        unsure = unknown if unsure is None else unsure | unknown
    if unsure is None:
        if not nothing.any():
            return rows, amount, reason, none
        keep = ~nothing
        return rows[keep], amount[keep], reason[keep], none
    keep, may = ~unsure & ~nothing, unsure & ~nothing
    return rows[keep], amount[keep], reason[keep], rows[may]


def _candidates(steps: Steps, plan: Plan, whole: Frame) -> tuple[Array, Mask | None]:
    """Narrow the rows down condition by condition; give those left and which of them are not sure.

    While most rows of the block are left, masks of the whole block are joined; then only the rows left are looked at.
    """
    mask, unsure, left, order = None, None, whole.count, steps.order(plan.shared)
    while order and (steps.conditions[order[0]] in plan.shared or left * SPARSE > whole.count):
        at = order.pop(0)
        possible, unknown = _possible(whole.truth(steps.conditions[at]))
        mask = possible if mask is None else mask & possible
        unsure = joined(unsure, unknown)
        before, left = left, int(np.count_nonzero(mask))
        steps.seen[at] += before
        steps.passed[at] += left
    rows = np.arange(whole.count) if mask is None else np.flatnonzero(mask)
    if unsure is not None:
        unsure = unsure.take(rows)
    while order and len(rows):
        at = order.pop(0)
        possible, unknown = _possible(Frame(whole.block, rows).truth(steps.conditions[at]))
        unsure = joined(unsure, unknown)
        kept = np.flatnonzero(possible)
        steps.seen[at] += len(rows)
        steps.passed[at] += len(kept)
        rows = rows.take(kept)
        unsure = None if unsure is None else unsure.take(kept)
    return rows, unsure


def _possible(truth: tuple[Array, Mask | None]) -> tuple[Array, Mask | None]:
    """Give where a condition may hold, and where that isn't known."""
    true, unknown = truth
    return (true, None) if unknown is None or not unknown.any() else (true | unknown, unknown)


def _capped(clause: Clause, amount: Array, rows: Array, paid: Mapping[str, Array]) -> tuple[Array, Array]:
    """Hold amounts under the clause's caps, as `settling.capped` does for one firm."""
    reason = np.zeros(len(rows), dtype=np.uint8)
    caps = ((clause.cap_year, f"{clause.id}@year", CLAUSE_CAP), (clause.cap_lifetime, clause.id, LIFETIME_CAP))
    for cap, key, code in caps:
        if cap is None:
            continue
        left = np.maximum(0, cap - paid[key][rows]) if key in paid else cap
        over = amount > left
        if over.any():
            amount, reason[over] = np.minimum(amount, left), code
    return np.asarray(amount, dtype=np.int64), reason


def _winners(plan: Plan, alone: list, count: int) -> tuple[dict[str, Array], dict[str, Array]]:
    """Say for each group and row which clause gives most; of equals the first."""
    winners: dict[str, Array] = {}
    bests: dict[str, Array] = {}
    found = Counter(clause.group for clause, each in zip(plan.clauses, alone, strict=True) if len(each[0]))
    for at, (clause, (rows, amount, _, _)) in enumerate(zip(plan.clauses, alone, strict=True)):
        group = plan.groups.get(clause.group)
        if group is None or group.rule == "sum" or not len(rows) or (found[group.id] < 2 and group.rule == "max"):
            continue
        if group.id not in winners:
            winners[group.id] = np.full(count, -1, dtype=np.int16)
            bests[group.id] = np.zeros(count, dtype=np.int64)
        better = np.flatnonzero(amount > bests[group.id].take(rows))
        places = rows.take(better)
        bests[group.id][places] = amount.take(better)
        winners[group.id][places] = at
    return winners, bests


def _grouped(
    plan: Plan,
    at: int,
    rows: Array,
    amount: Array,
    reason: Array,
    winners: dict,
    bests: dict,
    paid: Mapping[str, Array],
) -> tuple[Array, Array]:
    """Let the highest of the group stand, less what was paid in a difference group."""
    group = plan.clauses[at].group
    if group not in winners or not len(rows):
        return amount, reason
    wins, grouped = winners[group].take(rows) == at, amount
    if not wins.all():
        grouped = amount * wins
        reason = np.where(wins, reason, GROUP_HIGHER).astype(np.uint8)
    if plan.groups[group].rule == "difference" and group in paid:
        before = paid[group][rows]
        topped = wins & (before > 0)
        grouped = np.where(topped, np.maximum(0, amount - before), grouped)
        reason = np.where(topped, GROUP_PAID, reason).astype(np.uint8)
    return grouped, reason


def _left(plan: Plan, whole: Frame, paid: Mapping[str, Array]) -> Array | None:
    """Give what each firm may still get this year; a line not known to hold counts if it is lower."""
    if not plan.firm_caps:
        return None
    lowest = np.full(whole.count, NO_CAP, dtype=np.int64)
    decided = np.zeros(whole.count, dtype=bool)
    for condition, amount in plan.firm_caps:
        true, unknown = whole.truth(condition)
        holds = ~decided & (true if unknown is None else true | unknown)
        lowest[holds] = np.minimum(lowest[holds], amount)
        decided |= true
    spent = paid.get(settling.YEAR)
    return lowest if spent is None else np.maximum(0, lowest - spent)
