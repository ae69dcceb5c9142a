"""Shares of one credit add up to exactly one."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luodi.values.share import (
    WHOLE,
    Share,
    ShareOutOfRange,
    SharesDoNotSumToOne,
    made_whole,
    require_sum_to_one,
    shares_sum_to_one,
    split_evenly,
    with_assist,
)


def percents(**shares):
    return {who: Share.percent(percent) for who, percent in shares.items()}


@given(st.integers(1, 60))
def test_an_even_split_is_whole_and_only_the_lander_gets_more(count):
    shares = split_evenly(range(count), lander=count - 1)
    assert shares_sum_to_one(shares.values())
    assert len({share for who, share in shares.items() if who != count - 1}) <= 1
    assert shares[count - 1] == max(shares.values())


def test_the_lander_must_be_among_those_who_share():
    for names in (["a", "b"], ["c", "c"], []):
        with pytest.raises(ValueError, match="lander"):
            split_evenly(names, lander="c")


def test_an_assist_of_ten_percent_makes_36_54_10_of_40_60():
    shares = with_assist(percents(finder=40, lander=60), helper="helper", assist=Share.percent(10), lander="lander")
    assert shares == percents(finder=36, lander=54, helper=10)


@given(st.integers(0, WHOLE), st.integers(0, WHOLE))
def test_an_assist_always_leaves_a_whole(origin, assist):
    shares = with_assist(
        {"origin": Share(origin), "lander": Share(WHOLE - origin)},
        helper="helper",
        assist=Share(assist),
        lander="lander",
    )
    assert shares_sum_to_one(shares.values())


def test_shares_with_a_gap_are_refused_with_the_gap():
    require_sum_to_one(percents(a=40, b=60).values())
    with pytest.raises(SharesDoNotSumToOne, match="90%.*10%"):
        require_sum_to_one(percents(a=40, b=50).values())


@pytest.mark.parametrize("ppm", [-1, WHOLE + 1])
def test_no_share_is_below_nothing_or_above_all(ppm):
    with pytest.raises(ShareOutOfRange, match="0% 到 100%"):
        Share(ppm)


def test_a_share_is_an_exact_number_of_millionths():
    assert Share.of(Fraction(1, 3)).ppm == 333_333
    assert Share.of(Decimal("0.36")).fraction == Fraction(36, 100)
    assert str(Share.percent("36.5")) == "36.5%"
    assert str(Share(0)) == "0%"


def test_a_third_three_times_is_stretched_to_the_whole_with_the_remainder_at_one():
    found = made_whole(percents(a=33, b=33, c=33), remainder_to="b")
    assert {who: share.ppm for who, share in found.items()} == {"a": 333_333, "b": 333_334, "c": 333_333}


def test_shares_that_are_all_nothing_are_not_stretched():
    with pytest.raises(ValueError):
        made_whole(percents(a=0, b=0), remainder_to="a")
