"""What the fast readers run: operations on whole numbers, each once, with bounds that say whether 64 bits suffice."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

ROOM = 2**62  # beyond it an operation runs on Python's integers
BOOLS = {"compare", "member", "flag", "all", "any", "not", "true", "false"}


@dataclass(frozen=True, slots=True, eq=False)
class Op:
    """One operation. `low` and `high` bound its value (numbers only); `wide`: 64 bits may not suffice for it or its arguments."""

    name: str
    args: tuple[Op, ...] = ()
    data: Any = None
    low: int = 0
    high: int = 0
    wide: bool = False
    columns: frozenset[str] = frozenset()
    divisors: tuple[Op, ...] = ()
    number: int = 0


@dataclass
class Forge:
    """Makes operations, the same one only once: equal conditions of several clauses become one object."""

    made: dict[tuple, Op] = field(default_factory=dict)

    def op(self, name: str, *args: Op, data: Any = None, low: int = 0, high: int = 0, column: str = "") -> Op:
        """Give the operation; the one already made, if there is one."""
        key = (name, tuple(each.number for each in args), data)
        if key in self.made:
            return self.made[key]
        wide = any(abs(bound) > ROOM for bound in (low, high)) or any(
            abs(bound) > ROOM for each in args for bound in (each.low, each.high)
        )
        columns = frozenset().union(*(each.columns for each in args)) | ({column} if column else frozenset())
        divisors = tuple(dict.fromkeys(each for arg in args for each in arg.divisors))
        if name in ("ratio", "positive"):
            divisors = tuple(dict.fromkeys((*divisors, args[-1])))
        made = Op(name, args, data, low, high, wide, columns, divisors, len(self.made))
        self.made[key] = made
        return made

    def whole(self, value: int) -> Op:
        """A whole number."""
        return self.op("whole", data=value, low=value, high=value)

    def add(self, one: Op, other: Op) -> Op:
        """The sum."""
        return self.op("add", one, other, low=one.low + other.low, high=one.high + other.high)

    def sub(self, one: Op, other: Op) -> Op:
        """The difference."""
        return self.op("sub", one, other, low=one.low - other.high, high=one.high - other.low)

    def mul(self, one: Op, other: Op) -> Op:
        """The product."""
        ends = [a * b for a in (one.low, one.high) for b in (other.low, other.high)]
        return self.op("mul", one, other, low=min(ends), high=max(ends))

    def times(self, one: Op, factor: int) -> Op:
        """The product with a whole number."""
        return one if factor == 1 else self.mul(one, self.whole(factor))

    def least(self, one: Op, other: Op) -> Op:
        """The smaller."""
        return self.op("min", one, other, low=min(one.low, other.low), high=min(one.high, other.high))

    def most(self, one: Op, other: Op) -> Op:
        """The larger."""
        return self.op("max", one, other, low=max(one.low, other.low), high=max(one.high, other.high))

    def floor(self, one: Op, by: int) -> Op:
        """Divided by a whole number above zero, rounded down."""
        return one if by == 1 else self.op("floor", one, data=by, low=one.low // by, high=one.high // by)

    def ratio(self, one: Op, other: Op) -> Op:
        """Divided by another value, rounded down; unknown unless that is above zero."""
        ends = [one.low, one.high, one.low // max(1, other.high), one.high // max(1, other.high)]
        return self.op("ratio", one, other, low=min(ends), high=max(ends))

    def select(self, condition: Op, then: Op, otherwise: Op) -> Op:
        """One or the other."""
        low, high = min(then.low, otherwise.low), max(then.high, otherwise.high)
        return self.op("select", condition, then, otherwise, low=low, high=high)
