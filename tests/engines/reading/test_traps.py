"""The traps of newspaper pages, each on a text of our own."""

from datetime import date

import pytest

from luodi.engines.reading import read

ISSUE = date(2025, 3, 8)
LEAD = "临潮区召开招商大会\n\n本报讯(记者 邵一鸣)"


def article(body, lead=LEAD, issue=ISSUE):
    return read(lead + body, issue_date=issue).articles[0]


def facts(body, kind, **more):
    return [fact for fact in article(body, **more).facts if fact.type == kind]


def values(body, kind, key="value", **more):
    return [fact.fields[key] for fact in facts(body, kind, **more)]


class TestBrokenText:
    def test_a_list_of_names_after_an_unfinished_line_is_a_gap(self):
        read_ = article("会议听取区委办、区商务局、区检察院党组\n\n顾怀民、叶知秋等区领导参加。")
        assert [edit.kind for edit in read_.edits] == ["gap"]
        assert {f.fields["post"] for f in read_.facts if f.type == "person"} == {"区领导"}

    def test_a_credit_in_a_sentence_is_cut_and_a_doubled_character_dropped(self):
        read_ = article("会议要求,以高水平招商带动产业高水平提\n\n方晓彤摄\n\n提升,落实好项目全生命周期管理。")
        assert [edit.kind for edit in read_.edits] == ["cut_credit", "drop_dup", "join"]
        assert read_.photo == {"credit": "方晓彤摄", "name": "方晓彤"}

    def test_a_doubled_word_around_a_line_break_is_dropped(self):
        read_ = article("全区推动高质量\n质量发展,签约项目12个。")
        assert [(edit.kind, edit.text) for edit in read_.edits if edit.kind == "drop_dup"] == [("drop_dup", "质量")]

    def test_a_character_that_rightly_stands_twice_stays(self):
        assert not [edit for edit in article("大家边走边看\n看得仔细,签约项目12个。").edits if edit.kind == "drop_dup"]

    @pytest.mark.parametrize("jump", ["(下转3版)", "（下转第3版）", "下转3版", "(下转A3版)"])
    def test_a_jump_line_ends_an_incomplete_article(self, jump):
        read_ = article(
            f"3月7日,大会举行。会议指出,在谋划工作时{jump}\n\n临潮区举行签约仪式\n\n本报讯(记者 田若溪)3月6日,签约12个项目。"
        )
        assert read_.jump.startswith("下转")
        assert not read_.complete

    def test_an_article_continued_from_another_page_says_so(self):
        read_ = article("(上接1版)区领导出席。")
        assert not read_.complete
        assert any("上接1版" in gap for gap in read_.gaps)

    def test_short_lines_of_a_narrow_column_are_no_headlines(self):
        body = "3月7日下午,大会举行。\n\n海洋装备产业是现代制造\n\n业的支柱之一,现有企业12家。"
        assert len(read(LEAD + body, issue_date=ISSUE).articles) == 1
        assert values(body, "count") == [12]

    def test_a_name_cut_by_a_line_break_is_one_name_with_two_spans(self):
        (first, *_) = facts("区领导章\n\n远、骆一舟出席。", "person")
        assert first.fields["name"] == "章远"
        assert len(first.spans) == 2

    def test_a_name_set_with_a_space_is_one_name(self):
        assert values("区领导章　远、骆一舟出席。", "person", "name") == ["章远", "骆一舟"]

    def test_a_text_that_breaks_off_is_incomplete(self):
        read_ = article("3月7日,大会举行,区委书记沈望舒强调要")
        assert not read_.complete
        assert read_.gaps


