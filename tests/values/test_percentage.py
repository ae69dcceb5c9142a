"""Percentages are exact ratios."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luodi.values.money import Money
from luodi.values.percentage import Percentage, PercentageIsAmbiguous, PercentageNotUnderstood


@pytest.mark.parametrize(
    ("text", "ratio"),
    [
        ("55%", "0.55"),
        ("５５％", "0.55"),
        ("0.55", "0.55"),
        ("百分之五十五", "0.55"),
        ("5.5个百分点", "0.055"),
        ("3‰", "0.003"),
        ("万分之五", "0.0005"),
        ("-3.2%", "-0.032"),
        ("120%", "1.2"),
        ("0", "0"),
        (0.55, "0.55"),
        ("百分之三点五", "0.035"),
        ("负百分之二", "-0.02"),
    ],
)
def test_a_percentage_is_read_as_people_write_it(text, ratio):
    assert Percentage.parse(text).ratio == Decimal(ratio)


@pytest.mark.parametrize("text", ["55", "1", 100, "-5"])
def test_a_bare_number_of_one_or_more_is_ambiguous(text):
    with pytest.raises(PercentageIsAmbiguous, match=f"{text}%"):
        Percentage.parse(text)


def test_under_a_percent_header_a_bare_number_counts_percent():
    assert Percentage.parse("55", in_percent=True) == Percentage.parse(0.55) == Percentage.parse(55, in_percent=True)
    assert Percentage.parse("55%", in_percent=True) == Percentage.parse("55%")


@pytest.mark.parametrize("text", ["", "%", "百分之", "五成半", "55%%", "约55%", "abc"])
def test_nonsense_is_refused_with_what_to_write(text):
    with pytest.raises(PercentageNotUnderstood, match="55%"):
        Percentage.parse(text)


def test_a_percentage_of_money_is_rounded_to_the_fen():
    assert Percentage.parse("30%").of(Money.parse("1,200万元")) == Money.parse("360万元")
    assert Percentage.parse("0.5%").of(Money(Decimal("1.01"))) == Money(Decimal("0.01"))


@given(st.decimals(-1000, 1000, places=4))
def test_what_is_written_is_read_again(percent):
    value = Percentage(percent.scaleb(-2))
    assert Percentage.parse(value.format()) == value


def test_decimals_are_shown_when_asked_for():
    assert (
        Percentage.parse("5.5%").format(),
        Percentage.parse("5.545%").format(2),
        Percentage.parse("100%").format(),
    ) == ("5.5%", "5.55%", "100%")
