"""Days as people write them."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luodi.values.spoken import in_chinese
from luodi.values.spoken_dates import DayDoesNotExist, DayNotUnderstood, DayWithoutYear, day_label, parse_day

CONGRESS = date(2025, 3, 7)
DAYS = st.dates(date(1950, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    "written",
    [
        "2025年3月7日",
        "2025-3-7",
        "2025/3/7",
        "2025.03.07",
        "20250307",
        45723,
        45723.5,
        20250307,
        "二〇二五年三月七日",
        "2025年3月7日（星期五）",
        " 2025 年 3 月 7 日 ",
        "2025-03-07 00:00:00",
        "2025-03-07T10:20",
        "２０２５－０３－０７",
        "2025年3月7号",
        date(2025, 3, 7),
        datetime(2025, 3, 7, 15, 30),
    ],
)
def test_a_day_is_read_however_it_is_written(written):
    assert parse_day(written) == CONGRESS


@pytest.mark.parametrize("written", ["3月7日", "三月七日", "3-7", "3.7"])
def test_a_missing_year_is_never_guessed(written):
    with pytest.raises(DayWithoutYear, match="年份"):
        parse_day(written)


@pytest.mark.parametrize("written", ["2025-02-30", "2025年13月1日", "20251345", "2025/0/5"])
def test_a_day_outside_the_calendar_is_refused(written):
    with pytest.raises(DayDoesNotExist):
        parse_day(written)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "去年",
        "25.3.7",
        "3/7/2025",
        "45723",
        "2025-3.7",
        "日前",
        True,
        12,
        9_999_999,
        float("nan"),
        1e300,
        "2025年3月",
        "7日",
    ],
)
def test_what_is_not_one_day_is_refused_with_what_to_write(written):
    with pytest.raises(DayNotUnderstood, match="请写作 2025-03-07"):
        parse_day(written)


@given(DAYS)
def test_every_day_is_read_in_every_form(day):
    chinese = f"{''.join(in_chinese(int(digit)) for digit in str(day.year))}年{in_chinese(day.month)}月{in_chinese(day.day)}日"
    serial = (day - date(1899, 12, 30)).days
    for written in (
        day.isoformat(),
        f"{day:%Y%m%d}",
        f"{day:%Y/%m/%d}",
        day_label(day),
        chinese,
        serial,
        float(serial),
    ):
        assert parse_day(written) == day


def test_a_day_is_labelled_in_both_languages():
    assert (day_label(CONGRESS), day_label(CONGRESS, "en")) == ("2025年3月7日", "7 Mar 2025")
