"""The plan run on columns: whole blocks for conditions that several clauses share, selections of rows for everything else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .columns import Array, Block, Mask, set_has
from .plan import ROOM, Op

Truth = tuple[Array, Mask | None]  # which are true (never where unknown), which are unknown (None: none)
Number = tuple[Any, Mask | None]


class Frame:
    """Evaluates operations on some rows of a block; each once, or of `keep` alone, where what isn't asked again is let go."""

    def __init__(self, block: Block, rows: Array | None = None, keep: frozenset[Op] | None = None) -> None:
        self.block, self.rows, self.keep = block, rows, keep
        self.count = block.count if rows is None else len(rows)
        self.numbers: dict[Op, Number] = {}
        self.truths: dict[Op, Truth] = {}

    def number(self, op: Op) -> Number:
        """Give the values of an amount, and which are unknown."""
        found = self.numbers.get(op)
        if found is None:
            found = NUMBERS[op.name](self, op)
            if self.keep is None or op in self.keep:
                self.numbers[op] = found
        return found

    def truth(self, op: Op) -> Truth:
        """Give where a condition is true, and where it is unknown."""
        found = self.truths.get(op)
        if found is None:
            found = TRUTHS[op.name](self, op)
            if self.keep is None or op in self.keep:
                self.truths[op] = found
        return found

    def taken(self, name: str) -> tuple[Array, Mask | None]:
        """Give a column on the rows."""
        values, unknown = self.block.values(name)
        if self.rows is None:
            return values, unknown
        return values.take(self.rows), None if unknown is None else unknown.take(self.rows)

    def unknown(self, name: str) -> Mask | None:
        """Give on the rows where a column is not known."""
        unknown = self.block.values(name)[1]
        return unknown if self.rows is None or unknown is None else unknown.take(self.rows)

    def marked(self, name: str, items: tuple[str, ...]) -> Mask:
        """Say on the rows whether a set has one of the items, by its bits."""
        marks, bits = self.block.columns.marks[name]
        held = marks[self.block.start : self.block.start + self.block.count]
        wanted = sum({bits.get(item, 0) for item in items})
        return ((held if self.rows is None else held.take(self.rows)) & wanted) != 0


def joined(*masks: Mask | None) -> Mask | None:
    """Give where any is unknown."""
    found: Mask | None = None
    for mask in masks:
        if mask is not None:
            found = mask if found is None else found | mask
    return found


def _column(frame: Frame, op: Op) -> Number:
    return frame.taken(op.data)


def _whole(frame: Frame, op: Op) -> Number:
    return op.data, None


def _unknown(frame: Frame, op: Op) -> Number:
    return 0, np.ones(frame.count, dtype=bool)


def _pair(frame: Frame, op: Op) -> tuple[Any, Any, Mask | None]:
    """Give the two arguments, as Python's integers where 64 bits may not do."""
    (one, first), (other, second) = frame.number(op.args[0]), frame.number(op.args[1])
    if op.wide:
        one, other = _as_objects(one), _as_objects(other)
    return one, other, joined(first, second)


def _as_objects(values: Any) -> Any:
    return values.astype(object) if isinstance(values, np.ndarray) else values


def _narrow(values: Any, op: Op) -> Any:
    """Go back to 64 bits where the bounds allow it."""
    if op.wide and isinstance(values, np.ndarray) and op.low >= -ROOM and op.high <= ROOM:
        return values.astype(np.int64)
    return values


def _arithmetic(work: Callable[[Any, Any], Any]) -> Callable[[Frame, Op], Number]:
    def run(frame: Frame, op: Op) -> Number:
        one, other, unknown = _pair(frame, op)
        return _narrow(work(one, other), op), unknown

    return run


