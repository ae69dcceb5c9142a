"""Pools that are given out to the 分 and frozen; lists that nobody stands on unheard."""

from datetime import date, datetime
from decimal import Decimal as D

import pytest
from django.db import DatabaseError, transaction

from luodi.campaigns import operations, queries
from luodi.campaigns.models import Listing, Pool, PoolShare
from luodi.campaigns.operations import NewPool
from luodi.campaigns.queries import ListingFilter
from luodi.campaigns.rewards import refusals
from luodi.people.operations import set_parameter
from luodi.values.refusal import NotAllowed, NotFound, Stale
from tests.given import campaigned as given
from tests.given.kept import held
from tests.given.people import District, district

APRIL = given.APRIL
HEARD = datetime.fromisoformat("2025-04-20T09:00:00+08:00")


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker, tmp_path_factory):
    with django_db_blocker.unblock(), held(_built, tmp_path_factory.mktemp("files")) as found:
        yield found


def _built():
    scene = district()
    plan = given.plan(scene)
    given.golden_month(scene, plan)
    return scene, plan


@pytest.fixture
def scene(built, db) -> District:
    return built[0]


@pytest.fixture
def plan(built, scene):
    return built[1]


def pool(scene, plan, amount="100000", rule="points", by="planning", at=APRIL, **more):
    new = NewPool(
        more.get("title", "三月流动红旗奖"), more.get("first", given.MARCH), more.get("last", given.MARCH), D(amount), rule,
        more.get("basis", "激励方案第5条"),
    )  # fmt: skip
    return operations.propose_pool(plan_id=plan.pk, pool=new, by=scene.actor(by), at=at)


def decide(scene, row, by="bureau", approve=True, words="", **more):
    given_version = more.get("version", row.version)
    return operations.decide_pool(
        pool_id=row.pk, version=given_version, approve=approve, words=words, by=scene.actor(by), at=APRIL
    )


def lists(
    scene, plan, colours=(("临河街道", "red"), ("望山街道", "black")), by="planning", month=given.MARCH, at=APRIL
):
    return operations.propose_listings(
        plan_id=plan.pk, month=month, colours={scene.units[unit].pk: colour for unit, colour in colours},
        reason="当月排名", by=scene.actor(by), at=at,
    )  # fmt: skip


def settle(scene, row, by="bureau", publish=True, words="", at=HEARD):
    return operations.decide_listing(
        listing_id=row.pk, version=row.version, publish=publish, words=words, by=scene.actor(by), at=at
    )


class TestAPool:
    def test_is_split_by_the_months_points_approved_by_another_and_frozen(self, scene, plan, django_assert_num_queries):
        row = pool(scene, plan)
        with pytest.raises(NotFound):
            queries.pool_detail(scene.actor("river"), row.pk)
        for who in ("river", "planning"):
            with pytest.raises((NotAllowed, NotFound)):
                decide(scene, row, by=who)
        decide(scene, row)
        river = scene.actor("river")
        with django_assert_num_queries(2):
            seen = queries.pool_detail(river, row.pk)
        assert [(each.unit, each.rank, each.points) for each in seen.shares][0] == ("临河街道", 1, D("84.20"))
        assert sum(each.amount for each in seen.shares) == D(100_000) and seen.intact
        with pytest.raises(refusals.RewardDecided):
            decide(scene, row)
        for change in ({"amount": 5}, {"state": "proposed"}, {"frozen_text": "x"}):
            with pytest.raises(DatabaseError), transaction.atomic():
                Pool.objects.filter(pk=row.pk).update(**change)
        with pytest.raises(DatabaseError), transaction.atomic():
            PoolShare.objects.filter(pool=row).delete()

    def test_keeps_what_was_known_when_it_was_proposed(self, scene, plan):
        row = pool(scene, plan)
        before = queries.pool_detail(scene.actor("bureau"), row.pk).shares
        operations.set_target(
            plan_id=plan.pk, unit_id=scene.units["望山街道"].pk, indicator_code="pm25", value=D("33"), source="通知",
            by=scene.actor("planning"), at=datetime.fromisoformat("2025-04-05T09:00:00+08:00"),
        )  # fmt: skip
        decide(scene, row)
        assert queries.pool_detail(scene.actor("bureau"), row.pk).shares == before

    def test_is_never_decided_by_who_proposed_it_or_from_an_old_page(self, scene, plan):
        row = pool(scene, plan, by="bureau")
        with pytest.raises(refusals.RewardByTheSame):
            decide(scene, row)
        with pytest.raises(Stale):
            decide(scene, row, by="leader", version=7)
        with pytest.raises(refusals.RewardWordsMissing):
            decide(scene, row, by="leader", approve=False)
        assert decide(scene, row, by="leader", approve=False, words="待财政确认").state == "rejected"
        assert pool(scene, plan).state == "proposed"

    @pytest.mark.parametrize(
        ("fields", "refusal"),
        [
            ({"amount": "0"}, refusals.PoolAmountWrong),
            ({"amount": "-5"}, refusals.PoolAmountWrong),
            ({"amount": "1.005"}, refusals.PoolAmountWrong),
            ({"amount": "NaN"}, refusals.PoolAmountWrong),
            ({"amount": "1E+30"}, refusals.PoolAmountWrong),
            ({"rule": "lottery"}, refusals.SplitRuleUnknown),
            ({"basis": " "}, refusals.RewardWordsMissing),
            ({"last": date(2025, 4, 1)}, refusals.RewardMonthsWrong),
            ({"first": date(2025, 3, 1), "last": date(2025, 2, 1)}, refusals.RewardMonthsWrong),
            ({"first": date(2024, 12, 1)}, refusals.RewardMonthsWrong),
            ({"by": "river"}, NotAllowed),
        ],
    )
    def test_refuses_what_can_not_be(self, scene, plan, fields, refusal):
        with pytest.raises(refusal):
            pool(scene, plan, **fields)
        assert not Pool.objects.exists()

    def test_stands_once_under_its_title(self, scene, plan):
        pool(scene, plan)
        with pytest.raises(refusals.PoolThereAlready):
            pool(scene, plan, amount="7")


