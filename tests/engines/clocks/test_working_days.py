"""Working days by the notices of 2024 to 2026; beyond them the answer says that it does not know."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luodi.engines.clocks import is_working_day, known_years, working_days_after, working_days_between

DAYS = st.dates(date(2023, 6, 1), date(2028, 6, 1))


@pytest.mark.parametrize(("year", "days"), [(2024, 251), (2025, 248), (2026, 248)])
def test_a_year_has_the_working_days_that_its_notice_leaves(year, days):
    assert working_days_between(date(year - 1, 12, 31), date(year, 12, 31)).days == days


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2025, 1, 26), True), (date(2025, 2, 3), False), (date(2025, 10, 8), False), (date(2025, 10, 11), True),
        (date(2026, 2, 14), True), (date(2026, 2, 23), False), (date(2026, 1, 4), True), (date(2026, 3, 7), False),
    ],
)  # fmt: skip
def test_holidays_and_worked_weekends(day, worked):
    assert is_working_day(day) is worked


def test_seven_working_days_over_the_spring_festival():
    """Asked on Friday 2026-02-13: the 14th and the 28th are worked Saturdays, the 15th to the 23rd are off."""
    due = working_days_after(date(2026, 2, 13), 7)
    assert (due.day, due.certain) == (date(2026, 3, 2), True)


def test_a_year_without_a_notice_is_named_not_guessed():
    due = working_days_after(date(2026, 12, 30), 7)
    assert due.unknown_years == (2027,)
    assert not due.certain
    assert working_days_between(date(2023, 12, 1), date(2024, 1, 5)).unknown_years == (2023,)
    assert sorted(known_years()) == [2024, 2025, 2026]
    assert all(year.source for year in known_years().values())


def test_a_clock_of_nothing_is_refused():
    with pytest.raises(ValueError, match="at least one"):
        working_days_after(date(2026, 1, 5), 0)


@given(DAYS, st.integers(1, 300))
def test_counting_on_and_counting_between_agree(start, days):
    due = working_days_after(start, days)
    assert is_working_day(due.day)
    assert working_days_between(start, due.day).days == days
    assert working_days_between(start, due.day - timedelta(days=1)).days == days - 1


@given(DAYS, st.integers(0, 400), st.integers(0, 400))
def test_stretches_add_up(start, first, second):
    middle, end = start + timedelta(days=first), start + timedelta(days=first + second)
    whole = working_days_between(start, end).days
    assert whole == working_days_between(start, middle).days + working_days_between(middle, end).days
