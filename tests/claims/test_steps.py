"""A claim's way through the district: evidence, doubts, checks, publication, objections, approval; what stays frozen."""

import threading
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connections, transaction

from luodi.claims import operations, refusals
from luodi.claims.models import Check, Claim, EnvelopeLine, Objection
from luodi.journal.models import Line
from luodi.people import operations as people
from luodi.values.refusal import NotAllowed, NotFound, Stale
from tests.given.claimed import LATER, approved, envelope, firms, published, represented, second_of, step, submitted
from tests.given.documents import page
from tests.given.kept import kept
from tests.given.people import NOW, district


def _scene():
    scene = district()
    second_of(scene, "planning2", "规划资源局", "department")
    second_of(scene, "finance2", "财政局", "finance")
    scene.firms = firms(3)
    scene.paper = page(scene, "planning")
    represented(scene, scene.firms[0])
    return scene


@pytest.fixture
@kept
def scene(db):
    return _scene()


@pytest.fixture
def fund(scene):
    return envelope(scene, 10_000_000_00)


def put(scene, claim, by="planning", **more):
    given = {"document_id": scene.paper.pk, "name": "专项审计报告"} | more
    return operations.add_evidence(claim_id=claim.pk, by=scene.actor(by), at=NOW, **given)


class TestEvidence:
    def test_the_same_file_is_refused_by_name_for_another_firm_and_doubted_for_another_clause(self, scene, fund):
        first = submitted(scene, fund, scene.firms[0], 100)
        put(scene, first)
        with pytest.raises(refusals.ClaimEvidenceThere) as there:
            put(scene, first, name="另一名称")
        assert there.value.params["name"] == "专项审计报告"
        with pytest.raises(refusals.ClaimEvidenceUsed) as used:
            put(scene, submitted(scene, fund, scene.firms[1], 100))
        assert used.value.params == {"claim_id": first.pk, "name": "专项审计报告"}
        other = submitted(scene, fund, scene.firms[0], 100, clause_code="equipment", clause_title="设备补助")
        put(scene, other)
        (doubt,) = other.checks.filter(kind="doubt")
        assert (doubt.code, doubt.params["other"]) == ("evidence_used_twice", first.pk)

    def test_an_expired_certificate_is_a_named_doubt_that_somebody_settles_in_words(self, scene, fund):
        claim = submitted(scene, fund, scene.firms[0], 100)
        put(scene, claim, expires_date=date(2025, 3, 7))
        with pytest.raises(refusals.ClaimDoubtsOpen):
            step(scene, claim, operations.check_claim, "planning", passed=True)
        doubt = Check.objects.get(claim=claim, code="certificate_expired")
        with pytest.raises(refusals.ClaimNeedsWords):
            operations.settle_doubt(check_id=doubt.pk, answer=" ", by=scene.actor("planning"), at=NOW)
        operations.settle_doubt(check_id=doubt.pk, answer="已换发，有效期至2027年", by=scene.actor("planning"), at=NOW)
        assert step(scene, claim, operations.check_claim, "planning", passed=True).stage == "checked"
        with pytest.raises(refusals.ClaimDoubtSettled):
            operations.settle_doubt(check_id=doubt.pk, answer="再答", by=scene.actor("planning"), at=NOW)
        with pytest.raises(IntegrityError), transaction.atomic():
            Check.objects.filter(pk=doubt.pk).update(answer="改写")

    def test_what_the_clause_asks_for_has_to_be_there_and_stays_after_the_check(self, scene, fund):
        claim = submitted(scene, fund, scene.firms[0], 100, wanted=["专项审计报告"])
        with pytest.raises(refusals.ClaimEvidenceMissing) as said:
            step(scene, claim, operations.check_claim, "planning", passed=True)
        assert said.value.params["missing"] == ["专项审计报告"]
        laid = put(scene, claim)
        step(scene, claim, operations.check_claim, "planning", passed=True)
        with pytest.raises(refusals.ClaimEvidenceLocked):
            operations.drop_evidence(evidence_id=laid.pk, by=scene.actor("planning"), at=NOW)


