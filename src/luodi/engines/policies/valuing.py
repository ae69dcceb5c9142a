"""The plain reading of a tree: exact fractions, one firm, three truth values. The measure that the fast readers are held against.

None is "not known": a condition with it is true or false only if what is known decides it, an amount with it is not known.
An event known not to have happened stands at the day NEVER: no comparison with it holds (but "!="), min and max of days take
it as later than every day, and a span of time from or to it can't be told: a comparison of such a span doesn't hold either.
Values are in base units: money in 分, areas in ㎡, rates as fractions, dates as day numbers; whole ones may be plain integers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from operator import index
from typing import Any

from .kinds import NEVER, Kind, day_number, day_of
from .shape import Field, Parameter
from .tree import (
    Choice,
    Compare,
    Constant,
    Extreme,
    Floor,
    Junction,
    Member,
    Negative,
    Node,
    Not,
    Param,
    Product,
    Quotient,
    Ref,
    Span,
    Sum,
    Tier,
    Today,
    walk,
)

Value = Any  # Fraction | int | str | bool | frozenset | None


@dataclass(frozen=True, slots=True)
class Scene:
    """One firm's facts on a day, with the parameters of the pack. Facts are stored values by column.

    `held` keeps what was worked out already, each value beside its node.
    """

    facts: Mapping[str, object]
    fields: Mapping[str, Field]
    params: Mapping[str, Parameter]
    day: date
    held: dict[int, tuple[Node, Any]] = field(default_factory=dict)


def known(value: object, field: Field) -> Value:
    """Give a stored value in the form of its type; None for what is not known, of another type or out of bounds.

    A negative revenue or a day in the year 9999 is no fact: it counts as unknown and is named as a doubt.
    """
    kind = field.kind
    if value is None:
        return None
    if kind.name == "flag":
        return value if isinstance(value, bool) else None
    if kind.name == "set":
        return frozenset(value) if isinstance(value, Iterable) and not isinstance(value, str) else None
    if kind.name == "code":
        return value if isinstance(value, str) and value else None
    if kind.name == "date" and isinstance(value, date):
        value = day_number(value)
    if isinstance(value, bool) or not hasattr(value, "__index__"):
        return None
    number = index(value)
    return number if field.low <= number <= field.high else None


def value_of(node: Node, scene: Scene) -> Value:
    """Give the value of an expression for one firm, None if it isn't known."""
    found = scene.held.get(id(node))
    if found is None:
        found = scene.held[id(node)] = node, READERS[type(node)](node, scene)
    return found[1]


def constant_value(node: Node, params: Mapping[str, Parameter], day: date) -> Fraction | None:
    """Give the value of an expression without fields."""
    return value_of(node, Scene({}, {}, params, day))


def is_constant(node: Node) -> bool:
    """Say whether an expression is the same for every firm and day of one set of parameters: it reads no field."""
    return not any(isinstance(each, Ref | Today) for each in walk(node))


def grid(kind: Kind) -> int:
    """Give how fine a quotient is kept: millionths of plain numbers, whole 分, hundredths of ㎡."""
    return 1_000_000 if kind.is_plain else kind.scale


def exact(node: Node, scene: Scene) -> Value:
    """Give the value of a side of a comparison: a quotient there, alone or plus a constant, is not rounded."""
    if isinstance(node, Sum) and isinstance(node.left, Quotient) and is_constant(node.right):
        part, rest = exact(node.left, scene), value_of(node.right, scene)
        return None if part is None or rest is None else part + rest * node.sign
    if isinstance(node, Quotient):
        left, right = value_of(node.left, scene), value_of(node.right, scene)
        if left is None or right is None or (right <= 0 and not is_constant(node.right)) or right == 0:
            return None
        return Fraction(left) / right
    return value_of(node, scene)


def _constant(node: Constant, scene: Scene) -> Value:
    return node.value


def _ref(node: Ref, scene: Scene) -> Value:
    field = scene.fields[node.field]
    value = known(scene.facts.get(node.column), field)
    return (
        value if value is None or not node.kind.is_amount or node.kind.scale == 1 else Fraction(value, node.kind.scale)
    )


def _param(node: Param, scene: Scene) -> Value:
    return scene.params[node.name].on(scene.day)


def _today(node: Today, scene: Scene) -> Value:
    return day_number(scene.day)


def _negative(node: Negative, scene: Scene) -> Value:
    one = value_of(node.one, scene)
    return None if one is None else -one


def _sum(node: Sum, scene: Scene) -> Value:
    left, right = value_of(node.left, scene), value_of(node.right, scene)
    return None if left is None or right is None else left + right * node.sign


