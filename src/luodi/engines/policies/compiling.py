"""A pack compiled for one firm: a Python `ast` built from the checked operations, never from text.

The function gives for each clause the judgement if it is a no, and lists apart where an amount is due (with the rounded amount)
and where something it needs isn't known, or a divisor isn't above zero: there the plain reading decides. A second function gives
the firm's cap of the year.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from types import CodeType, FunctionType
from typing import Any

from .judging import Judgement, conditions, failed, nothing
from .lowering import Lowering
from .plan import Op
from .settling import CEILING
from .shape import Clause, Pack
from .valuing import known, span

MOST_KEPT = 8
NOT_KNOWN = -1
Get = Callable[[str], object]
COMPARING = {"<": ast.Lt, "<=": ast.LtE, ">": ast.Gt, ">=": ast.GtE, "==": ast.Eq, "!=": ast.NotEq}
ARITHMETIC = {"add": ast.Add, "sub": ast.Sub, "mul": ast.Mult, "ratio": ast.FloorDiv}
CLASSES = {"amount": "int", "date": "int", "flag": "bool", "code": "str", "set": "frozenset"}
BUILT_IN = {each.__name__: each for each in (int, bool, str, frozenset)}  # all that compiled clauses may call upon


@dataclass(frozen=True, slots=True)
class Runner:
    """A pack compiled for a day."""

    pack: Pack
    clauses: tuple[Clause, ...]
    run: Callable[
        [Get], tuple[list[Judgement | None], list[tuple[int, int]], list[int]]
    ]  # found, due (place, 分), unsure
    cap: Callable[[Get], int | None]  # in 分; −1: what it needs isn't known
    lowest_cap: int  # of the firm's caps


def runner_of(pack: Pack, as_of: date) -> Runner:
    """Give the pack compiled for a day; the last few are kept with the pack."""
    kept = pack.runners
    if as_of not in kept:
        if len(kept) >= MOST_KEPT:
            kept.clear()
        kept[as_of] = compiled(pack, as_of)
    return kept[as_of]


def compiled(pack: Pack, as_of: date) -> Runner:
    """Compile a pack for a day."""
    lowering, clauses = Lowering(pack.fields, pack.parameters, as_of), pack.on(as_of)
    lowered = []
    for clause in clauses:
        tests = [(lowering.truth(node), wanted) for _, node, wanted in conditions(pack, clause)]
        ops = [op if wanted else lowering.forge.op("not", op) for op, wanted in tests]
        lowered.append((ops, lowering.rounded(clause)))
    refusals = [tuple(failed(clause, code, node) for code, node, _ in conditions(pack, clause)) for clause in clauses]
    caps = [(lowering.truth(cap.when), cap.amount_fen) for cap in pack.firm_caps]
    lowest = min((fen for _, fen in caps), default=CEILING * len(clauses))
    run = _Writer(pack).function(lowered, refusals, [nothing(clause) for clause in clauses])
    return Runner(pack, clauses, run, _Writer(pack).firm_cap(caps), lowest)


class _Writer:
    """Writes the function's tree."""

    def __init__(self, pack: Pack) -> None:
        self.pack, self.temporaries = pack, 0
        self.names: dict[str, str] = {}
        self.early: set[str] = set()
        self.shared: dict[Op, str] = {}
        self.given: dict[str, Any] = {"span": span, "date": date}

    def function(
        self, lowered: list[tuple[list[Op], Op]], refusals: list[tuple[Judgement, ...]], nothings: list[Judgement]
    ) -> Callable:
        """Write and compile the judging of every clause."""
        counts = Counter(op for ops, _ in lowered for op in dict.fromkeys(ops))
        users = Counter(
            name for ops, amount in lowered for name in frozenset().union(*(op.columns for op in (*ops, amount)))
        )
        early = {name for op, count in counts.items() if count > 1 for name in op.columns}
        body = self._columns(set(users), early | {name for name, count in users.items() if count > 1})
        for op, count in counts.items():
            if count > 1:
                body.append(self._once(op))
        body += [_assign(name, ast.List([], ast.Load())) for name in ("due", "unsure")]
        for at, (ops, amount) in enumerate(lowered):
            self.given |= {f"no{at}_{place}": each for place, each in enumerate(refusals[at])}
            self.given[f"nothing{at}"] = nothings[at]
            body.append(self._clause(at, ops, amount))
        found = ast.List([_name(f"r{at}") for at in range(len(lowered))], ast.Load())
        return self._made([*body, ast.Return(ast.Tuple([found, _name("due"), _name("unsure")], ast.Load()))])

    def firm_cap(self, caps: list[tuple[Op, int]]) -> Callable:
        """Write and compile the firm's cap: of the first line that holds, None if none does."""
        body = self._columns({name for op, _ in caps for name in op.columns})
        for op, fen in caps:
            missing = self._missing(op)
            if missing is not None:
                body.append(ast.If(missing, [ast.Return(_constant(NOT_KNOWN))], []))
            body.append(ast.If(self.expression(op), [ast.Return(_constant(fen))], []))
        return self._made([*body, ast.Return(_constant(None))])

    def _columns(self, names: set[str], early: set[str] | None = None) -> list[ast.stmt]:
        """Take columns at once, of `early` alone if given: the others are taken where their one clause first asks for them."""
        self.names = {name: f"c{at}" for at, name in enumerate(sorted(names))}
        self.early = names if early is None else early
        return [line for name in sorted(self.early) for line in self._taken(name)]

    def _late(self, op: Op, taken: set[str]) -> list[ast.stmt]:
        """Take what an operation needs and isn't there yet."""
        names = sorted(op.columns - self.early - taken)
        taken.update(names)
        return [line for name in names for line in self._taken(name)]

    def _made(self, body: list[ast.stmt]) -> Callable:
        arguments = ast.arguments([], [ast.arg("get")], None, [], [], None, [])
        made = ast.FunctionDef("run", arguments, body, [])
        module = ast.fix_missing_locations(ast.Module([made], []))
        code = compile(module, "<policy pack>", "exec")  # a tree of ours, no text
        inner = next(each for each in code.co_consts if isinstance(each, CodeType))
        return FunctionType(inner, {**self.given, "__builtins__": BUILT_IN})

    def _taken(self, column: str) -> list[ast.stmt]:
        """Take a column; what isn't plainly of its type and bounds goes through `known`."""
        name, field = self.names[column], self.pack.fields[column.partition("@")[0]]
        self.given[f"fix_{name}"] = lambda value: known(value, field)
        plain: ast.expr = _compare(_attribute(_name(name), "__class__"), ast.Is(), _name(CLASSES[field.kind.name]))
        if field.kind.name in {"amount", "date"}:
            between = ast.Compare(_constant(field.low), [ast.LtE(), ast.LtE()], [_name(name), _constant(field.high)])
            plain = ast.BoolOp(ast.And(), [plain, between])
        elif field.kind.name == "code":
            plain = ast.BoolOp(ast.And(), [plain, _name(name)])
        mended = ast.If(
            ast.BoolOp(ast.And(), [_compare(_name(name), ast.IsNot(), _constant(None)), _not(plain)]),
            [_assign(name, _call(_name(f"fix_{name}"), _name(name)))], [],
        )  # fmt: skip
        return [_assign(name, _call(_name("get"), _constant(column))), mended]

    def _once(self, op: Op) -> ast.stmt:
        """Work out a condition of several clauses once: true, false, or None."""
        name = f"b{len(self.shared)}"
        missing = self._missing(op)
        value = self.expression(op)
        self.shared[op] = name
        return _assign(name, value if missing is None else ast.IfExp(missing, _constant(None), value))

    def _clause(self, at: int, ops: list[Op], amount: Op) -> ast.stmt:
        """Write a clause as a loop of one turn, left as soon as it is settled."""
        result, unsure = f"r{at}", any(self._missing(op) is not None for op in ops)
        body = [_assign(result, _constant(None))] + ([_assign("u", _constant(False))] if unsure else [])
        taken: set[str] = set()
        for place, op in enumerate(ops):
            body += self._late(op, taken)
            stop: list[ast.stmt] = [_assign(result, _name(f"no{at}_{place}")), ast.Break()]
            if op in self.shared:
                missing: ast.expr | None = _compare(_name(self.shared[op]), ast.Is(), _constant(None))
                value: ast.expr = _name(self.shared[op])
            else:
                missing, value = self._missing(op), self.expression(op)
            test: ast.stmt = ast.If(_not(value), stop, [])
            body.append(test if missing is None else ast.If(missing, [_assign("u", _constant(True))], [test]))
        body += self._late(amount, taken)
        absent = self._missing(amount)
        reasons = ([_name("u")] if unsure else []) + ([absent] if absent is not None else [])
        if reasons:
            slow = reasons[0] if len(reasons) == 1 else ast.BoolOp(ast.Or(), reasons)
            body.append(ast.If(slow, [_appended("unsure", _constant(at)), ast.Break()], []))
        body.append(_assign("fen", self.expression(amount)))
        got = _appended("due", ast.Tuple([_constant(at), _name("fen")], ast.Load()))
        body.append(
            ast.If(_compare(_name("fen"), ast.Gt(), _constant(0)), [got], [_assign(result, _name(f"nothing{at}"))])
        )
        return ast.For(ast.Name("_", ast.Store()), ast.Tuple([_constant(0)], ast.Load()), body, [])

    def _missing(self, op: Op) -> ast.expr | None:
        """Say when the operation can't be run: a column unknown, a divisor not above zero."""
        if _unknowable(op):
            return _constant(True)
        tests: list[ast.expr] = [
            _compare(_name(self.names[column]), ast.Is(), _constant(None)) for column in sorted(op.columns)
        ]
        tests += [_compare(self.expression(divisor), ast.LtE(), _constant(0)) for divisor in op.divisors]
        if not tests:
            return None
        return tests[0] if len(tests) == 1 else ast.BoolOp(ast.Or(), tests)

    def expression(self, op: Op) -> ast.expr:
        """Write an operation."""
        if op in self.shared:
            return _name(self.shared[op])
        if op.name in ARITHMETIC:
            return ast.BinOp(self.expression(op.args[0]), ARITHMETIC[op.name](), self.expression(op.args[1]))
        if op.name in ("min", "max"):
            return self._extreme(op)
        return WRITERS[op.name](self, op)

    def _extreme(self, op: Op) -> ast.expr:
        """Write min and max as a choice, each side worked out once."""
        one, other = f"t{self.temporaries}", f"t{self.temporaries + 1}"
        self.temporaries += 2
        left = ast.NamedExpr(ast.Name(one, ast.Store()), self.expression(op.args[0]))
        right = ast.NamedExpr(ast.Name(other, ast.Store()), self.expression(op.args[1]))
        return ast.IfExp(_compare(left, ast.Lt() if op.name == "min" else ast.Gt(), right), _name(one), _name(other))

    def _span(self, op: Op) -> ast.expr:
        left, right = self.expression(op.args[0]), self.expression(op.args[1])
        if op.data == "days":
            return ast.BinOp(right, ast.Sub(), left)
        return _call(_name("span"), _constant(op.data), left, right)

    def _member(self, op: Op) -> ast.expr:
        column, how, items = op.data
        value = _name(self.names[column])
        if how == "under":
            return _call(_attribute(value, "startswith"), _constant(items))
        if how == "has":
            return _not(_call(_attribute(value, "isdisjoint"), _constant(items)))
        return _compare(value, ast.In(), _constant(frozenset(items)))

    def _column(self, op: Op) -> ast.expr:
        return _name(self.names[op.data])

    def _pair(self, op: Op) -> ast.expr:
        sign = COMPARING[op.data]() if op.name == "compare" else ast.Eq()
        return _compare(self.expression(op.args[0]), sign, self.expression(op.args[1]))

    def _junction(self, op: Op) -> ast.expr:
        join = ast.And() if op.name == "all" else ast.Or()
        return ast.BoolOp(join, [self.expression(each) for each in op.args])


