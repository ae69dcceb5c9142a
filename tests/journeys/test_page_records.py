"""Which records follow from confirmed facts: the real page by hand-made answer, and small pages of our own."""

import json
from datetime import date
from decimal import Decimal

from luodi.journeys.page_facts import PageArticle, PageFact, matching
from luodi.journeys.page_records import assignees, campaign_name, full_day, records_of

UNITS = {"区综合行政执法局": 1, "生态环境分局": 2, "区住建局": 3, "文晖街道": 4}
BODY = ("id", "type", "quote", "spans")


def fact(number, type_, quote, start=None, by_hand=False, **value):
    at = number * 100 if start is None else start
    return PageFact(number, type_, quote, ((at, at + len(quote)),), value, by_hand)


def article(*facts, kind="大会", headline="示例区2025年招商大会召开", number=1, **event):
    return PageArticle(number, headline, {"kind": kind, **event}, tuple(sorted(facts, key=lambda each: each.start)))


def page_of(path):
    """Read a hand-made answer as a page whose facts are all confirmed."""
    numbers = iter(range(1, 10_000))
    pages = []
    for at, raw in enumerate(json.loads(path.read_text(encoding="utf-8"))["articles"], start=1):
        facts = [
            PageFact(next(numbers), each["type"], each["quote"], tuple(map(tuple, each["spans"])),
                     {key: value for key, value in each.items() if key not in BODY})
            for each in raw["facts"]
        ]  # fmt: skip
        pages.append(PageArticle(at, raw["headline"], raw["event"], tuple(sorted(facts, key=lambda fact: fact.start))))
    return pages


def only_batch(*facts, **event):
    (meeting,) = records_of([article(*facts, **event)], {}.get).meetings
    (batch,) = meeting.batches
    return batch


class TestTheRealPage:
    def records(self, shared):
        return records_of(page_of(shared / "reading" / "seed-gold.json"), UNITS.get)

    def test_gives_one_meeting_for_each_of_the_five_articles(self, shared):
        kinds = [(meeting.kind, meeting.held_date) for meeting in self.records(shared).meetings]
        assert kinds == [
            ("committee", date(2025, 2, 28)),
            ("congress", date(2025, 3, 7)),
            ("trip", date(2025, 3, 3)),
            ("trip", date(2025, 3, 6)),
            ("promotion", None),
        ]

    def test_gives_the_eight_batches_of_the_congress_and_no_other(self, shared):
        batches = [batch for meeting in self.records(shared).meetings for batch in meeting.batches]
        assert [(batch.kind, batch.count) for batch in batches] == [
            ("headquarters", 64), ("ambassador", 14), ("award", 6), ("adviser", 37), ("partner", 20),
            ("signing", 37), ("payout", 24), ("target_plan", 25),
        ]  # fmt: skip
        assert not any(batch.unclear for batch in batches)

    def test_gives_the_total_to_the_signing_and_leaves_its_binding_unknown(self, shared):
        batches = {batch.kind: batch for meeting in self.records(shared).meetings for batch in meeting.batches}
        assert batches["signing"].total == Decimal(19_000_000_000)
        assert batches["signing"].binding == "unknown"
        assert [kind for kind, batch in batches.items() if batch.total is not None] == ["signing"]

    def test_names_the_members_whom_the_text_names(self, shared):
        batches = {batch.kind: batch for meeting in self.records(shared).meetings for batch in meeting.batches}
        named = {kind: [each.name for each in batch.named] for kind, batch in batches.items() if batch.named}
        assert named == {"payout": ["杭州中美华东制药", "阿斯利康医药"], "target_plan": ["大运河数智城"]}

    def test_gives_both_trips_with_their_sites_in_order(self, shared):
        trips = [meeting for meeting in self.records(shared).meetings if meeting.kind == "trip"]
        assert [(trip.host, len(trip.sites)) for trip in trips] == [("西湖区", 7), ("绍兴市越城区", 4)]
        assert trips[1].sites[0].name == "鉴水科技城展厅"

    def test_sets_up_one_campaign_with_its_leading_units_and_mentions_two(self, shared):
        campaigns = self.records(shared).campaigns
        (own,) = [campaign for campaign in campaigns if not campaign.mentioned]
        assert (own.name, own.year) == ("美丽拱墅", 2025)
        assert [(part.unit_text, part.unit_id) for part in own.parts if part.role == "lead"] == [
            ("区综合行政执法局", 1), ("生态环境分局", 2),
        ]  # fmt: skip
        assert [part.unit_text for part in own.parts if part.role == "explain"] == ["区美丽办"]
        assert len([part for part in own.parts if part.role == "speak"]) == 7
        assert [paper.kind for paper in own.papers] == ["plan", "incentive"]
        assert [campaign.name for campaign in campaigns if campaign.mentioned] == [
            "创新赋能攀高专项行动",
            "“6+1”专项行动",
        ]

    def test_keeps_demands_apart_from_the_two_follow_ups(self, shared):
        tasks = self.records(shared).tasks
        follow_ups = [task for task in tasks if task.kind == "follow_up"]
        assert len(tasks) == 15
        assert [(task.assignee_text, task.about) for task in follow_ups] == [
            ("全区", "税收、营收、固投、研发投入、人才导入"),
            ("区综合行政执法局、生态环境分局", "《2025年建设“美丽拱墅”打造一流环境品质城区实施方案》"),
        ]

    def test_loses_no_fact(self, shared):
        pages = page_of(shared / "reading" / "seed-gold.json")
        found = records_of(pages, {}.get)
        used = {left.fact_id for left in found.left} | {task.fact_id for task in found.tasks}
        for meeting in found.meetings:
            used |= {row.fact_id for row in (*meeting.attendances, *meeting.sites, *meeting.batches)}
            used |= {meeting.date_fact_id, *(batch.total_fact_id for batch in meeting.batches)}
        for campaign in found.campaigns:
            used |= {campaign.fact_id, *(row.fact_id for row in (*campaign.papers, *campaign.parts))}
        assert {each.id for page in pages for each in page.facts} <= used


