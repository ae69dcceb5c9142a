"""Payments in stages: the handbook's worked example from rows in the database, noted by finance, never a 分 too much."""

import threading
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, connections, transaction

from luodi.journal.models import Line
from luodi.observations.models import Observation
from luodi.promises import operations, queries, refusals
from luodi.promises.models import Paid
from luodi.promises.operations import Manner, staged_over
from luodi.values.period import Period
from luodi.values.refusal import NotAllowed, Refusal, Stale
from tests.given import observed
from tests.given import promised as given
from tests.given import transfers as given_transfers
from tests.given.browsing import signed_in
from tests.given.kept import kept
from tests.given.people import NOW, district
from tests.given.promised import term

WAN = 10_000
TARGETS = {2022: 3000, 2023: 8000, 2024: 12_000}
REACHED = {2022: 2700, 2023: 3300, 2024: 6300}
CURABLE = Manner("cumulative", cumulative_cure=1, pays=True)


def made(scene, **given_terms):
    """Make the promise of the handbook's example 2: 3000/8000/12000万 cumulative, a support of 1,200万 by 30/40/30."""
    one = observed.subject(scene)
    terms = [term(year, str(target * WAN)) for year, target in TARGETS.items()]
    terms = staged_over(terms, Decimal(1200 * WAN), [Decimal(each) for each in (30, 40, 30)])
    row = given.promise(scene, one, terms=terms, manner=CURABLE, at=moment(2022, 1), **given_terms)
    for year, reached in REACHED.items():
        period = Period.of_year(year)
        observed.verified(scene, one, str(reached), period=period, at=moment(year + 1, 2))
    return row


def moment(year, month):
    return datetime(year, month, 10, 9, tzinfo=NOW.tzinfo)


def stages(scene, row, day, viewer="river"):
    return queries.promise_detail(scene.actor(viewer), row.pk, today=day).payments


def wan(amounts):
    return [int(each / WAN) for each in amounts]


@pytest.fixture
@kept
def scene(db):
    found = district()
    given_transfers.parameters()
    return found


def paid(scene, row, stage, amount, *, by="finance", day=date(2025, 3, 8), reference="拨付通知书 7 号", version=None):
    row.refresh_from_db(fields=["version"])
    return operations.note_paid(
        promise_id=row.pk, version=version or row.version, stage=stage, amount=Decimal(amount), day=day,
        reference=reference, by=scene.actor(by), at=NOW,
    )  # fmt: skip


class TestTheWorkedExample:
    def test_pays_324_then_nothing_then_876_and_each_past_year_answers_as_it_did(self, scene):
        row = made(scene)
        first, second, third = (stages(scene, row, date(year, 3, 1)) for year in (2023, 2024, 2025))
        assert wan(each.amount for each in third) == [360, 480, 360]
        assert wan(each.pay for each in first) == [324, 0, 0] and first[0].carry == 36 * WAN
        assert [each.standing for each in first] == ["judged", "open", "open"]
        assert wan(each.pay for each in second) == [324, 0, 0]
        assert (second[1].due, second[1].deferred, second[1].carry) == (516 * WAN, 516 * WAN, 516 * WAN)
        assert wan(each.pay for each in third) == [324, 0, 876] and sum(each.pay for each in third) == 1200 * WAN
        assert [each.term.verdict for each in third] == ["breached", "cured", "met"]

    def test_a_breach_without_a_cure_pays_nothing_more_and_names_what_has_to_come_back(self, scene):
        row = made(scene)
        paid(scene, row, 1, 324 * WAN)
        observed.corrected(scene, observed_of(row, 2022), "1000", at=NOW)
        first = stages(scene, row, NOW.date())[0]
        assert (first.standing, first.pay, first.carry) == ("breached", 0, 0)
        assert first.claw_back == (324 - 120) * WAN

    def test_what_is_left_by_rounding_goes_by_the_largest_remainder(self):
        terms = staged_over([term(year) for year in (2022, 2023, 2024)], Decimal("100.00"), [Decimal("33.3333"), Decimal("33.3333"), Decimal("33.3334")])  # fmt: skip
        assert [each.amount for each in terms] == [Decimal("33.33"), Decimal("33.33"), Decimal("33.34")]


