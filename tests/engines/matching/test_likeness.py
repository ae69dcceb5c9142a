"""Investors and projects alike: symmetric, certain of itself, blind to how a name is written, never by product alone."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luodi.engines.matching import (
    Party,
    Stake,
    core_key,
    identity_keys,
    likeness,
    same_group,
    search_pairs,
    top_controllers,
)
from luodi.values.credit_code import CreditCode

CODE, OTHER_CODE = (CreditCode.compose("91", "330105", f"MA0000{n}0").text for n in (1, 2))
WORDS = st.text(alphabet="澄川禾照星垣栖微云杉砚池朗衡岳医药智能储数据abc", min_size=2, max_size=8)
PARTIES = st.builds(
    Party, name=WORDS.map(lambda word: f"{word}有限公司"), aliases=st.lists(WORDS, max_size=2).map(tuple),
    credit_code=st.sampled_from(["", CODE, OTHER_CODE]), foreign_number=st.sampled_from(["", "HK-12345", "SG99"]),
    groups=st.frozensets(st.sampled_from(["甲控股", "乙集团"]), max_size=2),
    product=st.sampled_from(["", "储能电池", "抗体药物", "储能电芯"]), site=st.sampled_from(["", "东港数谷A座", "盐仓智造园"]),
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(one=PARTIES, other=PARTIES)
def test_a_score_is_the_same_both_ways_and_between_nothing_and_one(one, other):
    there, back = likeness(one, other), likeness(other, one)
    assert there.score == back.score and there.investor == back.investor
    assert 0 <= there.investor <= there.score <= 1
    assert sorted(reason.code for reason in there.reasons) == sorted(reason.code for reason in back.reasons)


@settings(max_examples=100, deadline=None)
@given(one=PARTIES)
def test_anybody_is_certainly_itself(one):
    assert likeness(one, one).score == 1.0


WRITINGS = [
    "澄川医药科技有限公司", "澄川医药科技有限责任公司", "澄川医药科技股份有限公司", "澄川医药科技集团有限公司", "澄川医药科技集团",
    "　澄川 医药科技 有限公司 ", "浙江澄川医药科技有限公司", "浙江省澄川医药科技（杭州）有限公司", "杭州市拱墅区澄川医药科技有限公司",
    "云州市临潮区澄川医药科技有限公司", "【澄川医药科技】有限公司", "澄川医药科技(临潮区)有限公司",
]  # fmt: skip


@pytest.mark.parametrize("writing", WRITINGS)
def test_one_firm_is_known_in_any_writing(writing):
    assert likeness(Party(name=WRITINGS[0]), Party(name=writing)).investor >= 0.95
    assert set(identity_keys(name=writing)) == {"n:澄川医药科技"}


@settings(max_examples=60, deadline=None)
@given(
    word=st.text(alphabet="澄川禾照星垣栖微云杉砚池朗衡岳", min_size=3, max_size=6),
    wide=st.booleans(),
    spaces=st.booleans(),
)
def test_width_and_spaces_change_nothing(word, wide, spaces):
    name = f"{word}A1科技有限公司"
    other = name.replace("A1", "Ａ１") if wide else name
    other = " ".join(other) if spaces else other
    assert likeness(Party(name=name), Party(name=other)).score == 1.0


class TestReasons:
    def test_a_code_outweighs_another_name(self):
        found = likeness(Party(name="澄川医药", credit_code=CODE), Party(name="禾照储能", credit_code=CODE.lower()))
        assert found.score == 1.0 and found.words() == "统一社会信用代码相同"
        assert found.words("en") == "same credit code"

    def test_two_codes_tell_two_firms_of_one_name_apart(self):
        one, other = Party(name="澄川医药", credit_code=CODE), Party(name="澄川医药", credit_code=OTHER_CODE)
        found = likeness(one, other)
        assert found.score == 0.7 and found.reasons[0].code == "other_code"

    def test_a_former_name_or_short_name_is_recognised(self):
        assert (
            likeness(Party(name="新澄生物", aliases=("澄川医药科技有限公司",)), Party(name="澄川医药科技")).score
            >= 0.95
        )
        assert likeness(Party(name="澄川医药"), Party(name="澄川医药科技有限公司")).score == 0.8

    def test_one_group_is_a_candidate_and_with_its_product_certain_enough(self):
        one = Party(name="禾照储能", groups=frozenset({"长空控股"}), product="储能电池项目", site="东港数谷A座")
        other = Party(name="星垣新材", groups=frozenset({"长空控股"}))
        assert likeness(one, other).score == 0.7
        twin = Party(name="星垣新材", groups=frozenset({"长空控股"}), product="储能电池", site="东港数谷 A座")
        assert likeness(one, twin).score >= 0.8

    def test_a_product_and_a_site_alone_never_occupy(self):
        found = likeness(
            Party(name="禾照储能", product="电池", site="东港"), Party(name="星垣新材", product="电池", site="东港")
        )
        assert found.investor == 0 and found.score < 0.8

    def test_nothing_is_like_nothing(self):
        assert likeness(Party(), Party()).score == 0


class TestGroups:
    STAKES = (
        Stake("长空控股集团有限公司", "长空能源有限公司", 70), Stake("长空能源", "禾照储能有限公司", 50),
        Stake("长空控股", "星垣新材有限公司"), Stake("长空控股", "云杉文化有限公司", 49.9),
    )  # fmt: skip

    def test_follow_control_upwards_from_the_parameter_on(self):
        assert same_group("禾照储能", "星垣新材", self.STAKES)
        assert not same_group("禾照储能", "云杉文化", self.STAKES)
        assert same_group("禾照储能", "云杉文化", self.STAKES, control=40)

    def test_end_where_they_close_a_circle(self):
        circle = [Stake("甲甲", "乙乙", 60), Stake("乙乙", "甲甲", 60)]
        assert top_controllers("甲甲", circle) and same_group("甲甲", "乙乙", circle)

    def test_a_firm_that_nobody_controls_is_its_own_top(self):
        assert top_controllers("澄川医药有限公司", self.STAKES) == {"澄川医药"}


def test_rare_pairs_are_sought_first():
    assert search_pairs("澄川科技有限公司", {"科技": 0.4, "川科": 0.01})[0] == "澄川"
    assert core_key("社区服务有限公司") == "社区服务"
