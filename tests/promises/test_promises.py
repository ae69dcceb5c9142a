"""Promises: made whole or refused by name, supplemented and decided by two persons, read as known on any day."""

import threading
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from luodi.journal.models import Line
from luodi.promises import operations, queries, refusals
from luodi.promises.models import Act, Promise, Supplement, Term
from luodi.promises.operations import Manner, Parties
from luodi.promises.queries import PromiseFilter
from luodi.values.indicator import UnknownIndicator
from luodi.values.period import Period
from luodi.values.refusal import NotAllowed, NotFound, Stale
from tests.given import observed
from tests.given import projects as given_projects
from tests.given import promised as given
from tests.given import transfers as given_transfers
from tests.given.kept import kept
from tests.given.people import NOW, district
from tests.given.promised import term

TODAY = NOW.date()
LATER = NOW + timedelta(days=30)


@pytest.fixture
@kept
def scene(db):
    found = district()
    given_transfers.parameters()
    return found


@pytest.fixture
def one(scene):
    return observed.subject(scene)


def read(scene, viewer="river", *, today=TODAY, known=None, **filters):
    return queries.promises_known_at(scene.actor(viewer), PromiseFilter(**filters), today=today, known=known).rows


class TestMakePromise:
    def test_a_promise_is_noted_with_all_its_terms_and_a_journal_line(self, scene, one):
        row = given.promise(scene, one)
        assert [(each.target, each.due_date) for each in row.terms.order_by("pk")] == [
            (1000, date(2024, 12, 31)), (1000, date(2025, 12, 31)),
        ]  # fmt: skip
        assert row.unit_id == one.unit_id and row.data_class == "sensitive" and row.direction == "higher"
        line = Line.objects.get(event="promise.made")
        assert line.facts["terms"] == 2 and "1000" not in str(line.facts)

    @pytest.mark.parametrize(
        ("wrong", "refusal"),
        [
            ({"terms": [term(2024, "0")]}, refusals.PromiseTargetNothing),
            ({"terms": [term(2024, "-1")]}, refusals.PromiseTargetNothing),
            ({"terms": [term(2024, "NaN")]}, refusals.PromiseTargetNothing),
            ({"terms": [term(2024, "1.005")]}, refusals.PromiseTargetNothing),
            ({"terms": [term(2024, base=Decimal(5))]}, refusals.PromiseBaseWrong),
            ({"terms": [term(2024, due=date(2024, 6, 1))]}, refusals.PromiseDueWrong),
            (
                {"terms": [term(2024), replace(term(2024), period=Period.of_quarter(2024, 4))]},
                refusals.PromiseTermsOverlap,
            ),
            ({"indicator": "no_such_indicator"}, UnknownIndicator),
            ({"manner": Manner("level")}, refusals.PromiseMeasureWrong),
            ({"manner": Manner("sum", direction="sideways")}, refusals.PromiseChoiceUnknown),
            ({"manner": Manner("sum", tolerance_ppm=1_000_000)}, refusals.PromiseChoiceUnknown),
            ({"indicator": "tax", "manner": Manner("sum", pays=True)}, refusals.PromiseIndicatorNotPayable),
            ({"parties": Parties()}, refusals.PromisePartiesWrong),
            ({"parties": Parties(promisor_unit_id=1, beneficiary_unit_id=1)}, refusals.PromisePartiesWrong),
            ({"parties": Parties(promisor_company_id=10**9)}, NotFound),
            ({"basis": replace(given.PLAN, kind="rumour")}, refusals.PromiseChoiceUnknown),
            ({"basis": replace(given.PLAN, reference=" ")}, refusals.PromiseNeedsWords),
            ({"by": "hill"}, NotFound),
            ({"by": "auditor"}, NotAllowed),
        ],
    )
    def test_says_no_by_name_and_keeps_nothing(self, scene, one, wrong, refusal):
        with pytest.raises(refusal), transaction.atomic():
            given.promise(scene, one, **wrong)
        assert not Promise.objects.exists()

    def test_a_firm_does_not_promise_for_another_firms_subject(self, scene):
        mine, other = (
            given_projects.firm(name, credit_code=code)
            for name, code in zip(("示例丹砂科技有限公司", "示例青石材料有限公司"), given_projects.CODES, strict=False)
        )
        subject = observed.firm(scene, mine)
        with pytest.raises(refusals.PromiseOfAnotherFirm):
            given.promise(scene, subject, parties=Parties(promisor_company_id=other.pk))
        row = given.promise(scene, subject, parties=Parties(promisor_company_id=mine.pk), indicator="tax")
        assert row.data_class == "secret"


