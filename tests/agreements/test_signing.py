"""Approval by a second person on a concluded review, signing to the letter, what the project below is told, and races."""

import threading
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connections, transaction

from luodi.agreements import operations, refusals
from luodi.agreements.models import Agreement
from luodi.agreements.operations import NewStage, Source
from luodi.agreements.queries.standing import review_standing
from luodi.engines.papers import docx_of, pdf_of
from luodi.engines.wording import text_paper
from luodi.journal import queries as journal
from luodi.projects.models import Evidence
from luodi.reviews import operations as reviews
from luodi.reviews.models import Review
from luodi.values.refusal import NotAllowed, NotFound, Refusal
from tests.given import agreements as given
from tests.given import files
from tests.given.kept import kept
from tests.given.people import NOW, district

BAD = given.TEXT.replace(
    "第四条　整改", "第四条　奖励\n甲方按乙方缴纳税收形成的区级地方财力贡献的50%给予奖励。\n第五条　整改"
)


@pytest.fixture
@kept
def scene(db):
    return district()


def approve(scene, agreement, by="bureau", **more):
    agreement.refresh_from_db()
    given_ = {"version": agreement.version, "legal_opinion": "区司法〔2025〕7号"} | more
    return operations.approve(agreement_id=agreement.pk, by=scene.actor(by), at=NOW, **given_)


def sign(scene, agreement, file=None, day=given.TODAY, by="riverhead", **more):
    agreement.refresh_from_db()
    given_ = {"version": agreement.version, "file": file or given.signed_file(agreement), "signed_date": day} | more
    return operations.record_signing(agreement_id=agreement.pk, by=scene.actor(by), at=NOW, **given_)


class TestApproving:
    def test_needs_a_concluded_review_of_this_very_text_and_a_legal_opinion(self, scene):
        agreement = given.submitted(scene)
        with pytest.raises(refusals.NoFairnessConclusion):
            approve(scene, agreement)
        given.concluded(scene, agreement)
        with pytest.raises(refusals.LegalOpinionMissing):
            approve(scene, agreement, legal_opinion=" ")
        approved = approve(scene, agreement)
        assert (approved.state, approved.approved_sha256) == ("approved", approved.current.wording_sha256)

    def test_a_text_that_changed_by_one_letter_is_reviewed_anew(self, scene):
        agreement = given.submitted(scene)
        given.concluded(scene, agreement)
        back = {"agreement_id": agreement.pk, "by": scene.actor("river"), "at": NOW}
        operations.send_back(**back, version=agreement.version, reason="改一个字")
        agreement.refresh_from_db()
        operations.change_text(**back, version=agreement.version, source=Source(text=given.TEXT + "。"), reason="改")
        agreement.refresh_from_db()
        operations.submit(**back, version=agreement.version)
        with pytest.raises(refusals.NoFairnessConclusion):
            approve(scene, agreement)
        assert Review.objects.filter(origin_id=agreement.pk).count() == 2

    def test_takes_the_rewrite_of_the_review_over_as_a_new_version_on_which_it_concludes(self, scene):
        agreement = given.submitted(scene, text=BAD)
        river = {"by": scene.actor("river"), "at": NOW}
        with pytest.raises(refusals.NothingToTakeOver):
            operations.take_over_rewrite(agreement_id=agreement.pk, version=agreement.version, **river)
        review = Review.objects.get(origin_id=agreement.pk)
        for finding in review.findings.filter(severity="forbid", rule="C05")[:1]:
            reviews.rewrite_passage(
                review_id=review.pk,
                version=review.version,
                finding_id=finding.pk,
                wording="甲方按公开政策给予奖励。",
                **river,
            )
        review.refresh_from_db()
        former = agreement.current.text_sha256
        with pytest.raises(NotFound):
            operations.take_over_rewrite(
                agreement_id=agreement.pk, version=agreement.version, by=scene.actor("hill"), at=NOW
            )
        taken = operations.take_over_rewrite(agreement_id=agreement.pk, version=agreement.version, **river)
        taken.refresh_from_db()
        assert (taken.state, taken.current.ordinal, taken.current.text_sha256) == ("in_review", 2, review.text_sha256)
        assert "甲方按公开政策给予奖励" in taken.current.text and taken.current.clauses.count() >= 5
        assert review_standing(taken.pk, former).rewritten
        assert not review_standing(taken.pk, taken.current.text_sha256).rewritten
        line = journal.lines(object_of=("agreements.agreement", taken.pk), limit=1)[0]
        assert line.event == "agreement.rewrite_taken_over" and f"采用审查 {review.number} 的改写" in line.sentence
        with pytest.raises(Refusal):
            operations.take_over_rewrite(agreement_id=taken.pk, version=taken.version, **river)

    def test_stops_at_an_open_red_line(self, scene):
        agreement = given.submitted(scene, text=BAD)
        with pytest.raises(refusals.FairnessFindingsOpen):
            approve(scene, agreement)

    def test_is_not_for_who_made_it(self, scene):
        agreement = given.submitted(scene, by="bureau")
        with pytest.raises(refusals.CheckerMadeTheText):
            approve(scene, agreement)

    def test_the_database_refuses_it_too(self, scene):
        agreement = given.submitted(scene)
        with pytest.raises(IntegrityError), transaction.atomic():
            Agreement.objects.filter(pk=agreement.pk).update(approved_by=agreement.maker_id)

    @pytest.mark.parametrize(
        ("who", "refusal"), [("riverhead", NotAllowed), ("hill", NotFound), ("leader", NotAllowed)]
    )
    def test_is_for_those_with_the_right(self, scene, who, refusal):
        with pytest.raises(refusal):
            approve(scene, given.submitted(scene), by=who)


