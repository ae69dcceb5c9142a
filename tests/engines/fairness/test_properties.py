"""Whatever the text: no crash, valid places, the same answer again, no influence of unrelated paragraphs."""

from hypothesis import given, settings
from hypothesis import strategies as st

from luodi.engines.fairness import load_pack, review

from .labelled import clauses

PIECES = [
    "甲方", "乙方", "按", "区级留存", "的50%", "给予奖励", "不得", "迁出", "注册地", "迁入本区", "税收", "返还", "土地出让金", "指定",
    "公司", "本地", "投标", "加分", "须", "方可", "经营", "备案", "。", ",", ";", ":", "(一)", "第三条 ", "\n", "\t", "《办法》", " ", "　",
    "５０％", "獎勵", "稅", "①", "1.", "\u200b", "\r\n", "“", "”", "abc", "12", "不以", "为条件", "已废止", "但", "…", "\x00", "😀", "\ud800",
]  # fmt: skip
TEXTS = st.one_of(st.text(max_size=200), st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
FILLER = "双方每季度召开一次联席会议,通报工程进度。"


def found(text):
    return [(each.id, each.severity, each.quote) for each in review(text, pack=load_pack()).findings]


class TestAnyText:
    @settings(max_examples=60, deadline=None)
    @given(TEXTS)
    def test_spans_are_valid_and_the_answer_is_the_same_again(self, text):
        outcome = review(text, pack=load_pack())
        for finding in outcome.findings:
            start, end = finding.span
            assert 0 <= start < end <= len(text)
            assert finding.quote == text[start:end]
            assert 0 < finding.confidence <= 1
        assert review(text, pack=load_pack()) == outcome

    @settings(max_examples=20, deadline=None)
    @given(st.sampled_from(clauses("clauses")), st.sampled_from(clauses("clauses")))
    def test_unrelated_paragraphs_change_nothing_whatever_their_order(self, one, other):
        first, second = (f"{each['text'].strip()}\n\n第九条 {FILLER}\n\n" for each in (one, other))
        alone = sorted(found(first) + found(second))
        assert sorted(found(first + second)) == alone
        assert sorted(found(second + first)) == alone