class TestHowItStands:
    def test_what_was_verified_meets_the_target_and_names_its_source(self, scene, one):
        row = given.promise(scene, one, terms=[term(2024, "12000000")])
        assert [each.running.verdict for each in read(scene)] == ["no_data"]
        seen = observed.verified(scene, one, "1200")
        detail = queries.promise_detail(scene.actor("river"), row.pk, today=TODAY)
        reading = detail.promise.running
        assert (reading.verdict, reading.lamp, reading.actual) == ("met", "green", Decimal(12_000_000))
        assert reading.used == (seen.pk,) and detail.sources[seen.pk].source == observed.REPORT.words
        assert "已兑现" in reading.zh and "met" in reading.en

    def test_what_is_only_reported_meets_nothing(self, scene, one):
        given.promise(scene, one, terms=[term(2024, "12000000")])
        observed.reported(scene, one, "1200")
        assert read(scene)[0].running.verdict == "no_data"

    def test_a_correction_changes_today_and_not_the_day_before(self, scene, one):
        given.promise(scene, one, terms=[term(2024, "12000000")])
        observed.corrected(scene, observed.verified(scene, one, "1200"), "600", at=LATER)
        day = LATER.date()
        now, then = (read(scene, today=day, known=known)[0].running for known in (day, TODAY))
        assert (now.verdict, now.completion_ppm) == ("breached", 500_000)
        assert (then.verdict, then.completion_ppm) == ("met", 1_000_000)
        assert read(scene, known=TODAY - timedelta(days=1)) == []

    def test_lists_take_the_same_statements_for_one_and_for_thirty(self, scene, one):
        viewer = scene.actor("river")

        def statements():
            with CaptureQueriesContext(connection) as found:
                queries.promises_known_at(viewer, PromiseFilter(), today=TODAY)
            return len(found)

        given.promise(scene, one)
        first = statements()
        for _ in range(29):
            given.promise(scene, one)
        assert statements() == first == 5

    def test_lamps_sides_and_words_narrow_the_list(self, scene, one):
        given.promise(scene, one, terms=[term(2024, "12000000")])
        observed.verified(scene, one, "1200")
        assert len(read(scene, lamp="green", side="promisor", words="澄波", basis="target_plan")) == 1
        assert read(scene, lamp="red") == read(scene, side="beneficiary") == read(scene, words="没有") == []


class TestWhoSees:
    def test_the_beneficiary_sees_the_promise_but_not_the_other_units_figures(self, scene, one):
        hill = scene.units["望山街道"].pk
        row = given.promise(
            scene, one, terms=[term(2024, "12000000")],
            parties=Parties(promisor_unit_id=one.unit_id, beneficiary_unit_id=hill),
        )  # fmt: skip
        observed.verified(scene, one, "1200")
        reading = read(scene, "hill")[0].running
        assert reading.verdict == "met" and reading.hidden
        assert (reading.actual, reading.completion_ppm, reading.zh, reading.used) == (None, None, "", ())
        assert queries.promise_detail(scene.actor("hill"), row.pk, today=TODAY).sources == {}

    def test_to_everybody_else_it_is_not_there(self, scene, one):
        row = given.promise(scene, one)
        assert read(scene, "hill") == []
        with pytest.raises(NotFound):
            queries.promise_detail(scene.actor("hill"), row.pk, today=TODAY)
        with pytest.raises(NotFound):
            given.supplement(scene, row, [term(2024)], by="hill")

    def test_one_firms_tax_shows_its_verdict_only(self, scene):
        firm = observed.firm(scene, given_projects.firm("示例丹砂科技有限公司", credit_code=given_projects.CODES[0]))
        given.promise(scene, firm, indicator="tax")
        found = read(scene, "riverhead")
        assert [each.running.hidden for each in found] == [True]


class TestSupplements:
    def test_new_terms_hold_from_their_approval_and_the_old_ones_answer_for_before(self, scene, one):
        row = given.promise(scene, one, terms=[term(2024, "2000")])
        asked = given.supplement(scene, row, [term(2024, "1500"), term(2025, "500")])
        assert [each.target for each in read(scene)[0].terms] == [2000]
        given.approved(scene, asked, at=LATER)
        day = LATER.date()
        assert [each.target for each in read(scene, today=day)[0].terms] == [1500, 500]
        assert [each.target for each in read(scene, today=day, known=day - timedelta(days=1))[0].terms] == [2000]
        ended = Term.objects.get(target=2000)
        assert (ended.known_until, ended.ended_by_id) == (LATER, asked.pk)

    def test_who_proposed_it_does_not_approve_it_and_nobody_decides_twice(self, scene, one):
        row = given.promise(scene, one)
        asked = given.supplement(scene, row, [term(2024)], by="riverhead")
        with pytest.raises(refusals.PromiseCheckerIsMaker):
            given.approved(scene, asked)
        with pytest.raises(NotAllowed):
            given.approved(scene, asked, by="river")
        with pytest.raises(refusals.SupplementUnderWay):
            given.supplement(scene, row, [term(2024)])
        given.approved(scene, asked, by="bureau")
        with pytest.raises(refusals.SupplementSettled):
            given.approved(scene, asked, by="bureau")

    def test_a_rejected_one_changes_nothing_and_a_stale_page_is_told(self, scene, one):
        row = given.promise(scene, one)
        asked = given.supplement(scene, row, [term(2024, "1")])
        with pytest.raises(Stale):
            operations.reject_supplement(
                supplement_id=asked.pk, version=1, note_text="无依据", by=scene.actor("riverhead"), at=NOW
            )
        operations.reject_supplement(
            supplement_id=asked.pk, version=2, note_text="无依据", by=scene.actor("riverhead"), at=NOW
        )
        assert [each.target for each in read(scene)[0].terms] == [1000, 1000]