class TestSigning:
    @pytest.mark.parametrize(("kind", "make"), [("docx", docx_of), ("pdf", pdf_of)])
    def test_takes_the_approved_text_in_word_or_pdf(self, scene, kind, make):
        agreement = given.approved(scene)
        data = make(text_paper(agreement.approved.text))
        signed = sign(scene, agreement, Source(data=data, file_name=f"签署本.{kind}"))
        assert (signed.state, signed.signed_sha256) == ("in_force", signed.approved_sha256)
        assert signed.signed_document_id

    def test_tells_the_project_its_evidence_binding_and_day(self, scene):
        agreement = given.signed(scene)
        line = Evidence.objects.standing().get(item="signed_text")
        project = agreement.project
        project.refresh_from_db()
        assert (line.reference, line.origin_id, line.effective_date) == (agreement.number, agreement.pk, given.TODAY)
        assert (project.binding, project.signed_date) == ("binding", given.TODAY)

    def test_refuses_one_other_character_showing_both_neighbourhoods(self, scene):
        agreement = given.approved(scene)
        with pytest.raises(refusals.SignedTextDiffers) as said:
            sign(scene, agreement, given.signed_file(agreement, ("不超过1200万元", "不超过1300万元")))
        sentence = said.value.sentence()
        assert "1200万元" in sentence.replace("最高不超过1”", "最高不超过1”1") or "200万元" in sentence
        assert "300万元" in sentence and "最高不超过" in sentence
        agreement.refresh_from_db()
        assert agreement.state == "approved"

    def test_forgives_width_and_white_space(self, scene):
        agreement = given.approved(scene)
        sign(scene, agreement, given.signed_file(agreement, ("1200万元", "１２００　万元")))
        agreement.refresh_from_db()
        assert agreement.state == "in_force"

    def test_refuses_a_scan(self, scene):
        with pytest.raises(refusals.SignedFileUnreadable):
            sign(scene, given.approved(scene), Source(data=files.scanned_pdf(), file_name="扫描.pdf"))

    @pytest.mark.parametrize("days", [-1, 1])
    def test_refuses_a_day_before_the_approval_or_in_the_future(self, scene, days):
        with pytest.raises(refusals.SigningDayWrong):
            sign(scene, given.approved(scene), day=given.TODAY + timedelta(days=days))

    def test_refuses_what_would_be_due_before_it(self, scene):
        agreement = given.draft(scene)
        stages = (NewStage(1_000_000, "签约即付", date(2025, 1, 1)),)
        agreement = given.with_terms(scene, agreement, payments=(given.payment(stages=stages),))
        operations.submit(agreement_id=agreement.pk, version=agreement.version, by=scene.actor("river"), at=NOW)
        given.concluded(scene, agreement)
        approve(scene, agreement)
        with pytest.raises(refusals.DayBeforeSigning):
            sign(scene, agreement)

    def test_the_database_refuses_another_wording(self, scene):
        agreement = given.signed(scene)
        with pytest.raises(IntegrityError), transaction.atomic():
            Agreement.objects.filter(pk=agreement.pk).update(signed_sha256="0" * 64)


