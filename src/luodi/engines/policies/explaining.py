"""Why a clause gives a firm what it gives: each condition with its value, threshold and gap, each step of the amount."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from . import settling
from .judging import INDUSTRY, NEGATIVE, Judgement, conditions, judge_clause
from .kinds import DATE, FLAG, MONEY, NEVER, Kind, money_words, shown
from .shape import Clause, Pack
from .tree import Compare, Constant, Extreme, Junction, Member, Node, Not, Param, Ref, Tier, Today, children
from .valuing import Scene, edges, exact, step_of, value_of
from .wording import band_words, in_words

MARKS = {True: "✓", False: "✗", None: "？"}
TRUTHS = {True: ("满足", "holds"), False: ("不满足", "does not hold"), None: ("未知", "not known")}


@dataclass(frozen=True, slots=True)
class Telling(Scene):
    """A scene to be told of; `words` keeps how nodes are worded, each beside its node."""

    words: dict[int, tuple[Node, Mapping[str, str]]] = field(default_factory=dict)
    shared: dict[int, Step] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Step:
    """One line: a condition (`truth`) or an amount (`value`), both languages; `gap` says how far a comparison fails."""

    words: Mapping[str, str]
    kind: Kind
    value: Any
    threshold: Any = None
    gap: Fraction | int | None = None
    gap_kind: Kind = MONEY
    parts: tuple[Step, ...] = ()
    note: Mapping[str, str] = field(default_factory=dict)

    def line(self, language: str) -> str:
        """Word it: mark or amount, what it is about, value, gap."""
        name = "zh" if language.startswith("zh") else "en"
        text, note = self.words[name], self.note.get(name, "")
        if self.kind == FLAG:
            gap = ""
            if self.gap is not None:
                far = shown(self.gap, self.gap_kind, language)
                gap = f"，相差 {far}" if name == "zh" else f", by {far}"
            return f"{MARKS[self.value]} {text}{note}{gap}"
        return f"{text} = {shown(self.value, self.kind, language)}{note}"

    def as_json(self) -> dict[str, Any]:
        """Give it as plain values; amounts in 分 or as a fraction's text."""
        value = (
            str(self.value)
            if self.kind.is_amount and self.value is not None
            else sorted(self.value)
            if isinstance(self.value, frozenset)
            else self.value
        )
        found: dict[str, Any] = {"words": dict(self.words), "type": self.kind.key, "value": value}
        if self.gap is not None:
            found["gap"] = str(self.gap)
        if self.note:
            found["note"] = dict(self.note)
        if self.parts:
            found["parts"] = [part.as_json() for part in self.parts]
        return found


@dataclass(frozen=True, slots=True)
class Explanation:
    """A judgement with its conditions and the steps of its amount; `limits` are rounding and caps."""

    clause: str
    version: int
    title: Mapping[str, str]
    judgement: Judgement
    conditions: tuple[Step, ...]
    amount: Step
    limits: tuple[tuple[str, str, int], ...]

    def lines(self, language: str = "zh") -> list[str]:
        """Give it as lines, indented by level."""
        chinese = language.startswith("zh")
        lines = [self.title["zh" if chinese else "en"] + ("：" if chinese else ": ") + self._outcome(chinese)]
        for step in self.conditions:
            lines += _indented(step, language, 1)
        lines += _indented(self.amount, language, 1)
        return lines + [f"  {zh if chinese else en} {money_words(fen, language)}" for zh, en, fen in self.limits]

    def _outcome(self, chinese: bool) -> str:
        fen, status = self.judgement.amount_fen, self.judgement.status
        if status == "eligible":
            return f"可享 {money_words(fen)}" if chinese else f"eligible, {money_words(fen, 'en')}"
        return {"maybe": ("待核", "maybe"), "no": ("不符合", "no")}[status][0 if chinese else 1]

    def as_json(self) -> dict[str, Any]:
        """Give all of it as plain values, to be kept with a claim."""
        one = self.judgement
        return {
            "clause": self.clause, "version": self.version, "status": one.status, "amount_fen": one.amount_fen,
            "possible_fen": one.possible_fen, "missing": list(one.missing), "evidence": list(one.evidence),
            "reasons": [{"code": each.code, "params": dict(each.params)} for each in one.reasons],
            "conditions": [step.as_json() for step in self.conditions], "amount": self.amount.as_json(),
            "limits": [{"zh": zh, "en": en, "fen": fen} for zh, en, fen in self.limits],
        }  # fmt: skip


