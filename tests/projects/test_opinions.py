"""Joint review: asked with a deadline, answered by each department for itself, conditions tracked, vetoes that hold."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from luodi.journal import queries as journal
from luodi.projects import operations, refusals
from luodi.projects.models import Condition, Evidence, Opinion, Project
from luodi.projects.operations import Wish
from luodi.projects.queries import ProjectFilter, project_list
from luodi.projects.queries.dossiers import judged
from luodi.values.refusal import NotAllowed, NotFound, Stale
from tests.given import gates
from tests.given.kept import kept
from tests.given.people import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
@kept
def scene():
    return gates.district()


@pytest.fixture
def project(scene):
    return gates.project(scene)


def verdict(project, day=gates.TODAY):
    return judged([project.pk], day=day)[project.pk]


class TestAskOpinions:
    def test_sets_the_deadline_in_working_days_and_shows_the_project_to_those_asked(self, scene, project):
        nature = scene.actor("nature")
        assert not Project.objects.visible_to(nature).exists()
        asked = gates.ask(scene, project)
        assert (asked.due_date, asked.due_certain) == (date(2025, 3, 14), True)
        assert Project.objects.visible_to(nature).get() == project
        assert [row.id for row in project_list(viewer=nature, filters=ProjectFilter()).rows] == [project.pk]
        assert not Project.objects.visible_to(scene.actor("tax")).exists()
        operations.cancel_round(round_id=asked.pk, reason="重来", by=scene.actor("river"), at=NOW)
        assert not Project.objects.visible_to(nature).exists()

    def test_knows_who_may_veto_and_takes_more_departments_in(self, scene, project):
        asked = gates.ask(scene, project, "生态环境分局")
        assert gates.ask(scene, project, "生态环境分局", "税务局") == asked
        assert dict(asked.asked.values_list("unit__name", "may_veto")) == {"生态环境分局": True, "税务局": False}
        with pytest.raises(refusals.RoundAskedAlready):
            gates.ask(scene, project, "税务局")

    def test_says_when_the_deadline_lies_in_a_year_without_holidays(self, scene, project):
        asked = gates.ask(scene, project, at=NOW.replace(year=2026, month=12, day=30))
        assert not asked.due_certain

    @pytest.mark.parametrize(
        ("details", "refusal"),
        [
            ({"kind": "party"}, refusals.RoundKindUnknown),
            ({"due_date": date(2025, 3, 8)}, refusals.RoundDueWrong),
            ({"by": "hill"}, NotFound),
            ({"by": "leader"}, NotAllowed),
        ],
    )
    def test_refuses(self, scene, project, details, refusal):
        with pytest.raises(refusal):
            gates.ask(scene, project, **details)

    def test_refuses_nobody_and_units_that_are_not_there(self, scene, project):
        by = {"by": scene.actor("river"), "at": NOW}
        with pytest.raises(refusals.RoundNobodyAsked):
            operations.ask_opinions(project_id=project.pk, kind="joint", unit_ids=[], **by)
        with pytest.raises(refusals.RoundUnitUnknown):
            operations.ask_opinions(project_id=project.pk, kind="joint", unit_ids=[99999], **by)


class TestGiveOpinion:
    def test_all_passed_puts_the_evidence_and_a_withdrawal_takes_it_back(self, scene, project):
        asked = gates.ask(scene, project)
        first = gates.answer(scene, asked, "nature")
        assert not Evidence.objects.standing().exists()
        gates.answer(scene, asked, "planning", "conditional", text="原则同意", conditions=[Wish("补充交通评价")])
        line = Evidence.objects.standing().get()
        assert (line.item, line.reference) == ("joint_review", "2 个单位：通过 1，附条件 1")
        gates.answer(scene, asked, "nature", "withdrawn", text="需复核", seen=first.pk)
        assert not Evidence.objects.standing().exists()
        last = gates.answer(scene, asked, "nature", "pass", seen=Opinion.objects.latest("pk").pk)
        assert Evidence.objects.standing().exists()
        assert last.replaces.replaces == first

    def test_a_veto_holds_the_gate_until_the_same_department_says_otherwise(self, scene, project):
        gates.walk(scene, project, "P3")
        asked = gates.ask(scene, project)
        gates.answer(scene, asked, "planning")
        no = gates.answer(scene, asked, "nature", "veto", text="选址在保护区内")
        gates.prepare(scene, project, "P4")
        with pytest.raises(refusals.GateVetoed) as said:
            gates.pass_gate(scene, project, "P4")
        assert "生态环境分局" in said.value.sentence()
        gates.answer(scene, asked, "nature", "pass", text="已调整选址", seen=no.pk)
        gates.pass_gate(scene, project, "P4")

    def test_a_veto_after_the_gate_stands_as_a_finding_and_after_signing_is_refused(self, scene, project):
        gates.walk(scene, project, "P3")
        asked = gates.ask(scene, project)
        gates.answer(scene, asked, "planning")
        yes = gates.answer(scene, asked, "nature")
        gates.walk(scene, project, "P4")
        no = gates.answer(scene, asked, "nature", "veto", text="新发现", seen=yes.pk, at=NOW + timedelta(days=2))
        project.refresh_from_db()
        assert project.stage_confirmed == "P4"
        assert [(veto.unit, veto.late) for veto in verdict(project).vetoes] == [("生态环境分局", True)]
        assert journal.lines(object_of=("projects.project", project.pk))[0].event == "opinion.late_veto"
        yes = gates.answer(scene, asked, "nature", "pass", text="已整改", seen=no.pk)
        gates.walk(scene, project, "P7")
        with pytest.raises(refusals.VetoAfterSigning):
            gates.answer(scene, asked, "nature", "veto", text="又发现", seen=yes.pk)

    def test_each_speaks_for_its_own_department_only(self, scene, project):
        asked = gates.ask(scene, project)
        nature = scene.units["生态环境分局"].pk
        for by, refusal in (("planning", refusals.OpinionNotYours), ("bureau", refusals.OpinionNotYours),
                            ("tax", NotFound), ("river", NotAllowed)):  # fmt: skip
            with pytest.raises(refusal):
                operations.give_opinion(round_id=asked.pk, unit_id=nature, verdict="pass", by=scene.actor(by), at=NOW)

    def test_who_asks_does_not_answer(self, scene, project):
        asked = gates.ask(scene, project, "投资促进局", by="bureau")
        with pytest.raises(refusals.AskerAnswers):
            gates.answer(scene, asked, "bureau")
        person = scene.actor("bureau").person_id
        with pytest.raises(IntegrityError), transaction.atomic():
            Opinion.objects.create(asked=asked.asked.get(), verdict="pass", asker_id=person, person_id=person, at=NOW)

    @pytest.mark.parametrize(
        ("details", "refusal"),
        [
            ({"verdict": "maybe"}, refusals.OpinionVerdictUnknown),
            ({"verdict": "veto", "text": " "}, refusals.OpinionNeedsText),
            ({"verdict": "conditional", "text": "可"}, refusals.OpinionConditionsWrong),
            ({"verdict": "pass", "conditions": [Wish("补")]}, refusals.OpinionConditionsWrong),
            ({"verdict": "withdrawn", "text": "x"}, refusals.OpinionNothingToWithdraw),
            ({"verdict": "conditional", "text": "可", "conditions": [Wish("补", "P99")]}, refusals.ConditionTooLate),
            ({"verdict": "pass", "seen": 77}, Stale),
        ],
    )
    def test_refuses(self, scene, project, details, refusal):
        asked = gates.ask(scene, project)
        with pytest.raises(refusal):
            gates.answer(scene, asked, "nature", **details)

    def test_a_department_without_a_veto_is_told_what_it_can_do(self, scene, project):
        asked = gates.ask(scene, project, "税务局")
        with pytest.raises(refusals.VetoNotYours) as said:
            gates.answer(scene, asked, "tax", "veto", text="不同意")
        assert "附条件" in said.value.sentence()

    def test_the_legality_review_starts_its_clock_on_the_day_it_was_asked(self, scene, project):
        gates.walk(scene, project, "P4")
        asked = gates.ask(scene, project, "司法局", kind="legal")
        gates.answer(scene, asked, "justice")
        line = Evidence.objects.standing().get(item="legal_opinion")
        assert line.effective_date == date(2025, 3, 8)
        operations.claim_stage(project_id=project.pk, stage="P5", by=scene.actor("river"), at=NOW)
        waiting = {each.ask.code: each.due for each in verdict(project, date(2025, 3, 14)).missing}
        assert waiting["legal"].day == date(2025, 3, 18)
        assert "legal" not in {each.ask.code for each in verdict(project, date(2025, 3, 18)).missing}


class TestConditions:
    def test_is_reported_by_the_unit_and_accepted_by_the_department(self, scene, project):
        asked = gates.ask(scene, project, "生态环境分局")
        gates.answer(scene, asked, "nature", "conditional", text="同意", conditions=[Wish("补充环评", "P4")])
        condition = Condition.objects.get()
        gates.walk(scene, project, "P3")
        gates.prepare(scene, project, "P4")
        with pytest.raises(refusals.GateNotReady) as said:
            gates.pass_gate(scene, project, "P4")
        assert "补充环评" in said.value.sentence()
        act = {"condition_id": condition.pk, "at": NOW}
        with pytest.raises(refusals.ConditionNotReported):
            operations.answer_condition(accepted=True, by=scene.actor("nature"), **act)
        operations.report_condition(evidence="环评已批", by=scene.actor("river"), **act)
        with pytest.raises(NotAllowed):
            operations.answer_condition(accepted=True, by=scene.actor("river"), **act)
        operations.answer_condition(accepted=False, answer="缺批文", by=scene.actor("nature"), **act)
        operations.report_condition(evidence="批文〔2025〕9号", by=scene.actor("bureau"), **act)
        with pytest.raises(refusals.CheckerIsMaker):
            operations.answer_condition(accepted=True, by=scene.actor("bureau"), **act)
        operations.answer_condition(accepted=True, by=scene.actor("nature"), **act)
        with pytest.raises(refusals.ConditionSettled):
            operations.report_condition(evidence="再报", by=scene.actor("river"), **act)
        gates.pass_gate(scene, project, "P4")
        condition.refresh_from_db()
        with pytest.raises(IntegrityError), transaction.atomic():
            Condition.objects.update(accepted_by=condition.reported_by)


class TestFailureReview:
    def test_is_written_by_one_and_approved_by_another(self, scene, project):
        river, bureau = scene.actor("river"), scene.actor("bureau")
        said = {"reason_code": "site", "tried": "比选三处园区", "learnt": "应提前储备标准厂房", "at": NOW}
        with pytest.raises(refusals.FailureNotEnded):
            operations.write_failure_review(project_id=project.pk, by=river, **said)
        operations.set_side_state(
            project_id=project.pk, side_state="lost", reason="落在外区", reason_code="competitor", competitor="邻江区",
            by=river, at=NOW,
        )  # fmt: skip
        for wrong, refusal in (
            ({"tried": " "}, refusals.FailureSaysNothing),
            ({"reason_code": "x"}, refusals.LossReasonUnknown),
        ):
            with pytest.raises(refusal):
                operations.write_failure_review(project_id=project.pk, by=river, **said | wrong)
        review = operations.write_failure_review(project_id=project.pk, by=river, **said)
        with pytest.raises(Stale):
            operations.write_failure_review(project_id=project.pk, by=river, **said)
        operations.answer_failure_review(
            review_id=review.pk, approved=False, opinion="补充时间线", version=1, by=bureau, at=NOW
        )
        operations.write_failure_review(project_id=project.pk, by=river, version=2, **said)
        done = operations.answer_failure_review(review_id=review.pk, approved=True, version=3, by=bureau, at=NOW)
        assert done.approved_by_id == bureau.person_id
        with pytest.raises(refusals.FailureApprovedAlready):
            operations.answer_failure_review(review_id=review.pk, approved=True, version=4, by=bureau, at=NOW)
