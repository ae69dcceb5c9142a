"""Periods: whole stretches of days, half-open, as plans and statistics name them."""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from luodi.values.refusal import Refusal
from luodi.values.spoken import whole
from luodi.values.spoken_dates import ENGLISH_MONTHS, day_label, parse_day
from luodi.values.width import tight

_CHINESE = "零〇○一二三四五六七八九十"
_YEAR = rf"(?P<year>[0-9{_CHINESE}]{{4}})"
_N = rf"[0-9{_CHINESE}]{{1,2}}"
_DASH = "[-—–~至到]+"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"{_YEAR}(年度?|全年|年全年)?",
        rf"{_YEAR}(年|-)?(?P<half>上半年|下半年|H[12])",
        rf"{_YEAR}(年|-)?(Q(?P<q>[1-4])|第?(?P<quarter>[1-4一二三四])季度?)",
        rf"{_YEAR}年?(前|1{_DASH}|一{_DASH})(?P<first_quarters>[23二两三])个?季度?",
        rf"{_YEAR}年(?P<month>{_N})月份?",
        rf"{_YEAR}[-/.](?P<month>\d{{1,2}})",
        r"(?P<year>\d{4})(?P<month>0[1-9]|1[0-2])",
        rf"{_YEAR}年(?P<month>{_N})月?{_DASH}(?P<last>{_N})月份?",
    )
)


class PeriodNotUnderstood(Refusal):
    """The text is not one period; `text` is what was written."""

    code = "period_not_understood"


class PeriodIsEmpty(Refusal):
    """The period would end before or on the day on which it starts."""

    code = "period_is_empty"


class PeriodNotOfWholeMonths(Refusal):
    """The question needs whole months, and the period does not consist of them."""

    code = "period_not_of_whole_months"


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Span the days from `start` up to, but not including, `end`.

    :raises PeriodIsEmpty: if `end` is not after `start`
    """

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise PeriodIsEmpty(start=self.start, end=self.end)

    @classmethod
    def of_year(cls, year: int) -> "Period":
        """Give a calendar year, which is also the fiscal year."""
        return cls.of_months(year, 1, 12)

    @classmethod
    def of_half(cls, year: int, half: int) -> "Period":
        """Give the first (1) or second (2) half of a year."""
        return cls.of_months(year, 6 * half - 5, 6 * half)

    @classmethod
    def of_quarter(cls, year: int, quarter: int) -> "Period":
        """Give a quarter, 1 to 4."""
        return cls.of_months(year, 3 * quarter - 2, 3 * quarter)

    @classmethod
    def of_month(cls, year: int, month: int) -> "Period":
        """Give one month, 1 to 12."""
        return cls.of_months(year, month, month)

    @classmethod
    def of_months(cls, year: int, first: int, last: int) -> "Period":
        """Give the months `first` to `last` of a year, both included.

        :raises ValueError: if a month or the year is not of the calendar
        """
        if not 1 <= first <= last <= 12:
            raise ValueError(f"months {first} to {last} are not of one year")
        return cls(date(year, first, 1), months_after(date(year, last, 1), 1))

    @classmethod
    def parse(cls, text: str) -> "Period":
        """Read "2025年", "2025Q1", "2025年第一季度", "2025年上半年", "2025年3月", "2025-03", "2025年1-9月", or two days with 至.

        :raises PeriodNotUnderstood: if the text is none of these
        """
        bare = tight(text)
        found = next((match for form in _FORMS if (match := form.fullmatch(bare))), None)
        try:
            if found:
                return cls._of_words({key: word for key, word in found.groupdict().items() if word})
            first, _, last = bare.partition("至")
            return cls(parse_day(first), parse_day(last) + timedelta(days=1))
        except (ValueError, OverflowError, Refusal) as error:
            raise PeriodNotUnderstood(text=text) from error

    @classmethod
    def _of_words(cls, words: dict[str, str]) -> "Period":
        year = whole(words["year"])
        if half := words.get("half"):
            return cls.of_half(year, 1 if half[0] == "上" or half[-1] == "1" else 2)
        if quarter := words.get("q") or words.get("quarter"):
            return cls.of_quarter(year, whole(quarter))
        if quarters := words.get("first_quarters"):
            return cls.of_months(year, 1, 3 * whole(quarters))
        if month := words.get("month"):
            return cls.of_months(year, whole(month), whole(words.get("last", month)))
        return cls.of_year(year)

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end

    def covers(self, other: "Period") -> bool:
        """Tell whether every day of the other period lies in this one."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: "Period") -> bool:
        """Tell whether the two periods have a day in common."""
        return self.start < other.end and other.start < self.end

    @property
    def last_day(self) -> date:
        """Give the last day that belongs to the period."""
        return self.end - timedelta(days=1)

    @property
    def days(self) -> int:
        """Count the days."""
        return (self.end - self.start).days

    def months(self) -> Iterator["Period"]:
        """Go through the period month by month.

        :raises PeriodNotOfWholeMonths: if it does not begin and end with a calendar month
        """
        if self.start.day != 1 or self.end.day != 1:
            raise PeriodNotOfWholeMonths(start=self.start, last_day=self.last_day)
        for count in range(_months_between(self.start, self.end)):
            yield Period(months_after(self.start, count), months_after(self.start, count + 1))

    def elapsed(self, day: date) -> Fraction:
        """Give the share of the months that are over when `day` ends: 1/2 of a year on 30 June, 5/12 on 29 June.

        :raises PeriodNotOfWholeMonths: if the period is not a whole number of months
        """
        whole_months = _months_between(self.start, self.end)
        if months_after(self.start, whole_months) != self.end:
            raise PeriodNotOfWholeMonths(start=self.start, last_day=self.last_day)
        if day < self.start:
            return Fraction(0)
        tomorrow = min(day, self.last_day) + timedelta(days=1)
        return Fraction(_months_between(self.start, tomorrow), whole_months)

    def elapsed_days(self, day: date) -> Fraction:
        """Give the share of the days that are over when `day` ends, 0 to 1."""
        over = (day - self.start).days + 1
        return Fraction(min(max(over, 0), self.days), self.days)

    def label(self, language: str = "zh") -> str:
        """Name the period as people do: "2025年第一季度" or "Q1 2025"; `parse` reads the Chinese name again."""
        chinese, year, first, last = language.startswith("zh"), self.start.year, self.start.month, self.last_day.month
        if self.start.day != 1 or self.end.day != 1 or self.last_day.year != year:
            days = day_label(self.start, language), day_label(self.last_day, language)
            return "至".join(days) if chinese else " – ".join(days)
        if (first, last) == (1, 12):
            return f"{year}年" if chinese else f"{year}"
        if last - first == 5 and first in (1, 7):
            return f"{year}年{'上' if first == 1 else '下'}半年" if chinese else f"H{1 + first // 7} {year}"
        if last - first == 2 and last % 3 == 0:
            return f"{year}年第{'一二三四'[last // 3 - 1]}季度" if chinese else f"Q{last // 3} {year}"
        if first == last:
            return f"{year}年{first}月" if chinese else f"{ENGLISH_MONTHS[first - 1]} {year}"
        return (
            f"{year}年{first}-{last}月"
            if chinese
            else (f"{ENGLISH_MONTHS[first - 1]} – {ENGLISH_MONTHS[last - 1]} {year}")
        )


def months_after(day: date, count: int) -> date:
    """Give the same day `count` months later, or the last day of that month if it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _months_between(start: date, end: date) -> int:
    """Count the whole months that fit between two days."""
    count = (end.year - start.year) * 12 + end.month - start.month
    return count if months_after(start, count) <= end else count - 1
