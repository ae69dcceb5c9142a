"""Pages of pools and lists: proposed, decided by another, seen by those who may, in a fixed number of statements."""

from datetime import datetime
from decimal import Decimal as D

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from luodi.campaigns import operations
from luodi.campaigns.models import Listing, Plan, Pool
from tests.given import campaigned as given
from tests.given.browsing import signed_in
from tests.given.kept import held
from tests.given.people import District, district

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
def plan(built, scene) -> Plan:
    return built[1]


def statements(client, address) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return len(found)


def test_a_pool_goes_from_the_form_over_another_person_to_the_frozen_page(scene, plan):
    planning, bureau, river = (signed_in(scene.accounts[who]) for who in ("planning", "bureau", "river"))
    pools = f"/campaigns/plans/{plan.pk}/pools/"
    form = {
        "title": "一季度流动红旗奖",
        "first": "2025-03",
        "last": "2025-03",
        "amount": "0",
        "rule": "points",
        "basis": "激励方案第5条",
    }
    refused = planning.post(f"{pools}new", form)
    assert (
        refused.status_code == 422
        and "须大于零" in refused.content.decode()
        and "激励方案第5条" in refused.content.decode()
    )
    assert planning.post(f"{pools}new", form | {"amount": "100,000.01"}).status_code == 302
    row = Pool.objects.get()
    page = f"/campaigns/pools/{row.pk}/"
    shown = bureau.get(page).content.decode()
    assert "100,000.01" in shown and "84.20" in shown and "批准并封存" in shown
    assert "批准并封存" not in planning.get(page).content.decode().replace("已批准并封存", "")
    assert river.get(page).status_code == 404 and "一季度" not in river.get(pools).content.decode()
    assert planning.post(f"{page}decide", {"version": 1, "answer": "approve"}).status_code == 403
    answer = bureau.post(f"{page}decide", {"version": 1, "answer": "approve"}, follow=True).content.decode()
    assert row.digest[:16] in answer
    row.refresh_from_db()
    assert row.state == "approved" and "84.20" in river.get(page).content.decode()
    assert river.get(f"{page}export").content.startswith(b"PK")
    assert signed_in(scene.accounts["sysadmin"]).get(page).status_code == 403


def test_the_lists_go_from_the_standing_over_a_hearing_to_everybody(scene, plan):
    planning, hill, finance = (signed_in(scene.accounts[who]) for who in ("planning", "hill", "finance"))
    form = f"/campaigns/plans/{plan.pk}/lists/"
    assert "84.20" in planning.get(f"{form}?month=2025-03").content.decode()
    river_id, hill_id = scene.units["临河街道"].pk, scene.units["望山街道"].pk
    wrong = {"month": "2025-03", "reason": "当月排名", f"unit-{river_id}": "black", f"unit-{hill_id}": "red"}
    assert "红榜单位的名次不能在黑榜单位之后" in planning.post(form, wrong).content.decode()
    right = wrong | {f"unit-{river_id}": "red", f"unit-{hill_id}": "black"}
    assert planning.post(form, right).status_code == 302
    black = Listing.objects.get(colour="black")
    page = f"/campaigns/lists/{black.pk}/"
    assert signed_in(scene.accounts["river"]).get(page).status_code == 404
    said = hill.post(f"{page}answer", {"words": "在建工地责任不在我街道"}, follow=True).content.decode()
    assert "在建工地责任不在我街道" in said
    assert (
        "期满后才能发布"
        in signed_in(scene.accounts["bureau"])
        .post(f"{page}decide", {"version": 1, "answer": "publish", "reason": "经核属实"}, follow=True)
        .content.decode()
    )
    assert "望山街道" in finance.get("/campaigns/lists/?colour=black").content.decode()


def test_published_lists_are_for_everybody_and_told_as_a_sheet(scene, plan):
    rows = operations.propose_listings(
        plan_id=plan.pk, month=given.MARCH, colours={scene.units["临河街道"].pk: "red"}, reason="当月第一",
        by=scene.actor("planning"), at=given.APRIL,
    )  # fmt: skip
    hill = signed_in(scene.accounts["hill"])
    assert "还没有发布红黑榜" in hill.get("/campaigns/lists/").content.decode()
    operations.decide_listing(listing_id=rows[0].pk, version=1, publish=True, by=scene.actor("bureau"), at=HEARD)
    assert "临河街道" in hill.get("/campaigns/lists/?q=临河&month=2025-03").content.decode()
    assert "没有符合条件" in hill.get("/campaigns/lists/?colour=black").content.decode()
    assert hill.get("/campaigns/lists/export").content.startswith(b"PK")
    english = hill.get(f"/campaigns/lists/{rows[0].pk}/", headers={"Accept-Language": "en"}).content.decode()
    assert "Red list" in english


def test_pages_take_as_many_statements_for_one_row_as_for_many(scene, plan):
    bureau = signed_in(scene.accounts["bureau"])
    pools, lists = f"/campaigns/plans/{plan.pk}/pools/", "/campaigns/lists/"

    def add(title):
        new = operations.NewPool(title, given.MARCH, given.MARCH, D("900"), "points", "方案")
        return operations.propose_pool(plan_id=plan.pk, pool=new, by=scene.actor("planning"), at=given.APRIL)

    first = add("甲")
    operations.propose_listings(
        plan_id=plan.pk, month=given.MARCH, colours={scene.units["临河街道"].pk: "red"}, reason="第一",
        by=scene.actor("planning"), at=given.APRIL,
    )  # fmt: skip
    pages = (pools, lists, f"/campaigns/pools/{first.pk}/")
    before = [statements(bureau, each) for each in pages]
    for each in "乙丙丁":
        add(each)
    operations.propose_listings(
        plan_id=plan.pk, month=given.MARCH, colours={scene.units["望山街道"].pk: "black"}, reason="末位",
        by=scene.actor("planning"), at=given.APRIL,
    )  # fmt: skip
    assert [statements(bureau, each) for each in pages] == before
    assert max(before) <= 12