class TestNumbersThatCount:
    @pytest.mark.parametrize(
        ("body", "expected"),
        [
            ("签约了37个重点项目,聘请37名专家。", [37, 37]),
            ("企业来自世界500强,围绕“1+4+N”产业和6+1行动。", []),
            ("推动“五链”融合,聚焦两廊联进,四套班子领导参加。", []),
            ("坚持“两个毫不动摇”,第十二次会议,前三名。", []),
            ("签约项目60个,总部企业十二家。", [60, 12]),
            ("签下432.7亿元的87个项目。", [87]),
            ("2025年14名由高管、合伙人组成的“招商大使”接旗出征。", [14]),
            ("用了3个月,走访企业1200余家次。", [1200]),
            ("近三个月召开5个工作日的会议。", []),
            ("三大保卫战和四大片区。", [3, 4]),
            ("去年五月大会期间,两所高校和十余家机构到场。", [2, 10]),
        ],
    )
    def test_counts(self, body, expected):
        assert values(body, "count") == expected

    @pytest.mark.parametrize(
        ("body", "expected"),
        [
            ("总投资190亿元。", [(19_000_000_000, "CNY")]),
            ("到账外资8600万美元,注册资本3,200万元。", [(86_000_000, "USD"), (32_000_000, "CNY")]),
            ("总投资一百八十六亿元,奖励两千三百万元。", [(18_600_000_000, "CNY"), (23_000_000, "CNY")]),
            ("总投资４３２．７亿元。", [(43_270_000_000, "CNY")]),
            ("10亿元以上项目5个,过50亿元项目1个。", []),
            ("新引进超百亿元项目1个、单体投资50亿元(含)以上项目2个。", []),
            ("计划总投资3.2亿,建设厂房。", [(320_000_000, "CNY")]),
            ("投资1500万瑞士法郎和2亿港元。", [(15_000_000, "CHF"), (200_000_000, "HKD")]),
            ("总投资超过20亿元。", [(2_000_000_000, "CNY")]),
            ("打造千亿元级产业集群。", []),
        ],
    )
    def test_money(self, body, expected):
        assert [(f.fields["value"], f.fields["currency"]) for f in facts(body, "money")] == expected

    @pytest.mark.parametrize(
        ("body", "expected"),
        [
            ("占地300亩。", [(300, "亩")]),
            ("带动就业近1.3万人。", [(13_000, "人")]),
            ("建筑面积26万平方米,增长12.5%。", [(260_000, "平方米"), (12.5, "%")]),
            ("增长百分之十一,用地一千二百亩。", [(1200, "亩"), (11, "%")]),
        ],
    )
    def test_quantities(self, body, expected):
        found = [(f.fields["value"], f.fields["unit"]) for f in facts(body, "quantity")]
        assert sorted(found, key=str) == sorted(expected, key=str)

    def test_stated_and_named_are_both_kept(self):
        reading = read(LEAD + "现场向海曙药业、青屿科技等24家企业兑现了政策资金。", issue_date=ISSUE)
        (count,) = [f for f in reading.articles[0].facts if f.type == "count"]
        assert (count.fields["named"], count.fields["named_of"]) == (["海曙药业", "青屿科技"], "2/24")
        assert [(f.code, dict(f.params)["named"]) for f in reading.findings] == [("list_wanted", 2)]


class TestDates:
    @pytest.mark.parametrize(
        ("body", "issue", "expected"),
        [
            ("3月7日下午,大会举行。", ISSUE, ["2025-03-07"]),
            ("3月7日下午,大会举行。", None, ["--03-07"]),
            ("12月30日,大会举行。", date(2026, 1, 3), ["2025-12-30"]),
            ("二〇二五年三月七日,大会举行。", None, ["2025-03-07"]),
            ("3月5日至7日,代表团考察。", ISSUE, ["2025-03-05"]),
            ("3月5日上午集合,3月6日返回。", ISSUE, ["2025-03-05", "2025-03-06"]),
            ("日前,大会举行。", ISSUE, [None]),
            ("学习近期重要讲话,近年来成效明显。", ISSUE, []),
            ("昨天下午,大会举行。", ISSUE, ["2025-03-07"]),
            ("6日下午,大会举行。", ISSUE, ["2025-03-06"]),
            ("6月底前完成,年底前验收。", ISSUE, ["2025-06-30", "2025-12-31"]),
            ("2月30日,大会举行。", ISSUE, [None]),
            ("研究院创办于2016年,2025年度计划不变。", ISSUE, ["2016"]),
        ],
    )
    def test_dates(self, body, issue, expected):
        assert values(body, "date", issue=issue) == expected

    def test_a_year_in_the_event_gives_the_year(self):
        (found,) = facts("3月7日,临潮区召开2025年招商大会。", "date", issue=None)
        assert (found.fields["value"], found.fields["year_inferred"]) == ("2025-03-07", True)
        assert "year_from_article" in found.doubt_reasons

    def test_the_weekday_is_held_against_the_calendar(self):
        right = read(LEAD + "3月7日(星期五),大会举行。", issue_date=ISSUE)
        wrong = read(LEAD + "3月7日（星期三），大会举行。", issue_date=ISSUE)
        assert [f.code for f in right.findings] == []
        assert [f.code for f in wrong.findings] == ["weekday_does_not_fit"]


class TestPersons:
    @pytest.mark.parametrize(
        ("body", "expected"),
        [
            ("区委书记沈望舒率队。", [("沈望舒", "区委书记")]),
            ("区委副书记、代区长陆景行主持。", [("陆景行", "区委副书记、代区长")]),
            ("顾怀民、叶知秋等区四套班子领导参加。", [("顾怀民", "区四套班子领导"), ("叶知秋", "区四套班子领导")]),
            ("区领导欧阳旭、司马白参加。", [("欧阳旭", "区领导"), ("司马白", "区领导")]),
            ("区领导高度重视,领导关心项目,代表向大会报告。", []),
            ("青屿科技董事长鲁大川说,项目将开工。", [("鲁大川", "青屿科技董事长")]),
            ("区长方舟出席,副区长于洋、文静列席。", [("方舟", "区长"), ("于洋", "副区长"), ("文静", "副区长")]),
            ("沈望舒(区委书记)出席。", [("沈望舒", "区委书记")]),
        ],
    )
    def test_names_and_posts(self, body, expected):
        assert [(f.fields["name"], f.fields["post"]) for f in facts(body, "person")] == expected

    def test_one_person_with_two_posts_is_a_finding(self):
        reading = read(LEAD + "区长陆景行主持。会上,区政协主席陆景行讲话。", issue_date=ISSUE)
        assert [f.code for f in reading.findings] == ["one_person_two_posts"]


