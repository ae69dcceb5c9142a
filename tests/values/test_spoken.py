"""Numbers as people write them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luodi.values.refusal import Refusal
from luodi.values.spoken import (
    NumberIsScientific,
    NumberIsVague,
    NumberNotUnderstood,
    in_chinese,
    number,
    of_cell,
    whole,
)

CENTS = st.integers(0, 10**15).map(lambda cents: Decimal(cents).scaleb(-2))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("一百二十三万", 1_230_000),
        ("两千", 2000),
        ("廿五", 25),
        ("壹佰", 100),
        ("3万5千", 35_000),
        ("十四", 14),
        ("1.2亿", 120_000_000),
        ("三亿五千万", 350_000_000),
        ("1亿2000万", 120_000_000),
        ("二〇二五", 2025),
        ("两万五", 25_000),
        ("一百五", 150),
        ("一百零五", 105),
        ("一万零五百", 10_500),
        ("1.2万亿", 1_200_000_000_000),
        ("三点五亿", 350_000_000),
        ("3万5000", 35_000),
        ("1亿500万", 105_000_000),
        ("３７", 37),
        ("1,234,567", 1_234_567),
        ("伍拾万", 500_000),
        ("负三万", -30_000),
        ("-5", -5),
        ("零", 0),
        ("五十点零一", Decimal("50.01")),
        ("一百零五点二", Decimal("105.2")),
        ("三百万", 3_000_000),
        ("5千万", 50_000_000),
    ],
)
def test_numbers_are_read_as_they_are_spoken(text, value):
    assert number(text) == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        "万",
        "千万",
        "百",
        "3万5",
        "3万50",
        "1.2亿3000万",
        "三亿五亿",
        "一百二点五",
        "五百二千",
        "12,34",
        "1,2345",
        "二五百",
        "一二万",
        "1.2.3",
        "点五",
        "三点",
        "一万零",
        "--3",
        "十十",
        "abc",
        "12 34",
        "3 5",
        "9" * 200,
        "½",
        "①",
        "٣",
    ],
)
def test_nonsense_is_refused(text):
    with pytest.raises(NumberNotUnderstood, match="请写作"):
        number(text)


@pytest.mark.parametrize("text", ["约3亿", "190余亿", "近百万", "超过20", "几十", "三千多万", "200以上"])
def test_rough_numbers_are_refused_as_rough(text):
    with pytest.raises(NumberIsVague):
        number(text)


def test_scientific_notation_is_refused_by_name():
    with pytest.raises(NumberIsScientific):
        number("1.2E+08")


def test_a_fraction_is_not_a_whole_number():
    assert whole("三十七") == 37
    with pytest.raises(NumberNotUnderstood):
        whole("3.5")


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (0.1 + 0.2, "0.3"),
        (19000.0, "19000"),
        (1234.56, "1234.56"),
        (37, "37"),
        ("1.2亿", "120000000"),
        (Decimal("1.10"), "1.1"),
    ],
)
def test_a_cell_gives_the_number_it_shows(cell, value):
    assert of_cell(cell) == Decimal(value)


@pytest.mark.parametrize("cell", [float("nan"), float("inf"), True, ""])
def test_a_cell_without_a_number_is_refused(cell):
    with pytest.raises(NumberNotUnderstood):
        of_cell(cell)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (14, "十四"),
        (114, "一百一十四"),
        (10_005, "一万零五"),
        (1_230_000, "一百二十三万"),
        (35_000, "三万五千"),
        (Decimal("3.5"), "三点五"),
        (-2, "负二"),
        (100_050_000, "一亿零五万"),
        (0, "零"),
        (Decimal("3.00"), "三"),
    ],
)
def test_numbers_are_written_in_chinese(value, words):
    assert in_chinese(value) == words


@given(CENTS)
def test_what_is_written_in_chinese_is_read_again(value):
    assert number(in_chinese(value)) == value


@given(CENTS)
def test_digits_with_thousands_are_read_exactly(value):
    assert number(f"{value:,}") == value


@given(st.floats(min_value=0, max_value=10**13, allow_nan=False).map(lambda value: round(value, 2)))
def test_a_cell_of_two_decimals_keeps_them(value):
    assert of_cell(value) == Decimal(f"{value:.2f}")


@given(st.text(alphabet="零一二两三五九十百千万亿点.,0123456789约 -", max_size=14))
def test_any_text_is_either_read_or_refused(text):
    try:
        assert number(text).is_finite()
    except Refusal as refusal:
        assert refusal.sentence("zh") != refusal.code


def test_a_number_without_everyday_wording_is_not_written():
    with pytest.raises(ValueError, match="wording"):
        in_chinese(10**16)
