"""Batches, the bank's file and its return, accounts and recoveries: two people, and nothing paid twice."""

import threading
from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connections, transaction

from luodi.claims import operations, queries, refusals
from luodi.claims.bank_files import answers_in, as_csv
from luodi.claims.models import BankAccount, BankReturn, Claim, EnvelopeLine, Payment
from luodi.journeys.place_payouts import place_payouts
from luodi.promises.models import Paid
from luodi.values.refusal import NotAllowed
from tests.given import meetings, transfers
from tests.given.claimed import LATER, account, approved, envelope, firms, published, second_of, step
from tests.given.kept import kept
from tests.given.people import NOW, district
from tests.promises.test_payments import made

HEAD = "指令号,金额,结果,日期,说明\r\n"


def _scene():
    scene = district()
    second_of(scene, "finance2", "财政局", "finance")
    scene.firms = firms(4)
    for place, firm in enumerate(scene.firms[:3]):
        account(scene, firm, f"62220000111122{place:02d}")
    scene.fund = envelope(scene, 1_000_00)
    scene.claims = [
        approved(scene, scene.fund, firm, 100_00 + n, notice_days=0) for n, firm in enumerate(scene.firms[:3])
    ]
    return scene


@pytest.fixture
@kept
def scene(db):
    return _scene()


def batched(scene, **more):
    given = {"title": "第一批", "claim_ids": [each.pk for each in scene.claims]} | more
    return operations.make_batch(by=scene.actor("finance"), at=LATER, **given)


def act(scene, do, batch, by="finance", **more):
    batch.refresh_from_db()
    return do(batch_id=batch.pk, version=batch.version, by=scene.actor(by), at=LATER, **more)


def sent(scene):
    batch = batched(scene)
    act(scene, operations.release_batch, batch, "finance2")
    return act(scene, operations.send_batch, batch)


def back(scene, batch, text, name="回单.csv"):
    return operations.read_return(
        batch_id=batch.pk, data=(HEAD + text).encode("gb18030"), file_name=name, by=scene.actor("finance"), at=LATER
    )


def lines_of(batch):
    return list(batch.payments.order_by("pk"))


class TestBatch:
    def test_is_released_by_another_person_and_pays_to_the_account_that_stood_then(self, scene):
        batch = batched(scene)
        with pytest.raises(refusals.PayBatchWrongState):
            act(scene, operations.send_batch, batch)
        with pytest.raises(refusals.ClaimCheckerIsMaker):
            act(scene, operations.release_batch, batch)
        act(scene, operations.release_batch, batch, "finance2")
        account(scene, scene.firms[0], "9999000011112222")
        act(scene, operations.send_batch, batch)
        file = queries.bank_orders(scene.actor("finance"), batch.pk)
        assert [(each.account[-2:], each.amount_fen) for each in file] == [
            ("00", 100_00),
            ("01", 100_01),
            ("02", 100_02),
        ]
        assert "100.01" in as_csv(file).decode("utf-8-sig")

    def test_names_what_can_not_be_paid(self, scene):
        unready = published(scene, scene.fund, scene.firms[3], 5_00, notice_days=0)
        with pytest.raises(refusals.PaymentUnderWay):
            batched(scene, claim_ids=[unready.pk])
        step(scene, unready, operations.approve_claim, "bureau", at=LATER)
        with pytest.raises(refusals.BankAccountMissing):
            batched(scene, claim_ids=[unready.pk])
        batched(scene)
        with pytest.raises(refusals.PaymentUnderWay):
            batched(scene)
        with pytest.raises(IntegrityError), transaction.atomic():
            first = Payment.objects.first()
            Payment.objects.create(
                batch=first.batch, claim=first.claim, account=first.account, number="X", amount_fen=1, state_at=LATER
            )

    def test_for_the_stage_holds_as_many_firms_as_were_announced(self, scene):
        with pytest.raises(refusals.PayBatchCountDiffers):
            batched(scene, kind="congress", stated_count=24)
        assert batched(scene, kind="congress", stated_count=3, event_date=date(2025, 3, 28)).payments.count() == 3

    def test_one_payment_is_paused_with_a_reason_and_stays_behind(self, scene):
        batch = batched(scene)
        payment = lines_of(batch)[0]
        with pytest.raises(refusals.ClaimNeedsWords):
            operations.pause_payment(payment_id=payment.pk, version=1, reason=" ", by=scene.actor("finance"), at=LATER)
        operations.pause_payment(
            payment_id=payment.pk, version=1, reason="涉诉核查", by=scene.actor("finance"), at=LATER
        )
        act(scene, operations.release_batch, batch, "finance2")
        act(scene, operations.send_batch, batch)
        assert [each.state for each in lines_of(batch)] == ["paused", "sent", "sent"]
        operations.resume_payment(
            payment_id=payment.pk, version=2, reason="核查完毕", by=scene.actor("finance"), at=LATER
        )
        act(scene, operations.send_batch, batch)
        assert {each.state for each in lines_of(batch)} == {"sent"}


