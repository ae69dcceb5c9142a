"""The grammar: a text becomes a typed tree, or a fault at its character that says what would be right."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from fractions import Fraction

from . import typing_rules as rules
from .kinds import AREA, COUNT, DATE, FLAG, NEVER, NEVER_WORDS, NUMBER, Kind, day_number
from .problems import Fault
from .shape import Field
from .tokens import Token, tokens_of
from .tree import (
    Band,
    Choice,
    Constant,
    Extreme,
    Floor,
    Junction,
    Negative,
    Node,
    Not,
    Param,
    Ref,
    Span,
    Tier,
    Today,
    children,
)

DEEPEST, DEEPEST_TREE, MOST_NODES, MOST_ITEMS, FARTHEST_BACK = 40, 80, 600, 200, 5
COMPARING = {"<", "<=", ">", ">=", "==", "!="}


class Names:
    """What names mean in an expression: the fields, and the parameters with their types."""

    def __init__(self, fields: Mapping[str, Field], params: Mapping[str, Kind]) -> None:
        self.fields = {each.code: each for each in fields.values()}
        self.by_word = {**self.fields, **{each.zh: each for each in self.fields.values()}}
        self.params = dict(params)
        self.known = frozenset(self.by_word) | frozenset(self.params)

    def near(self, name: str) -> str:
        """Give names that look like this one, for the hint."""
        close = get_close_matches(name, self.known, n=3, cutoff=0.5)
        shared = [word for word in sorted(self.by_word) if len(name) > 1 and name[:2] in word and word not in close]
        return "、".join([*close, *shared][:3]) or "、".join(sorted(each.zh for each in self.fields.values())[:5]) + "…"


def parse(text: str, names: Names, wanted: Kind | None = None) -> Node:
    """Read an expression into its typed tree; `wanted` is the type it must have.

    :raises Fault: what is wrong, at which character
    """
    parser = _Parser(tokens_of(text, names.known), names, text)
    node = parser.condition()
    parser.expect("end")
    _bounded(node)
    if wanted is not None:
        rules.require(node, wanted)
    return node


def _bounded(node: Node) -> None:
    """Refuse a tree that is too deep or too large for the readers; looked at without recursion."""
    count, waiting = 0, [(node, 1)]
    while waiting:
        each, depth = waiting.pop()
        count += 1
        if depth > DEEPEST_TREE:
            raise Fault("policy_too_deep", each.start, most=DEEPEST_TREE)
        if count > MOST_NODES:
            raise Fault("policy_text_too_long", each.start, most=MOST_NODES)
        waiting += [(child, depth + 1) for child in children(each)]


class _Parser:
    def __init__(self, tokens: list[Token], names: Names, text: str) -> None:
        self.tokens, self.names, self.text = tokens, names, text
        self.place, self.depth = 0, 0

    @property
    def now(self) -> Token:
        return self.tokens[self.place]

    @property
    def last_end(self) -> int:
        return self.tokens[self.place - 1].end

    def take(self) -> Token:
        self.place += 1
        return self.tokens[self.place - 1]

    def maybe(self, *sorts: str) -> Token | None:
        return self.take() if self.now.sort in sorts else None

    def expect(self, sort: str) -> Token:
        if self.now.sort != sort:
            raise self.unexpected(sort)
        return self.take()

    def unexpected(self, wanted: str) -> Fault:
        token = self.now
        if token.sort == "name" and token.value not in self.names.known:
            return self.unknown(token)
        if token.sort == "end":
            return Fault("policy_ends_early", token.start, wanted=wanted)
        return Fault("policy_word_unexpected", token.start, text=self.text[token.start : token.end], wanted=wanted)

    def unknown(self, token: Token) -> Fault:
        return Fault("policy_field_unknown", token.start, name=token.value, near=self.names.near(str(token.value)))

    def condition(self) -> Node:
        self.depth += 1
        if self.depth > DEEPEST:
            raise Fault("policy_too_deep", self.now.start, most=DEEPEST)
        node = self._joined("or", self._all)
        self.depth -= 1
        return node

    def _all(self) -> Node:
        return self._joined("and", self._not)

    def _joined(self, word: str, below) -> Node:  # type: ignore[no-untyped-def]
        start, parts = self.now.start, [below()]
        while self.maybe(word):
            parts.append(below())
        if len(parts) == 1:
            return parts[0]
        for part in parts:
            rules.require(part, FLAG)
        return Junction(FLAG, start, self.last_end, tuple(parts), word == "and")

    def _not(self) -> Node:
        turns, start = 0, self.now.start
        while self.maybe("not"):
            turns += 1
        node = self._compared()
        if turns:
            rules.require(node, FLAG)
        return Not(FLAG, start, self.last_end, node) if turns % 2 else node

    def _compared(self) -> Node:
        left = self._sum()
        if token := self.maybe(*COMPARING):
            right = self._sum()
            node = rules.compare(token.sort, left, right, token.start)
            for one, other in ((left, right), (right, left)):
                if isinstance(one, Ref) and isinstance(other, Constant) and one.kind == rules.CODE:
                    rules.allowed(self.names.fields[one.field], str(other.value), other.start)
            if self.now.sort in COMPARING:
                raise Fault("policy_chained_comparison", self.now.start)
            return node
        if self.now.sort == "not" and self.tokens[self.place + 1].sort in {"in", "under"}:
            self.take()
            return Not(FLAG, left.start, self.last_end, self._member(left, self.take().sort))
        if token := self.maybe("in", "under", "has"):
            return self._member(left, token.sort)
        return left

    def _member(self, left: Node, how: str) -> Node:
        items = [self._item(left, how)] if self.now.sort == "text" else self._items(left, how)
        return rules.member(left, tuple(items), how, self.last_end)

    def _items(self, left: Node, how: str) -> list[Fraction | int | str]:
        self.expect("[")
        items = [self._item(left, how)]
        while self.maybe(","):
            items.append(self._item(left, how))
        self.expect("]")
        if len(items) > MOST_ITEMS:
            raise Fault("policy_text_too_long", left.start, most=MOST_ITEMS)
        return items

    def _item(self, left: Node, how: str) -> Fraction | int | str:
        token = self.now
        if token.sort not in {"text", "number", "date"}:
            raise self.unexpected("text")
        self.take()
        rules.item(left, token, self.names.fields)
        return token.value  # type: ignore[return-value]

    def _sum(self) -> Node:
        node = self._product()
        while token := self.maybe("+", "-"):
            node = rules.add(node, self._product(), 1 if token.sort == "+" else -1, token.start)
        return node

    def _product(self) -> Node:
        node = self._negative()
        while token := self.maybe("*", "/"):
            right = self._negative()
            node = (rules.times if token.sort == "*" else rules.divide)(node, right, token.start)
        return node

    def _negative(self) -> Node:
        start, turns = self.now.start, 0
        while self.maybe("-"):
            turns += 1
        node = self._one()
        if not turns:
            return node
        rules.require_amount(node)
        return Negative(node.kind, start, node.end, node) if turns % 2 else node

    def _one(self) -> Node:
        token = self.now
        if reader := READERS.get(token.sort):
            self.take()
            return reader(self, token)
        raise self.unexpected("value")

    def _open(self, token: Token) -> Node:
        node = self.condition()
        self.expect(")")
        return node

    def _literal(self, token: Token) -> Node:
        value = (
            token.value.numerator if isinstance(token.value, Fraction) and token.value.denominator == 1 else token.value
        )
        return Constant(token.kind or rules.CODE, token.start, token.end, value)  # type: ignore[arg-type]

    def _flag(self, token: Token) -> Node:
        return Constant(FLAG, token.start, token.end, token.sort == "true")

    def _today(self, token: Token) -> Node:
        return Today(DATE, token.start, token.end)

    def _name(self, token: Token) -> Node:
        name = str(token.value)
        if name in self.names.params:
            return Param(self.names.params[name], token.start, token.end, name)
        if name not in self.names.by_word:
            raise self.unknown(token)
        field = self.names.by_word[name]
        return Ref(field.kind, token.start, token.end, field.code, 0)

    def _prev(self, token: Token) -> Node:
        self.expect("(")
        name = self.expect("name")
        if name.value not in self.names.by_word:
            raise self.unknown(name)
        field, back = self.names.by_word[str(name.value)], 1
        if self.maybe(","):
            count = self.expect("number")
            if count.kind not in (NUMBER, COUNT) or not 1 <= count.value <= FARTHEST_BACK or count.value % 1:  # type: ignore[operator]
                raise Fault("policy_years_back", count.start, most=FARTHEST_BACK)
            back = int(count.value)  # type: ignore[call-overload]
        self.expect(")")
        if not field.per_year:
            raise Fault("policy_prev_of_standing_fact", name.start, name=field.zh, name_en=field.en)
        return Ref(field.kind, token.start, self.last_end, field.code, back)

    def _extreme(self, token: Token) -> Node:
        self.expect("(")
        parts = [self.condition()]
        while self.maybe(","):
            parts.append(self.condition())
        self.expect(")")
        kind = rules.common(parts)
        return Extreme(kind, token.start, self.last_end, tuple(parts), token.sort == "max")

    def _span(self, token: Token) -> Node:
        self.expect("(")
        left = rules.require(self.condition(), DATE)
        self.expect(",")
        right = rules.require(self.condition(), DATE)
        self.expect(")")
        return Span(COUNT, token.start, self.last_end, token.sort, left, right)

    def _floor(self, token: Token) -> Node:
        self.expect("(")
        one = self.condition()
        self.expect(")")
        if not one.kind.is_plain:
            raise Fault("policy_floor_needs_number", one.start, kind=one.kind.words("zh"), kind_en=one.kind.words("en"))
        return Floor(COUNT, token.start, self.last_end, one)

    def _if(self, token: Token) -> Node:
        condition = rules.require(self.condition(), FLAG)
        self.expect("then")
        then = self.condition()
        self.expect("else")
        otherwise = self.condition()
        return Choice(rules.common([then, otherwise]), token.start, self.last_end, condition, then, otherwise)

    def _tier(self, token: Token) -> Node:
        self.expect("(")
        measure = self.condition()
        if not (measure.kind.is_amount or measure.kind == DATE):
            raise Fault(
                "policy_not_an_amount", measure.start, kind=measure.kind.words(), kind_en=measure.kind.words("en")
            )
        bands = []
        while self.maybe(";"):
            if self.now.sort == ")":
                break
            bands.append(self._band(measure))
        self.expect(")")
        if not bands:
            raise Fault("policy_tier_empty", token.start)
        kind = rules.bands(measure, bands, token.sort == "marginal")
        return Tier(kind, token.start, self.last_end, measure, tuple(bands), token.sort == "marginal")

    def _band(self, measure: Node) -> Band:
        start, low, high, closed = self.now.start, None, None, False
        if self.maybe("else"):
            self.expect(":")
            return Band(None, None, False, self.condition(), start)
        if self.maybe("from"):
            low = rules.same(measure, self._sum())
        if self.maybe("up"):
            self.expect("to")
            high, closed = rules.same(measure, self._sum()), True
        elif self.maybe("upto"):
            high, closed = rules.same(measure, self._sum()), True
        elif self.maybe("below"):
            high = rules.same(measure, self._sum())
        if low is None and high is None:
            raise self.unexpected("up to")
        self.expect(":")
        return Band(low, high, closed, self.condition(), start)


READERS = {
    "(": _Parser._open, "number": _Parser._literal, "date": _Parser._literal, "text": _Parser._literal, "true": _Parser._flag,
    "false": _Parser._flag, "as_of": _Parser._today, "name": _Parser._name, "prev": _Parser._prev, "min": _Parser._extreme,
    "max": _Parser._extreme, "days": _Parser._span, "months": _Parser._span, "years": _Parser._span, "floor": _Parser._floor,
    "if": _Parser._if, "tier": _Parser._tier, "marginal": _Parser._tier,
}  # fmt: skip


def constant(text: str, names: Names | None = None) -> tuple[Kind, Fraction | int | str | bool]:
    """Read one literal (an amount with its unit, a date, a text), as parameters, caps and cases give them.

    :raises Fault: if it is anything else
    """
    node = parse(text, names or Names({}, {}))
    if isinstance(node, Negative) and isinstance(node.one, Constant):
        return node.kind, -node.one.value  # type: ignore[operator, return-value]
    if not isinstance(node, Constant):
        raise Fault("policy_not_a_literal", node.start, text=text)
    return node.kind, node.value


def stored(value: object, field: Field) -> object:
    """Turn a value as people write it ("2600万元", 12, a date, a list) into what the engine stores: 分, ppm, day numbers…

    :raises Fault: if it is not a value of the field's type
    """
    if value is None or value == "":
        return None
    if field.kind.name == "set" and isinstance(value, list | tuple | set | frozenset):
        return frozenset(str(each) for each in value)
    if field.kind.name == "flag" and isinstance(value, bool):
        return value
    if field.kind.name == "code" and isinstance(value, str):
        return value
    if field.kind.name == "date" and hasattr(value, "toordinal"):
        return day_number(value)  # type: ignore[arg-type]
    if field.kind.name == "date" and value in NEVER_WORDS:
        return NEVER
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise Fault("policy_value_wrong", 0, field=field.zh, field_en=field.en, text=str(value))
    kind, found = constant(str(value))
    if kind.key == "number" and field.kind.key == "count" or kind == field.kind and kind in (AREA, *rules.EXACT):
        kind = field.kind
    if kind != field.kind:
        raise Fault("policy_value_wrong", 0, field=field.zh, field_en=field.en, text=str(value))
    if not kind.is_amount:
        return found
    scaled = Fraction(found) * kind.scale  # type: ignore[arg-type]
    if scaled.denominator != 1:
        raise Fault("policy_value_too_fine", 0, field=field.zh, field_en=field.en, text=str(value))
    return int(scaled)