def explain(
    pack: Pack, clause_id: str, facts: Mapping[str, object], as_of: date, *, paid: Mapping[str, int] | None = None
) -> Explanation:
    """Explain one clause for one firm.

    :raises KeyError: if no version of the clause is in force on the day
    """
    clause = next((each for each in pack.on(as_of) if each.id == clause_id), None)
    if clause is None:
        raise KeyError(clause_id)
    return explain_clause(pack, clause, facts, as_of, paid=paid)


def explain_clause(
    pack: Pack, clause: Clause, facts: Mapping[str, object], as_of: date, *, paid: Mapping[str, int] | None = None
) -> Explanation:
    """Explain one version of a clause, in force or not: for a paid claim, and for the editor."""
    return _explained(pack, clause, Telling(facts, pack.fields, pack.parameters, as_of), paid or {})


def explain_all(
    pack: Pack, facts: Mapping[str, object], as_of: date, *, paid: Mapping[str, int] | None = None
) -> tuple[Explanation, ...]:
    """Explain every clause in force for one firm; what they share is worked out once."""
    scene = Telling(facts, pack.fields, pack.parameters, as_of, words=pack.words)
    return tuple(_explained(pack, clause, scene, paid or {}) for clause in pack.on(as_of))


def _explained(pack: Pack, clause: Clause, scene: Telling, spent: Mapping[str, int]) -> Explanation:
    wanted = conditions(pack, clause)
    tests = tuple(_condition(code, node, scene) for code, node, _ in wanted)
    amount = _amount(clause.amount, scene)
    title = {"zh": clause.title, "en": clause.title_en or clause.title}
    judgement = judge_clause(pack, clause, scene, spent, wanted)
    return Explanation(clause.id, clause.version, title, judgement, tests, amount, _limits(clause, amount.value, spent))


def _limits(clause: Clause, amount: Fraction | None, paid: Mapping[str, int]) -> tuple[tuple[str, str, int], ...]:
    if amount is None:
        return ()
    fen = settling.rounded(amount, clause)
    held, reason = settling.capped(fen, clause, paid)
    found = [("取整为", "rounded to", fen)]
    if reason == settling.CLAUSE_CAP:
        found.append(("按年度封顶为", "held by the cap of the year at", held))
    elif reason == settling.LIFETIME_CAP:
        found.append(("按累计封顶为", "held by the cap over all years at", held))
    return tuple(found)


def _indented(step: Step, language: str, depth: int) -> Iterator[str]:
    yield "  " * depth + step.line(language)
    for part in step.parts:
        yield from _indented(part, language, depth + 1)


def _both(node: Node, scene: Telling) -> Mapping[str, str]:
    """Word a node in both languages; the words don't depend on the firm, so they are kept."""
    found = scene.words.get(id(node))
    if found is None:
        found = scene.words[id(node)] = node, {"zh": in_words(node, "zh"), "en": in_words(node, "en")}
    return found[1]


def _condition(code: str, node: Node, scene: Telling) -> Step:
    """Explain one thing that has to hold; the exclusion list has to be false, and is the same for every clause."""
    if code == INDUSTRY and isinstance(node, Member):
        items = ", ".join(str(each) for each in node.items)
        words = {"zh": f"行业代码归属 {items}", "en": f"industry code begins with {items}"}
        return Step(words, FLAG, value_of(node, scene), note=_is(value_of(node.one, scene), node.one.kind))
    if code != NEGATIVE:
        return _truth(node, scene)
    if id(node) not in scene.shared:
        step = _truth(node, scene)
        value = None if step.value is None else not step.value
        scene.shared[id(node)] = Step(
            {"zh": "不在负面清单", "en": "not on the exclusion list"}, FLAG, value, parts=(step,)
        )
    return scene.shared[id(node)]


