"""Days as people write them: 2025年3月7日, 2025-3-7, 2025.03.07, 20250307, 二〇二五年三月七日, a spreadsheet's 45723."""

import re
from datetime import date, datetime, timedelta

from luodi.values.refusal import Refusal
from luodi.values.spoken import NumberNotUnderstood, whole
from luodi.values.width import half_width

_SPREADSHEET_DAY_ZERO = date(1899, 12, 30)  # so that 1 March 1900 and all later days fall where spreadsheets put them
_FIRST_SERIAL, _LAST_SERIAL = 10_000, 100_000  # 1927-05-18 to 2173-10-14: other numbers are not days of this work
_N = r"[0-9零〇○一二三四五六七八九十廿卅]"
_TIME = r"(?:[T ]?\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
_WEEKDAY = r"(?:\(?(?:星期|周)[一二三四五六日天]\)?)?"
_SPOKEN = re.compile(rf"({_N}{{4}})年({_N}{{1,3}})月({_N}{{1,3}})[日号]?{_WEEKDAY}{_TIME}")
_WRITTEN = re.compile(rf"(\d{{4}})([-/.])(\d{{1,2}})\2(\d{{1,2}}){_WEEKDAY}{_TIME}")
_PACKED = re.compile(r"(\d{4})(\d{2})(\d{2})")
_NO_YEAR = re.compile(rf"{_N}{{1,3}}月{_N}{{1,3}}[日号]?|\d{{1,2}}[-/.]\d{{1,2}}")


class DayNotUnderstood(Refusal):
    """The text is not one day; `text` is what was written."""

    code = "day_not_understood"


class DayWithoutYear(Refusal):
    """The text names month and day only; the year is never guessed."""

    code = "day_without_year"


class DayDoesNotExist(Refusal):
    """The calendar has no such day, such as 30 February."""

    code = "day_does_not_exist"


def parse_day(value: str | int | float | date | datetime) -> date:
    """Read one day from a text or a spreadsheet cell (text, day number or date); a time of day beside it is left out.

    :raises DayWithoutYear: for "3月7日"
    :raises DayDoesNotExist: for "2025-02-30"
    :raises DayNotUnderstood: for everything else that is not one day, "3/7/2025" and "25.3.7" included
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, str):
        return _of_text(value)
    if not isinstance(value, bool) and _FIRST_SERIAL <= value < _LAST_SERIAL:
        return _SPREADSHEET_DAY_ZERO + timedelta(days=int(value))
    return _of_text(str(value).removesuffix(".0"))


def day_label(day: date, language: str = "zh") -> str:
    """Write a day: "2025年3月7日", or "7 Mar 2025" in English."""
    if language.startswith("zh"):
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {ENGLISH_MONTHS[day.month - 1][:3]} {day.year}"


ENGLISH_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def _of_text(text: str) -> date:
    bare = re.sub(r"\s+", " ", half_width(text)).strip()
    bare = re.sub(r" ?([年月日号/.-]) ?", r"\1", bare)
    if found := _WRITTEN.fullmatch(bare):
        parts = found.group(1, 3, 4)
    elif found := _SPOKEN.fullmatch(bare) or _PACKED.fullmatch(bare):
        parts = found.group(1, 2, 3)
    else:
        raise (DayWithoutYear if _NO_YEAR.fullmatch(bare) else DayNotUnderstood)(text=text)
    try:
        year, month, day = (whole(part) for part in parts)
    except NumberNotUnderstood as error:
        raise DayNotUnderstood(text=text) from error
    try:
        return date(year, month, day)
    except ValueError as error:
        raise DayDoesNotExist(text=text) from error
