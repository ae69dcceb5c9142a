"""The review as workflow: who reviews (P01), who is heard (P02), the written conclusion (P03), exemptions (P04), openings (P05)."""

import threading
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connections, transaction

from luodi.journal.models import Line
from luodi.reviews import operations, queries
from luodi.reviews.models import Conclusion, Exemption, Finding, Opening, Review
from luodi.reviews.operations import NewReview
from luodi.reviews.refusals import (
    AnswerMissing,
    ConclusionMissing,
    ExemptionEndsTooSoon,
    ExemptionIncomplete,
    FindingIsClosed,
    FindingsOpen,
    FirstReviewMissing,
    ForbidNeedsMore,
    HearingIncomplete,
    HearingMissing,
    MarketRegulatorUnknown,
    ReasonMissing,
    ReviewerIsDrafter,
    ReviewIsClosed,
    TextMissing,
    TextUnchanged,
    TitleMissing,
    WrongReviewer,
)
from luodi.values.actor import system
from luodi.values.refusal import NotAllowed, NotFound, Stale
from tests.given import reviews as given
from tests.given.kept import kept
from tests.given.people import NOW, district
from tests.given.reviews import AGREEMENT, BAD, GOOD, STAY, act, asked, finding

WHOLE = {"ground": "science", "no_milder": "比较过贷款贴息，效果不足", "reasons": "支持关键共性技术攻关"}


@pytest.fixture
@kept
def scene(db):
    scene = district()
    given.regulator(scene)
    return scene


class TestAsk:
    def test_the_text_is_read_at_once_and_every_finding_quotes_its_place(self, scene):
        review = asked(scene)
        assert finding(review, "C05").quote == BAD and finding(review, "C05").severity == "forbid"
        for each in review.findings.all():
            assert AGREEMENT[each.start : each.end] == each.quote
        assert review.number == f"公审〔2025〕{review.pk}号" and review.state == "open"

    @pytest.mark.parametrize(
        ("change", "refusal"),
        [({"title": " "}, TitleMissing), ({"text": " \n\u3000"}, TextMissing), ({"text": "\x00"}, TextMissing)],
    )
    def test_is_refused_without_title_or_text(self, scene, change, refusal):
        with pytest.raises(refusal):
            asked(scene, **change)

    def test_is_refused_for_another_unit_and_to_who_may_not(self, scene):
        with pytest.raises(NotAllowed):
            asked(scene, unit_id=scene.units["望山街道"].pk)
        with pytest.raises(NotAllowed):
            asked(scene, who="planning")

    def test_leaves_a_line_in_the_journal(self, scene):
        review = asked(scene)
        line = Line.objects.get(event="review.asked")
        assert line.object_id == str(review.pk) and line.facts["text_sha256"] == review.text_sha256


class TestWhoReviews:
    """P01 (条例 arts. 13, 14)."""

    def test_a_department_reviews_its_own_text(self, scene):
        assert asked(scene).reviewer_unit.name == "临河街道"
        with pytest.raises(WrongReviewer):
            asked(scene, reviewer_unit_id=scene.units["望山街道"].pk)
        with pytest.raises(IntegrityError), transaction.atomic():
            Review.objects.filter(issued_by="department").update(reviewer_unit=scene.units["望山街道"])

    def test_the_lead_reviews_a_joint_text(self, scene):
        lead = scene.units["规划资源局"].pk
        assert asked(scene, issued_by="joint", reviewer_unit_id=lead).reviewer_unit_id == lead

    def test_the_market_regulator_reviews_the_government_s_after_the_drafter(self, scene):
        review = asked(scene, issued_by="government")
        assert review.reviewer_unit.name == "市场监管局"
        given.cleaned(review, scene)
        with pytest.raises(NotAllowed):
            act(operations.conclude_review, review, scene, "riverhead", words="可以")
        with pytest.raises(NotAllowed):
            act(operations.conclude_review, review, scene, "bureau", words="可以")
        with pytest.raises(FirstReviewMissing):
            act(operations.conclude_review, review, scene, "regulator", words="可以")
        act(operations.give_first_review, review, scene, words="初审：没有排除、限制竞争的内容")
        assert act(operations.conclude_review, review, scene, "regulator", words="可以").round == 1

    def test_a_district_without_market_regulator_is_told_which_parameter_to_set(self, db):
        scene = district()
        given.people.load_initial_parameters(by=given.SET_UP, at=NOW)
        with pytest.raises(MarketRegulatorUnknown):
            asked(scene, issued_by="government")


