"""The typed syntax tree of an expression: few kinds of nodes, no loops, no way out. Values are exact fractions in base units."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from fractions import Fraction

from .kinds import CODE, COUNT, DATE, FLAG, Kind


@dataclass(frozen=True, slots=True)
class Node:
    """A part of an expression; `start` and `end` are its characters in the text, and don't tell nodes apart."""

    kind: Kind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Constant(Node):
    """A literal: a fraction (money in 分, area in ㎡), a day number, a text or a flag."""

    value: Fraction | int | str | bool


@dataclass(frozen=True, slots=True)
class Ref(Node):
    """A field of the firm, `back` years before the basis year."""

    field: str
    back: int = 0

    @property
    def column(self) -> str:
        """This will name its column: rd_spend, or rd_spend@-1 for the year before."""
        return f"{self.field}@-{self.back}" if self.back else self.field


@dataclass(frozen=True, slots=True)
class Param(Node):
    """A dated parameter."""

    name: str


@dataclass(frozen=True, slots=True)
class Today(Node):
    """The day as of which the pack is asked."""


@dataclass(frozen=True, slots=True)
class Negative(Node):
    """Minus."""

    one: Node


@dataclass(frozen=True, slots=True)
class Sum(Node):
    """Plus (`sign` 1) or minus (−1)."""

    left: Node
    right: Node
    sign: int


@dataclass(frozen=True, slots=True)
class Product(Node):
    """Times."""

    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Quotient(Node):
    """Divided by; rounded down to a millionth (plain numbers) or to the smallest unit, unless it is compared directly."""

    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Floor(Node):
    """The whole number below."""

    one: Node


@dataclass(frozen=True, slots=True)
class Extreme(Node):
    """The smallest or largest of several."""

    parts: tuple[Node, ...]
    most: bool


@dataclass(frozen=True, slots=True)
class Span(Node):
    """Whole days, months or years from one date to another."""

    unit: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Compare(Node):
    """Two values of one type compared: < <= > >= == !=; `days` of events that it rests on (`days_of` its sides)."""

    op: str
    left: Node
    right: Node
    days: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Member(Node):
    """`in` one of a list, `under` one of several prefixes, or a set that `has` one of them."""

    one: Node
    items: tuple[Fraction | int | str, ...]
    how: str


@dataclass(frozen=True, slots=True)
class Junction(Node):
    """All of (`every`) or any of several conditions, with three truth values."""

    parts: tuple[Node, ...]
    every: bool


@dataclass(frozen=True, slots=True)
class Not(Node):
    """The contrary."""

    one: Node


@dataclass(frozen=True, slots=True)
class Choice(Node):
    """If, then, otherwise."""

    condition: Node
    then: Node
    otherwise: Node


@dataclass(frozen=True, slots=True)
class Band:
    """One step: from `low` (included) up to `high` (`closed`: included); None is open."""

    low: Node | None
    high: Node | None
    closed: bool
    value: Node
    start: int


@dataclass(frozen=True, slots=True)
class Tier(Node):
    """Steps over a measure: the value of the step it falls in (a cliff), or each slice at its own rate (marginal)."""

    measure: Node
    bands: tuple[Band, ...]
    marginal: bool


INSIDE: dict[
    type[Node], tuple[str, ...]
] = {}  # the fields of a kind of node that may hold nodes; filled when first asked


def _inside(kind: type[Node]) -> tuple[str, ...]:
    if kind not in INSIDE:
        INSIDE[kind] = tuple(
            each.name
            for each in fields(kind)
            if ("Node" in str(each.type) or "Band" in str(each.type)) and each.name != "days"
        )
    return INSIDE[kind]


def children(node: Node) -> Iterator[Node]:
    """Give the nodes directly beneath, in the order of the text."""
    for name in _inside(type(node)):
        value = getattr(node, name)
        if not isinstance(value, tuple):
            yield value
            continue
        for part in value:
            if isinstance(part, Band):
                yield from (edge for edge in (part.low, part.high, part.value) if edge is not None)
            else:
                yield part


def walk(node: Node) -> Iterator[Node]:
    """Give the node and everything beneath it."""
    yield node
    for child in children(node):
        yield from walk(child)


def days_of(node: Node) -> tuple[Node, ...]:
    """Give the days of events that a side of a comparison rests on: itself, if it is a day, and those of spans in it."""
    if node.kind.name == "date":
        return (node,)
    return tuple(day for each in walk(node) if isinstance(each, Span) for day in (each.left, each.right))


def refs(node: Node) -> dict[str, Ref]:
    """Give the columns that the expression reads, in order."""
    return {each.column: each for each in walk(node) if isinstance(each, Ref)}


def conjuncts(node: Node) -> tuple[Node, ...]:
    """Take a condition apart into what has to hold all together."""
    if isinstance(node, Junction) and node.every:
        return tuple(part for each in node.parts for part in conjuncts(each))
    return (node,)


TRUE = Constant(FLAG, 0, 0, True)
BASE = {"count": COUNT, "code": CODE, "date": DATE, "flag": FLAG}
