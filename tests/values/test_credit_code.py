"""Unified social credit codes are checked, put right only where nothing can go wrong, and say nothing about an address."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luodi.values.credit_code import (
    CreditCode,
    CreditCodeFailsCheck,
    CreditCodeFailsOrganisationCheck,
    CreditCodeHasWrongCharacter,
    CreditCodeIsOldRegistration,
    CreditCodeIsScientific,
    CreditCodeNotUnderstood,
)
from luodi.values.refusal import Refusal

LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CODES = st.builds(
    CreditCode.compose,
    st.sampled_from(["91", "92", "52", "12"]),
    st.from_regex(re.compile(r"\d{6}", re.ASCII), fullmatch=True),
    st.text(alphabet=LETTERS, min_size=8, max_size=8),
)
PUBLISHED = ["91330100799655058B", "9144030071526726XG", "914403001922038216", "91110000802100433B"]


@pytest.mark.parametrize("text", PUBLISHED)
def test_published_codes_pass_both_checks(text):
    assert CreditCode.parse(text).text == text


@pytest.mark.parametrize(
    "text",
    [
        "9133 0100 7996 55058B",
        "91330100799655058b",
        "９１３３０１００７９９６５５０５８Ｂ",
        "91330100-799655058-B",
        "\u200b91330100799655058B\n",
    ],
)
def test_width_case_spaces_and_dashes_are_put_right(text):
    assert CreditCode.parse(text).text == "91330100799655058B"


@pytest.mark.parametrize(
    ("value", "refusal", "says"),
    [
        ("91310000631141433P", CreditCodeFailsCheck, "最后一位"),
        ("9.1330E+17", CreditCodeIsScientific, "“文本”格式"),
        ("9.1330e17", CreditCodeIsScientific, "“文本”格式"),
        (9.1330100799655e17, CreditCodeIsScientific, "“文本”格式"),
        ("330100000012345", CreditCodeIsOldRegistration, "15 位的旧工商注册号"),
        ("9133010079965505", CreditCodeNotUnderstood, "16 个字符"),
        ("", CreditCodeNotUnderstood, "0 个字符"),
        ("91330100799655O58B", CreditCodeHasWrongCharacter, "第 15 位的“O”"),
        ("91A30100799655058B", CreditCodeHasWrongCharacter, "第 3 位的“A”"),
        ("91330100７９９６５５０５8汉", CreditCodeHasWrongCharacter, "第 18 位的“汉”"),
    ],
)
def test_each_mistake_has_its_own_sentence(value, refusal, says):
    with pytest.raises(refusal, match=says):
        CreditCode.parse(value)


def test_a_wrong_organisation_code_is_found_even_if_the_last_character_fits():
    good = CreditCode.compose("91", "330105", "MA2ABCDE").text
    wrong = next(digit for digit in "0123456789" if digit != good[16])
    last = next(
        code
        for letter in LETTERS
        for code in [good[:16] + wrong + letter]
        if not isinstance(_refusal(code), CreditCodeFailsCheck)
    )
    assert isinstance(_refusal(last), CreditCodeFailsOrganisationCheck)


@given(CODES)
def test_composed_codes_pass(code):
    assert CreditCode.parse(code.text.lower()) == code
    assert code.organisation_code == code.text[8:17]


@given(CODES, st.integers(0, 17), st.sampled_from(LETTERS))
def test_any_single_mistyped_character_is_found(code, place, letter):
    mistyped = code.text[:place] + letter + code.text[place + 1 :]
    assert (_refusal(mistyped) is None) == (mistyped == code.text)


@given(CODES, st.integers(0, 16))
def test_any_two_neighbours_exchanged_are_found(code, place):
    one, other = code.text[place], code.text[place + 1]
    exchanged = code.text[:place] + other + one + code.text[place + 2 :]
    assert (_refusal(exchanged) is None) == (one == other)


def test_a_code_says_nothing_about_a_present_address():
    public = {name for name in dir(CreditCode) if not name.startswith("_")}
    assert public == {"text", "parse", "compose", "organisation_code"}


def _refusal(text):
    try:
        CreditCode(text)
    except Refusal as refusal:
        return refusal
    return None