class TestChecking:
    def test_grants_less_with_a_reason_only_and_never_more(self, scene, fund):
        claim = submitted(scene, fund, scene.firms[0], 100)
        for fen, words, refusal in ((101, "", refusals.ClaimAmountWrong), (90, " ", refusals.ClaimNeedsWords)):
            with pytest.raises(refusal):
                step(scene, claim, operations.check_claim, "planning", passed=True, granted_fen=fen, words=words)
        step(scene, claim, operations.check_claim, "planning", passed=True, granted_fen=90, words="剔除委外费用")
        claim.refresh_from_db()
        assert (claim.stage, claim.granted_fen, claim.asked_fen) == ("checked", 90, 100)

    def test_is_the_departments_and_the_cross_check_another_persons(self, scene, fund):
        claim = submitted(scene, fund, scene.firms[0], 100)
        with pytest.raises(NotAllowed):
            step(scene, claim, operations.check_claim, "finance", passed=True)
        with pytest.raises(NotFound):
            step(scene, claim, operations.check_claim, "hillhead", passed=True)
        step(scene, claim, operations.check_claim, "planning", passed=True)
        with pytest.raises(NotAllowed):
            step(scene, claim, operations.cross_check, "planning", passed=True)
        assert step(scene, claim, operations.cross_check, "finance", passed=True).stage == "crossed"

    def test_double_funding_is_named_before_the_cross_check_passes(self, scene, fund):
        first = submitted(scene, fund, scene.firms[0], 100)
        other = submitted(scene, fund, scene.firms[0], 100, clause_code="equipment", clause_title="设备补助")
        step(scene, other, operations.check_claim, "planning", passed=True)
        assert operations.look_for_doubles(claim_id=other.pk, by=scene.actor("finance"), at=NOW) == 1
        with pytest.raises(refusals.ClaimDoubtsOpen):
            step(scene, other, operations.cross_check, "finance", passed=True)
        assert other.checks.get(code="same_group").params["other"] == first.pk

    def test_a_rejection_is_told_to_the_firm_and_an_appeal_brings_it_back(self, scene, fund):
        claim = submitted(scene, fund, scene.firms[0], 100)
        step(scene, claim, operations.check_claim, "planning", passed=False, words="材料不实")
        claim.refresh_from_db()
        assert (claim.stage, claim.outcome) == ("rejected", "材料不实")
        appeal = operations.object_to(
            claim_id=claim.pk, by_whom="示例企业", text="材料属实", by=scene.actor("firmuser"), at=NOW
        )
        operations.answer_objection(
            objection_id=appeal.pk, upheld=True, answer="经复核属实", by=scene.actor("planning2"), at=NOW
        )
        claim.refresh_from_db()
        assert (appeal.kind, claim.stage, claim.checked_by_id, claim.outcome) == ("appeal", "submitted", None, "")