class TestHearings:
    """P02 (条例 art. 16)."""

    def test_no_conclusion_before_somebody_was_heard_or_it_is_said_why_not(self, scene):
        review = asked(scene, text=GOOD)
        with pytest.raises(HearingMissing):
            act(operations.conclude_review, review, scene, "riverhead", words="可以")

    def test_for_a_policy_somebody_must_be_heard(self, scene):
        review = asked(scene, text=GOOD, kind="policy")
        act(operations.attach_hearing, review, scene, heard="none", held_date=date(2025, 3, 1), summary="不涉及")
        with pytest.raises(HearingMissing):
            act(operations.conclude_review, review, scene, "riverhead", words="可以")
        act(
            operations.attach_hearing, review, scene, heard="operators", held_date=date(2025, 3, 1), who="三家示例企业",
            summary="没有异议",
        )  # fmt: skip
        act(operations.conclude_review, review, scene, "riverhead", words="可以")

    def test_a_record_names_who_and_what(self, scene):
        review = asked(scene)
        for who, summary in (("", "没有异议"), ("行业协会", " ")):
            with pytest.raises(HearingIncomplete):
                act(
                    operations.attach_hearing, review, scene, heard="associations", held_date=date(2025, 3, 1), who=who,
                    summary=summary,
                )  # fmt: skip


class TestAnswers:
    def test_a_forbid_is_not_explained_away(self, scene):
        review = asked(scene)
        with pytest.raises(ForbidNeedsMore):
            act(
                operations.answer_finding,
                review,
                scene,
                finding_id=finding(review, "C05").pk,
                kind="explained",
                words="惯例",
            )

    def test_that_a_forbid_does_not_apply_is_accepted_by_another_person(self, scene):
        review = asked(scene)
        one = finding(review, "C05").pk
        act(
            operations.answer_finding,
            review,
            scene,
            "riverhead",
            finding_id=one,
            kind="not_applicable",
            words="引用法条",
        )
        assert finding(review, "C05").state == "answered"
        with pytest.raises(ReviewerIsDrafter):
            act(operations.accept_answer, review, scene, "riverhead", finding_id=one, accepted=True, words="")
        with pytest.raises(IntegrityError), transaction.atomic():
            Finding.objects.filter(pk=one).update(accepted_by_id=scene.actor("riverhead").person_id)
        act(operations.answer_finding, review, scene, finding_id=one, kind="not_applicable", words="仅引用法条")
        with pytest.raises(AnswerMissing):
            act(operations.accept_answer, review, scene, "riverhead", finding_id=one, accepted=False, words="")
        act(operations.accept_answer, review, scene, "riverhead", finding_id=one, accepted=False, words="确属返还")
        assert finding(review, "C05").state == "open"
        act(operations.answer_finding, review, scene, finding_id=one, kind="not_applicable", words="仅引用法条")
        act(operations.accept_answer, review, scene, "riverhead", finding_id=one, accepted=True, words="")
        assert finding(review, "C05").state == "accepted"
        with pytest.raises(FindingIsClosed):
            act(operations.answer_finding, review, scene, finding_id=one, kind="not_applicable", words="再说")

    def test_needs_words_and_the_version_that_was_read(self, scene):
        review = asked(scene)
        one = finding(review, "C05").pk
        with pytest.raises(AnswerMissing):
            act(operations.answer_finding, review, scene, finding_id=one, kind="not_applicable", words=" ")
        with pytest.raises(Stale):
            act(
                operations.answer_finding, review, scene, finding_id=one, kind="not_applicable", words="理由", version=9
            )
        with pytest.raises(NotFound):
            act(operations.answer_finding, review, scene, finding_id=0, kind="explained", words="理由")


class TestRewrite:
    def test_a_new_version_is_read_again_and_answers_stay_where_the_words_stayed(self, scene):
        review = asked(scene)
        stay = finding(review, "G01")
        act(operations.answer_finding, review, scene, finding_id=stay.pk, kind="not_applicable", words="见说明")
        text = "（修订）\n" + AGREEMENT.replace(BAD, GOOD)
        act(operations.rewrite_text, review, scene, text=text, clauses=given.clauses_of(text))
        review.refresh_from_db()
        assert finding(review, "C05") is None and review.text_version == 2
        moved = finding(review, "G01")
        assert (moved.pk, moved.state, moved.answer_words) == (stay.pk, "answered", "见说明")
        assert text[moved.start : moved.end] == STAY

    def test_one_sentence_is_worded_anew(self, scene):
        review = asked(scene)
        one = finding(review, "C05").pk
        act(operations.rewrite_passage, review, scene, finding_id=one, wording="甲方按实际支付的租金给予补贴。")
        page = queries.review_page(review.pk, scene.actor("river"))
        assert BAD not in page.text and "第二条　甲方按实际支付的租金给予补贴。\n第三条" in page.text

    def test_the_same_text_is_refused(self, scene):
        review = asked(scene)
        with pytest.raises(TextUnchanged):
            act(operations.rewrite_text, review, scene, text=AGREEMENT)

    def test_versions_and_answers_are_never_changed(self, scene):
        review = asked(scene)
        with pytest.raises(Exception, match="append-only|permission denied"), transaction.atomic():
            review.texts.update(text="x")
        with pytest.raises(Exception, match="never change"), transaction.atomic():
            review.findings.update(quote="x")


