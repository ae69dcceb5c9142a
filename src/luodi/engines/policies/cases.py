"""The examples beside the clauses, run as tests."""

from __future__ import annotations

from dataclasses import dataclass

from .judging import judge_clause
from .kinds import money_words
from .one import judge
from .shape import Case, Clause, Pack
from .valuing import Scene

STATUSES = {"eligible": "可享", "maybe": "待核", "no": "不符合"}


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What an example gave: `passed`, and what came out (amounts in 分; granted only where it is expected)."""

    clause: str
    version: int
    case: Case
    passed: bool
    status: str
    amount_fen: int
    granted_fen: int | None = None

    def sentence(self, language: str = "zh") -> str:
        """Say in one line what was expected and what came out."""
        amount = money_words(self.amount_fen, language)
        if language.startswith("zh"):
            return f"{self.case.name}：{'通过' if self.passed else '不符'}，得 {STATUSES[self.status]} {amount}"
        return f"{self.case.name}: {'as expected' if self.passed else 'differs'}, came to {self.status} {amount}"


def run_cases(pack: Pack) -> tuple[CaseResult, ...]:
    """Run every example of every clause; one without a day is judged on the first day of the clause."""
    return tuple(run_case(pack, clause, case) for clause in pack.clauses for case in clause.cases)


def run_case(pack: Pack, clause: Clause, case: Case) -> CaseResult:
    """Run one example of one clause."""
    day = case.as_of or clause.valid_from
    scene = Scene(case.given, pack.fields, pack.parameters, day)
    found = judge_clause(pack, clause, scene, case.paid)
    granted = None
    if case.granted_fen is not None:
        everything = judge(pack, case.given, day, paid=case.paid)
        granted = next((each.granted_fen for each in everything if each.clause == clause.id), None)
    passed = (
        found.status == case.status
        and case.amount_fen in (None, found.amount_fen)
        and case.granted_fen in (None, granted)
    )
    return CaseResult(clause.id, clause.version, case, passed, found.status, found.amount_fen, granted)
