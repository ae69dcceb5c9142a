"""What is offered instead of a forbidden sentence is itself found by no rule; sentences are cut where they end."""

import tomllib
from pathlib import Path

import pytest

import luodi.reviews
from luodi.engines import fairness
from luodi.reviews.passages import pieces_changed, sentence_around, wording_of

WORDINGS = tomllib.loads((Path(luodi.reviews.__file__).parent / "wordings.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("rule", WORDINGS)
def test_no_rule_finds_the_wording_that_is_offered(rule):
    pack = fairness.load_pack()
    assert rule in pack.rules
    found = fairness.review(WORDINGS[rule], pack=pack).findings
    assert [(each.id, each.quote) for each in found if each.severity == "forbid"] == []


def test_a_wording_is_taken_from_the_advice_only_where_it_stands_for_the_whole():
    assert wording_of("X", "改为“双方依法履行各自义务”。") == "双方依法履行各自义务。"
    assert wording_of("X", "删除该要求,并写明“不影响企业依法开展经营”。") == ""


@pytest.mark.parametrize(
    ("text", "words", "sentence"),
    [
        ("甲。第二条　乙须迁入本区。丙。", "迁入", "乙须迁入本区。"),
        ("一、乙须迁入\n二、丙", "迁入", "乙须迁入"),
        ("乙须迁入", "乙须迁入", "乙须迁入"),
        ("甲；（三）乙须迁入本区；丙", "迁入本区；", "乙须迁入本区；"),
    ],
)
def test_a_sentence_is_given_without_its_number(text, words, sentence):
    start = text.index(words)
    first, last = sentence_around(text, start, start + len(words))
    assert text[first:last] == sentence


@pytest.mark.parametrize(
    ("before", "after"), [("甲乙丙", "甲丁丙"), ("", "新"), ("长文\n" * 3000, "长文\n" * 2999 + "短文\n")]
)
def test_both_texts_can_be_put_together_from_what_differs(before, after):
    pieces = list(pieces_changed(before, after))
    assert "".join(words for mark, words in pieces if mark != "inserted") == before
    assert "".join(words for mark, words in pieces if mark != "deleted") == after