class TestOrganisationsSitesDeals:
    @pytest.mark.parametrize(
        ("body", "expected"),
        [
            (
                "区商务局、望潮街道、市轻纺集团作交流发言。",
                [("区商务局", "交流发言"), ("望潮街道", "交流发言"), ("市轻纺集团", "交流发言")],
            ),
            ("会上,金融办、住建局分别汇报了工作。", [("金融办", "汇报"), ("住建局", "汇报")]),
            ("由区发改局牵头、区财政局配合,6月底前完成。", [("区发改局", "牵头"), ("区财政局", "配合")]),
            ("会议听取区自然资源和规划局关于用地情况的汇报。", [("区自然资源和规划局", "汇报")]),
            ("总书记听取省委和省政府工作汇报时指出方向。", []),
            ("相关街道、国企及东港数谷等25家单位接下招商引资目标计划书。", [("东港数谷", "接下招商引资目标计划书")]),
        ],
    )
    def test_organisations(self, body, expected):
        assert [(f.fields["name"], f.fields["role"]) for f in facts(body, "org")] == expected

    def test_sites_need_no_facility_noun_after_a_verb_of_visiting(self):
        body = "3月6日,临潮区党政代表团赴海州学习考察。代表团先后走进云隐一九七八、时光里和海州数谷。"
        assert values(body, "site", "name") == ["云隐一九七八", "时光里", "海州数谷"]

    def test_a_place_that_is_only_referred_to_is_named_in_full(self):
        body = "代表团一行抵达海州。位于城东的海州医疗器械园,集聚企业80家。在这里,代表团一行听取介绍。海州芯片产业园去年建成。代表团前往产业园展示中心参观。"
        assert "海州芯片产业园" in values(body, "site", "name")

    @pytest.mark.parametrize(
        "body",
        [
            "泽川动力有限公司将建设双极板制造基地项目。项目总投资7.2亿元。",
            "双极板制造基地项目由泽川动力投资建设,总投资7.2亿元。",
            "泽川动力计划投资7.2亿元建设双极板制造基地项目。",
            "1.双极板制造基地项目。投资方为泽川动力有限公司,总投资72000万元。",
            "项目名称：双极板制造基地项目\n投资方：泽川动力有限公司\n总投资：7.2亿元",
            "序号 项目名称 投资方 总投资(万元)\n1 双极板制造基地项目 泽川动力有限公司 72000",
        ],
    )
    def test_one_deal_told_in_many_ways(self, body):
        deals = facts("签约项目如下。\n" + body, "deal", lead="临潮区集中签约名单\n\n")
        assert [(d.fields["project"], d.fields["amount"]) for d in deals] == [("双极板制造基地项目", 720_000_000)]
        assert deals[0].fields["investor"].startswith("泽川动力")

    def test_parts_beyond_the_total_are_a_finding(self):
        body = (
            "签约项目2个,总投资10亿元。甲乙科技投资7亿元建设云端制造基地项目。丙丁科技投资8亿元建设海上风电运维项目。"
        )
        assert "parts_exceed_total" in {f.code for f in read(LEAD + body, issue_date=ISSUE).findings}

    def test_the_headline_is_held_against_the_body(self):
        lead = "临潮区签约38个项目\n\n本报讯(记者 邵一鸣)"
        assert "headline_against_body" in {
            f.code for f in read(lead + "3月7日,集中签约37个项目。", issue_date=ISSUE).findings
        }

    def test_enterprises_of_the_district_are_no_name(self):
        body = "相关街道、区属国企及东港数谷等25家单位接下招商引资目标计划书。"
        assert [fact.fields["name"] for fact in facts(body, "org")] == ["东港数谷"]
        assert values(body, "count", "named") == [["东港数谷"]]


class TestTasks:
    def test_an_item_of_a_follow_up_list_has_unit_and_day(self):
        text = "重点工作督办清单\n\n1．完成征迁扫尾。\n责任单位：区住建局、望潮街道\n完成时限：6月30日前\n\n2．建立载体清单。\n责任单位：区国投集团\n"
        tasks = [f for f in read(text, issue_date=ISSUE).articles[0].facts if f.type == "task"]
        assert [t.fields["assignee"] for t in tasks] == ["区住建局、望潮街道", "区国投集团"]
        assert tasks[0].fields["deadline"] == "2025-06-30"
        assert all(t.fields["named_assignee"] for t in tasks)

    def test_a_demand_names_nobody(self):
        (task,) = facts("3月7日,大会举行。沈望舒强调,要落实好项目全生命周期管理。", "task")
        assert (task.fields["demanded_by"], task.fields["named_assignee"]) == ("沈望舒", False)

    def test_slogans_are_no_tasks(self):
        assert facts("沈望舒强调,要奋力谱写新篇章,展现新担当,开创高质量发展新局面。", "task") == []

    def test_what_a_firm_says_of_itself_is_no_task(self):
        assert facts("青屿科技董事长鲁大川表示,要在年底前完成厂房建设。", "task") == []
