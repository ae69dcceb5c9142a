"""Figures, days and absences are written exactly, in the language of the reader."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from luodi.web import formats


@pytest.fixture(autouse=True)
def chinese():
    with translation.override("zh-hans"):
        yield


@dataclass
class Amount:
    yuan: Decimal


class TestMoney:
    @pytest.mark.parametrize(
        ("amount", "shown"),
        [
            (Decimal("19000000000"), ("190", "亿元")),
            (Decimal("1660000000"), ("16.6", "亿元")),
            (Decimal("99999999"), ("10,000", "万元")),
            (Decimal("12000"), ("1.2", "万元")),
            (Decimal("1234.5"), ("1,234.5", "元")),
            (Decimal("-100000000"), ("-1", "亿元")),
            (0, ("0", "元")),
            (None, ("—", "")),
        ],
    )
    def test_reads_best_in_its_own_unit(self, amount, shown):
        assert formats.money_parts(amount) == shown

    def test_speaks_english(self):
        with translation.override("en"):
            assert formats.money_parts(Decimal("1660000000")) == ("1.66", "bn CNY")
            assert formats.money_parts(Decimal("12000000")) == ("12", "m CNY")
            assert formats.money_parts(Decimal("120000")) == ("120,000", "CNY")

    def test_takes_a_money_value(self):
        assert formats.yi(Amount(Decimal("1660000000"))) == "16.60"

    def test_rounds_half_up(self):
        assert formats.yi(Decimal("1234500000"), 2) == "12.35"
        assert formats.wan(Decimal("15000")) == "2"

    def test_keeps_the_exact_amount_in_the_title(self):
        assert 'title="1,660,000,000.01 元"' in formats.money(Decimal("1660000000.01"))

    @pytest.mark.parametrize("wrong", [1.5, "1.2亿", [], object(), "NaN", "Infinity"])
    def test_refuses_what_is_not_exact(self, wrong):
        with pytest.raises(ValueError, match="float|not a number"):
            formats.yi(wrong)

    @given(st.decimals(min_value=-(10**14), max_value=10**14, places=2))
    def test_never_loses_more_than_half_a_digit(self, amount):
        assert abs(Decimal(formats.wan(amount, 2).replace(",", "")) * 10000 - amount) <= Decimal("50")


class TestDays:
    def test_writes_days(self):
        day = date(2025, 3, 7)
        assert (formats.day(day), formats.day_short(day), formats.day_long(day)) == (
            "2025-03-07",
            "3月7日",
            "2025年3月7日",
        )

    def test_speaks_english(self):
        with translation.override("en"):
            assert (formats.day_short(date(2025, 3, 7)), formats.day_long(date(2025, 3, 7))) == ("7 Mar", "7 Mar 2025")

    def test_gives_an_instant_in_the_districts_time(self):
        late = datetime(2025, 3, 7, 17, 30, tzinfo=UTC)
        assert formats.moment(late) == "2025-03-08 01:30"
        assert formats.day(late) == "2025-03-08"

    def test_knows_no_day(self):
        assert {formats.day(None), formats.day_short(None), formats.day_long(""), formats.moment(None)} == {"—"}


class TestFigures:
    def test_writes_parts_and_counts(self):
        assert (formats.percent(Decimal("0.336")), formats.percent(0.336, 0), formats.percent(None)) == (
            "33.6%",
            "34%",
            "—",
        )
        assert (formats.count(1286), formats.count(None)) == ("1,286", "—")
        assert (formats.count_capped(1000), formats.count_capped(1001), formats.count_capped(None)) == (
            "1000",
            "1000+",
            "—",
        )
        assert (formats.change("12.40"), formats.change(-3), formats.change(0), formats.change(None)) == (
            "+12.4",
            "−3",
            "±0",
            "—",
        )
        assert (formats.size(0), formats.size(4404019), formats.size(5 * 1024**4), formats.size(None)) == (
            "0 B",
            "4.2 MB",
            "5,242,880 MB",
            "—",
        )

    def test_cuts_a_bar_to_its_ground(self):
        assert [formats.bar_width(part) for part in (None, -1, 0.256, 1.7)] == ["0", "0", "25.6", "100"]

    def test_says_aloud_what_is_not_known(self):
        assert "无数据" in formats.none_as_dash(None)
        assert formats.none_as_dash(0) == 0


def test_a_parameter_that_is_a_list_is_read_as_words():
    with translation.override("zh-hans"):
        assert formats.setting(["investor", "evidence"]) == "investor、evidence"
        assert formats.setting({"厂房": 8}) == '{"厂房": 8}'
        assert (formats.setting(2026), formats.setting(1_000_000_000)) == (2026, "1,000,000,000")
        assert "无数据" in formats.setting([])
