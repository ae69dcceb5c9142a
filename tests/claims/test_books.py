"""BL2, F8. Envelopes: their books are sums of lines, and never a 分 is given that is not there, whoever comes at once."""

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connections, transaction

from luodi.claims import operations, queries, refusals
from luodi.claims.models import Claim, EnvelopeLine
from luodi.claims.queries.books import books_of
from tests.given.claimed import LATER, approved, envelope, firms, published, step
from tests.given.kept import kept
from tests.given.people import NOW, district


@pytest.fixture
@kept
def scene(db):
    return district()


def books(of):
    found = books_of([of.pk])[of.pk]
    return found.appropriated, found.committed, found.paid, found.left


class TestAppropriating:
    def test_books_are_the_sum_of_their_lines_and_a_cut_stops_at_what_is_committed(self, scene):
        fund = envelope(scene, 100_000_00)
        approved(scene, fund, firms(1)[0], 60_000_00)
        with pytest.raises(refusals.EnvelopeCutTooDeep) as said:
            operations.appropriate(
                envelope_id=fund.pk, amount_fen=-40_000_01, reason="压减", by=scene.actor("finance"), at=NOW
            )
        assert said.value.params["left"] == "40,000.00"
        operations.appropriate(
            envelope_id=fund.pk, amount_fen=-40_000_00, reason="压减", by=scene.actor("finance"), at=NOW
        )
        assert books(fund) == (60_000_00, 60_000_00, 0, 0)

    def test_the_database_stops_code_that_forgets_to_look(self, scene):
        fund = envelope(scene, 100)
        claim = approved(scene, fund, firms(1)[0], 100)
        for kind, fen in (("commitment", 1), ("payment", 1), ("appropriation", -1)):
            with pytest.raises(IntegrityError), transaction.atomic():
                EnvelopeLine.objects.create(
                    envelope=fund, kind=kind, amount_fen=fen, claim=None if kind == "appropriation" else claim,
                    day=NOW.date(), reason="绕过", made_at=NOW,
                )  # fmt: skip

    def test_is_refused_twice_for_one_year_and_for_nothing(self, scene):
        fund = envelope(scene, 100)
        with pytest.raises(refusals.EnvelopeThereAlready):
            envelope(scene, 100)
        with pytest.raises(refusals.EnvelopeAmountWrong):
            operations.appropriate(envelope_id=fund.pk, amount_fen=0, reason="x", by=scene.actor("finance"), at=NOW)


class TestFirstCome:
    def test_who_comes_later_is_refused_with_what_is_left_and_nothing_is_committed(self, scene):
        fund, (one, two) = envelope(scene, 100_00), firms(2)
        approved(scene, fund, one, 70_00)
        later = published(scene, fund, two, 30_01)
        with pytest.raises(refusals.EnvelopeExhausted) as said:
            step(scene, later, operations.approve_claim, "bureau", at=LATER)
        assert (said.value.params["left"], said.value.params["asked"]) == ("30.00", "30.01")
        later.refresh_from_db()
        assert (later.stage, later.payable_fen, books(fund)[3]) == ("published", None, 30_00)

    def test_who_applied_first_comes_first_however_late_approved(self, scene):
        fund, (one, two) = envelope(scene, 100_00), firms(2)
        second = published(scene, fund, two, 50_00, at=NOW + timedelta(minutes=5))
        first = published(scene, fund, one, 70_00)
        with pytest.raises(refusals.EnvelopeEarlierFirst) as said:
            step(scene, second, operations.approve_claim, "bureau", at=LATER)
        assert (said.value.params["count"], said.value.params["kept"]) == (1, "70.00")
        step(scene, first, operations.reject_claim, "bureau", at=LATER, reason="不符合条件")
        assert step(scene, second, operations.approve_claim, "bureau", at=LATER).stage == "committed"


