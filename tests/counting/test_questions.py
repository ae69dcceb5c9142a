"""Questions to the numbers: asked, answered, decided by somebody else; what counts follows the decision."""

import threading
from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from luodi.counting import operations, refusals
from luodi.counting.models import Question, QuestionStep
from luodi.journal.models import Line
from luodi.tasks.models import Task
from luodi.values.refusal import NotAllowed, NotFound, Stale
from tests.given import counting as given
from tests.given.kept import kept
from tests.given.people import NOW, district

AT = given.LATER


def asked(scene, *, by="bureau"):
    given.signed(scene)
    again = given.signed(scene)
    finding = given.findings(again)["resigned"]
    question = operations.ask_about_finding(finding_id=finding.pk, text="是否同一项目？", by=scene.actor(by), at=AT)
    return again, finding, question


def answered(scene):
    again, finding, question = asked(scene)
    operations.answer_question(
        question_id=question.pk, version=1, text="两条产线，两份合同", by=scene.actor("river"), at=AT
    )
    question.refresh_from_db()
    return again, finding, question


@pytest.mark.django_db
class TestQuestions:
    @pytest.fixture
    @kept
    def scene(self):
        given.parameters()
        return district()

    def test_a_finding_becomes_a_question_with_a_day_and_a_follow_up(self, scene):
        again, finding, question = asked(scene, by="auditor")
        finding.refresh_from_db()
        assert (question.unit_id, question.due_date, finding.state) == (again.unit_id, date(2025, 3, 14), "open")
        task = Task.objects.get(origin_kind="counting.question", origin_id=question.pk)
        assert (task.kind, task.unit_id, task.due_date, task.state) == (
            "finding",
            again.unit_id,
            question.due_date,
            "open",
        )

    def test_an_accepted_answer_lets_the_figure_count(self, scene):
        again, finding, question = answered(scene)
        assert Task.objects.get(origin_id=question.pk, kind="finding").state == "done"
        assert not given.counted(again).counts
        operations.explain_question(
            question_id=question.pk, version=2, text="合同两份，认可", by=scene.actor("bureau"), at=AT
        )  # fmt: skip
        finding.refresh_from_db()
        assert finding.state == "dismissed" and given.counted(again).counts
        events = set(Line.objects.filter(object_kind="counting.question").values_list("event", flat=True))
        assert events == {"counting.question_asked", "counting.question_answered", "counting.question_explained"}

    def test_an_upheld_doubt_takes_the_figure_out_for_good(self, scene):
        project = given.signed(scene, signed_date=date(2024, 12, 1))
        finding = given.findings(project)["late_entry"]
        assert given.counted(project).counts
        question = operations.ask_about_finding(
            finding_id=finding.pk, text="为何晚报？", by=scene.actor("auditor"), at=AT
        )
        operations.answer_question(question_id=question.pk, version=1, text="漏报", by=scene.actor("river"), at=AT)
        operations.uphold_question(
            question_id=question.pk, version=2, text="按月未报，不认定", by=scene.actor("bureau"), at=AT
        )
        row = given.counted(project)
        assert (row.counts, row.why, row.finding_id, row.claimed_amount) == (
            False,
            "late_entry",
            finding.pk,
            project.amount,
        )
        with pytest.raises(refusals.FindingGone):
            operations.ask_about_finding(finding_id=finding.pk, text="再问", by=scene.actor("auditor"), at=AT)

    def test_an_answer_that_is_not_enough_is_asked_again_with_a_new_day(self, scene):
        _, finding, question = answered(scene)
        later = NOW.replace(day=20)
        operations.ask_again(question_id=question.pk, version=2, text="请附合同", by=scene.actor("bureau"), at=later)
        question.refresh_from_db()
        assert (question.state, question.round, question.due_date) == ("open", 2, date(2025, 3, 27))
        assert Task.objects.filter(origin_id=question.pk, state="open").count() == 1
        assert list(QuestionStep.objects.order_by("pk").values_list("kind", flat=True)) == [
            "asked",
            "answered",
            "asked_again",
        ]

    def test_a_person_asks_about_any_figure_and_upholds_it(self, scene):
        project = given.signed(scene)
        leader, bureau = scene.actor("leader"), scene.actor("bureau")
        question = operations.ask_about_figure(
            project_id=project.pk, measure="signed", text="金额依据？", by=leader, at=AT
        )
        with pytest.raises(refusals.QuestionOpenAlready):
            operations.ask_about_figure(project_id=project.pk, measure="signed", text="同问", by=leader, at=AT)
        operations.answer_question(
            question_id=question.pk, version=1, text="无合同原件", by=scene.actor("river"), at=AT
        )
        assert given.counted(project).counts
        operations.uphold_question(question_id=question.pk, version=2, text="无依据", by=bureau, at=AT)
        assert given.counted(project).why == "asked"

    def test_nobody_decides_an_answer_of_their_own_in_code_or_in_sql(self, scene):
        _, _, question = asked(scene)
        bureau = scene.actor("bureau")
        operations.answer_question(question_id=question.pk, version=1, text="代答", by=bureau, at=AT)
        with pytest.raises(refusals.DecidedByAnswerer):
            operations.explain_question(question_id=question.pk, version=2, text="认可", by=bureau, at=AT)
        with pytest.raises(DatabaseError), transaction.atomic():
            Question.objects.filter(pk=question.pk).update(
                state="explained", decision="认可", decided_at=AT, decided_by=bureau.person_id
            )
        with pytest.raises(DatabaseError), transaction.atomic():
            QuestionStep.objects.create(
                question=question, kind="explained", text="认可", person_id=bureau.person_id, at=AT
            )

    def test_others_neither_answer_nor_decide_nor_see_it(self, scene):
        _, _, question = asked(scene)
        with pytest.raises(NotFound):
            operations.answer_question(question_id=question.pk, version=1, text="我来答", by=scene.actor("hill"), at=AT)
        with pytest.raises(NotAllowed):
            operations.answer_question(
                question_id=question.pk, version=1, text="我来答", by=scene.actor("auditor"), at=AT
            )
        with pytest.raises(NotAllowed):
            operations.uphold_question(
                question_id=question.pk, version=1, text="成立", by=scene.actor("riverhead"), at=AT
            )
        with pytest.raises(refusals.QuestionNotAnswered):
            operations.uphold_question(question_id=question.pk, version=1, text="成立", by=scene.actor("bureau"), at=AT)

    def test_an_explained_finding_opens_again_when_its_numbers_change(self, scene):
        again, finding, question = answered(scene)
        operations.explain_question(question_id=question.pk, version=2, text="认可", by=scene.actor("bureau"), at=AT)
        type(again).objects.filter(pk=again.pk).update(signed_date=date(2025, 2, 1))
        operations.recheck(project_ids=[again.pk], by=scene.actor("bureau"), at=AT)
        finding.refresh_from_db()
        assert finding.state == "open" and not given.counted(again).counts


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
class TestRaces:
    def test_of_two_decisions_at_once_one_wins(self):
        given.parameters()
        scene = district()
        _, _, question = answered(scene)
        bureau, said, ready = scene.actor("bureau"), [], threading.Barrier(2)

        def decide(operation):
            try:
                ready.wait()
                operation(question_id=question.pk, version=2, text="结论", by=bureau, at=AT)
                said.append("done")
            except (Stale, refusals.QuestionNotAnswered):
                said.append("refused")
            finally:
                connection.close()

        threads = [
            threading.Thread(target=decide, args=[each])
            for each in (operations.explain_question, operations.uphold_question)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(said) == ["done", "refused"]
        assert QuestionStep.objects.filter(question=question).count() == 3

    def test_of_two_entries_of_one_slip_at_once_one_stands(self):
        given.parameters()
        scene = district()
        project, said, ready = given.signed(scene), [], threading.Barrier(2)

        def enter(capital_class):
            try:
                ready.wait()
                given.inflow(scene, project, capital_class=capital_class)
                said.append("done")
            except refusals.InflowSlipKnown:
                said.append("refused")
            finally:
                connection.close()

        threads = [threading.Thread(target=enter, args=[each]) for each in ("domestic", "foreign")]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(said) == ["done", "refused"]
