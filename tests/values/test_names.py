"""Names are compared by what tells them apart, and found by any two characters. All firms here are invented."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luodi.values.names import bigrams, firm_key, normalised, query_bigrams, similarity

TEXTS = st.text(alphabet="澄川医药杭州市拱墅有限公司集团（）() 　-AbC1２&·", max_size=24)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("浙江省拱墅澄川医药（杭州）股份有限公司", "澄川医药"),
        ("杭州澄川医药有限公司", "澄川医药"),
        ("澄川 医药集团", "澄川医药"),
        ("澄川医药(集团)有限公司", "澄川医药"),
        ("中国（杭州）云栈智造集团有限公司", "云栈智造"),
        ("蓝汀股权投资合伙企业（有限合伙）", "蓝汀股权投资"),
        ("杭州大学", "杭州大学"),
        ("杭州有限公司", "杭州"),
        ("有限公司", "有限公司"),
        ("", ""),
        ("Lanting Bio Co., Ltd.", "lantingbio"),
        ("星芒科技（二期）", "星芒科技二期"),
    ],
)
def test_a_firm_is_known_by_what_tells_it_from_others(name, key):
    assert firm_key(name) == key


def test_width_case_brackets_and_compatibility_characters_are_one():
    assert normalised("ＡＢＣ　【杭州】⽣物") == normalised("abc(杭州)生物")


@given(TEXTS)
def test_a_normalised_name_stays_as_it_is(text):
    assert normalised(normalised(text)) == normalised(text)
    assert set(firm_key(text)) <= set(normalised(text))


@given(TEXTS, st.integers(0, 24), st.integers(0, 24))
def test_whatever_stands_in_a_text_is_found(text, start, end):
    assert set(query_bigrams(text[start:end])) <= set(bigrams(text))


def test_latin_words_are_tokens_too_and_a_single_character_is_none():
    assert bigrams("AI芯片 Lab") == ["ai", "i芯", "芯片", "片l", "la", "ab", "lab"]
    assert query_bigrams("芯") == []
    assert query_bigrams("芯片 AI") == ["芯片", "ai"]


def test_alike_names_rank_above_unlike_ones():
    assert similarity("杭州澄川医药有限公司", "澄川医药（杭州）股份有限公司") == 1.0
    assert (
        similarity("澄川医药", "澄川医药科技")
        > 0.7
        > similarity("澄川医药", "蓝汀医药")
        > similarity("澄川医药", "云栈智造")
        == 0
    )
    assert similarity("", "") == 0


@given(TEXTS, TEXTS)
def test_similarity_is_even_handed_and_between_none_and_all(one, other):
    assert 0 <= similarity(one, other) == similarity(other, one) <= 1
