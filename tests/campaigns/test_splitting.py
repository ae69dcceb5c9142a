"""Splitting a pool: to the 分, by points or by place, ties sharing the places that they take up."""

from decimal import Decimal as D

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as every
from hypothesis import strategies as st

from luodi.campaigns.rewards import refusals
from luodi.campaigns.rewards.splitting import Standing, ranks_of, split_pool, split_rules

RULES = split_rules()


class TestSplitting:
    def test_gives_what_can_not_be_divided_to_the_largest_remainder(self):
        three = [Standing(1, 1, D(90)), Standing(2, 2, D(80)), Standing(3, 3, D(70))]
        assert split_pool(D("100"), RULES["points"], three) == {1: D("37.50"), 2: D("33.33"), 3: D("29.17")}
        assert split_pool(D("0.01"), RULES["first_three"], three) == {1: D("0.01"), 2: D("0"), 3: D("0")}

    def test_lets_those_who_share_a_place_share_its_parts(self):
        tied = ranks_of({1: D(80), 2: D(90), 3: D(90), 4: D(10), 5: None})
        assert [(each.unit_id, each.rank) for each in tied] == [(2, 1), (3, 1), (1, 3), (4, 4), (5, None)]
        assert split_pool(D(100), RULES["first_three"], tied) == {2: D(40), 3: D(40), 1: D(20), 4: D(0), 5: D(0)}

    def test_refuses_when_nobody_has_a_point(self):
        for rule in RULES.values():
            with pytest.raises(refusals.PoolNobodyToShare):
                split_pool(D(100), rule, [Standing(1, None, D(0))])

    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @every(
        cents=st.integers(1, 10**12),
        points=st.lists(st.integers(0, 10_000), min_size=1, max_size=25).filter(any),
        rule=st.sampled_from(sorted(RULES)),
    )
    def test_makes_up_the_pool_exactly_and_gives_a_better_place_no_less(self, cents, points, rule):
        amount = D(cents) / 100
        stands = ranks_of({unit: D(each) / 100 for unit, each in enumerate(points)})
        parts = split_pool(amount, RULES[rule], stands)
        assert sum(parts.values()) == amount and min(parts.values()) >= 0
        given_out = [parts[each.unit_id] for each in stands]
        assert given_out == sorted(given_out, reverse=True)