def _truth(node: Node, scene: Telling) -> Step:
    """Explain a condition."""
    value = value_of(node, scene)
    if isinstance(node, Junction):
        words = {"zh": "全部满足" if node.every else "满足其一", "en": "all of" if node.every else "any of"}
        return Step(words, FLAG, value, parts=tuple(_truth(part, scene) for part in node.parts))
    if isinstance(node, Not):
        return Step(
            _both(node, scene), FLAG, value, parts=() if isinstance(node.one, Ref) else (_truth(node.one, scene),)
        )
    if isinstance(node, Compare):
        return _compared(node, value, scene)
    if isinstance(node, Member):
        return Step(_both(node, scene), FLAG, value, note=_is(value_of(node.one, scene), node.one.kind))
    return Step(_both(node, scene), FLAG, value, note=_is(value, node.kind))


@dataclass(frozen=True, slots=True)
class Said(Mapping[str, str]):
    """What a condition found, worded when it is read: the value, or the value and what it is held against."""

    value: Any
    kind: Kind
    against: Any = None
    compared: bool = False

    def __getitem__(self, name: str) -> str:
        if name not in ("zh", "en"):
            raise KeyError(name)
        one = shown(self.value, self.kind, name)
        if not self.compared:
            return f"（实为 {one}）" if name == "zh" else f" (is {one})"
        other = shown(self.against, self.kind, name)
        return f"（{one} 对 {other}）" if name == "zh" else f" ({one} against {other})"

    def __iter__(self) -> Iterator[str]:
        return iter(("zh", "en"))

    def __len__(self) -> int:
        return 2


def _is(value: Any, kind: Kind) -> Mapping[str, str]:
    return Said(value, kind)


def _compared(node: Compare, value: bool | None, scene: Telling) -> Step:
    left, right = exact(node.left, scene), exact(node.right, scene)
    gap = None
    untold = left is None or right is None
    if value is False and node.left.kind.is_amount and node.op not in ("==", "!=") and not untold:
        gap = abs(left - right)
    kind = node.left.kind if node.left.kind.grain or not node.right.kind.grain else node.right.kind
    note = _is(left, node.left.kind) if value is None or not untold else _is(NEVER, DATE)
    if not isinstance(node.right, Constant) and (value is None or not untold):
        note = Said(left, kind, right, True)
    return Step(_both(node, scene), FLAG, value, right, gap, kind, note=note)


def _amount(node: Node, scene: Telling) -> Step:
    """Explain an amount by its parts; literals explain themselves."""
    value = value_of(node, scene)
    if isinstance(node, Constant):
        return Step({"zh": "定额", "en": "fixed amount"}, node.kind, value)
    if isinstance(node, Ref | Param | Today):
        return Step(_both(node, scene), node.kind, value)
    if isinstance(node, Tier):
        inner: tuple[Step, ...] = (_amount(node.measure, scene), *_step_taken(node, scene))
    elif isinstance(node, Extreme):
        inner = tuple(_amount(part, scene) for part in node.parts if not isinstance(part, Constant))
    else:  # what is read first, then what is worked out from it
        parts = [part for part in children(node) if not isinstance(part, Constant)]
        parts.sort(key=lambda part: not isinstance(part, Ref | Param | Today))
        inner = tuple(_truth(part, scene) if part.kind == FLAG else _amount(part, scene) for part in parts)
    return Step(_both(node, scene), node.kind, value, parts=_once(inner))


def _once(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """Leave out a step that was given already."""
    if len(steps) < 2:
        return steps
    found: dict[str, Step] = {}
    for step in steps:
        found.setdefault(step.words["zh"], step)
    return tuple(found.values())


def _step_taken(node: Tier, scene: Telling) -> tuple[Step, ...]:
    """Name the step of a tier that counts."""
    measure, steps = value_of(node.measure, scene), edges(node, scene)
    at = None if measure is None or steps is None else step_of(measure, steps)
    if at is None or node.marginal:
        return ()
    band = node.bands[at]
    words = {"zh": f"落入“{band_words(band, 'zh')}”档", "en": f"in the step “{band_words(band, 'en')}”"}
    return (Step(words, band.value.kind, value_of(band.value, scene)),)