class TestActs:
    def test_a_moved_due_date_counts_from_its_approval_with_its_ground(self, scene, one):
        row = given.promise(scene, one, terms=[term(2024, "12000000")])
        observed.verified(scene, one, "600")
        assert read(scene)[0].running.verdict == "breached"
        asked = given.act(scene, row, "moved", date(2025, 6, 30))
        assert read(scene)[0].running.verdict == "breached"
        given.decided(scene, asked)
        reading = read(scene)[0].running
        assert (reading.verdict, reading.moved_days, reading.due) == ("at_risk", 181, date(2025, 6, 30))

    def test_waivers_and_cures_stand_and_a_rejected_one_does_not(self, scene, one):
        row = given.promise(scene, one)
        given.decided(scene, given.act(scene, row, "waived", TODAY), approve=False, words="无依据")
        observed.verified(scene, one, "0.05")
        assert read(scene)[0].terms[0].verdict == "breached"
        given.decided(scene, given.act(scene, row, "cure_until", date(2025, 9, 1)))
        assert read(scene)[0].terms[0].verdict == "in_cure"
        given.decided(scene, given.act(scene, row, "waived", TODAY))
        assert read(scene)[0].terms[0].verdict == "waived"

    def test_says_no_by_name(self, scene, one):
        row = given.promise(scene, one)
        for kind, day, refusal in (
            ("moved", date(2024, 12, 31), refusals.PromiseDayWrong), ("forgotten", TODAY, refusals.PromiseChoiceUnknown)
        ):  # fmt: skip
            with pytest.raises(refusal):
                given.act(scene, row, kind, day)
        asked = given.act(scene, row, "waived", TODAY, by="riverhead")
        with pytest.raises(refusals.SupplementUnderWay):
            given.act(scene, row, "waived", TODAY)
        with pytest.raises(refusals.PromiseCheckerIsMaker):
            given.decided(scene, asked)
        with pytest.raises(refusals.PromiseNeedsWords):
            given.decided(scene, asked, approve=False, words=" ", by="bureau")
        assert given.act(scene, row, "noticed", TODAY).state == "approved"


class TestTheDatabaseHolds:
    def test_history_is_not_rewritten_and_wrong_states_are_not_stored(self, scene, one):
        row = given.promise(scene, one)
        asked = given.supplement(scene, row, [term(2024, "1")])
        given.act(scene, row, "noticed", TODAY)
        for wrong in (
            lambda: Term.objects.filter(supplement=None).update(target=1),
            lambda: Term.objects.filter(supplement=asked).update(known_at=NOW),
            lambda: Term.objects.filter(supplement=None).delete(),
            lambda: Supplement.objects.update(state="approved", approved_by=asked.made_by_id, decided_at=NOW),
            lambda: Act.objects.update(reason="改写"),
            lambda: Promise.objects.update(indicator="tax"),
            lambda: given.promise(scene, one, indicator="tax") and Promise.objects.filter(indicator="tax").update(pays=True),
            lambda: Term.objects.create(
                promise=row, valid_from=date(2024, 3, 1), valid_to=date(2024, 4, 1), due_date=date(2024, 4, 1),
                target=1, known_at=NOW,
            ),
        ):  # fmt: skip
            with pytest.raises(DatabaseError), transaction.atomic():
                wrong()


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_of_two_who_approve_at_once_one_is_told():
    scene = district()
    given_transfers.parameters()
    row = given.promise(scene, observed.subject(scene))
    asked = given.supplement(scene, row, [term(2024, "7")])
    answers, ready = [], threading.Barrier(2)

    def approve(name):
        try:
            ready.wait(5)
            operations.approve_supplement(supplement_id=asked.pk, version=2, by=scene.actor(name), at=NOW)
            answers.append("approved")
        except (Stale, refusals.SupplementSettled):
            answers.append("told")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=approve, args=(name,)) for name in ("riverhead", "bureau")]
    for each in threads:
        each.start()
    for each in threads:
        each.join(20)
    assert sorted(answers) == ["approved", "told"]
    assert [each.target for each in Term.objects.filter(known_until=None)] == [7]