class TestPublishing:
    def test_lasts_the_clauses_working_days_and_an_open_objection_stops_approval(self, scene, fund):
        claim = published(scene, fund, scene.firms[0], 100)
        assert (claim.publication.from_date, claim.publication.until_date) == (date(2025, 3, 8), date(2025, 3, 14))
        with pytest.raises(refusals.ClaimPublicationRuns):
            step(scene, claim, operations.approve_claim, "bureau", at=NOW + timedelta(days=6))
        objection = operations.object_to(
            claim_id=claim.pk, by_whom="示例市民", text="该企业已搬离", by=scene.actor("planning"), at=NOW
        )
        with pytest.raises(refusals.ClaimObjectionOpen):
            step(scene, claim, operations.approve_claim, "bureau", at=LATER)
        with pytest.raises(refusals.ClaimCheckerIsMaker):
            operations.answer_objection(
                objection_id=objection.pk, upheld=False, answer="查无此事", by=scene.actor("planning"), at=NOW
            )
        operations.answer_objection(
            objection_id=objection.pk, upheld=False, answer="现场核实在区", by=scene.actor("planning2"), at=NOW
        )
        assert step(scene, claim, operations.approve_claim, "bureau", at=LATER).stage == "committed"

    def test_shows_claims_of_one_department_that_were_cross_checked(self, scene, fund):
        claim = submitted(scene, fund, scene.firms[0], 100)
        given = {"title": "名单", "contact": "电话", "by": scene.actor("planning"), "at": NOW}
        with pytest.raises(refusals.ClaimWrongStage):
            operations.publish_claims(claim_ids=[claim.pk], **given)
        with pytest.raises(refusals.ClaimsNoneChosen):
            operations.publish_claims(claim_ids=[], **given)


class TestApproving:
    def test_nobody_approves_what_they_had_a_hand_in_in_code_or_in_sql(self, scene, fund):
        claim = published(scene, fund, scene.firms[0], 100)
        hand = scene.actor("bureau")
        Claim.objects.filter(pk=claim.pk).update(crossed_by=hand.person_id)
        with pytest.raises(refusals.ClaimCheckerIsMaker):
            step(scene, claim, operations.approve_claim, "bureau", at=LATER)
        with pytest.raises(IntegrityError), transaction.atomic():
            Claim.objects.filter(pk=claim.pk).update(stage="approved", approved_by=hand.person_id, approved_at=LATER)
        assert step(scene, claim, operations.approve_claim, "leader", at=LATER).stage == "committed"

    def test_above_the_dated_parameter_a_meeting_decides(self, scene, fund):
        people.set_parameter(
            code="claims.meeting_from", value=500_000, unit="元", source="区政府议事规则", valid_from=date(2025, 3, 1),
            by=scene.actor("bureau"), at=NOW,
        )  # fmt: skip
        claim = published(scene, fund, scene.firms[0], 500_000_01)
        with pytest.raises(refusals.ClaimNeedsMeeting) as said:
            step(scene, claim, operations.approve_claim, "bureau", at=LATER)
        assert said.value.params["limit"] == "500,000"
        step(scene, claim, operations.approve_claim, "bureau", at=LATER, meeting_decision="区政府常务会〔2025〕12号")
        claim.refresh_from_db()
        assert (claim.stage, claim.meeting_decision) == ("committed", "区政府常务会〔2025〕12号")
        assert Line.objects.filter(event="claim.approved", object_id=str(claim.pk)).exists()

    def test_what_was_frozen_and_decided_stays_in_the_database(self, scene, fund):
        claim = approved(scene, fund, scene.firms[0], 100)
        for change in (
            {"inputs": {}}, {"clause_number": 4}, {"clause_sha256": "b" * 64}, {"explanation": {}}, {"asked_fen": 200},
            {"payable_fen": 90}, {"stage": "rejected", "outcome": "反悔", "payable_fen": None},
        ):  # fmt: skip
            with pytest.raises(IntegrityError), transaction.atomic():
                Claim.objects.filter(pk=claim.pk).update(**change)


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_approval_pressed_twice_by_two_people_commits_once():
    scene = district()
    fund = envelope(scene, 1_000)
    claim = published(scene, fund, firms(1)[0], 400, notice_days=0)
    gate, results = threading.Barrier(2), []

    def press(actor):
        gate.wait(10)
        try:
            operations.approve_claim(claim_id=claim.pk, version=claim.version, by=actor, at=LATER)
            results.append("approved")
        except Stale:
            results.append("stale")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press, args=[scene.actor(name)]) for name in ("bureau", "leader")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(results) == ["approved", "stale"]
    assert EnvelopeLine.objects.filter(kind="commitment").count() == 1
    assert Objection.objects.count() == 0