class TestNotingPayments:
    def test_finance_notes_what_was_paid_and_what_is_payable_goes_down(self, scene):
        row = made(scene)
        paid(scene, row, 1, 300 * WAN)
        first = stages(scene, row, NOW.date())[0]
        assert (first.paid, first.pay, first.claw_back) == (300 * WAN, 24 * WAN, 0)
        paid(scene, row, 1, 24 * WAN)
        assert stages(scene, row, NOW.date())[0].pay == 0
        assert Line.objects.filter(event="promise.paid").count() == 2

    def test_a_correction_after_payment_has_to_come_back_to_the_fen(self, scene):
        row = made(scene)
        paid(scene, row, 1, 324 * WAN)
        observed.corrected(scene, observed_of(row, 2022), "2400.0001", at=NOW)
        first = stages(scene, row, NOW.date())[0]
        earned = (360 * WAN * 100 * 2_400_000_100 // (3000 * WAN * 100)) / Decimal(100)
        assert first.claw_back == 324 * WAN - earned
        paid(scene, row, 1, -first.claw_back, reference="退款凭证 3 号")
        assert stages(scene, row, NOW.date())[0].claw_back == 0

    @pytest.mark.parametrize(
        ("wrong", "refusal"),
        [
            ({"amount": "3240000.01"}, refusals.PromisePaidTooMuch),
            ({"amount": "0"}, refusals.PromisePaidTooMuch),
            ({"amount": "NaN"}, refusals.PromisePaidTooMuch),
            ({"amount": "-0.01"}, refusals.PromisePaidTooMuch),
            ({"amount": "1.005"}, refusals.PromisePaidTooMuch),
            ({"stage": 2, "amount": "1"}, refusals.PromisePaidTooMuch),
            ({"stage": 4, "amount": "1"}, refusals.PromiseStageUnknown),
            ({"reference": " "}, refusals.PromiseNeedsWords),
            ({"day": date(2031, 1, 1)}, refusals.PromisePaidLater),
            ({"by": "river"}, NotAllowed),
            ({"version": 99}, Stale),
        ],
    )
    def test_says_no_by_name_and_keeps_nothing(self, scene, wrong, refusal):
        row = made(scene)
        with pytest.raises(refusal), transaction.atomic():
            paid(scene, row, **({"stage": 1, "amount": "1"} | wrong))
        assert not Paid.objects.exists()

    def test_what_was_paid_stands_for_ever(self, scene):
        row = paid(scene, made(scene), 1, 1)
        for change in (lambda: Paid.objects.update(amount=2), lambda: row.delete()):
            with pytest.raises(DatabaseError), transaction.atomic():
                change()


class TestStagesOfAPromise:
    @pytest.mark.parametrize(
        ("manner", "amounts"),
        [(Manner("sum"), ("1", "1")), (Manner("sum", pays=True), ("1", None)), (Manner("sum", pays=True), ("1", "0"))],
    )
    def test_they_hang_on_every_term_of_a_promise_that_pays(self, scene, manner, amounts):
        terms = [
            term(year, amount=None if each is None else Decimal(each))
            for year, each in zip((2024, 2025), amounts, strict=True)
        ]
        with pytest.raises(refusals.PromiseAmountWrong):
            given.promise(scene, observed.subject(scene), terms=terms, manner=manner)

    @pytest.mark.parametrize("shares", ["50", "50/60", "30/40/30"])
    def test_percentages_are_one_for_each_term_and_make_up_the_whole(self, shares):
        with pytest.raises(refusals.PromiseStagesWrong):
            staged_over([term(2024), term(2025)], Decimal(100), [Decimal(each) for each in shares.split("/")])

    def test_a_supplement_keeps_them_unless_it_says_otherwise(self, scene):
        row = made(scene)
        lower = [term(year, str(target * WAN)) for year, target in (TARGETS | {2023: 7500}).items()]
        given.approved(scene, given.supplement(scene, row, lower))
        kept = stages(scene, row, NOW.date())
        assert wan(each.amount for each in kept) == [360, 480, 360]
        assert kept[1].pay == 412_8000 and kept[2].pay == 1200 * WAN - 324 * WAN - 412_8000
        with pytest.raises(refusals.PromiseStagesWrong):
            given.supplement(scene, row, lower[:2])
        given.supplement(scene, row, [replace(each, amount=Decimal(7)) for each in lower[:2]])


class TestWhoSees:
    def test_finance_pays_from_the_page_and_a_unit_without_the_figures_sees_none(self, scene):
        row = made(scene)
        page = signed_in(scene.accounts["finance"])
        shown = page.get(f"/promises/{row.pk}/").content.decode()
        assert "分期兑付" in shown and "3,240,000.00" in shown and "8,760,000.00" in shown and "登记兑付" in shown
        sent = {
            "version": row.version,
            "stage": "1",
            "way": "pay",
            "amount": "324",
            "unit": "万元",
            "day": "2025-03-01",
            "reference": "拨 1",
        }
        assert page.post(f"/promises/{row.pk}/paid", sent).status_code == 302
        assert Paid.objects.get().amount == 324 * WAN
        assert "登记兑付" not in signed_in(scene.accounts["river"]).get(f"/promises/{row.pk}/").content.decode()

    def test_the_beneficiary_of_another_unit_sees_no_amount_that_follows_from_hidden_figures(self, scene):
        hill = scene.units["望山街道"].pk
        row = made(
            scene, parties=operations.Parties(promisor_unit_id=scene.units["临河街道"].pk, beneficiary_unit_id=hill)
        )
        assert {each.standing for each in stages(scene, row, NOW.date(), "hill")} == {"hidden"}
        assert {each.pay for each in stages(scene, row, NOW.date(), "hill")} == {None}


def observed_of(row, year):
    return Observation.objects.filter(series__subject_id=row.subject_id, series__valid_from=date(year, 1, 1)).latest("pk")  # fmt: skip


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_of_two_who_pay_the_same_stage_at_once_one_is_told_to_look_again():
    scene = district()
    given_transfers.parameters()
    row, said = made(scene), []

    def pay():
        try:
            paid(scene, row, 1, 324 * WAN, version=1)
            said.append("paid")
        except Refusal as refusal:
            said.append(refusal.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=pay) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(said) == ["paid", "stale"] and Paid.objects.count() == 1 and connection.vendor == "postgresql"