class TestTheLists:
    def test_are_published_after_the_hearing_by_another_and_only_then_seen_by_all(self, scene, plan):
        red, black = lists(scene, plan)
        assert (red.rank, red.points, red.hearing_until) == (1, D("84.20"), date(2025, 4, 9))  # 清明 4–6 April is free
        finance = scene.actor("finance")
        asked = ListingFilter()
        assert queries.listings(scene.actor("river"), asked, today=APRIL.date()).total == 1
        with pytest.raises(refusals.HearingNotOver):
            settle(scene, red, at=datetime.fromisoformat("2025-04-09T18:00:00+08:00"))
        with pytest.raises(NotAllowed):
            settle(scene, red, by="planning")
        settle(scene, red)
        shown = queries.listings(scene.actor("hill"), asked, today=HEARD.date()).rows
        assert [(each.unit, each.state) for each in shown] == [("临河街道", "published"), ("望山街道", "proposed")]
        settle(scene, black, publish=False, words="数据有误")
        assert queries.listings(finance, ListingFilter(state="withdrawn"), today=HEARD.date()).total in (0, 1)
        with pytest.raises(DatabaseError), transaction.atomic():
            Listing.objects.filter(pk=red.pk).update(state="withdrawn")

    def test_a_listed_street_is_heard_and_answered(self, scene, plan):
        _red, black = lists(scene, plan)

        def say(who, at=APRIL, words="在建工地责任不在我街道"):
            return operations.answer_listing(listing_id=black.pk, words=words, by=scene.actor(who), at=at)

        with pytest.raises(NotFound):
            say("river")
        with pytest.raises(NotAllowed):
            say("bureau")
        with pytest.raises(refusals.HearingOver):
            say("hill", at=HEARD)
        say("hill")
        with pytest.raises(refusals.RewardWordsMissing):
            settle(scene, black)
        settle(scene, black, words="经核，责任属实")
        found = queries.listing_detail(scene.actor("river"), black.pk, today=HEARD.date())
        assert (found.statements, found.decision_note) == ((), "经核，责任属实")
        assert (
            queries.listing_detail(scene.actor("hill"), black.pk, today=HEARD.date())
            .statements[0][0]
            .startswith("在建")
        )

    @pytest.mark.parametrize(
        "colours",
        [
            (("临河街道", "black"), ("望山街道", "red")),
            (("城投平台", "red"),),
            (("临河街道", "gold"),),
        ],
    )
    def test_follow_the_ranking(self, scene, plan, colours):
        with pytest.raises(refusals.ListingAgainstRanking):
            lists(scene, plan, colours)

    def test_follow_what_stands_on_the_month_s_lists_already(self, scene, plan):
        lists(scene, plan, (("临河街道", "black"),))
        with pytest.raises(refusals.ListingAgainstRanking):
            lists(scene, plan, (("望山街道", "red"),))
        with pytest.raises(refusals.ListingThereAlready):
            lists(scene, plan, (("临河街道", "red"),))

    def test_wait_for_the_month_to_end_and_for_the_days_of_the_parameter(self, scene, plan):
        with pytest.raises(refusals.RewardMonthsWrong):
            lists(scene, plan, month=date(2025, 4, 1))
        set_parameter(
            code="campaigns.hearing_days", value=1, unit="个工作日", source="区办〔2025〕1号", valid_from=date(2025, 4, 1),
            by=scene.actor("bureau"), at=APRIL,
        )  # fmt: skip
        assert lists(scene, plan)[0].hearing_until == date(2025, 4, 7)


def test_two_boards_of_the_database_can_not_be_cheated(scene, plan):
    row = pool(scene, plan)
    with pytest.raises(DatabaseError), transaction.atomic():
        PoolShare.objects.create(pool=row, unit=scene.units["城投平台"], points=0, amount=D("1"))
        with transaction.get_connection().cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