def _product(node: Product, scene: Scene) -> Value:
    left, right = value_of(node.left, scene), value_of(node.right, scene)
    return None if left is None or right is None else left * right


def _quotient(node: Quotient, scene: Scene) -> Value:
    found, fine = exact(node, scene), grid(node.kind)
    return found if found is None or is_constant(node.right) else Fraction(found * fine // 1, fine)


def _floor(node: Floor, scene: Scene) -> Value:
    one = exact(node.one, scene)
    return None if one is None else Fraction(one // 1)


def _extreme(node: Extreme, scene: Scene) -> Value:
    parts = [value_of(part, scene) for part in node.parts]
    return None if None in parts else max(parts) if node.most else min(parts)


def span(unit: str, left: int, right: int) -> int:
    """Give the whole days, months or years from one day to another; the day itself completes a month."""
    if unit == "days":
        return right - left
    since, until = day_of(left), day_of(right)
    months = (until.year - since.year) * 12 + until.month - since.month - (until.day < since.day)
    return months // 12 if unit == "years" else months


def _span(node: Span, scene: Scene) -> Value:
    left, right = value_of(node.left, scene), value_of(node.right, scene)
    return None if left in (None, NEVER) or right in (None, NEVER) else Fraction(span(node.unit, left, right))


def compared(op: str, left: Value, right: Value) -> bool:
    """Compare two known values."""
    if op in ("==", "!="):
        return (left == right) is (op == "==")
    if op in ("<", ">"):
        return left < right if op == "<" else left > right
    return left <= right if op == "<=" else left >= right


def _compare(node: Compare, scene: Scene) -> Value:
    for day in node.days:
        if value_of(day, scene) == NEVER:
            return node.op == "!="
    left, right = exact(node.left, scene), exact(node.right, scene)
    return None if left is None or right is None else compared(node.op, left, right)


def _member(node: Member, scene: Scene) -> Value:
    one = value_of(node.one, scene)
    if one is None:
        return None
    if node.how == "under":
        return any(one.startswith(prefix) for prefix in node.items)
    return bool(one & set(node.items)) if node.how == "has" else one in node.items


def joined(values: Iterable[Value], every: bool) -> Value:
    """Join truth values: one false settles "all", one true settles "any"; else one unknown leaves it unknown."""
    found = set(values)
    if (not every) in found:
        return not every
    return None if None in found else every


def _junction(node: Junction, scene: Scene) -> Value:
    return joined([value_of(part, scene) for part in node.parts], node.every)


def _not(node: Not, scene: Scene) -> Value:
    one = value_of(node.one, scene)
    return None if one is None else not one


def _choice(node: Choice, scene: Scene) -> Value:
    condition = value_of(node.condition, scene)
    return None if condition is None else value_of(node.then if condition else node.otherwise, scene)


def edges(node: Tier, scene: Scene) -> list[tuple[Value, Value, bool]] | None:
    """Give low, high and whether high belongs to it for each step of a tier; the low of a marginal step is the last high."""
    found, last = [], None
    for band in node.bands:
        low = value_of(band.low, scene) if band.low else last if node.marginal else None
        high = value_of(band.high, scene) if band.high else None
        if (band.low and low is None) or (band.high and high is None):
            return None
        found.append((low, high, band.closed))
        last = high
    return found


def step_of(measure: Value, steps: list[tuple[Value, Value, bool]]) -> int | None:
    """Give the first step that a measure falls in."""
    for at, (low, high, closed) in enumerate(steps):
        if (low is None or measure >= low) and (high is None or measure < high or (closed and measure == high)):
            return at
    return None


def _tier(node: Tier, scene: Scene) -> Value:
    measure, steps = value_of(node.measure, scene), edges(node, scene)
    if measure is None or steps is None:
        return None
    if not node.marginal:
        at = step_of(measure, steps)
        return Fraction(0) if at is None else value_of(node.bands[at].value, scene)
    total = Fraction(0)
    for band, (low, high, _) in zip(node.bands, steps, strict=True):
        rate = value_of(band.value, scene)
        if rate is None:
            return None
        top = measure if high is None else min(measure, high)
        total += max(0, top - (low or 0)) * rate
    return total


READERS: dict[type[Node], Callable[[Any, Scene], Value]] = {
    Constant: _constant, Ref: _ref, Param: _param, Today: _today, Negative: _negative, Sum: _sum, Product: _product,
    Quotient: _quotient, Floor: _floor, Extreme: _extreme, Span: _span, Compare: _compare, Member: _member,
    Junction: _junction, Not: _not, Choice: _choice, Tier: _tier,
}  # fmt: skip
