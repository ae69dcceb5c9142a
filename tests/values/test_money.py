"""Money is exact, knows its unit, and never mixes currencies."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luodi.values.money import (
    ConvertedMoney,
    CurrenciesDiffer,
    Money,
    MoneyFinerThanFen,
    MoneyIsScientific,
    MoneyIsVague,
    MoneyNeedsUnit,
    MoneyNotUnderstood,
    MoneyTooLarge,
)
from luodi.values.refusal import Refusal
from luodi.values.share import WHOLE, Share, SharesDoNotSumToOne, split_evenly

FEN = st.integers(-(10**15), 10**15)
AMOUNTS = FEN.map(lambda fen: Money(Decimal(fen).scaleb(-2)))


def yuan(amount):
    return Money(Decimal(amount))


class TestParse:
    @pytest.mark.parametrize(
        ("text", "amount"),
        [
            ("190亿元", "19000000000"),
            ("1.2亿元", "120000000"),
            ("1.2亿", "120000000"),
            ("1亿2000万元", "120000000"),
            ("三亿五千万元", "350000000"),
            ("３，０００万元", "30000000"),
            ("¥1,234.50", "1234.5"),
            ("￥5", "5"),
            ("5000元整", "5000"),
            ("人民币壹佰贰拾叁元肆角伍分整", "123.45"),
            ("一百元零五分", "100.05"),
            ("三亿元人民币", "300000000"),
            ("190 万 元", "1900000"),
            ("3百万元", "3000000"),
            ("-3万元", "-30000"),
            ("0.000001亿元", "100"),
            ("CNY 19.00 bn", "19000000000"),
            ("1.2万亿元", "1200000000000"),
            ("RMB 5 million", "5000000"),
        ],
    )
    def test_amounts_are_read_as_people_write_them(self, text, amount):
        assert Money.parse(text) == yuan(amount)

    @pytest.mark.parametrize(
        ("text", "currency"),
        [
            ("300万美元", "USD"),
            ("US$3 million", "USD"),
            ("三百万欧元", "EUR"),
            ("300万港币", "HKD"),
            ("300万新加坡元", "SGD"),
        ],
    )
    def test_other_currencies_keep_their_name(self, text, currency):
        assert Money.parse(text) == Money(Decimal(3_000_000), currency)

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "万元",
            "百万元",
            "abc",
            "3元5",
            "3角",
            "(3万元)",
            "三亿美元人民币",
            "12,34万元",
            "1.2亿3000万元",
            "3 5万元",
            "3万5元",
            "元" * 5000,
            "1.2.3万元",
            "300平方米",
            "37个",
        ],
    )
    def test_nonsense_is_refused_with_what_to_write(self, text):
        with pytest.raises(MoneyNotUnderstood, match="1.2亿元"):
            Money.parse(text)

    def test_a_bare_number_needs_a_unit(self):
        assert Money.parse("190", "万元") == yuan(1_900_000)
        with pytest.raises(MoneyNeedsUnit, match="190万元"):
            Money.parse("190")

    @pytest.mark.parametrize("text", ["约3亿元", "190余亿元", "近百亿元", "超过2亿元"])
    def test_rough_amounts_are_refused_as_rough(self, text):
        with pytest.raises(MoneyIsVague):
            Money.parse(text)

    def test_scientific_notation_and_parts_of_a_fen_are_refused(self):
        with pytest.raises(MoneyIsScientific):
            Money.parse("1.2E+08", "元")
        with pytest.raises(MoneyFinerThanFen, match=r"33\.33元"):
            Money.parse("33.333元")
        with pytest.raises(MoneyTooLarge):
            Money.parse("1000000000亿元")

    @given(st.text(alphabet="一二三十百千万亿元角分美.,0123456789约¥$整 -", max_size=12))
    def test_any_text_is_either_read_or_refused(self, text):
        try:
            assert Money.parse(text).amount.is_finite()
        except Refusal as refusal:
            assert "{" not in refusal.sentence("zh") + refusal.sentence("en")


class TestParseIn:
    @pytest.mark.parametrize(
        ("cell", "unit", "amount"),
        [
            (190, "亿元", "19000000000"),
            ("190", "万元", "1900000"),
            ("三千", "万元", "30000000"),
            ("3000万", "万元", "30000000"),
            ("1.2亿元", "亿元", "120000000"),
            (0.1 + 0.2, "元", "0.3"),
            (Decimal("0.5"), "万元", "5000"),
            ("1,900.5", "万元", "19005000"),
        ],
    )
    def test_a_cell_counts_in_the_unit_of_its_column(self, cell, unit, amount):
        assert Money.parse_in(cell, unit) == (yuan(amount), None)

    def test_another_unit_than_the_columns_is_read_as_written_and_pointed_out(self):
        money, caution = Money.parse_in("1.2亿", "万元")
        assert money == yuan(120_000_000)
        assert caution.code == "money_in_another_unit"
        assert caution.sentence() == "本列单位是万元，而这一格写作“1.2亿”，已读作 12,000万元。请核对。"
        assert "CNY 120,000,000.00" in caution.sentence("en")

    def test_yuan_in_a_column_of_wan_is_pointed_out_too(self):
        money, caution = Money.parse_in("3000元", "万元")
        assert (money, caution.code) == (yuan(3000), "money_in_another_unit")

    def test_another_currency_is_pointed_out(self):
        money, caution = Money.parse_in("300万美元", "万元")
        assert money == Money(Decimal(3_000_000), "USD")
        assert (caution.code, caution.params["read_as"]) == ("money_in_another_currency", "300万美元")

    def test_a_formulas_endless_decimals_are_rounded_aloud(self):
        money, caution = Money.parse_in(100 / 3, "万元")
        assert (money, caution.code) == (yuan("333333.33"), "money_rounded_to_fen")

    @pytest.mark.parametrize("cell", [float("nan"), float("inf"), True, "", "—", "待定"])
    def test_a_cell_without_an_amount_is_refused(self, cell):
        with pytest.raises(MoneyNotUnderstood):
            Money.parse_in(cell, "万元")

    @pytest.mark.parametrize("cell", [1e300, Decimal("1e40"), 10**30])
    def test_an_amount_no_table_can_hold_is_refused(self, cell):
        with pytest.raises(MoneyTooLarge):
            Money.parse_in(cell, "元")

    @given(AMOUNTS, st.sampled_from(["元", "万元", "亿元"]))
    def test_an_amount_in_a_unit_is_read_back_from_a_cell_of_that_unit(self, money, unit):
        assert Money.parse_in(money.in_unit(unit), unit) == (money, None)


class TestExactness:
    def test_a_float_is_not_money(self):
        with pytest.raises(TypeError, match="float"):
            Money(0.1)

    def test_a_third_decimal_is_refused_and_rounding_has_to_be_asked_for(self):
        with pytest.raises(MoneyFinerThanFen):
            yuan("0.125")
        assert Money.rounded(Decimal("0.125")) == yuan("0.13")
        assert Money.rounded(Fraction(-1, 8)) == yuan("-0.13")

    def test_equal_amounts_are_one_value_however_written(self):
        assert len({yuan("1"), yuan("1.0"), yuan("1.00"), Money.parse("1元")}) == 1
        assert str(yuan("-0.00")) == "0.00元"

    @given(AMOUNTS, AMOUNTS)
    def test_sums_and_differences_undo_each_other(self, one, other):
        assert one + other - other == one
        assert Money.total([one, other]) == other + one
        assert (one < other) == (one.amount < other.amount)

    def test_the_total_of_nothing_is_zero(self):
        assert Money.total([]) == yuan(0)
        assert not Money.total([])

    def test_currencies_never_meet_without_a_rate(self):
        dollars = Money(Decimal(1), "USD")
        for act in (
            lambda: yuan(1) + dollars,
            lambda: yuan(1) < dollars,
            lambda: Money.total([dollars]),
            lambda: dollars.in_unit("万元"),
            lambda: dollars.format("亿元"),
        ):
            with pytest.raises(CurrenciesDiffer, match="汇率"):
                act()
        assert yuan(1) != dollars


class TestFormat:
    @pytest.mark.parametrize(
        ("amount", "unit", "zh"),
        [
            ("19000000000", None, "190.00亿元"),
            ("120000000", "万元", "12,000.00万元"),
            ("35000", None, "3.50万元"),
            ("9999.99", None, "9,999.99元"),
            ("-120000000", None, "-1.20亿元"),
            ("0", None, "0.00元"),
            ("0", "亿元", "0.00亿元"),
        ],
    )
    def test_chinese_takes_the_largest_fitting_unit(self, amount, unit, zh):
        assert yuan(amount).format(unit) == zh

    @pytest.mark.parametrize(
        ("amount", "unit", "en"),
        [
            ("19000000000", None, "CNY 19.00 bn"),
            ("120000000", None, "CNY 120.00 mn"),
            ("1234.5", None, "CNY 1,234.50"),
            ("19000000000", "亿元", "CNY 19,000.00 mn"),
            ("5", "元", "CNY 5.00"),
        ],
    )
    def test_english_counts_in_millions_and_billions(self, amount, unit, en):
        assert yuan(amount).format(unit, language="en") == en

    def test_dollars_are_named(self):
        assert Money(Decimal(30_000_000), "USD").format() == "3,000.00万美元"
        assert yuan(185).format("万元", places=4) == "0.0185万元"

    @given(AMOUNTS, st.sampled_from([("元", 2), ("万元", 6), ("亿元", 10)]))
    def test_what_is_written_with_enough_decimals_is_read_again(self, money, unit):
        assert Money.parse(money.format(*unit)) == money

    @given(AMOUNTS)
    def test_the_exact_number_of_a_unit_loses_nothing(self, money):
        assert Money(money.in_unit("亿元") * 10**8) == money


class TestAllocate:
    def test_the_remainder_goes_to_the_named_one(self):
        shares = split_evenly(["文澜", "望江", "运河"], lander="运河")
        parts = yuan(100).allocate(shares, remainder_to="运河")
        assert parts == {"文澜": yuan("33.33"), "望江": yuan("33.33"), "运河": yuan("33.34")}

    def test_shares_with_a_gap_are_refused(self):
        with pytest.raises(SharesDoNotSumToOne):
            yuan(100).allocate({"a": Share.percent(40), "b": Share.percent(50)}, remainder_to="a")

    @given(AMOUNTS, st.lists(st.integers(0, WHOLE), min_size=0, max_size=6))
    def test_the_parts_always_add_up_to_the_whole(self, money, cuts):
        edges = [0, *sorted(cuts), WHOLE]
        shares = {place: Share(high - low) for place, (low, high) in enumerate(zip(edges, edges[1:], strict=False))}
        parts = money.allocate(shares, remainder_to=0)
        assert Money.total(parts.values()) == money
        assert all(
            abs(part.amount - money.amount * shares[who].ppm / WHOLE) <= Decimal("0.01") * len(shares)
            for who, part in parts.items()
        )


class TestConvertedMoney:
    def test_keeps_the_original_beside_what_it_is_in_yuan(self):
        converted = ConvertedMoney(
            Money(Decimal(1_000_000), "USD"), Decimal("7.1705"), date(2025, 3, 7), "中国人民银行中间价"
        )
        assert converted.money == yuan("7170500")
        assert converted.original.currency == "USD"

    @pytest.mark.parametrize(
        ("original", "rate", "source"),
        [
            (Money(Decimal(1)), "7", "央行"),
            (Money(Decimal(1), "USD"), "0", "央行"),
            (Money(Decimal(1), "USD"), "7", " "),
        ],
    )
    def test_is_not_made_without_a_foreign_amount_a_rate_and_a_source(self, original, rate, source):
        with pytest.raises(ValueError, match="source"):
            ConvertedMoney(original, Decimal(rate), date(2025, 3, 7), source)
