"""Indicators are defined once; what may be watched is not what may be paid for."""

import pytest

from luodi.values.indicator import (
    Direction,
    IndicatorCode,
    Joining,
    Kind,
    UnknownIndicator,
    indicator,
    indicators,
    of_agreements,
)


def test_the_five_indicators_of_the_agreements_are_there():
    assert [(one.code.text, one.zh) for one in of_agreements().values()] == [
        ("tax", "税收"),
        ("revenue", "营收"),
        ("fixed_assets", "固投"),
        ("rd_spend", "研发投入"),
        ("talent", "人才导入"),
    ]


def test_tax_and_revenue_may_be_watched_but_not_paid_for():
    assert {code for code, one in of_agreements().items() if not one.payable} == {"tax", "revenue"}
    assert all(one.watchable and one.reason_zh and one.reason_en for one in indicators().values())


def test_money_and_people_are_told_apart():
    assert {code for code, one in of_agreements().items() if not one.is_money} == {"talent"}
    assert {(one.kind, one.direction) for one in of_agreements().values()} == {(Kind.FLOW, Direction.HIGHER)}
    assert indicator("细颗粒物").direction == Direction.LOWER


def test_what_adds_up_is_a_flow_and_what_is_credited_adds_up_over_subjects():
    for one in indicators().values():
        assert (one.over_periods == Joining.SUM) == (one.kind == Kind.FLOW), one.code
        assert not one.credit or one.over_subjects == Joining.SUM, one.code
        assert not (one.is_money and one.places != 2) and one.observers, one.code


@pytest.mark.parametrize("name", ["固投", "固定资产投资", "fixed_assets", "Fixed-asset investment", " 固 投 "])
def test_an_indicator_is_found_by_any_of_its_names(name):
    assert indicator(name).code == IndicatorCode("fixed_assets")


def test_an_unknown_name_is_refused_with_those_there_are():
    with pytest.raises(UnknownIndicator, match="税收、营收、固投"):
        indicator("幸福感")


def test_no_name_means_two_indicators():
    names = [name for one in indicators().values() for name in {one.zh, one.en, one.code.text, *one.aliases}]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("text", ["", "Tax", "固投", "fixed-assets", "_tax", "tax_"])
def test_a_code_is_lower_case_words(text):
    with pytest.raises(ValueError, match="indicator code"):
        IndicatorCode(text)


def test_labels_follow_the_language():
    assert (indicator("tax").label("zh-hans"), indicator("tax").label("en")) == ("税收", "Tax")