class TestBatches:
    def test_takes_the_kind_from_the_relation_not_from_the_page(self):
        assert (
            only_batch(fact(1, "count", "12个项目", value=12, measure="个", object="项目", relation="现场签约")).kind
            == "signing"
        )

    def test_understands_the_codes_of_the_reading(self):
        assert (
            only_batch(fact(1, "count", "9家企业", value=9, measure="家", object="企业", relation="payout")).kind
            == "payout"
        )

    def test_leaves_an_open_relation_to_the_object(self):
        plate = fact(1, "count", "8家总部企业", value=8, measure="家", object="总部企业", relation="授牌")
        assert only_batch(plate).kind == "headquarters"

    def test_never_guesses_what_a_plate_was_for(self):
        batch = only_batch(fact(1, "count", "8家企业", value=8, measure="家", object="企业", relation="授牌"))
        assert (batch.kind, bool(batch.unclear)) == ("other", True)

    def test_asks_when_relation_and_object_disagree(self):
        batch = only_batch(fact(1, "count", "5家总部企业", value=5, measure="家", object="总部企业", relation="签约"))
        assert (batch.kind, batch.unclear) == ("other", ("signing", "headquarters"))

    def test_takes_a_cup_for_ambassadors_as_an_award(self):
        cup = fact(1, "count", "6名金牌招商大使", value=6, measure="名", object="金牌招商大使", relation="获颁荣誉奖杯")
        assert only_batch(cup).kind == "award"

    def test_asks_about_a_known_object_of_which_something_unknown_is_told(self):
        batch = only_batch(fact(1, "count", "9家总部企业", value=9, measure="家", object="总部企业", relation="点赞"))
        assert (batch.kind, batch.unclear) == ("other", ("headquarters",))

    def test_takes_no_guests_for_a_batch(self):
        guests = fact(1, "count", "64家总部企业", value=64, measure="家", object="总部企业", relation="应邀参加")
        (meeting,) = records_of([article(guests)], {}.get).meetings
        assert meeting.batches == ()

    def test_gives_no_batch_for_a_count_that_belongs_to_nothing(self):
        (meeting,) = records_of(
            [article(fact(1, "count", "三大保卫战", value=3, measure="大", object="保卫战"))], {}.get
        ).meetings
        assert meeting.batches == ()

    def test_gives_no_batch_for_the_figures_of_the_host_of_a_trip(self):
        told = fact(1, "count", "60个项目", value=60, measure="个", object="项目", relation="签约")
        (meeting,) = records_of([article(told, kind="考察学习")], {}.get).meetings
        assert meeting.batches == ()

    def test_takes_a_count_told_twice_once(self):
        facts = [fact(n, "count", "37个项目", value=37, measure="个", object="项目", relation="签约") for n in (1, 2)]
        found = records_of([article(*facts)], {}.get)
        assert len(found.meetings[0].batches) == 1
        assert [(left.fact_id, left.reason) for left in found.left] == [(2, "count_told_twice")]

    def test_refuses_a_count_that_is_none(self):
        odd = fact(1, "count", "若干项目", value=None, measure="个", object="项目", relation="签约")
        found = records_of([article(odd)], {}.get)
        assert found.meetings[0].batches == ()

    def test_finds_the_total_beside_its_count_without_a_reference(self):
        count = fact(1, "count", "12个项目", start=10, value=12, measure="个", object="项目", relation="签约")
        money = fact(2, "money", "30亿元", start=24, value=3_000_000_000, currency="CNY", role="总投资")
        assert only_batch(count, money).total_fact_id == 2

    def test_keeps_a_foreign_total_out_of_the_yuan(self):
        count = fact(1, "count", "12个项目", value=12, measure="个", object="项目", relation="签约")
        money = fact(2, "money", "3亿美元", value=300_000_000, currency="USD", role="总金额", of="12个项目")
        assert only_batch(count, money).total is None

    def test_gives_money_with_another_role_to_no_count(self):
        count = fact(1, "count", "12个项目", start=10, value=12, measure="个", object="项目", relation="签约")
        money = fact(2, "money", "10亿元", start=20, value=1_000_000_000, currency="CNY", role="门槛")
        assert only_batch(count, money).total is None

    def test_reads_a_framework_from_the_wording(self):
        count = fact(1, "count", "12个项目", value=12, measure="个", object="项目", relation="签署框架协议")
        assert only_batch(count).binding == "framework"

    def test_names_the_projects_of_deals(self):
        count = fact(1, "count", "2个项目", value=2, measure="个", object="项目", relation="签约")
        deal = fact(2, "deal", "澄川研发中心", project="澄川研发中心", investor="澄川医药", amount=1_000_000)
        assert [named.name for named in only_batch(count, deal).named] == ["澄川研发中心"]


