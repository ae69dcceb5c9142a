"""One clause for one firm, read plainly: eligible, maybe or no, with the amount, the reasons and what is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from luodi.values.refusal import sentence_of

from . import settling
from .kinds import CODE, DATE, NEVER, money_words
from .shape import Clause, Pack
from .tree import Member, Node, Ref, conjuncts, walk
from .valuing import Scene, known, value_of

ELIGIBLE, MAYBE, NO = "eligible", "maybe", "no"
INDUSTRY, NEGATIVE = "policy_reason_industry", "policy_reason_negative_list"
CONDITION, NOTHING, UNKNOWN = "policy_reason_condition", "policy_reason_nothing", "policy_reason_unknown"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why: a code with its parameters, worded by `refusals.toml`."""

    code: str
    params: Mapping[str, object]

    def sentence(self, language: str = "zh") -> str:
        """Word it in Chinese or English."""
        return sentence_of(self.code, dict(self.params), language)


class Judgement(NamedTuple):
    """What one clause means for one firm. Amounts in 分.

    `amount_fen` is after rounding and the clause's caps, `granted_fen` after group and firm cap, both 0 unless eligible;
    `possible_fen` is what a "maybe" would come to, None where that can't be told. `missing` are columns. (A tuple: forty of them
    are made in some microseconds.)
    """

    clause: str
    version: int
    status: str
    amount_fen: int
    granted_fen: int
    reasons: tuple[Reason, ...]
    missing: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    possible_fen: int | None = None


DUE_ALONE = (Reason(settling.DUE, {}),)


def firm_cap(pack: Pack, scene: Scene) -> int | None:
    """Give the firm's cap of the year: of the first line that holds; a line not known to hold counts if it is lower."""
    lowest = None
    for cap in pack.firm_caps:
        holds = value_of(cap.when, scene)
        if holds is False:
            continue
        lowest = cap.amount_fen if lowest is None else min(lowest, cap.amount_fen)
        if holds:
            return lowest
    return lowest


def conditions(pack: Pack, clause: Clause) -> list[tuple[str, Node, bool]]:
    """Give all that has to hold: (reason if it doesn't, condition, wanted truth)."""
    found: list[tuple[str, Node, bool]] = []
    if clause.industries:
        industry = Ref(CODE, 0, 0, "industry")
        found.append((INDUSTRY, Member(CODE, 0, 0, industry, clause.industries, "under"), True))
    if clause.negative_list and pack.negative is not None:
        found.append((NEGATIVE, pack.negative, False))
    return found + [(CONDITION, part, True) for part in conjuncts(clause.when)]


def judge_clause(
    pack: Pack,
    clause: Clause,
    scene: Scene,
    paid: Mapping[str, int],
    tests: Sequence[tuple[str, Node, bool]] | None = None,
) -> Judgement:
    """Judge by one clause without regard to the others, to its day of validity, to group and firm cap.

    :param tests: its `conditions`, where they are at hand
    """
    unknown: list[Node] = []
    for code, condition, wanted in tests or conditions(pack, clause):
        holds = value_of(condition, scene)
        if holds is None:
            unknown.append(condition)
        elif holds is not wanted:
            return failed(clause, code, condition)
    amount = value_of(clause.amount, scene)
    if amount is None:
        unknown.append(clause.amount)
    fen, limit = (0, "") if amount is None else settling.capped(settling.rounded(amount, clause), clause, paid)
    if amount is not None and fen <= 0:
        return nothing(clause)
    if unknown:
        return _maybe(clause, unknown, scene, None if amount is None else fen)
    return due(clause, fen, limit)


def nothing(clause: Clause) -> Judgement:
    """Say that the amount comes to nothing."""
    return Judgement(clause.id, clause.version, NO, 0, 0, (Reason(NOTHING, {}),))


def failed(clause: Clause, code: str, condition: Node) -> Judgement:
    """Say that a condition doesn't hold."""
    return Judgement(clause.id, clause.version, NO, 0, 0, (Reason(code, _words(clause, condition)),))


def due(clause: Clause, fen: int, limit: str) -> Judgement:
    """Say that an amount is due, and which cap of the clause held it."""
    if limit == settling.DUE:
        return Judgement(clause.id, clause.version, ELIGIBLE, fen, fen, DUE_ALONE)
    cap = clause.cap_year if limit == settling.CLAUSE_CAP else clause.cap_lifetime
    return Judgement(clause.id, clause.version, ELIGIBLE, fen, fen, _held_by(limit, cap))


def _maybe(clause: Clause, unknown: list[Node], scene: Scene, possible: int | None) -> Judgement:
    missing = tuple(dict.fromkeys(column for node in unknown for column in _missing(node, scene)))
    codes = {column.split("@")[0] for column in missing}
    papers = tuple(each.name for each in clause.evidence if codes & set(each.proves))
    names = [column_name(column, scene.fields) for column in missing]
    english = [column_name(column, scene.fields, "en") for column in missing]
    reason = Reason(UNKNOWN, {"fields": names, "fields_en": english})
    return Judgement(clause.id, clause.version, MAYBE, 0, 0, (reason,), missing, papers, possible)


def _missing(node: Node, scene: Scene) -> list[str]:
    return [
        each.column
        for each in walk(node)
        if isinstance(each, Ref) and _untold(known(scene.facts.get(each.column), scene.fields[each.field]), each)
    ]


def _untold(value: object, ref: Ref) -> bool:
    """Say that a value is not known, or a day from which no span of time can be told."""
    return value is None or (ref.kind == DATE and value == NEVER)


def column_name(column: str, fields: Mapping, language: str = "zh") -> str:
    """Name a column for people: 研发费用（前1年）."""
    code, _, back = column.partition("@-")
    name = fields[code].name(language)
    if not back:
        return name
    return f"{name}（前{back}年）" if language.startswith("zh") else f"{name} ({back} year(s) before)"


def _words(clause: Clause, condition: Node) -> dict[str, object]:
    inside = condition.end > condition.start and condition.end <= len(clause.when_text)
    return {"text": clause.when_text[condition.start : condition.end] if inside else ""}


@lru_cache(maxsize=4096)
def _held_by(limit: str, cap: int | None) -> tuple[Reason, ...]:
    return (Reason(limit, {"cap": "" if cap is None else money_words(cap)}),)
