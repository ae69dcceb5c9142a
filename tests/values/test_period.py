"""Periods are whole days, half-open, and named as plans name them."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luodi.values.period import Period, PeriodIsEmpty, PeriodNotOfWholeMonths, PeriodNotUnderstood, months_after

DAYS = st.dates(date(1950, 1, 1), date(2100, 12, 31))
PERIODS = st.builds(lambda start, days: Period(start, start + timedelta(days=days)), DAYS, st.integers(1, 2000))
YEAR_PARTS = st.one_of(
    st.builds(Period.of_year, st.integers(1950, 2100)),
    st.builds(Period.of_half, st.integers(1950, 2100), st.integers(1, 2)),
    st.builds(Period.of_quarter, st.integers(1950, 2100), st.integers(1, 4)),
    st.builds(Period.of_month, st.integers(1950, 2100), st.integers(1, 12)),
)


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2025年", Period.of_year(2025)),
        ("2025", Period.of_year(2025)),
        ("2025年度", Period.of_year(2025)),
        ("二〇二五年", Period.of_year(2025)),
        ("2025Q1", Period.of_quarter(2025, 1)),
        ("2025-q4", Period.of_quarter(2025, 4)),
        ("2025年第一季度", Period.of_quarter(2025, 1)),
        ("2025年三季度", Period.of_quarter(2025, 3)),
        ("2025年上半年", Period.of_half(2025, 1)),
        ("2025H2", Period.of_half(2025, 2)),
        ("2025年3月", Period.of_month(2025, 3)),
        ("2025-03", Period.of_month(2025, 3)),
        ("２０２５年１２月", Period.of_month(2025, 12)),
        ("202503", Period.of_month(2025, 3)),
        ("2025年1-9月", Period.of_months(2025, 1, 9)),
        ("2025年1—9月", Period.of_months(2025, 1, 9)),
        ("2025年前三季度", Period.of_months(2025, 1, 9)),
        ("2025年1-3季度", Period.of_months(2025, 1, 9)),
        ("2025-01-15至2025-08-31", Period(date(2025, 1, 15), date(2025, 9, 1))),
    ],
)
def test_a_period_is_read_as_plans_name_it(text, period):
    assert Period.parse(text) == period


@pytest.mark.parametrize(
    "text",
    [
        "",
        "25年",
        "2025年13月",
        "2025年0月",
        "2025-00",
        "2025Q5",
        "0000年",
        "2025年9-1月",
        "去年",
        "2025-08-31至2025-01-15",
        "1999至2000",
        "上半年",
        "9999年",
    ],
)
def test_what_is_not_a_period_is_refused_with_what_to_write(text):
    with pytest.raises(PeriodNotUnderstood, match="请写作 2025年"):
        Period.parse(text)


def test_a_period_without_a_day_is_refused():
    with pytest.raises(PeriodIsEmpty, match="写反"):
        Period(date(2025, 3, 7), date(2025, 3, 7))


@pytest.mark.parametrize(
    ("period", "zh", "en"),
    [
        (Period.of_year(2025), "2025年", "2025"),
        (Period.of_half(2025, 2), "2025年下半年", "H2 2025"),
        (Period.of_quarter(2025, 4), "2025年第四季度", "Q4 2025"),
        (Period.of_month(2025, 3), "2025年3月", "March 2025"),
        (Period.of_months(2025, 1, 9), "2025年1-9月", "January – September 2025"),
        (Period(date(2025, 1, 15), date(2026, 1, 1)), "2025年1月15日至2025年12月31日", "15 Jan 2025 – 31 Dec 2025"),
    ],
)
def test_a_period_is_named_in_both_languages(period, zh, en):
    assert (period.label(), period.label("en")) == (zh, en)


@given(st.one_of(YEAR_PARTS, PERIODS))
def test_a_chinese_name_is_read_again(period):
    assert Period.parse(period.label()) == period


def test_half_the_months_are_over_on_30_june_and_five_on_the_day_before():
    year = Period.of_year(2025)
    assert year.elapsed(date(2025, 6, 30)) == Fraction(1, 2)
    assert year.elapsed(date(2025, 6, 29)) == Fraction(5, 12)
    assert year.elapsed(date(2025, 1, 15)) == 0
    assert (year.elapsed(date(2024, 5, 1)), year.elapsed(date(2030, 1, 1))) == (0, 1)
    assert year.elapsed_days(date(2025, 1, 1)) == Fraction(1, 365)


def test_months_need_whole_months():
    ragged = Period(date(2025, 1, 15), date(2025, 3, 1))
    with pytest.raises(PeriodNotOfWholeMonths, match="2025-02-28"):
        list(ragged.months())
    with pytest.raises(PeriodNotOfWholeMonths):
        ragged.elapsed(date(2025, 2, 1))


def test_three_agreement_years_count_their_own_months():
    term = Period(date(2025, 3, 15), date(2028, 3, 15))
    assert term.elapsed(date(2026, 3, 14)) == Fraction(1, 3)


@given(YEAR_PARTS)
def test_the_months_of_a_period_cover_it_without_gap_or_overlap(period):
    months = list(period.months())
    assert (months[0].start, months[-1].end) == (period.start, period.end)
    assert all(
        one.end == other.start and not one.overlaps(other) for one, other in zip(months, months[1:], strict=False)
    )
    assert all(period.covers(month) for month in months)


@given(PERIODS, DAYS)
def test_the_elapsed_share_of_days_grows_from_none_to_all(period, day):
    share = period.elapsed_days(day)
    assert 0 <= share <= 1
    assert (share == 1) == (day >= period.last_day)
    assert (share == 0) == (day < period.start)
    assert (day in period) == (period.start <= day <= period.last_day)


@given(YEAR_PARTS, DAYS, st.integers(0, 400))
def test_the_elapsed_share_of_months_never_falls(period, day, later):
    assert 0 <= period.elapsed(day) <= period.elapsed(day + timedelta(days=later)) <= 1
    assert period.elapsed(period.last_day) == 1


@pytest.mark.parametrize(
    ("day", "count", "later"),
    [
        (date(2025, 1, 31), 1, date(2025, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2025, 11, 30), 3, date(2026, 2, 28)),
        (date(2025, 3, 15), -3, date(2024, 12, 15)),
    ],
)
def test_months_later_stays_in_the_calendar(day, count, later):
    assert months_after(day, count) == later
