"""Counting working days as the yearly notices set them: weekends, public holidays, and weekends worked instead (调休).

Nothing is guessed in silence: an answer that had to look into a year without a notice names that year.
"""

import tomllib
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

ONE = timedelta(days=1)
FRIDAY = 4


@dataclass(frozen=True, slots=True)
class Due:
    """A day reached by counting working days; `unknown_years` are those whose holidays nobody has announced yet.

    With an unknown year only its weekends were left out, so that the real day may lie later.
    """

    day: date
    unknown_years: tuple[int, ...] = ()

    @property
    def certain(self) -> bool:
        """Tell whether every year that was counted has its notice."""
        return not self.unknown_years


@dataclass(frozen=True, slots=True)
class Count:
    """A number of working days, with the years among them whose holidays nobody has announced yet."""

    days: int
    unknown_years: tuple[int, ...] = ()

    @property
    def certain(self) -> bool:
        """Tell whether every year that was counted has its notice."""
        return not self.unknown_years


@dataclass(frozen=True, slots=True)
class Year:
    """One year's notice: its name, the days off and the weekend days worked instead."""

    source: str
    off: frozenset[date]
    work: frozenset[date]


@cache
def known_years() -> dict[int, Year]:
    """Read the years whose notices are out, from `holidays.toml`.

    :raises ValueError: if a line contradicts itself (a worked day that is no weekend, a day both off and worked)
    """
    raw = tomllib.loads((Path(__file__).resolve().parent / "holidays.toml").read_text(encoding="utf-8"))
    return {int(year): _year(int(year), row) for year, row in raw.items()}


def _year(number: int, row: dict) -> Year:
    off = {day for first, last in row["off"] for day in _span(date.fromisoformat(first), date.fromisoformat(last))}
    work = {date.fromisoformat(text) for text in row["work"]}
    wrong = {day for day in work if day.weekday() <= FRIDAY} | (off & work)
    wrong |= {day for day in off | work if day.year != number}
    if wrong:
        raise ValueError(f"holidays of {number}: {sorted(wrong)}")
    return Year(row["source"], frozenset(off), frozenset(work))


def _span(first: date, last: date) -> list[date]:
    return [first + timedelta(days=place) for place in range((last - first).days + 1)]


def is_working_day(day: date) -> bool:
    """Tell whether a day is worked; in a year without a notice, whether it is Monday to Friday."""
    year = known_years().get(day.year)
    if year is None:
        return day.weekday() <= FRIDAY
    return day in year.work or (day.weekday() <= FRIDAY and day not in year.off)


@cache
def _worked(year: int) -> tuple[int, ...]:
    """Give the ordinals of a year's working days, in order."""
    return tuple(day.toordinal() for day in _span(date(year, 1, 1), date(year, 12, 31)) if is_working_day(day))


def working_days_between(start: date, end: date) -> Count:
    """Count the working days after `start` up to and including `end`; nothing if `end` is not later.

    The day on which a clock starts does not count (Civil Code, Art. 201).
    """
    if end <= start:
        return Count(0)
    total = 0
    for year in range(start.year, end.year + 1):
        days = _worked(year)
        total += bisect_right(days, end.toordinal()) - bisect_right(days, start.toordinal())
    return Count(total, _unknown(start + ONE, end))


def working_days_after(start: date, days: int) -> Due:
    """Give the day that is so many working days after `start`, which does not count itself (Civil Code, Art. 201).

    :raises ValueError: for less than one day
    """
    if days < 1:
        raise ValueError(f"a clock runs at least one working day, not {days}")
    year, left, after = start.year, days, start.toordinal()
    while True:
        worked = _worked(year)
        place = bisect_right(worked, after) + left - 1
        if place < len(worked):
            day = date.fromordinal(worked[place])
            return Due(day, _unknown(start + ONE, day))
        left = place - len(worked) + 1
        year += 1


def _unknown(first: date, last: date) -> tuple[int, ...]:
    return tuple(year for year in range(first.year, last.year + 1) if year not in known_years())