class TestExemptions:
    """P04 (条例 art. 12)."""

    def granted(self, scene, review, **change):
        one = finding(review, "C05").pk
        fields = WHOLE | {"until_date": date(2025, 6, 30)} | change
        return act(operations.grant_exemption, review, scene, "riverhead", finding_id=one, **fields)

    @pytest.mark.parametrize(
        "change",
        [{"ground": "habit"}, {"no_milder": " "}, {"reasons": ""}, {"until_date": None, "until_condition": " "}],
    )
    def test_needs_all_four_fields_in_code_and_in_the_database(self, scene, change):
        review = asked(scene)
        with pytest.raises(ExemptionIncomplete):
            self.granted(scene, review, **change)
        exemption = self.granted(scene, review)
        stored = {key: value.strip() if isinstance(value, str) else value for key, value in change.items()}
        with pytest.raises(IntegrityError), transaction.atomic():
            Exemption.objects.filter(pk=exemption.pk).update(**stored)

    def test_is_not_granted_by_the_drafter_nor_for_a_day_gone_by(self, scene):
        review = asked(scene, who="riverhead")
        with pytest.raises(ReviewerIsDrafter):
            self.granted(scene, review)
        with pytest.raises(ExemptionEndsTooSoon):
            self.granted(scene, asked(scene), until_date=date(2025, 3, 8))
        exemption = self.granted(scene, asked(scene))
        with pytest.raises(IntegrityError), transaction.atomic():
            Exemption.objects.filter(pk=exemption.pk).update(drafter_id=exemption.granted_by_id)

    def test_ends_by_itself_and_opens_its_finding_and_the_review_again(self, scene):
        review = asked(scene, text=f"{BAD}{GOOD}")
        self.granted(scene, review)
        for each in Finding.objects.filter(review=review, state="open"):
            act(operations.answer_finding, review, scene, finding_id=each.pk, kind="not_applicable", words="理由")
            if each.severity == "forbid":
                act(operations.accept_answer, review, scene, "riverhead", finding_id=each.pk, accepted=True, words="")
        act(operations.attach_hearing, review, scene, heard="none", held_date=date(2025, 3, 8), summary="不涉及")
        written = act(operations.conclude_review, review, scene, "riverhead", words="适用例外")
        assert written.result == "passed_with_exemption"
        assert queries.conclusion_of(text_sha256=review.text_sha256).clean
        expire = {"by": system("例外到期"), "at": NOW}
        assert operations.expire_exemptions(today=date(2025, 6, 30), **expire) == []
        ended = operations.expire_exemptions(today=date(2025, 7, 1), **expire)
        assert [each.rule for each in ended] == ["C05"]
        assert operations.expire_exemptions(today=date(2025, 7, 1), **expire) == []
        review.refresh_from_db()
        assert review.state == "reopened" and finding(review, "C05").state == "open"
        found = queries.conclusion_of(text_sha256=review.text_sha256)
        assert not found.clean and found.open_forbids == 1 and Conclusion.objects.count() == 1

    def test_ends_by_hand_when_its_condition_is_met(self, scene):
        review = asked(scene)
        exemption = self.granted(scene, review, until_date=None, until_condition="试点结束")
        with pytest.raises(ReasonMissing):
            operations.end_exemption(exemption_id=exemption.pk, reason=" ", by=scene.actor("riverhead"), at=NOW)
        operations.end_exemption(exemption_id=exemption.pk, reason="试点结束", by=scene.actor("riverhead"), at=NOW)
        assert finding(review, "C05").state == "open"