class TestReturn:
    def test_books_each_line_once_and_names_everything_that_does_not_fit(self, scene):
        batch = sent(scene)
        one, two, three = lines_of(batch)
        text = (
            f"{one.number},100.00,成功,2025-03-19,\r\n{two.number},100.02,成功,2025-03-19,\r\nLD999,1.00,成功,2025-03-19,\r\n"
            f"{one.number},100.00,成功,2025-03-19,\r\n"
        )
        read = back(scene, batch, text)
        found = {(each["code"], each["number"]) for each in read.findings}
        assert (read.paid, read.failed, found) == (1, 0, {
            ("amount_differs", two.number), ("line_unknown", "LD999"), ("line_twice", one.number),
            ("line_missing", three.number),
        })  # fmt: skip
        with pytest.raises(refusals.BankReturnReadBefore):
            back(scene, batch, text)
        again = back(scene, batch, text + f"{three.number},100.02,失败,20250320,账号不符\r\n", "回单2.csv")
        assert (again.paid, again.failed) == (0, 1)
        assert {each["code"] for each in again.findings} >= {"answered_before"}
        assert list(EnvelopeLine.objects.filter(kind="payment").values_list("amount_fen", flat=True)) == [100_00]
        scene.claims[0].refresh_from_db()
        assert scene.claims[0].stage == "paid" and one.batch_id == batch.pk

    def test_a_payment_that_failed_is_paid_by_another_batch(self, scene):
        batch = sent(scene)
        text = "".join(
            f"{each.number},{each.amount_fen / 100:.2f},失败,2025-03-19,户名不符\r\n" for each in lines_of(batch)
        )
        assert back(scene, batch, text).failed == 3
        batch.refresh_from_db()
        assert (batch.state, batched(scene, title="补发").payments.count()) == ("done", 3)

    def test_refuses_a_file_without_the_columns(self, scene):
        with pytest.raises(refusals.BankReturnUnreadable) as said:
            answers_in("指令号,数目\r\n1,2\r\n".encode(), "x.csv")
        assert said.value.params["missing"] == ["金额", "结果", "日期"]
        for data in (b"", b"\xff\xfe\x00", (HEAD + "x" * 200_000).encode(), b"x" * 6_000_000):
            with pytest.raises(refusals.BankReturnUnreadable):
                answers_in(data, "x.csv")

    def test_what_is_paid_stays_paid_in_the_database(self, scene):
        batch = sent(scene)
        one = lines_of(batch)[0]
        back(scene, batch, f"{one.number},100.00,成功,2025-03-19,\r\n")
        for change in ({"state": "ready"}, {"amount_fen": 1}):
            with pytest.raises(IntegrityError), transaction.atomic():
                Payment.objects.filter(pk=one.pk).update(**change)
        step(scene, scene.claims[0], operations.archive_claim, "finance", at=LATER)


class TestAround:
    def test_a_payment_for_a_promises_stage_is_noted_there_and_what_the_ledger_refuses_is_named(self, scene):
        transfers.parameters()
        row = made(scene)
        Claim.objects.filter(pk__in=[each.pk for each in scene.claims[:2]]).update(promise=row, promise_stage=1)
        Claim.objects.filter(pk=scene.claims[1].pk).update(promise_stage=9)
        batch = sent(scene)
        text = "".join(f"{each.number},{each.amount_fen / 100:.2f},成功,2025-03-19,\r\n" for each in lines_of(batch))
        read = back(scene, batch, text)
        assert (read.paid, [each["code"] for each in read.findings]) == (3, ["promise_refuses"])
        noted = Paid.objects.get(promise=row)
        assert (noted.stage, noted.amount, noted.reference) == (1, Decimal("100.00"), lines_of(batch)[0].number)

    def test_the_firms_of_a_batch_take_their_places_at_the_congress(self, scene):
        meetings.congress(scene)
        stage = meetings.batch_of("payout")
        batch = batched(scene, kind="congress", stated_count=3)
        placed = place_payouts(pay_batch_id=batch.pk, batch_id=stage.pk, by=scene.actor("bureau"), at=LATER)
        assert [each.outcome for each in placed] == ["filled", "filled", "beyond"]  # the page names two of the four
        assert set(stage.slots.exclude(company=None).values_list("company_id", flat=True)) == set(scene.firms[:2])
        with pytest.raises(NotAllowed):
            place_payouts(pay_batch_id=batch.pk, batch_id=stage.pk, by=scene.actor("finance"), at=LATER)


