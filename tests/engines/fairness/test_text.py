"""What the text side understands: places, form, lists, bans, abolition, watching, links inside an article."""

import pytest

from luodi.engines.fairness import load_pack, review
from luodi.engines.fairness.canonical import canonical, rising
from luodi.engines.fairness.units import units


def forbids(text):
    return [finding.id for finding in review(text, pack=load_pack()).of("forbid")]


def reviews(text):
    return [finding.id for finding in review(text, pack=load_pack()).of("review")]


class TestPlaces:
    def test_a_quote_is_the_phrase_within_its_sentence(self):
        text = "第一条 总则。\n第二条 双方友好协商,甲方按乙方区级留存的50%给予奖励,每年兑付一次。"
        (finding,) = review(text, pack=load_pack()).findings
        assert finding.quote == text[finding.span[0] : finding.span[1]]
        assert finding.quote.startswith("区级留存的50%")
        assert "友好" not in finding.quote

    def test_spans_index_the_text_as_it_came(self):
        text = "\ufeff甲方按乙方缴納稅\n收區級留存的 ５０ ％ 給予奖励。"
        (finding,) = review(text, pack=load_pack()).findings
        assert finding.quote == text[finding.span[0] : finding.span[1]]
        assert "５０ ％" in finding.quote

    def test_each_finding_carries_reason_rewrite_article_and_confidence(self):
        (finding,) = review("企业须在本区纳税方可享受奖励。", pack=load_pack()).findings
        assert finding.article == "办法第19条第3项"
        assert finding.reason and finding.reason_en and finding.rewrite and finding.rewrite_en
        assert 0 < finding.confidence <= 1


class TestMeaning:
    """What a sentence holds counts, not the order of its words."""

    @pytest.mark.parametrize(
        "text",
        [
            "乙方须交回全部补助,若在六年内搬到区外。",
            "若乙方未满六年即搬到区外,全部补助须交回。",
            "全部补助,乙方搬到区外未满六年的,须予交回。",
        ],
    )
    def test_one_meaning_in_three_orders(self, text):
        assert forbids(text) == ["G01"]

    def test_slots_that_stand_far_apart_say_nothing_together(self):
        text = f"土地款由竞得人缴纳,{'双方按照约定的节点推进,' * 8}镇里负责打扫。"
        assert forbids(text) == []

    def test_where_a_phrase_forbids_a_meaning_of_another_rule_says_nothing_new(self):
        assert forbids("企业须经街道同意并将税务登记关系转入本区,方可享受补贴。") == ["C04"]


class TestForm:
    @pytest.mark.parametrize(
        "text",
        [
            "采取先征后返方式给予奖励。",
            "采取先 征 后 返方式给予奖励。",
            "采取“先征后返”方式给予奖励。",
            "採取先徵後返方式給予獎勵。",
            "采取先征\n后返方式给予奖励。",
            "采取先征\r\n\r\n— 3 —\r\n\r\n后返方式给予奖励。",
            "采取先\u200b征后返方式给予奖励。",
        ],
    )
    def test_one_sentence_in_many_forms(self, text):
        assert forbids(text) == ["C05"]

    def test_a_title_in_its_marks_orders_nothing(self):
        assert forbids("双方知悉《关于清理税收返还和地方财政贡献奖励的通知》的内容。") == []

    def test_a_table_row_is_one_sentence(self):
        assert forbids("支持项目\t条件\t标准\n落户支持\t注册地迁入本区\t奖励50万元\n") == ["C04"]


class TestLists:
    def test_a_condition_in_an_item_belongs_to_the_sentence_that_leads_in(self):
        assert forbids("享受奖励的企业应当符合下列条件:\n(一)依法经营;\n(二)税务登记关系转入本区。\n") == ["C04"]

    def test_a_ban_that_leads_in_covers_every_item(self):
        assert forbids("不得有下列行为:(一)按地方贡献给予奖励;(二)对特定企业先征后返;(三)零地价供地。") == []

    def test_a_heading_of_banned_things_covers_what_follows(self):
        assert forbids("四、禁止清单\n1.按区级贡献的30%给予奖励。\n2.零地价供地。\n") == []

    def test_a_condition_in_another_sentence_of_the_article_is_linked(self):
        text = "第三条 甲方给予乙方装修补助。补助按审计金额的20%支付。乙方应将税收征管关系迁入甲方辖区。"
        assert forbids(text) == ["C04"]

    def test_a_condition_in_another_article_is_not_linked(self):
        assert "C04" not in forbids("第三条 甲方按政策给予补助。\n第四条 乙方应将税收征管关系迁入甲方辖区。\n")


class TestSense:
    @pytest.mark.parametrize(
        "text",
        [
            "不得按地方财政贡献给予奖励。",
            "严禁以税收返还、零地价等方式招商。",
            "补贴不以企业注册地迁入本区为条件。",
            "甲方不要求乙方在本区经营满十年。",
            "区级贡献仅作监测,不作为奖励依据。",
            "税收数据供分析参考,与补助兑付无关。",
            "原办法第八条按区级留存的50%给予奖励的规定已废止。",
            "经审查,“按纳税额的10%给予奖励”的条款违反条例,建议删除。",
            "第六条原约定先征后返。上述约定自即日起停止执行。",
            "本办法所称地方财政贡献,是指区级留存的税收收入。",
            "任何单位不得阻碍企业迁出本区。",
            "甲方不承诺给予乙方税收减免。",
        ],
    )
    def test_a_ban_watching_abolition_or_definition_clears(self, text):
        assert forbids(text) == []

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("不得违规返还,但对链主企业可按区级贡献的50%给予奖励。", ["C05"]),
            ("原办法已废止,现按区级留存的50%给予奖励。", ["C05"]),
            ("原协议约定按区级留存的50%给予奖励,继续执行。", ["C05"]),
            ("未将注册地迁入本区的,不予兑付补助。", ["C04"]),
            ("本协议所称发展奖励,是指甲方按区级留存的60%给予乙方的奖励。", ["C05"]),
            ("甲方不得泄露乙方商业秘密,甲方按乙方区级贡献的50%给予奖励。", ["C05"]),
        ],
    )
    def test_an_exception_a_successor_or_a_refusal_on_condition_does_not_clear(self, text, expected):
        assert forbids(text) == expected

    def test_what_is_only_a_wish_is_for_review(self):
        text = "乙方计划在甲方辖区设立一家子公司。"
        assert (forbids(text), reviews(text)) == ([], ["G02"])

    def test_an_exception_of_article_twelve_is_for_review(self):
        text = "依据《公平竞争审查条例》第十二条例外规定,授予该公司独家经营权,期限至2027年底。"
        assert (forbids(text), reviews(text)) == ([], ["E02"])


class TestCanonical:
    def test_places_never_go_back(self):
        assert rising(canonical("甲方　按\n１００％ 給予\t獎勵①。\r\n\r\n12\r\n\r\n乙方").at)

    def test_a_very_long_sentence_is_cut(self):
        assert max(len(unit.text) for unit in units(canonical("甲方给予奖励," * 5000))) < 450
