"""Observations: what is known from when on, who checks, what asks or refuses; consent, looks, returns, the firm's word."""

import threading
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connections, transaction

from luodi.engines.promises import State, open_book
from luodi.journal.models import Line
from luodi.observations import operations, queries, refusals
from luodi.observations.models import Correction, Observation, Return, Series
from luodi.observations.operations import FirmAnswer, Source
from luodi.observations.queries import ObservationFilter, totals
from luodi.values.indicator import indicator
from luodi.values.period import Period
from luodi.values.refusal import NotAllowed, NotFound, Stale
from tests.given import observed as given
from tests.given import projects as given_projects
from tests.given import transfers as given_transfers
from tests.given.kept import kept
from tests.given.observed import FIRM, LAST_QUARTER
from tests.given.people import NOW, district

MILLION = Decimal(10_000)
LATER = NOW + timedelta(days=30)
FOURTH = (2024, 4)


@pytest.fixture
@kept
def scene(db):
    found = district()
    given_transfers.parameters()
    return found


@pytest.fixture
def one(scene):
    return given.subject(scene)


@pytest.fixture
def firm(scene):
    return given.firm(scene, given_projects.firm("示例丹砂科技有限公司", credit_code=given_projects.CODES[0]))


def quarter(n: int) -> Period:
    return Period.of_quarter(2023 + (n - 1) // 4, (n - 1) % 4 + 1)


class TestWhatIsKnown:
    def test_a_correction_is_known_from_its_day_on_and_the_past_answers_as_it_did(self, scene, one):
        row = given.verified(scene, one, "1200")
        given.corrected(scene, row, "1000.5", at=LATER)
        viewer = scene.actor("bureau")

        def known(at):
            rows = queries.observation_known_at(viewer, subject_id=one.pk, indicator="fixed_assets", at=at)
            return [(each.value, each.state) for each in rows]

        assert known(NOW - timedelta(seconds=1)) == []
        assert known(NOW) == known(LATER - timedelta(seconds=1)) == [(1200 * MILLION, "verified")]
        assert known(None) == known(LATER) == [(Decimal("10005000"), "verified")]
        history = queries.series_detail(viewer, row.series_id).history
        assert [each.superseded for each in history] == [False, True, True]
        book = open_book(queries.statement_columns(subject_ids=[one.pk]))
        day = (NOW.date() - date(1970, 1, 1)).days
        for basis in (State.VERIFIED, State.REPORTED):
            assert [list(book.as_known(on, basis).columns["value"]) for on in (day - 1, day, day + 30)] == [
                [], [1_200_000_000], [1_000_500_000],
            ]  # fmt: skip

    def test_nothing_that_was_known_is_ever_changed_and_no_value_moves_without_approval(self, scene, one):
        row = given.verified(scene, one)
        for act in (
            lambda: Observation.objects.filter(pk=row.pk).update(value=1),
            lambda: Observation.objects.all().delete(),
            lambda: Series.objects.filter(pk=row.series_id).update(valid_to=date(2030, 1, 1)),
            lambda: Observation.objects.create(
                series_id=row.series_id, value=1, state="reported", known_at=LATER, replaces=row, source_kind="form",
                source="x",
            ),
        ):  # fmt: skip
            with pytest.raises(DatabaseError), transaction.atomic():
                act()

    def test_a_value_entered_twice_is_withdrawn_and_its_period_is_free_again(self, scene, one):
        row = given.reported(scene, one)
        given.corrected(scene, row, None, kind="twice")
        assert given.reported(scene, one, "900").value == 900 * MILLION


class TestMakerAndChecker:
    def test_who_reported_does_not_verify_nor_the_database_let_them(self, scene, one):
        row = given.reported(scene, one, by="riverhead")
        with pytest.raises(refusals.ObservationCheckerIsMaker):
            operations.verify_observation(series_id=row.series_id, seen=row.pk, by=scene.actor("riverhead"), at=NOW)
        with pytest.raises(NotAllowed):
            operations.verify_observation(series_id=row.series_id, seen=row.pk, by=scene.actor("river"), at=NOW)
        with pytest.raises(DatabaseError), transaction.atomic():
            Observation.objects.create(
                series_id=row.series_id, value=row.value, state="verified", known_at=LATER, replaces=row,
                source_kind="form", source="x", made_by_id=row.made_by_id, checked_by_id=row.made_by_id,
            )  # fmt: skip
        assert (
            operations.verify_observation(
                series_id=row.series_id, seen=row.pk, by=scene.actor("bureau"), at=NOW
            ).checked_by_id
            == scene.actor("bureau").person_id
        )

    def test_who_proposed_a_correction_does_not_decide_it(self, scene, one):
        row = given.reported(scene, one)
        wished = operations.propose_correction(
            series_id=row.series_id, seen=row.pk, kind="typing", value=Decimal(1300), unit="万元", reason="笔误",
            evidence="原表", by=scene.actor("riverhead"), at=NOW,
        )  # fmt: skip
        with pytest.raises(refusals.ObservationCheckerIsMaker):
            operations.approve_correction(correction_id=wished.pk, by=scene.actor("riverhead"), at=NOW)
        with pytest.raises(DatabaseError), transaction.atomic():
            Correction.objects.filter(pk=wished.pk).update(
                state="approved", decided_by=wished.proposed_by_id, decided_at=NOW
            )
        operations.reject_correction(correction_id=wished.pk, note_text="原数无误", by=scene.actor("bureau"), at=NOW)
        assert queries.series_detail(scene.actor("river"), row.series_id).now.value == 1200 * MILLION

    def test_another_units_people_find_nothing_and_a_stale_page_changes_nothing(self, scene, one):
        row = given.reported(scene, one)
        with pytest.raises(NotFound):
            given.reported(scene, one, by="hill", period=Period.of_quarter(2024, 3))
        operations.dispute_observation(
            series_id=row.series_id, seen=row.pk, reason="口径不同", by=scene.actor("river"), at=NOW
        )
        with pytest.raises(Stale):
            operations.verify_observation(series_id=row.series_id, seen=row.pk, by=scene.actor("riverhead"), at=NOW)


class TestBadInput:
    @pytest.mark.parametrize(
        ("change", "refusal"),
        [
            ({"value": "-1"}, refusals.ObservationNegative),
            ({"value": "1.234", "unit": "元"}, refusals.ObservationTooFine),
            ({"value": "NaN"}, refusals.ObservationTooFine),
            ({"unit": "平方米"}, refusals.ObservationUnitWrong),
            ({"unit": ""}, refusals.ObservationUnitWrong),
            ({"indicator": "talent", "value": "1.5", "unit": "人"}, refusals.ObservationTooFine),
            ({"period": Period.of_year(2026)}, refusals.ObservationPeriodWrong),
            ({"source": Source("form", " ")}, refusals.ObservationSourceMissing),
            ({"source": Source("passage", "原文")}, refusals.ObservationSourceMissing),
            ({"source": Source("statistics", "统计报表")}, refusals.StatisticsMicroData),
            ({"indicator": "pm25", "value": "33", "unit": "微克/立方米"}, refusals.ObserverNotEntitled),
            ({"indicator": "tax"}, refusals.SingleFirmOnly),
        ],
    )
    def test_is_refused_by_name(self, scene, one, change, refusal):
        with pytest.raises(refusal) as said:
            given.reported(scene, one, **change)
        assert "?" not in said.value.sentence("zh") + said.value.sentence("en")
        assert not Series.objects.exists()

    def test_overlapping_periods_are_refused_in_the_operation_and_in_the_database(self, scene, one):
        given.reported(scene, one)
        with pytest.raises(refusals.ObservationsOverlap, match="2024年第四季度"):
            given.reported(scene, one, period=Period.of_year(2024))
        with pytest.raises(DatabaseError), transaction.atomic():
            Series.objects.create(
                subject=one, indicator="fixed_assets", valid_from=date(2024, 12, 1), valid_to=date(2025, 1, 1),
                data_class="internal", opened_at=NOW,
            )  # fmt: skip

    def test_wan_taken_for_yuan_asks_and_the_answer_is_kept(self, scene, one):
        for n in (5, 6, 7):
            given.reported(scene, one, str(1000 + n), period=quarter(n))
        with pytest.raises(refusals.SizeDoubtful, match="1/8,"):
            given.reported(scene, one, "1200", unit="元")
        with pytest.raises(refusals.SizeDoubtful, match="倍"):
            given.reported(scene, one, "100000")
        assert given.reported(scene, one, "100000", answer="总部大楼一次性转固").answer == "总部大楼一次性转固"

    def test_statistics_say_yes_or_no_and_never_an_amount(self, scene, one):
        row = operations.note_statistics_answer(
            subject_id=one.pk, indicator_code="fixed_assets", period=LAST_QUARTER, entered=True, reference="统计局函 3 号",
            by=scene.actor("river"), at=NOW,
        )  # fmt: skip
        assert row.entered and not Observation.objects.exists()


class TestOneFirmsTax:
    def test_is_stored_with_the_firms_own_signature_masked_and_each_look_is_a_line(self, scene, firm):
        with pytest.raises(refusals.ConsentMissing):
            given.reported(scene, firm, indicator="tax")
        consent = given.consented(scene, firm)
        assert (consent.state, consent.signer) == ("signed", "甲某")
        row = given.reported(scene, firm, "300", indicator="tax")
        for name in ("river", "riverhead", "bureau", "leader"):
            found = queries.observations_known_at(scene.actor(name), ObservationFilter(indicator="tax")).rows
            assert [(each.value, each.masked, each.source) for each in found] == [(None, True, "")], name
        with pytest.raises(refusals.SizeDoubtful) as said:
            given.reported(scene, firm, "300", indicator="tax", unit="元", period=Period.of_quarter(2024, 3))
        assert "≤1/50" in said.value.sentence() and "300" not in said.value.sentence()
        head = scene.actor("riverhead")
        with pytest.raises(refusals.ObservationNeedsWords):
            operations.look_at_value(series_id=row.series_id, reason=" ", by=head, at=NOW)
        for name in ("river", "bureau"):
            with pytest.raises(NotAllowed):
                operations.look_at_value(series_id=row.series_id, reason="核对", by=scene.actor(name), at=NOW)
        assert operations.look_at_value(series_id=row.series_id, reason="核对", by=head, at=NOW) == 300 * MILLION
        line = Line.objects.get(event="observation.looked_at")
        assert line.facts["reason"] == "核对" and "3000000" not in str(line.facts)

    def test_is_closed_when_the_firm_withdraws_or_the_day_is_past(self, scene, firm):
        consent = given.consented(scene, firm, until=date(2025, 6, 30))
        row = given.reported(scene, firm, "300", indicator="tax")
        head = scene.actor("riverhead")
        with pytest.raises(refusals.ConsentMissing):
            operations.look_at_value(series_id=row.series_id, reason="核对", by=head, at=NOW + timedelta(days=200))
        operations.withdraw_consent(consent_id=consent.pk, reason="企业来函", by=scene.actor("river"), at=NOW)
        with pytest.raises(refusals.ConsentMissing):
            operations.look_at_value(series_id=row.series_id, reason="核对", by=head, at=NOW)

    def test_sums_of_fewer_than_three_firms_are_hidden_and_can_not_be_worked_out(self, scene):
        firms = [given_projects.firm(f"示例税源{n}有限公司", credit_code=given_projects.CODES[n]) for n in range(4)]
        for n, each in enumerate(firms):
            of = given.firm(scene, each, by="river" if n < 3 else "hill")
            asked = operations.request_consent(
                subject_id=of.pk, purpose="监测", until=date(2026, 1, 1), by=scene.actor("bureau"), at=NOW
            )
            secret = operations.make_consent_link(consent_id=asked.pk, by=scene.actor("bureau"), at=NOW)
            operations.answer_link(secret=secret, answer=FirmAnswer(True, "某甲"), by=FIRM, at=NOW)
            given.verified(scene, of, "100", indicator="tax", by="bureau", checker="riverhead" if n < 3 else "hillhead")
            found = totals(indicator("tax"), Period.of_year(2024))
            shown = {cell.unit: cell.total for cell in found.cells}
            if n < 2:
                assert set(shown.values()) == {None} and found.district is None
            if n == 2:
                assert shown == {"临河街道": 300 * MILLION} and found.district == 300 * MILLION
        assert shown == {"临河街道": None, "望山街道": None} and found.district == 400 * MILLION


class TestReturns:
    def row(self, of, name="固投", value=1200, unit="万元", source="审计报告", answer=""):
        return [of.pk, of.name, name, value, unit, source, answer]

    def test_are_checked_row_by_row_approved_by_another_and_freeze_their_period(self, scene, one):
        two = given.subject(scene, "示例二号项目")
        sent = given.taken_in(scene, [self.row(one), self.row(two, value=800)])
        assert (sent.good, sent.bad) == (2, 0) and not Observation.objects.exists()
        with pytest.raises(NotAllowed):
            operations.approve_return(return_id=sent.pk, version=1, by=scene.actor("river"), at=NOW)
        operations.approve_return(return_id=sent.pk, version=1, by=scene.actor("riverhead"), at=NOW)
        found = queries.observations_known_at(scene.actor("river"), ObservationFilter(), sort="subject").rows
        assert sorted((each.value, each.state) for each in found) == [
            (800 * MILLION, "verified"), (1200 * MILLION, "verified"),
        ]  # fmt: skip
        with pytest.raises(refusals.PeriodClosed):
            given.reported(scene, one, "5", indicator="talent", unit="人", period=Period.of_month(2024, 11))
        row = Observation.objects.get(series__subject=one)
        assert given.corrected(scene, row, "1100").value == 1100 * MILLION
        with pytest.raises(refusals.PeriodClosed):
            given.taken_in(scene, [self.row(one), self.row(two, value=800)])

    def test_a_file_edited_after_approval_is_refused_by_its_hash(self, scene, one):
        sent = given.taken_in(scene, [self.row(one)])
        operations.approve_return(return_id=sent.pk, version=1, by=scene.actor("riverhead"), at=NOW)
        with pytest.raises(refusals.ReturnEditedAfterApproval, match=sent.sha256[:12]):
            given.taken_in(scene, [self.row(one, value=1201)])

    def test_name_every_fault_of_every_row_and_lose_nothing(self, scene, one, firm):
        elsewhere = given.subject(scene, "别处项目", unit="望山街道")
        rows = [
            self.row(one), self.row(one, value=1300), self.row(one, "营收", unit="万人"), self.row(elsewhere),
            self.row(one, "幸福感"), self.row(one, "研发投入", value="很多"), self.row(one, "研发投入", value=-3),
            self.row(firm, "税收"), self.row(one, "到资", source="联网直报"), self.row(one, "到资", source=""),
            self.row(one, "PM2.5", 33, "微克/立方米"),
        ]  # fmt: skip
        sent = given.taken_in(scene, rows)
        codes = [row.findings[0]["code"] if row.findings else "" for row in sent.rows.order_by("number")]
        assert codes == [
            "", "observations_overlap", "observation_unit_wrong", "return_subject_unknown", "unknown_indicator",
            "return_cell_wrong", "observation_negative", "consent_missing", "statistics_micro_data",
            "observation_source_missing", "observer_not_entitled",
        ]  # fmt: skip
        with pytest.raises(refusals.ReturnHasBadRows):
            operations.approve_return(return_id=sent.pk, version=1, by=scene.actor("riverhead"), at=NOW)
        again = given.taken_in(scene, [self.row(one)])
        assert list(Return.objects.order_by("pk").values_list("state", flat=True)) == ["replaced", "checked"]
        assert again.bad == 0

    def test_doubtful_sizes_need_an_answer_before_approval(self, scene, one):
        given.verified(scene, one, "1000", period=Period.of_quarter(2024, 3))
        sent = given.taken_in(scene, [self.row(one, value=1200, unit="元")])
        assert sent.doubtful == 1
        head = scene.actor("riverhead")
        with pytest.raises(refusals.ReturnDoubtsOpen):
            operations.approve_return(return_id=sent.pk, version=1, by=head, at=NOW)
        operations.approve_return(return_id=sent.pk, version=1, answer="本季停工", by=head, at=NOW)
        assert Observation.objects.get(return_row__of_return=sent).answer == "本季停工"


class TestTheFirmsWord:
    def link(self, scene, firm, by="riverhead"):
        row = given.reported(scene, firm)
        return row, operations.make_confirm_link(series_id=row.series_id, seen=row.pk, by=scene.actor(by), at=NOW)

    def test_confirms_once(self, scene, firm):
        row, secret = self.link(scene, firm)
        page = operations.open_link(secret=secret, by=FIRM, at=NOW)
        assert (page.value, page.firm, page.unit) == (1200 * MILLION, firm.name, "临河街道")
        answer = FirmAnswer(True, "甲某", "财务总监")
        operations.answer_link(secret=secret, answer=answer, by=FIRM, at=LATER - timedelta(days=29))
        now = queries.series_detail(scene.actor("river"), row.series_id).now
        assert (now.state, now.source_kind, now.signer) == ("verified", "firm", "甲某 财务总监")
        with pytest.raises(refusals.LinkNotHolding):
            operations.answer_link(secret=secret, answer=answer, by=FIRM, at=NOW)

    def test_disputes_with_a_reason(self, scene, firm):
        row, secret = self.link(scene, firm)
        with pytest.raises(refusals.ObservationNeedsWords):
            operations.answer_link(secret=secret, answer=FirmAnswer(False, "甲某"), by=FIRM, at=NOW)
        operations.answer_link(secret=secret, answer=FirmAnswer(False, "甲某", "", "含土地款"), by=FIRM, at=NOW)
        assert queries.series_detail(scene.actor("river"), row.series_id).now.state == "disputed"

    def test_the_reporter_makes_no_link_and_staff_answers_none(self, scene, firm):
        with pytest.raises(refusals.ObservationCheckerIsMaker):
            self.link(scene, firm, by="river")
        row = Observation.objects.get()
        secret = operations.make_confirm_link(series_id=row.series_id, seen=row.pk, by=scene.actor("riverhead"), at=NOW)
        with pytest.raises(refusals.LinkNotForStaff):
            operations.answer_link(secret=secret, answer=FirmAnswer(True, "甲某"), by=scene.actor("river"), at=NOW)

    def test_is_over_after_its_hours_or_when_the_value_changed_and_guessing_closes_the_door(self, scene, firm):
        row, secret = self.link(scene, firm)
        with pytest.raises(refusals.LinkNotHolding):
            operations.open_link(secret=secret, by=FIRM, at=NOW + timedelta(hours=73))
        given.corrected(scene, row, "1000")
        with pytest.raises(refusals.LinkNotHolding):
            operations.open_link(secret=secret, by=FIRM, at=NOW)
        for _ in range(18):
            with pytest.raises(refusals.LinkNotHolding):
                operations.open_link(secret="luodi_guess", by=FIRM, at=NOW)
        with pytest.raises(refusals.LinkTriesTooMany):
            operations.open_link(secret=secret, by=FIRM, at=NOW)


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
class TestRaces:
    def ran(self, *acts):
        said, barrier = [], threading.Barrier(len(acts))

        def run(act):
            barrier.wait()
            try:
                act()
                said.append("done")
            except Exception as refusal:
                said.append(type(refusal).__name__)
            finally:
                connections.close_all()

        threads = [threading.Thread(target=run, args=(act,)) for act in acts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return sorted(said)

    def test_of_two_values_two_checks_two_answers_and_two_approvals_one_wins(self):
        scene = district()
        given_transfers.parameters()
        one = given.firm(scene, given_projects.firm("示例丹砂科技有限公司", credit_code=given_projects.CODES[0]))
        half = Period.of_half(2024, 2)
        assert self.ran(
            lambda: given.reported(scene, one, by="river"), lambda: given.reported(scene, one, by="river", period=half)
        ) == ["ObservationsOverlap", "done"]
        row = Observation.objects.get()

        def verify(name):
            return lambda: operations.verify_observation(
                series_id=row.series_id, seen=row.pk, by=scene.actor(name), at=NOW
            )

        assert self.ran(verify("riverhead"), verify("bureau")) == ["Stale", "done"]
        newest = Observation.objects.get(replaced_by=None)
        secret = operations.make_confirm_link(
            series_id=row.series_id, seen=newest.pk, by=scene.actor("riverhead"), at=NOW
        )

        def answer(agrees):
            said = FirmAnswer(agrees, "甲某", "", "有误")
            return lambda: operations.answer_link(secret=secret, answer=said, by=FIRM, at=NOW)

        assert self.ran(answer(True), answer(False)) == ["LinkNotHolding", "done"]
        sheet = [[one.pk, one.name, "人才", 3, "人", "名单", ""]]
        sent = given.taken_in(scene, sheet)

        def approve(name):
            return lambda: operations.approve_return(return_id=sent.pk, version=1, by=scene.actor(name), at=NOW)

        def report():
            given.reported(scene, one, "5", indicator="talent", unit="人", period=Period.of_month(2024, 10))

        said = self.ran(approve("riverhead"), approve("bureau"), report)
        assert said.count("done") == 1, said
        assert Series.objects.filter(indicator="talent").count() == 1
