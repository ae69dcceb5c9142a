"""Policies and money at one look: numbers that agree with the books, within what one may see, in a fixed number of statements."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from luodi.claims import operations
from luodi.claims.models import Claim
from luodi.cockpit.payouts import policies_and_money
from tests.given.browsing import signed_in
from tests.given.claimed import LATER, account, approved, envelope, firms, policy_scene, published, submitted
from tests.given.kept import kept
from tests.given.people import NOW


@pytest.fixture
@kept
def scene(db):
    scene = policy_scene()
    first, second, third = firms(3)
    small = envelope(scene, 10_000_00, code="small-2025")
    paid = approved(scene, small, first, 9_000_00)
    submitted(scene, small, second, 500_00)
    published(scene, scene.fund, third, 700_00)
    account(scene, first)
    batch = operations.make_batch(title="第一批", claim_ids=[paid.pk], by=scene.actor("finance"), at=LATER)
    operations.release_batch(batch_id=batch.pk, version=1, by=scene.actor("finance2"), at=LATER)
    operations.send_batch(batch_id=batch.pk, version=2, by=scene.actor("finance"), at=LATER)
    number, day = batch.payments.get().number, localdate(LATER)
    lines = f"指令号,金额,结果,日期,说明\r\n{number},9000.00,成功,{day},\r\n".encode()
    operations.read_return(batch_id=batch.pk, data=lines, file_name="回单.csv", by=scene.actor("finance"), at=LATER)
    scene.small = small
    return scene


def test_the_numbers_are_those_of_the_books_and_of_the_desk(scene):
    day = localdate(NOW)
    with CaptureQueriesContext(connection) as seen:
        found = policies_and_money(scene.actor("leader"), on=day)
    assert len([each for each in seen if each["sql"].startswith("SELECT")]) <= 7  # three of them are the actor's own
    money = found.payouts
    assert {step.stage: step.claims for step in money.steps if step.claims} == {"submitted": 1, "published": 1}
    assert money.late == 0 and money.paid_claims == 1
    notice = Claim.objects.get(stage="paid").publication.from_date
    assert money.days == (localdate(LATER) - notice).days
    assert (money.nearest[0].id, money.nearest[0].used, money.nearest[0].left) == (scene.small.pk, 0.9, 1_000_00)
    assert (money.totals.committed, money.totals.paid) == (9_000_00, 9_000_00)
    late = policies_and_money(scene.actor("leader"), on=day + timedelta(days=60)).payouts
    assert late.late == 2
    assert found.policies.clauses == 2 and found.policies.screening_id is None


def test_it_counts_what_one_sees_and_shows_it_on_the_screen(scene):
    assert sum(step.claims for step in policies_and_money(scene.actor("river"), on=localdate(NOW)).payouts.steps) == 0
    assert policies_and_money(scene.actor("finance"), on=localdate(NOW)).policies.eligible is None
    assert policies_and_money(scene.actor("firmuser"), on=localdate(NOW)).payouts is None
    page = signed_in(scene.accounts["leader"]).get("/cockpit/").content.decode()
    assert "政策条款与企业" in page and "90%" in page and "公示到支付（中位数）" in page and "还没有筛查" in page
