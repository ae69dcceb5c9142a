"""The demonstration pack under `policies/`: 1+4+N, and examples that notice when a threshold moves by the smallest step."""

from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from luodi.engines.policies import all_fields, load_pack, read_clause
from luodi.engines.policies.cases import run_case, run_cases
from luodi.engines.policies.kinds import AREA, COUNT, DATE, EPOCH, MONEY, RATE
from luodi.engines.policies.tokens import tokens_of

MOVABLE = (AREA, COUNT, DATE, MONEY, RATE)
FOLDER = Path(__file__).resolve().parents[3] / "policies"


@pytest.fixture(scope="module")
def pack():
    return load_pack(FOLDER)


class TestPack:
    def test_is_one_umbrella_four_sectors_and_several_specials_with_forty_clauses_and_more(self, pack):
        kinds = Counter(policy.kind for policy in pack.policies)
        assert kinds["umbrella"] == 1 and kinds["sector"] == 4 and kinds["special"] >= 4
        assert len(pack.clauses) >= 40 and len({clause.id for clause in pack.clauses}) == len(pack.clauses)

    def test_every_example_comes_out_as_written(self, pack):
        assert [result.sentence("en") for result in run_cases(pack) if not result.passed] == []

    def test_every_clause_names_its_article_words_in_both_languages_department_fund_and_papers(self, pack):
        lacking = [
            clause.id
            for clause in pack.clauses
            if not (clause.title_en and clause.department and clause.envelope and clause.evidence)
            or not all(clause.text.get(key) for key in ("article", "page", "quote", "quote_en"))
        ]
        assert lacking == []

    def test_nothing_that_may_not_be_paid_for_is_read(self, pack):
        fields = all_fields()
        barred = {field.zh for field in fields.values() if field.driver or not field.payable}
        assert [c.id for c in pack.clauses if any(name in c.when_text + c.amount_text for name in barred)] == []

    def test_an_example_notices_each_threshold_that_moves_by_the_smallest_step(self, pack):
        unnoticed = [
            f"{clause.id}: {clause.when_text[token.start : token.end]}"
            for clause in pack.clauses
            for token in _thresholds(pack, clause)
            if not any(_noticed(pack, clause, token, step) for step in (1, -1))
        ]
        assert unnoticed == []


def _names(pack) -> set[str]:
    return {name for field in pack.fields.values() for name in (field.code, field.zh)} | set(pack.parameters)


def _thresholds(pack, clause) -> list:
    return [token for token in tokens_of(clause.when_text, _names(pack)) if token.kind in MOVABLE and token.value]


def _noticed(pack, clause, token, step: int) -> bool:
    """Move one constant of the condition and tell whether an example of the clause fails then."""
    text = clause.when_text[: token.start] + _moved(token, step) + clause.when_text[token.end :]
    moved = read_clause(clause.source.replace(clause.when_text, text), pack)
    return any(not run_case(pack, moved, case).passed for case in clause.cases)


def _moved(token, step: int) -> str:
    if token.kind == DATE:
        return (EPOCH + timedelta(days=token.value + step)).isoformat()
    if token.kind == MONEY:
        return f"{int(token.value) + step}分"
    if token.kind == AREA:
        return f"{(int(token.value * 100) + step) / 100:.2f}㎡"
    if token.kind == RATE:
        return f"{(int(token.value * 1_000_000) + step) / 10_000:.4f}%"
    assert token.kind == COUNT, token
    return f"{int(token.value) + step}人"
