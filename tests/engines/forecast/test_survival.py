"""Curves of waiting: worked examples, and known parameters recovered from simulated histories."""

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luodi.engines.forecast import Spell, difference, forecast, kaplan_meier

# Freireich et al. 1963, the textbook's example: weeks in remission under 6-MP.
DONE = (6, 6, 6, 7, 10, 13, 16, 22, 23)
WAITING = (6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35)
REMISSION = [*(Spell(0, day, True) for day in DONE), *(Spell(0, day, False) for day in WAITING)]


class TestKaplanMeier:
    def test_agrees_with_the_textbook(self):
        curve = kaplan_meier(REMISSION)
        assert [step.day for step in curve.steps] == [6, 7, 10, 13, 16, 22, 23]
        assert [step.at_risk for step in curve.steps] == [21, 17, 15, 12, 11, 7, 6]
        waiting = [0.8571, 0.8067, 0.7529, 0.6902, 0.6275, 0.5378, 0.4482]
        errors = [0.0764, 0.0869, 0.0963, 0.1068, 0.1141, 0.1282, 0.1346]
        assert [round(step.waiting, 4) for step in curve.steps] == waiting
        assert [round(step.waiting * math.sqrt(step.summed), 4) for step in curve.steps] == errors
        assert (curve.median.day, curve.median.lower, curve.median.upper) == (23, 13, None)
        assert (round(curve.steps[0].lower, 4), round(curve.steps[0].upper, 4)) == (0.6197, 0.9516)

    def test_counts_those_seen_late_only_from_then_on(self):
        curve = kaplan_meier([Spell(0, 4, True), Spell(5, 8, True), Spell(0, 10, False), Spell(2, 3, False)])
        assert [(step.day, step.at_risk, step.waiting) for step in curve.steps] == [(4, 2, 0.5), (8, 2, 0.25)]

    def test_leaves_out_what_was_over_before_it_was_seen_and_takes_nothing(self):
        assert kaplan_meier([Spell(9, 9, True), Spell(9, 3, True)]).spells == 0
        assert kaplan_meier([]).median.day is None

    def test_the_same_spells_counted_together_or_one_by_one_are_alike(self):
        assert kaplan_meier([Spell(0, 5, True, 3), Spell(1, 7, False, 2)]) == kaplan_meier(
            [Spell(0, 5, True)] * 3 + [Spell(1, 7, False)] * 2
        )

    @given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 90), st.booleans()), max_size=40))
    def test_never_rises_and_lies_within_its_band(self, rows):
        curve = kaplan_meier([Spell(*row) for row in rows])
        shares = [1.0, *[step.waiting for step in curve.steps]]
        assert shares == sorted(shares, reverse=True) and all(0 <= share <= 1 for share in shares)
        assert all(step.lower - 1e-9 <= step.waiting <= step.upper + 1e-9 for step in curve.steps)

    def test_the_restricted_mean_is_the_area_under_the_curve(self):
        mean, variance = kaplan_meier([Spell(0, 2, True), Spell(0, 4, True)]).restricted_mean(5)
        assert (mean, variance) == (3.0, pytest.approx(0.5))
        mean, _ = kaplan_meier(REMISSION).restricted_mean(35)
        assert mean == pytest.approx(23.287, abs=0.01)


def simulated(seed: int, *, number: int = 1500, scale: float = 180.0, shape: float = 1.5) -> list[Spell]:
    """Make Weibull histories: half are seen late, all are cut by the day of asking."""
    dice = random.Random(seed)
    found = []
    for _ in range(number):
        length = max(1, round(dice.weibullvariate(scale, shape)))
        late = dice.randrange(0, 120) if dice.random() < 0.5 else 0
        cut = dice.randrange(30, 500)
        if length <= late or cut <= late:
            continue
        found.append(Spell(late, min(length, cut), length <= cut))
    return found


def test_recovers_a_known_median_from_histories_cut_at_both_ends():
    median, held, errors, naive = 180 * math.log(2) ** (1 / 1.5), 0, [], []
    for seed in range(1, 25):
        spells = simulated(seed)
        found = kaplan_meier(spells).median
        done = sorted(spell.ended for spell in spells if spell.happened)
        held += found.lower <= median <= found.upper
        errors.append(found.day - median)
        naive.append(done[len(done) // 2] - median)
    assert abs(sum(errors) / len(errors)) < 2 < abs(sum(naive) / len(naive))
    assert held >= 20


class TestDifference:
    def test_recovers_the_days_that_one_group_loses(self):
        slow, fast = kaplan_meier(simulated(4, scale=260)), kaplan_meier(simulated(5))
        found = difference(slow, fast, until=365)
        truth = sum(math.exp(-((day / 260) ** 1.5)) - math.exp(-((day / 180) ** 1.5)) for day in range(365))
        assert found.lower < truth < found.upper and found.days == pytest.approx(truth, rel=0.2)
        assert found.clear and found.until == 365

    def test_says_nothing_where_nothing_was_seen(self):
        assert difference(kaplan_meier([]), kaplan_meier(REMISSION), until=365) is None


class TestForecast:
    def test_holds_the_true_day_as_often_as_it_says(self):
        curve, dice, held, number = kaplan_meier(simulated(6)), random.Random(7), 0, 0
        while number < 400:
            length = dice.weibullvariate(180, 1.5)
            if length <= 60:
                continue
            number += 1
            found = forecast(curve, spent=60, minimum_events=30)
            held += found.early - 2 <= length - 60 <= found.late + 2
        assert 0.74 <= held / number <= 0.88

    def test_grows_with_the_days_spent_already(self):
        curve = kaplan_meier(REMISSION)
        assert forecast(curve, spent=0, minimum_events=9).middle == 23
        assert forecast(curve, spent=21, minimum_events=9).middle is None
        assert forecast(curve, spent=21, minimum_events=9).reason == "not_reached"

    def test_is_silent_under_the_least_number_of_events_and_beyond_the_data(self):
        curve = kaplan_meier(REMISSION)
        assert forecast(curve, spent=0, minimum_events=30).reason == "few_events"
        assert forecast(curve, spent=40, minimum_events=1).reason == "beyond_data"
