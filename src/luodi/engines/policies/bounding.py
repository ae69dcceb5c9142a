"""What a condition says about the bounds of the facts in it: after `revenue >= 1亿元`, revenue is at least that."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from math import ceil, floor

from .shape import Field, Parameter
from .tree import Compare, Node, Ref, conjuncts, walk
from .valuing import Scene, value_of

Bounds = dict[str, tuple[int, int]]
MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "=="}


def refined(when: Node, fields: Mapping[str, Field], params: Mapping[str, Parameter], day: date) -> Bounds:
    """Give the bounds, as stored, of the columns that the condition compares with constants."""
    scene, found = Scene({}, fields, params, day), {}  # type: ignore[var-annotated]
    for part in conjuncts(when):
        if isinstance(part, Compare) and part.op in MIRRORED:
            for one, other, op in ((part.left, part.right, part.op), (part.right, part.left, MIRRORED[part.op])):
                if isinstance(one, Ref) and (one.kind.is_amount or one.kind.name == "date") and _fixed(other):
                    value = value_of(other, scene)
                    if value is not None:
                        _narrow(found, one, op, Fraction(value), fields[one.field])
    return found


def _fixed(node: Node) -> bool:
    return not any(isinstance(each, Ref) for each in walk(node))


def _narrow(bounds: Bounds, ref: Ref, op: str, value: Fraction, field: Field) -> None:
    low, high = bounds.get(ref.column, (field.low, field.high))
    limit = value * (ref.kind.scale if ref.kind.is_amount else 1)
    if op in (">", ">=", "=="):
        low = max(low, floor(limit) + 1 if op == ">" else ceil(limit))
    if op in ("<", "<=", "=="):
        high = min(high, ceil(limit) - 1 if op == "<" else floor(limit))
    bounds[ref.column] = (low, high)


def never_holds(bounds: Bounds) -> bool:
    """Say whether no value is left for some fact."""
    return any(low > high for low, high in bounds.values())