class TestMeetings:
    def test_takes_no_day_that_nobody_confirmed(self):
        person = fact(1, "person", "区长甲", name="甲", post="区长")
        (meeting,) = records_of([article(person, date="2025-03-07")], {}.get).meetings
        assert (meeting.held_date, meeting.date_fact_id) == (None, None)

    def test_prefers_the_day_that_a_person_set(self):
        day = fact(1, "date", "3月8日", by_hand=True, value="2025-03-08")
        (meeting,) = records_of([article(day, date="2025-03-07")], {}.get).meetings
        assert meeting.held_date == date(2025, 3, 8)

    def test_quotes_a_day_without_its_year_and_guesses_none(self):
        day = fact(1, "date", "3月7日下午", value="--03-07")
        (meeting,) = records_of([article(day, date="--03-07")], {}.get).meetings
        assert (meeting.held_date, meeting.date_text) == (None, "3月7日下午")

    def test_takes_no_founding_year_for_its_day(self):
        founded = fact(1, "date", "2019年", value="2019", role="创立")
        found = records_of([article(founded, date=None)], {}.get)
        assert found.meetings[0].held_date is None
        assert [left.reason for left in found.left] == ["another_day"]

    def test_makes_no_meeting_of_a_list(self):
        task = fact(1, "task", "完成征迁", action="完成征迁", assignee="临河街道", deadline="2025-06-30")
        found = records_of([article(task, kind="清单")], {"临河街道": 7}.get)
        assert found.meetings == ()
        assert (found.tasks[0].kind, found.tasks[0].unit_id, found.tasks[0].due_date) == (
            "follow_up",
            7,
            date(2025, 6, 30),
        )

    def test_makes_nothing_of_an_article_without_confirmed_facts(self):
        found = records_of([article()], {}.get)
        assert (found.meetings, found.campaigns, found.tasks, found.left) == ((), (), (), ())


class TestCampaigns:
    def test_only_mentions_a_campaign_that_the_article_does_not_set_up(self):
        (campaign,) = records_of(
            [article(fact(1, "named", "“6+1”专项行动", name="“6+1”专项行动", kind="campaign"))], {}.get
        ).campaigns
        assert campaign.mentioned

    def test_leaves_the_papers_to_the_campaign_whose_name_they_bear(self):
        found = records_of([article(
            fact(1, "named", "美丽示例", name="“美丽示例”建设", kind="campaign"),
            fact(2, "named", "春雨行动", name="春雨行动", kind="campaign"),
            fact(3, "named", "方案", name="《2026年“美丽示例”实施方案》", kind="plan"),
            kind="推进会", headline="纵深推进“美丽示例”建设",
        )], {}.get)  # fmt: skip
        assert [(each.name, each.year, len(each.papers), each.mentioned) for each in found.campaigns] == [
            ("美丽示例", 2026, 1, False), ("春雨行动", None, 0, True),
        ]  # fmt: skip

    def test_names_are_brought_to_one_form(self):
        assert [campaign_name(each) for each in ("“美丽示例”建设", "“6+1”专项行动", "春雨行动")] == [
            "美丽示例", "“6+1”专项行动", "春雨行动",
        ]  # fmt: skip


class TestWords:
    def test_somebody_is_nobody_in_particular(self):
        assert assignees("全区、临河街道") == ["临河街道"]
        assert assignees("代表团") == []

    def test_a_longer_wording_beats_the_one_inside_it(self):
        assert matching("优秀招商大使", {"ambassador": ["招商大使"], "award": ["优秀招商大使"]}) == ["award"]

    def test_half_a_day_is_no_day(self):
        assert [full_day(text) for text in ("2025-03-07", "--03-07", "2019", "2025-02-30")] == [
            date(2025, 3, 7),
            None,
            None,
            None,
        ]
