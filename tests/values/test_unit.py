"""Units of money in headers."""

import pytest

from luodi.values.unit import Unit, UnitNotUnderstood, unit_in_header


@pytest.mark.parametrize(
    ("text", "factor", "currency"),
    [
        ("元", 1, "CNY"),
        ("万元", 10**4, "CNY"),
        ("亿元", 10**8, "CNY"),
        ("万", 10**4, "CNY"),
        ("百万美元", 10**6, "USD"),
        ("单位：万元", 10**4, "CNY"),
        (" 亿 元 ", 10**8, "CNY"),
        ("usd", 1, "USD"),
        ("万欧元", 10**4, "EUR"),
    ],
)
def test_a_unit_has_a_factor_and_a_currency(text, factor, currency):
    assert (Unit.parse(text).factor, Unit.parse(text).currency) == (factor, currency)


@pytest.mark.parametrize("text", ["", "亩", "个", "%", "两", "万万元"])
def test_other_units_are_refused(text):
    with pytest.raises(UnitNotUnderstood, match="万元"):
        Unit.parse(text)


@pytest.mark.parametrize(
    ("header", "unit"),
    [
        ("计划投资（万元）", "万元"),
        ("总投资(亿元)", "亿元"),
        ("投资额/万元", "万元"),
        ("金额，单位：万美元", "万美元"),
        ("投资（中方）[亿元]", "亿元"),
        ("项目名称", None),
        ("面积（亩）", None),
        ("", None),
    ],
)
def test_a_header_names_its_unit_in_brackets_or_behind_a_sign(header, unit):
    assert unit_in_header(header) == unit
