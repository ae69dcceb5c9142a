"""From the typed tree to whole numbers: every amount carries a fixed denominator, so that nothing is rounded on the way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import gcd, lcm
from typing import Any

from .kinds import NEVER
from .plan import Forge, Op
from .settling import CEILING
from .shape import Clause, Field, Parameter
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
    Product,
    Quotient,
    Ref,
    Span,
    Sum,
    Tier,
    walk,
)
from .valuing import Scene, grid, is_constant, value_of

MONTH_DAYS = 28


@dataclass(frozen=True, slots=True)
class Num:
    """An amount: `op` / `den`."""

    op: Op
    den: int = 1


class Lowering:
    """Lowers the expressions of one pack on one day; parameters become their values of that day."""

    def __init__(
        self, fields: Mapping[str, Field], params: Mapping[str, Parameter], day: date,
        bounds: Mapping[str, tuple[int, int]] | None = None,
    ) -> None:  # fmt: skip
        self.fields, self.forge = fields, Forge()
        self.scene = Scene({}, fields, params, day)
        self.bounds = bounds or {}

    def number(self, node: Node) -> Num:
        """Lower an amount or a date."""
        if not any(isinstance(each, Ref) for each in walk(node)):
            return self.constant(value_of(node, self.scene))
        return NUMBERS[type(node)](self, node)

    def truth(self, node: Node) -> Op:
        """Lower a condition."""
        if not any(isinstance(each, Ref) for each in walk(node)):
            value = value_of(node, self.scene)
            return self.forge.op("unknown") if value is None else self.forge.op("true" if value else "false")
        if isinstance(node, Ref):
            return self.forge.op("flag", data=node.column, column=node.column)
        return TRUTHS[type(node)](self, node)

    def rounded(self, clause: Clause) -> Op:
        """Lower the clause's amount and round it as the clause says; in 分."""
        amount = self.number(clause.amount)
        step = amount.den * clause.round_fen
        op, forge = amount.op, self.forge
        if step == 1:
            return self._held(op)
        if clause.round_mode == "floor":
            whole = forge.floor(op, step)
        elif step % 2 == 0:
            whole = forge.floor(forge.add(op, forge.whole(step // 2)), step)
        else:
            whole = forge.floor(forge.add(forge.times(op, 2), forge.whole(step)), 2 * step)
        return self._held(forge.times(whole, clause.round_fen))

    def _held(self, op: Op) -> Op:
        """Hold an amount that may leave 64 bits at what no clause ever pays (see `settling.rounded`)."""
        if op.high > CEILING:
            op = self.forge.least(op, self.forge.whole(CEILING))
        return self.forge.most(op, self.forge.whole(0)) if op.low < -CEILING else op

    def constant(self, value: Any) -> Num:
        """Give a constant as a numerator over its denominator."""
        if value is None:
            return Num(self.forge.op("unknown"))
        exact = Fraction(value)
        return Num(self.forge.whole(exact.numerator), exact.denominator)

    def scaled(self, one: Num, factor: Fraction) -> Num:
        """Multiply by a constant, reducing what can be reduced."""
        factor = Fraction(factor.numerator, factor.denominator * one.den)
        return Num(self.forge.times(one.op, factor.numerator), factor.denominator)

    def level(self, *parts: Num) -> tuple[list[Op], int]:
        """Bring amounts to one denominator."""
        den = lcm(*(each.den for each in parts))
        return [self.forge.times(each.op, den // each.den) for each in parts], den

    def ref(self, node: Ref) -> Num:
        """Lower a column."""
        field = self.fields[node.field]
        low, high = self.bounds.get(node.column, (field.low, field.high))
        op = self.forge.op("column", data=node.column, low=low, high=high, column=node.column)
        return Num(op, node.kind.scale if node.kind.is_amount else 1)

    def negative(self, node: Negative) -> Num:
        """Lower minus."""
        one = self.number(node.one)
        return Num(self.forge.times(one.op, -1), one.den)

    def sum(self, node: Sum) -> Num:
        """Lower plus and minus."""
        (left, right), den = self.level(self.number(node.left), self.number(node.right))
        return Num(self.forge.add(left, right) if node.sign > 0 else self.forge.sub(left, right), den)

    def product(self, node: Product) -> Num:
        """Lower times; constants only shift the denominator."""
        left, right = self.number(node.left), self.number(node.right)
        for one, other in ((left, right), (right, left)):
            if one.op.name == "whole":
                return self.scaled(other, Fraction(one.op.data, one.den))
        return Num(self.forge.mul(left.op, right.op), left.den * right.den)

    def fraction(self, node: Quotient) -> tuple[Op, Op]:
        """Lower a quotient to a numerator and a denominator that vary."""
        left, right = self.number(node.left), self.number(node.right)
        shared = gcd(left.den, right.den)
        return self.forge.times(left.op, right.den // shared), self.forge.times(right.op, left.den // shared)

    def quotient(self, node: Quotient) -> Num:
        """Lower divided by; by a constant exactly, else rounded down to the grid."""
        if is_constant(node.right):
            divisor = value_of(node.right, self.scene)
            if not divisor:
                return Num(self.forge.op("unknown"))
            return self.scaled(self.number(node.left), 1 / Fraction(divisor))
        above, below = self.fraction(node)
        fine = grid(node.kind)
        return Num(self.forge.ratio(self.forge.times(above, fine), below), fine)

    def whole(self, node: Floor) -> Num:
        """Lower the whole number below."""
        if isinstance(node.one, Quotient) and not is_constant(node.one.right):
            return Num(self.forge.ratio(*self.fraction(node.one)))
        one = self.number(node.one)
        return Num(self.forge.floor(one.op, one.den))

    def extreme(self, node: Extreme) -> Num:
        """Lower min and max."""
        parts, den = self.level(*(self.number(part) for part in node.parts))
        found = parts[0]
        for part in parts[1:]:
            found = self.forge.most(found, part) if node.most else self.forge.least(found, part)
        return Num(found, den)

    def span(self, node: Span) -> Num:
        """Lower days, months or years between two dates."""
        left, right = self.number(node.left).op, self.number(node.right).op
        days = {"days": 1, "months": MONTH_DAYS, "years": 12 * MONTH_DAYS}[node.unit]
        low, high = (right.low - left.high) // days - 1, (right.high - left.low) // days + 1
        span = self.forge.op("span", left, right, data=node.unit, low=low, high=high)
        happened = self._happened(node.left, node.right)
        if happened is None:
            return Num(span)
        told = self.forge.select(happened, self.forge.whole(1), self.forge.whole(0))
        return Num(self.forge.ratio(span, told))  # divided by one, or not known

    def _happened(self, *days: Node) -> Op | None:
        """Say that days are those of events that happened; None where they can't be others."""
        tests = [
            self.forge.op("compare", day, self.forge.whole(NEVER), data="<")
            for node in days
            if (day := self.number(node).op).high >= NEVER
        ]
        tests = list(dict.fromkeys(tests))
        return self._every(tests) if tests else None

    def choice(self, node: Choice) -> Num:
        """Lower if, then, otherwise."""
        condition = self.truth(node.condition)
        (then, otherwise), den = self.level(self.number(node.then), self.number(node.otherwise))
        return Num(self.forge.select(condition, then, otherwise), den)

    def tier(self, node: Tier) -> Num:
        """Lower steps: a chain of choices, or the sum of the slices."""
        measure = self.number(node.measure)
        edges: list[list[Num | None]] = [
            [None if edge is None else self.number(edge) for edge in (band.low, band.high)] for band in node.bands
        ]
        if any(edge and edge.op.name == "unknown" for pair in edges for edge in pair):
            return Num(self.forge.op("unknown"))
        values = [self.number(band.value) for band in node.bands]
        if node.marginal:
            return self._slices(measure, edges, values)
        (*parts, rest), den = self.level(*values, self.constant(0))
        found: Op = rest
        for band, (low, high), part in reversed(list(zip(node.bands, edges, parts, strict=True))):
            tests = [self._compared(">=", measure, low)] if low else []
            tests += [self._compared("<=" if band.closed else "<", measure, high)] if high else []
            found = self.forge.select(self._every(tests or [self._compared("==", measure, measure)]), part, found)
        return Num(found, den)

    def _slices(self, measure: Num, edges: list, rates: list[Num]) -> Num:
        total, last = self.scaled(measure, Fraction(0)), None
        for (low, high), rate in zip(edges, rates, strict=True):
            low = low or last or self.constant(0)
            parts = [measure, low] if high is None else [measure, high, low]
            ops, den = self.level(*parts)
            top = ops[0] if high is None else self.forge.least(ops[0], ops[1])
            piece = self.forge.most(self.forge.sub(top, ops[-1]), self.forge.whole(0))
            (one, other), den = self.level(total, self._multiplied(Num(piece, den), rate))
            total, last = Num(self.forge.add(one, other), den), high
        return total

    def _multiplied(self, one: Num, rate: Num) -> Num:
        if rate.op.name == "whole":
            return self.scaled(one, Fraction(rate.op.data, rate.den))
        return Num(self.forge.mul(one.op, rate.op), one.den * rate.den)

    def _compared(self, op: str, left: Num, right: Num) -> Op:
        (one, other), _ = self.level(left, right)
        return self.forge.op("compare", one, other, data=op)

    def _every(self, parts: list[Op]) -> Op:
        return parts[0] if len(parts) == 1 else self.forge.op("all", *parts)

    def _side(self, node: Node) -> tuple[Num, Op | None]:
        """Lower a side of a comparison to a numerator and, if it is a quotient, what it is divided by."""
        if isinstance(node, Quotient) and not is_constant(node.right):
            over, under = self.fraction(node)
            return Num(over), under
        if isinstance(node, Sum) and isinstance(node.left, Quotient) and is_constant(node.right):
            one, below = self._side(node.left)
            if below is not None:
                rest = self.number(node.right)
                by = self.scaled(Num(below), Fraction(rest.op.data, rest.den)) if rest.op.name == "whole" else rest
                (left, right), den = self.level(one, by)
                return Num(self.forge.add(left, right) if node.sign > 0 else self.forge.sub(left, right), den), below
        return self.number(node), None

    def compare(self, node: Compare) -> Op:
        """Lower a comparison; quotients are multiplied out."""
        if not node.left.kind.is_amount and node.left.kind.name != "date":
            return self._equal(node)
        happened = None if self._bounded(node) else self._happened(*node.days)
        found = self._held_against(node, "==" if happened is not None and node.op == "!=" else node.op)
        if happened is None:
            return found
        found = self.forge.op("all", found, happened)
        return self.forge.op("not", found) if node.op == "!=" else found

    def _bounded(self, node: Compare) -> bool:
        """Say that a comparison of days fails by itself for one that never came: it has to be no later than a given day."""
        if node.left.kind.name != "date" or node.op == "!=":
            return False
        ends = {"<": (node.right,), ">": (node.left,), "=": (node.left, node.right)}[node.op[0]]
        given = [self.number(each).op for each in ends]
        return any(each.name == "whole" and each.high < NEVER for each in given)

    def _held_against(self, node: Compare, op: str) -> Op:
        (left, under), (right, beneath) = self._side(node.left), self._side(node.right)
        if beneath is not None:
            left = Num(self.forge.mul(left.op, beneath), left.den)
        if under is not None:
            right = Num(self.forge.mul(right.op, under), right.den)
        found = self._compared(op, left, right)
        for divisor in (under, beneath):
            if divisor is not None:
                found = self.forge.op("positive", found, divisor)
        return found

    def _equal(self, node: Compare) -> Op:
        """Lower a comparison of codes or flags."""
        for one, other in ((node.left, node.right), (node.right, node.left)):
            if one.kind.name == "code" and isinstance(one, Ref) and isinstance(other, Constant):
                found = self.forge.op("member", data=(one.column, "in", (other.value,)), column=one.column)
                return found if node.op == "==" else self.forge.op("not", found)
        name = "same_code" if node.left.kind.name == "code" else "same_flag"
        if name == "same_code":
            columns = [self.forge.op("code", data=each.column, column=each.column) for each in (node.left, node.right)]  # type: ignore[attr-defined]
            found = self.forge.op(name, *columns)
        else:
            found = self.forge.op(name, self.truth(node.left), self.truth(node.right))
        return found if node.op == "==" else self.forge.op("not", found)

    def member(self, node: Member) -> Op:
        """Lower in, under and has."""
        if isinstance(node.one, Ref) and node.one.kind.name in {"code", "set"}:
            return self.forge.op("member", data=(node.one.column, node.how, node.items), column=node.one.column)
        one = self.number(node.one)
        tests = [self._compared("==", one, self.constant(item)) for item in node.items]
        return tests[0] if len(tests) == 1 else self.forge.op("any", *tests)

    def junction(self, node: Junction) -> Op:
        """Lower and, or."""
        return self.forge.op("all" if node.every else "any", *(self.truth(part) for part in node.parts))

    def contrary(self, node: Not) -> Op:
        """Lower not."""
        return self.forge.op("not", self.truth(node.one))


NUMBERS: dict[type[Node], Callable[[Lowering, Any], Num]] = {
    Ref: Lowering.ref, Negative: Lowering.negative, Sum: Lowering.sum, Product: Lowering.product,
    Quotient: Lowering.quotient, Floor: Lowering.whole, Extreme: Lowering.extreme, Span: Lowering.span,
    Choice: Lowering.choice, Tier: Lowering.tier,
}  # fmt: skip
TRUTHS: dict[type[Node], Callable[[Lowering, Any], Op]] = {
    Compare: Lowering.compare, Member: Lowering.member, Junction: Lowering.junction, Not: Lowering.contrary,
}  # fmt: skip