def _unknowable(op: Op) -> bool:
    return op.name == "unknown" or any(_unknowable(each) for each in op.args)


def _name(name: str) -> ast.expr:
    return ast.Name(name, ast.Load())


def _constant(value: Any) -> ast.expr:
    return ast.Constant(value)


def _assign(name: str, value: ast.expr) -> ast.stmt:
    return ast.Assign([ast.Name(name, ast.Store())], value)


def _compare(left: ast.expr, sign: ast.cmpop, right: ast.expr) -> ast.expr:
    return ast.Compare(left, [sign], [right])


def _attribute(value: ast.expr, name: str) -> ast.expr:
    return ast.Attribute(value, name, ast.Load())


def _appended(name: str, value: ast.expr) -> ast.stmt:
    return ast.Expr(_call(_attribute(_name(name), "append"), value))


def _call(function: ast.expr, *arguments: ast.expr) -> ast.expr:
    return ast.Call(function, list(arguments), [])


def _not(value: ast.expr) -> ast.expr:
    return ast.UnaryOp(ast.Not(), value)


WRITERS: dict[str, Callable[[_Writer, Op], ast.expr]] = {
    "column": _Writer._column, "flag": _Writer._column, "code": _Writer._column, "member": _Writer._member,
    "compare": _Writer._pair, "same_flag": _Writer._pair, "same_code": _Writer._pair, "all": _Writer._junction,
    "any": _Writer._junction, "span": _Writer._span,
    "whole": lambda writer, op: _constant(op.data),
    "floor": lambda writer, op: ast.BinOp(writer.expression(op.args[0]), ast.FloorDiv(), _constant(op.data)),
    "select": lambda writer, op: ast.IfExp(*(writer.expression(each) for each in op.args)),
    "positive": lambda writer, op: writer.expression(op.args[0]),
    "not": lambda writer, op: _not(writer.expression(op.args[0])),
    "true": lambda writer, op: _constant(True),
    "false": lambda writer, op: _constant(False),
    "unknown": lambda writer, op: _constant(None),
}  # fmt: skip