class TestReleasing:
    def test_gives_all_of_it_back_by_another_person_and_in_no_other_way(self, scene):
        fund, (one, two) = envelope(scene, 100_00), firms(2)
        claim = approved(scene, fund, one, 70_00)
        with pytest.raises(IntegrityError), transaction.atomic():
            Claim.objects.filter(pk=claim.pk).update(stage="rejected", payable_fen=None, outcome="绕过")
        with pytest.raises(refusals.ClaimCheckerIsMaker):
            step(scene, claim, operations.release_claim, "bureau", reason="企业放弃", at=LATER)
        step(scene, claim, operations.release_claim, "leader", reason="企业放弃", at=LATER)
        claim.refresh_from_db()
        assert (claim.stage, claim.payable_fen, books(fund)) == ("rejected", None, (100_00, 0, 0, 100_00))
        assert approved(scene, fund, two, 100_00).stage == "committed"


class TestProRata:
    def test_is_divided_to_the_fen_among_what_was_approved(self, scene):
        fund = envelope(scene, 166_54, over="pro_rata")
        claims = [approved(scene, fund, firm, 92_52 + n) for n, firm in enumerate(firms(2))]
        assert [each.stage for each in claims] == ["approved", "approved"]
        operations.divide_envelope(envelope_id=fund.pk, reason="批次结账", by=scene.actor("finance"), at=LATER)
        shares = list(Claim.objects.order_by("pk").values_list("payable_fen", "ratio_ppm", "stage"))
        ratio = 166_54 * 1_000_000 // (92_52 * 2 + 1)
        assert shares == [((92_52 + n) * ratio // 1_000_000, ratio, "committed") for n in range(2)]
        assert 0 <= books(fund)[3] < 3
        with pytest.raises(refusals.EnvelopeNothingToDivide):
            operations.divide_envelope(envelope_id=fund.pk, reason="再来", by=scene.actor("finance"), at=LATER)

    def test_is_for_such_an_envelope_only(self, scene):
        fund = envelope(scene, 100)
        with pytest.raises(refusals.EnvelopeNotProRata):
            operations.divide_envelope(envelope_id=fund.pk, reason="x", by=scene.actor("finance"), at=NOW)


def test_the_page_of_envelopes_takes_three_statements(scene, django_assert_num_queries):
    fund, (one, two) = envelope(scene, 100_00), firms(2)
    approved(scene, fund, one, 70_00)
    published(scene, fund, two, 10_00)
    finance = scene.actor("finance")
    with django_assert_num_queries(3):
        (row,) = queries.envelopes(finance)
    assert (row.books.left, row.books.open, row.waiting, row.forecast) == (30_00, 70_00, 1, 80_00)


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_forty_approvals_at_once_never_take_one_fen_more_than_there_is():
    scene = district()
    fund = envelope(scene, 7 * 1_000_01 + 1_000_00)
    claims = [published(scene, fund, firm, 1_000_01, notice_days=0) for firm in firms(40)]
    actor, gate, results = scene.actor("bureau"), threading.Barrier(40), []

    def press(claim):
        gate.wait(30)
        try:
            operations.approve_claim(claim_id=claim.pk, version=claim.version, by=actor, at=LATER)
            results.append("approved")
        except refusals.EnvelopeExhausted:
            results.append("exhausted")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press, args=[claim]) for claim in claims]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert (results.count("approved"), results.count("exhausted")) == (7, 33)
    assert books(fund) == (8_000_07, 7_000_07, 0, 1_000_00)
    assert sum(Claim.objects.filter(stage="committed").values_list("payable_fen", flat=True)) == 7_000_07


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_even_code_without_a_lock_takes_no_more():
    scene = district()
    fund = envelope(scene, 250)
    claims = [published(scene, fund, firm, 100, notice_days=0) for firm in firms(8)]
    actor = scene.actor("bureau")
    Claim.objects.update(
        stage="committed", granted_fen=100, payable_fen=100, approved_by=actor.person_id, approved_at=LATER
    )
    gate, results = threading.Barrier(8), []

    def write(claim):
        gate.wait(30)
        try:
            with transaction.atomic():
                EnvelopeLine.objects.create(
                    envelope=fund,
                    kind="commitment",
                    amount_fen=100,
                    claim=claim,
                    day=NOW.date(),
                    reason="无锁",
                    made_at=NOW,
                )
            results.append("written")
        except IntegrityError:
            results.append("stopped")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=write, args=[claim]) for claim in claims]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert (results.count("written"), results.count("stopped"), books(fund)[1]) == (2, 6, 200)