class TestConclude:
    """P03 (条例 arts. 17, 18)."""

    def test_names_every_open_finding(self, scene):
        review = asked(scene)
        with pytest.raises(FindingsOpen) as refused:
            act(operations.conclude_review, review, scene, "riverhead", words="可以")
        assert {"C05", "G01"} <= {each[:3] for each in refused.value.params["findings"]}
        with pytest.raises(IntegrityError), transaction.atomic():
            Conclusion.objects.create(
                review=review, round=1, text_version=1, text_sha256="x", pack_version="x", words="x", result="passed",
                drafter_id=scene.actor("river").person_id, reviewer_id=scene.actor("riverhead").person_id, at=NOW,
            )  # fmt: skip

    def test_holds_the_hash_of_the_text_and_closes_the_review(self, scene):
        review = asked(scene)
        given.concluded(review, scene)
        review.refresh_from_db()
        written = Conclusion.objects.get()
        assert written.text_sha256 == review.text_sha256 and review.state == "concluded"
        assert queries.conclusion_of(text_sha256=review.text_sha256).clean
        assert queries.conclusion_of(text_sha256="0" * 64) is None
        with pytest.raises(ReviewIsClosed):
            act(operations.rewrite_text, review, scene, text="另一份")
        with pytest.raises(Exception, match="append-only|permission denied"), transaction.atomic():
            Conclusion.objects.update(words="改")

    def test_the_drafter_does_not_conclude_nor_whoever_answered(self, scene):
        review = asked(scene, who="riverhead")
        given.cleaned(review, scene)
        with pytest.raises(ReviewerIsDrafter):
            act(operations.conclude_review, review, scene, "riverhead", words="可以")
        with pytest.raises(NotAllowed):
            act(operations.conclude_review, review, scene, "river", words="可以")
        person = scene.actor("river").person_id
        with pytest.raises(IntegrityError), transaction.atomic():
            Conclusion.objects.create(
                review=review, round=1, text_version=1, text_sha256="x", pack_version="x", words="x", result="passed",
                drafter_id=person, reviewer_id=person, at=NOW,
            )  # fmt: skip

    def test_needs_words(self, scene):
        review = asked(scene)
        given.cleaned(review, scene)
        with pytest.raises(ConclusionMissing):
            act(operations.conclude_review, review, scene, "riverhead", words=" ")

    def test_a_withdrawn_text_has_no_conclusion(self, scene):
        review = asked(scene)
        with pytest.raises(ReasonMissing):
            act(operations.withdraw_review, review, scene, reason="")
        act(operations.withdraw_review, review, scene, reason="项目终止")
        with pytest.raises(ReviewIsClosed):
            act(operations.conclude_review, review, scene, "riverhead", words="可以")
        assert queries.open_findings(origin_kind="", origin_id=0) == []

    @pytest.mark.django_db(transaction=True, databases=["default", "owner"])
    def test_of_two_who_conclude_one_wins(self):
        scene = district()
        given.regulator(scene)
        review = asked(scene)
        given.cleaned(review, scene)
        review.refresh_from_db()
        answers, together = [], threading.Barrier(2)

        def conclude():
            actor = scene.actor("riverhead")
            together.wait()
            try:
                operations.conclude_review(review_id=review.pk, version=review.version, words="可以", by=actor, at=NOW)
                answers.append("done")
            except (Stale, ReviewIsClosed) as late:
                answers.append(late.code)
            finally:
                connections.close_all()

        both = [threading.Thread(target=conclude) for _ in range(2)]
        for each in both:
            each.start()
        for each in both:
            each.join()
        assert sorted(answers) == ["done", "stale"] and Conclusion.objects.count() == 1


class TestSight:
    """P05 (条例 art. 19), and what another unit sees."""

    def test_another_unit_sees_nothing(self, scene):
        review = asked(scene)
        with pytest.raises(NotFound):
            queries.review_page(review.pk, scene.actor("hill"))
        with pytest.raises(NotFound):
            act(operations.rewrite_text, review, scene, "hill", text="x")
        with pytest.raises(NotFound):
            operations.note_opened(review_id=review.pk, by=scene.actor("planning"), at=NOW)
        assert queries.reviews(scene.actor("hill")).total == 0 == queries.reviews(scene.actor("planning")).total

    def test_the_reviewing_unit_sees_what_was_put_before_it(self, scene):
        review = asked(scene, issued_by="government", who="bureau")
        assert queries.reviews(scene.actor("regulator")).rows[0].id == review.pk
        assert not queries.review_page(review.pk, scene.actor("regulator")).may_answer

    def test_who_opened_it_is_kept_once_a_day(self, scene):
        review = asked(scene)
        for day in (0, 0, 1):
            operations.note_opened(review_id=review.pk, by=scene.actor("riverhead"), at=NOW + timedelta(days=day))
        assert Opening.objects.count() == 2
        page = queries.review_page(review.pk, scene.actor("river"))
        assert page.openings[0] == ("测试riverhead", date(2025, 3, 9))


def test_an_origin_and_a_project_are_found_by_their_plain_values(scene):
    review = operations.ask_review(
        new=NewReview(
            title="协议", text=AGREEMENT, clauses=given.clauses_of(AGREEMENT), origin_kind="agreements.version",
            origin_id=7, project_id=3,
        ),
        by=scene.actor("river"), at=NOW,
    )  # fmt: skip
    assert ("forbid", "C05", BAD) in queries.open_findings(origin_kind="agreements.version", origin_id=7)
    assert [each.id for each in queries.reviews_of_project(3, scene.actor("river"))] == [review.pk]