def test_each_page_takes_as_many_statements_as_it_says(scene, django_assert_num_queries):
    batch = sent(scene)
    one = lines_of(batch)[0]
    back(scene, batch, f"{one.number},100.00,成功,2025-03-19,\r\n")
    finance, today = scene.actor("finance"), LATER.date()
    operations.propose_recovery(
        claim_id=one.claim_id, ground="other", amount_fen=1, reason="多付一分", by=finance, at=LATER
    )
    for number, ask in (
        (8, lambda: queries.claim_page(finance, one.claim_id, today=today)),
        (3, lambda: queries.claims(finance, queries.ClaimFilter(), today=today)),
        (3, lambda: queries.batch_page(finance, batch.pk)),
        (2, lambda: queries.batches(finance)),
        (6, lambda: queries.envelope_page(finance, scene.fund.pk)),
        (1, lambda: queries.claims_waiting(finance, today=today)),
    ):
        with django_assert_num_queries(number):
            ask()


class TestAccount:
    def test_a_change_takes_a_second_person(self, scene):
        given = {"company_id": scene.firms[0], "holder": "示例户名", "bank": "示例银行", "at": NOW}
        finance = scene.actor("finance")
        with pytest.raises(refusals.BankAccountWrong):
            operations.propose_account(number="12AB", by=finance, **given)
        row = operations.propose_account(number="6222 0000 3333 4444", by=finance, **given)
        with pytest.raises(refusals.BankAccountUnderWay):
            operations.propose_account(number="6222000033335555", by=finance, **given)
        with pytest.raises(refusals.ClaimCheckerIsMaker):
            operations.decide_account(account_id=row.pk, confirm=True, by=finance, at=NOW)
        with pytest.raises(IntegrityError), transaction.atomic():
            BankAccount.objects.filter(pk=row.pk).update(
                state="rejected", confirmed_by=finance.person_id, confirmed_at=NOW
            )
        operations.decide_account(account_id=row.pk, confirm=True, by=scene.actor("finance2"), at=NOW)
        assert BankAccount.objects.get(company=scene.firms[0], state="confirmed").number == "6222000033334444"


class TestRecovery:
    def test_is_demanded_by_another_person_and_comes_back_to_the_fen(self, scene):
        batch = sent(scene)
        one = lines_of(batch)[0]
        back(scene, batch, f"{one.number},100.00,成功,2025-03-19,\r\n")
        given = {"claim_id": one.claim_id, "ground": "fraud", "reason": "虚开发票", "at": LATER}
        with pytest.raises(refusals.RecoveryTooMuch):
            operations.propose_recovery(amount_fen=100_01, by=scene.actor("finance"), **given)
        row = operations.propose_recovery(amount_fen=100_00, by=scene.actor("finance"), **given)
        with pytest.raises(refusals.ClaimCheckerIsMaker):
            operations.decide_recovery(recovery_id=row.pk, demand=True, by=scene.actor("finance"), at=LATER)
        operations.decide_recovery(recovery_id=row.pk, demand=True, by=scene.actor("finance2"), at=LATER)
        paid = {"recovery_id": row.pk, "day": date(2025, 3, 20), "by": scene.actor("finance"), "at": LATER}
        operations.note_repaid(amount_fen=60_00, reference="缴01", **paid)
        for fen, reference, refusal in (
            (40_00, "缴01", refusals.RepaymentNotedBefore), (40_01, "缴02", refusals.RecoveryTooMuch),
        ):  # fmt: skip
            with pytest.raises(refusal):
                operations.note_repaid(amount_fen=fen, reference=reference, **paid)
        operations.note_repaid(amount_fen=40_00, reference="缴02", **paid)
        row.refresh_from_db()
        assert row.state == "repaid"


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_a_return_read_twice_at_once_is_booked_once():
    scene = _scene()
    batch = sent(scene)
    text = "".join(f"{each.number},{each.amount_fen / 100:.2f},成功,2025-03-19,\r\n" for each in lines_of(batch))
    actors, gate, results = [scene.actor("finance"), scene.actor("finance2")], threading.Barrier(2), []

    def read(actor, name):
        gate.wait(10)
        try:
            data = (HEAD + text).encode()
            results.append(
                operations.read_return(batch_id=batch.pk, data=data, file_name=name, by=actor, at=LATER).paid
            )
        except refusals.BankReturnReadBefore:
            results.append("before")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=read, args=[actor, f"{n}.csv"]) for n, actor in enumerate(actors)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(map(str, results)) == ["3", "before"]
    assert (BankReturn.objects.count(), EnvelopeLine.objects.filter(kind="payment").count()) == (1, 3)
    assert set(Claim.objects.values_list("stage", flat=True)) == {"paid"}