class TestAfterSigning:
    def test_money_terms_and_text_stand_still_and_a_supplement_is_reviewed_anew(self, scene):
        agreement = given.signed(scene)
        with pytest.raises(refusals.SignedTextIsFixed):
            given.with_terms(scene, agreement)
        head = given.head("临投补〔2025〕1号", "补充协议")
        text = "补充协议\n第一条　上限\n补助上限调整为1000万元。\n"
        child = operations.supplement(
            parent_id=agreement.pk,
            head=replace(head, parties=()),
            source=Source(text=text),
            by=scene.actor("river"),
            at=NOW,
        )
        assert (child.parent_id, child.parties) == (agreement.pk, agreement.parties)
        operations.submit(agreement_id=child.pk, version=child.version, by=scene.actor("river"), at=NOW)
        with pytest.raises(refusals.NoFairnessConclusion):
            approve(scene, child)

    def test_a_draft_has_no_supplement(self, scene):
        agreement = given.draft(scene)
        with pytest.raises(refusals.SupplementOfWhat):
            operations.supplement(
                parent_id=agreement.pk,
                head=given.head("补1"),
                source=Source(text="补"),
                by=scene.actor("river"),
                at=NOW,
            )

    def test_it_ends_with_a_reason_and_a_day(self, scene):
        agreement = given.signed(scene)
        end = {"agreement_id": agreement.pk, "version": agreement.version, "by": scene.actor("riverhead"), "at": NOW}
        with pytest.raises(refusals.EndReasonMissing):
            operations.end_agreement(**end, ended_date=given.TODAY, reason=" ", early=True)
        with pytest.raises(refusals.EndDayWrong):
            operations.end_agreement(**end, ended_date=date(2024, 1, 1), reason="协商一致", early=True)
        assert (
            operations.end_agreement(**end, ended_date=given.TODAY, reason="协商一致", early=True).state == "terminated"
        )

    def test_the_calendar_begins_and_ends_it(self, scene):
        head = given.head(valid_from=date(2025, 4, 1), valid_to=date(2026, 3, 31))
        agreement = given.signed(scene, head=head)
        assert agreement.state == "signed"
        later = {"by": scene.actor("bureau")}
        assert operations.follow_calendar(**later, at=NOW + timedelta(days=30)) == (1, 0)
        assert operations.follow_calendar(**later, at=NOW + timedelta(days=500)) == (0, 1)


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
class TestRaces:
    def both(self, scene, do):
        said, gate = [], threading.Barrier(2)

        def run():
            try:
                gate.wait()
                do()
                said.append("done")
            except Refusal as refusal:
                said.append(refusal.code)
            finally:
                connections.close_all()

        threads = [threading.Thread(target=run) for _ in range(2)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        return sorted(said)

    def test_one_approval_and_one_signing_win(self):
        scene = district()
        agreement = given.submitted(scene)
        given.concluded(scene, agreement)
        bureau, head = scene.actor("bureau"), scene.actor("riverhead")
        version = agreement.version

        def approve_it():
            operations.approve(agreement_id=agreement.pk, version=version, legal_opinion="7号", by=bureau, at=NOW)

        assert self.both(scene, approve_it) == ["done", "stale"]
        agreement.refresh_from_db()
        file, later = given.signed_file(agreement), agreement.version

        def sign_it():
            operations.record_signing(
                agreement_id=agreement.pk, version=later, file=file, signed_date=given.TODAY, by=head, at=NOW
            )

        assert self.both(scene, sign_it) == ["done", "stale"]
        assert Evidence.objects.standing().filter(item="signed_text").count() == 1
