"""Which types go together: money plus money, money times a number, never money times money; faults name both sides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .kinds import CODE, COUNT, DATE, FLAG, MONEY, NUMBER, PRICE, RATE, Kind
from .problems import Fault
from .shape import Field
from .tokens import Token
from .tree import Band, Compare, Constant, Member, Node, Product, Quotient, Ref, Sum, days_of, walk

EXACT = (MONEY, PRICE, COUNT, RATE, DATE)
ORDERED = {"<", "<=", ">", ">="}


def _words(*kinds: Kind) -> dict[str, object]:
    found: dict[str, object] = {}
    names = ("left", "right") if len(kinds) > 1 else ("kind",)
    for name, kind in zip(names, kinds, strict=True):
        found |= {name: kind.words("zh"), f"{name}_en": kind.words("en")}
    return found


def require(node: Node, kind: Kind) -> Node:
    """Give the node if it has the type; plain numbers may be counts or rates."""
    if node.kind == kind or (kind.is_plain and node.kind.is_plain and "" in (kind.grain, node.kind.grain)):
        return node
    raise Fault(
        "policy_type_wrong", node.start, **_words(node.kind), wanted=kind.words("zh"), wanted_en=kind.words("en")
    )


def require_amount(node: Node) -> Node:
    """Give the node if it can be counted with."""
    if not node.kind.is_amount:
        raise Fault("policy_not_an_amount", node.start, **_words(node.kind))
    return node


def joined(left: Kind, right: Kind) -> Kind | None:
    """Give the type that two types make together, None if they don't go together."""
    if left == right:
        return left
    if left.is_plain and right.is_plain and "" in (left.grain, right.grain):
        return left if left.grain else right
    return None


def common(parts: Sequence[Node]) -> Kind:
    """Give the type of alternatives, which has to be one."""
    kind = parts[0].kind
    for part in parts[1:]:
        found = joined(kind, part.kind)
        if found is None:
            raise Fault("policy_types_differ", part.start, **_words(kind, part.kind))
        kind = found
    if kind.name not in {"amount", "date"}:
        raise Fault("policy_not_an_amount", parts[0].start, **_words(kind))
    return kind


def same(measure: Node, edge: Node) -> Node:
    """Give the edge of a step if it is of the measure's type."""
    if joined(measure.kind, edge.kind) is None:
        raise Fault("policy_types_differ", edge.start, **_words(measure.kind, edge.kind))
    if any(isinstance(each, Ref) for each in walk(edge)):
        raise Fault("policy_tier_edge", edge.start)
    return edge


def bands(measure: Node, steps: Sequence[Band], marginal: bool) -> Kind:
    """Give the type of a tier: of its values; of a marginal one, measure times rate."""
    values = [step.value for step in steps]
    if not marginal:
        return common(values)
    require_amount(measure)
    for value in values:
        if not value.kind.is_plain or value.kind.grain == "count":
            raise Fault("policy_marginal_needs_rate", value.start, **_words(value.kind))
    return measure.kind


def compare(op: str, left: Node, right: Node, at: int) -> Node:
    """Compare two values of one type; codes and flags only for being equal."""
    kind = joined(left.kind, right.kind)
    if kind is None or kind.name == "set":
        raise Fault("policy_compare_differ", at, **_words(left.kind, right.kind))
    if op in ORDERED and kind.name in {"flag", "code"}:
        raise Fault("policy_no_order", at, **_words(kind))
    return Compare(FLAG, left.start, right.end, op, left, right, days_of(left) + days_of(right))


def add(left: Node, right: Node, sign: int, at: int) -> Node:
    """Add or take away what is of one type."""
    kind = joined(left.kind, right.kind)
    if kind is None or not kind.is_amount:
        raise Fault("policy_add_differ", at, **_words(left.kind, right.kind))
    return Sum(kind, left.start, right.end, left, right, sign)


def times(left: Node, right: Node, at: int) -> Node:
    """Multiply: money by a number or rate, a price by an area; never money by money."""
    one, other = require_amount(left).kind, require_amount(right).kind
    money, area = one.money + other.money, one.area + other.area
    if money > 1 or not -1 <= area <= 1 or (one.area and other.area and one.area == other.area):
        raise Fault("policy_times_wrong", at, **_words(one, other))
    return Product(_unit(money, area, _product_grain(one, other)), left.start, right.end, left, right)


def _product_grain(one: Kind, other: Kind) -> str:
    grains = {one.grain, other.grain}
    return (
        grains.pop()
        if len(grains) == 1
        else "".join(grains - {""})
        if "" in grains and (one.is_plain and other.is_plain)
        else ""
    )


def divide(left: Node, right: Node, at: int) -> Node:
    """Divide: by a number, by the same unit (a rate), money by area (a price)."""
    one, other = require_amount(left).kind, require_amount(right).kind
    money, area = one.money - other.money, one.area - other.area
    if (money, area) not in {(0, 0), (1, 0), (0, 1), (1, -1)}:
        raise Fault("policy_divide_wrong", at, **_words(one, other))
    if isinstance(right, Constant) and right.value == 0:
        raise Fault("policy_division_by_zero", right.start, text="0")
    grain = "" if isinstance(right, Constant) and other == NUMBER and not money else "rate"
    return Quotient(_unit(money, area, (one.grain if grain == "" else "rate")), left.start, right.end, left, right)


def _unit(money: int, area: int, grain: str) -> Kind:
    return Kind("amount", money, area, "" if money or area else grain)


def member(left: Node, items: tuple, how: str, end: int) -> Node:
    """Say that a value is one of several; `under` is for codes, `has` for sets."""
    wanted = {"under": "code", "has": "set"}.get(how)
    if (wanted and left.kind.name != wanted) or (how == "in" and left.kind.name in {"set", "flag"}):
        raise Fault("policy_member_wrong", left.start, how=how, **_words(left.kind))
    return Member(FLAG, left.start, end, left, items, how)


def item(left: Node, token: Token, fields: Mapping[str, Field]) -> None:
    """Refuse an item that the value on the left can never be."""
    kind = CODE if token.sort == "text" else token.kind or CODE
    if left.kind.name in {"code", "set"}:
        if kind != CODE:
            raise Fault("policy_types_differ", token.start, **_words(left.kind, kind))
        if isinstance(left, Ref):
            allowed(fields[left.field], str(token.value), token.start)
    elif joined(left.kind, kind) is None:
        raise Fault("policy_types_differ", token.start, **_words(left.kind, kind))


def allowed(field: Field, value: str, at: int) -> None:
    """Refuse a code that the field's list doesn't hold."""
    if field.values and value not in field.values:
        raise Fault(
            "policy_code_unknown", at, text=value, field=field.zh, field_en=field.en, values="、".join(field.values)
        )


__all__ = [
    "CODE", "EXACT", "add", "allowed", "bands", "common", "compare", "divide", "item", "joined", "member", "require",
    "require_amount", "same", "times",
]  # fmt: skip