def _floor(frame: Frame, op: Op) -> Number:
    values, unknown = frame.number(op.args[0])
    if op.wide:
        values = _as_objects(values)
    return _narrow(values // op.data, op), unknown


def _ratio(frame: Frame, op: Op) -> Number:
    above, below, unknown = _pair(frame, op)
    bad = np.broadcast_to(below <= 0, frame.count)
    if bad.any():
        below, unknown = np.where(bad, 1, below), joined(unknown, bad)
    return _narrow(above // below, op), unknown


def _select(frame: Frame, op: Op) -> Number:
    true, unsure = frame.truth(op.args[0])
    (then, first), (otherwise, second) = frame.number(op.args[1]), frame.number(op.args[2])
    if op.wide:
        then, otherwise = _as_objects(then), _as_objects(otherwise)
    unknown = unsure
    if first is not None or second is not None:
        nowhere = np.zeros(frame.count, dtype=bool)
        branch = np.where(true, nowhere if first is None else first, nowhere if second is None else second)
        unknown = joined(unsure, branch)
    return _narrow(np.where(true, then, otherwise), op), unknown


def _span(frame: Frame, op: Op) -> Number:
    left, right, unknown = _pair(frame, op)
    if op.data == "days":
        return right - left, unknown
    since, until = _days(left), _days(right)
    months_since, months_until = since.astype("M8[M]"), until.astype("M8[M]")
    months = (months_until - months_since).astype(np.int64)
    months -= (until - months_until.astype("M8[D]")) < (since - months_since.astype("M8[D]"))
    return months // 12 if op.data == "years" else months, unknown


def _days(values: Any) -> Array:
    return np.atleast_1d(np.asarray(values, dtype=np.int64)).astype("M8[D]")


COMPARING: dict[str, Callable[[Any, Any], Any]] = {
    "<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal, "==": np.equal, "!=": np.not_equal,
}  # fmt: skip


def settled(true: Any, unknown: Mask | None, count: int) -> Truth:
    """Give a truth that is nowhere both true and unknown."""
    if not isinstance(true, np.ndarray) or len(true) != count:
        true = np.broadcast_to(np.asarray(true, dtype=bool), count)
    return (true, None) if unknown is None else (true & ~unknown, unknown)


def _compare(frame: Frame, op: Op) -> Truth:
    one, other, unknown = _pair(frame, op)
    return settled(COMPARING[op.data](one, other), unknown, frame.count)


def _positive(frame: Frame, op: Op) -> Truth:
    """Unknown unless the divisor is above zero."""
    true, unknown = frame.truth(op.args[0])
    divisor, unsure = frame.number(op.args[1])
    bad = divisor <= 0
    if not np.any(bad):
        return settled(true, joined(unknown, unsure), frame.count)
    bad = np.broadcast_to(bad, frame.count)
    return settled(true, joined(unknown, unsure, bad), frame.count)


def _member(frame: Frame, op: Op) -> Truth:
    name, how, items = op.data
    columns = frame.block.columns
    if how == "has" and name in columns.marks:
        return settled(frame.marked(name, items), frame.unknown(name), frame.count)
    if how == "has" and name in columns.arrays:
        found = set_has(frame.block.values(name)[0], items)
        return settled(found if frame.rows is None else found[frame.rows], frame.unknown(name), frame.count)
    if name not in columns.dictionaries:
        return settled(np.zeros(frame.count, dtype=bool), frame.unknown(name), frame.count)
    values, unknown = frame.taken(name)
    return settled(columns.lookup(name, how, items).take(values), unknown, frame.count)


def _flag(frame: Frame, op: Op) -> Truth:
    values, unknown = frame.taken(op.data)
    return settled(values, unknown, frame.count)


def _all(frame: Frame, op: Op) -> Truth:
    parts = [frame.truth(each) for each in op.args]
    true = parts[0][0]
    for part, _ in parts[1:]:
        true = true & part
    if all(unknown is None for _, unknown in parts):
        return true, None
    possible = np.ones(frame.count, dtype=bool)
    for part, unknown in parts:
        possible &= part if unknown is None else part | unknown
    return true, possible & ~true


def _any(frame: Frame, op: Op) -> Truth:
    parts = [frame.truth(each) for each in op.args]
    true = parts[0][0]
    for part, _ in parts[1:]:
        true = true | part
    unknown = joined(*(each for _, each in parts))
    return true, None if unknown is None else unknown & ~true


def _not(frame: Frame, op: Op) -> Truth:
    true, unknown = frame.truth(op.args[0])
    return ~true if unknown is None else ~(true | unknown), unknown


def _same_flag(frame: Frame, op: Op) -> Truth:
    (one, first), (other, second) = frame.truth(op.args[0]), frame.truth(op.args[1])
    return settled(one == other, joined(first, second), frame.count)


def _same_code(frame: Frame, op: Op) -> Truth:
    words, masks = [], []
    for each in op.args:
        indices, unknown = frame.taken(each.data)
        dictionary = np.array([*frame.block.columns.dictionaries.get(each.data, []), ""], dtype=object)
        words.append(dictionary[indices])
        masks.append(unknown)
    return settled(words[0] == words[1], joined(*masks), frame.count)


def _constant(value: bool) -> Callable[[Frame, Op], Truth]:
    return lambda frame, op: (np.full(frame.count, value), None)


NUMBERS: dict[str, Callable[[Frame, Op], Number]] = {
    "column": _column, "whole": _whole, "unknown": _unknown, "floor": _floor, "ratio": _ratio, "select": _select, "span": _span,
    "add": _arithmetic(lambda one, other: one + other), "sub": _arithmetic(lambda one, other: one - other),
    "mul": _arithmetic(lambda one, other: one * other), "min": _arithmetic(np.minimum), "max": _arithmetic(np.maximum),
}  # fmt: skip
TRUTHS: dict[str, Callable[[Frame, Op], Truth]] = {
    "compare": _compare, "positive": _positive, "member": _member, "flag": _flag, "all": _all, "any": _any, "not": _not,
    "same_flag": _same_flag, "same_code": _same_code, "true": _constant(True), "false": _constant(False),
    "unknown": lambda frame, op: (np.zeros(frame.count, dtype=bool), np.ones(frame.count, dtype=bool)),
}  # fmt: skip
