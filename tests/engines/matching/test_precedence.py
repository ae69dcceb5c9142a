"""Which claim precedes: day, evidence, choice, office, in this order and no other."""

from datetime import datetime, timedelta

import pytest

from luodi.engines.matching import Claim, precede

DAY = datetime.fromisoformat("2025-03-08T09:00:00+08:00")


def claim(hours: float = 0, evidence_days: float | None = 1) -> Claim:
    return Claim(DAY + timedelta(hours=hours), None if evidence_days is None else DAY - timedelta(days=evidence_days))


@pytest.mark.parametrize(
    ("first", "second", "asked", "winner", "ground"),
    [
        (claim(), claim(hours=48, evidence_days=30), {}, "first", "registered"),
        (claim(), claim(hours=48, evidence_days=30), {"tie_days": 5}, "second", "evidence"),
        (claim(hours=3, evidence_days=9), claim(evidence_days=2), {"choice": "second"}, "first", "evidence"),
        (claim(evidence_days=None), claim(hours=1, evidence_days=2), {}, "second", "evidence"),
        (claim(), claim(hours=1), {"choice": "second", "office": "first"}, "second", "choice"),
        (claim(), claim(hours=1), {"office": "first"}, "first", "office"),
        (claim(evidence_days=None), claim(evidence_days=None), {}, "", ""),
    ],
)
def test_the_first_step_that_is_no_tie_decides(first, second, asked, winner, ground):
    found = precede(first, second, **asked)
    assert (found.winner, found.ground) == (winner, ground)
    assert [step.ground for step in found.steps] == ["registered", "evidence", "choice", "office"]
    assert [step.ground for step in found.steps if step.decides] == ([ground] if ground else [])


def test_evidence_within_a_minute_is_a_tie():
    second = Claim(DAY, DAY - timedelta(days=1, seconds=30))
    assert precede(claim(), second).winner == ""


def test_turning_the_sides_turns_the_winner():
    one, other = claim(evidence_days=4), claim(hours=2, evidence_days=7)
    assert {precede(one, other).winner, precede(other, one).winner} == {"first", "second"}
