"""The daily work: visits, progress, comments, instructions, the investor's people; nothing is rewritten, nobody is overheard."""

import io
import threading
from datetime import date, timedelta

import pytest
from django.db import connection
from PIL import Image

from luodi.contacts import operations, queries, refusals
from luodi.contacts.models import Comment, Draft, Progress, Visit
from luodi.documents import storage
from luodi.documents.models import Document
from luodi.engines.files import FileRefused
from luodi.journal.models import Line
from luodi.journeys.log_visit import log_visit
from luodi.notices.models import Notice
from luodi.people.operations.persons import RevealNeedsAReason
from luodi.projects.models import Evidence
from luodi.tasks import operations as tasks
from luodi.tasks.models import Task
from luodi.values.refusal import NotAllowed, NotFound, Stale
from tests.given import contacts as given
from tests.given import projects
from tests.given.kept import kept
from tests.given.people import NOW, SET_UP, district

pytestmark = pytest.mark.django_db
TODAY = date(2025, 3, 8)


@pytest.fixture
@kept
def scene():
    given.parameters()
    return district()


@pytest.fixture
def project(scene):
    return projects.project(scene, officer_id=scene.actor("river").person_id)


def new(**details):
    return operations.NewVisit(**{"kind": "call", "held_date": TODAY, "said": "问了电价。"} | details)


class TestLogVisit:
    def test_keeps_who_was_there_and_makes_the_next_step_a_task(self, scene, project):
        contact, head = given.contact(scene, project), scene.actor("riverhead").person_id
        row = given.visit(
            scene, project, contact_ids=(contact.pk,), person_ids=(head,), next_step="送电力方案", next_owner_id=head,
            next_date=date(2025, 3, 12),
        )  # fmt: skip
        task = Task.objects.get(pk=row.task_id)
        assert (task.person_id, task.due_date, task.origin_id) == (head, date(2025, 3, 12), project.pk)
        entry = queries.daily_work(project_id=project.pk, unit_id=project.unit_id, viewer=scene.actor("river")).entries[
            0
        ]
        assert (entry.facts["theirs"], entry.facts["ours"]) == ("顾澄观", "测试riverhead")
        assert Notice.objects.get().person_id == head
        assert Line.objects.filter(event="visit.logged").count() == 1

    @pytest.mark.parametrize(
        ("details", "fault"),
        [
            ({"said": "  "}, refusals.VisitSaysNothing),
            ({"said": "长" * 4001}, refusals.ContactTextTooLong),
            ({"held_date": None}, refusals.VisitDayMissing),
            ({"held_date": date(2025, 3, 9)}, refusals.VisitInTheFuture),
            ({"kind": "fax"}, refusals.VisitKindUnknown),
            ({"evidence": True}, refusals.EvidenceNeedsADocument),
            ({"next_date": TODAY}, refusals.NextStepNeedsWords),
            ({"document_id": 10**9}, NotFound),
            ({"contact_ids": (10**9,)}, NotFound),
        ],
    )
    def test_refuses_what_is_not_whole(self, scene, project, details, fault):
        with pytest.raises(fault):
            operations.log_visit(project_id=project.pk, visit=new(**details), by=scene.actor("river"), at=NOW)
        assert not Visit.objects.exists() and not Task.objects.exists()

    def test_gives_the_next_step_to_nobody_outside_the_unit(self, scene, project):
        with pytest.raises(refusals.OwnerNotInUnit):
            given.visit(scene, project, next_step="跟进", next_owner_id=scene.actor("hill").person_id)

    def test_is_not_there_for_another_street_and_not_allowed_to_who_only_looks(self, scene, project):
        with pytest.raises(NotFound):
            operations.log_visit(project_id=project.pk, visit=new(), by=scene.actor("hill"), at=NOW)
        with pytest.raises(NotAllowed):
            operations.log_visit(project_id=project.pk, visit=new(), by=scene.actor("leader"), at=NOW)

    def test_is_corrected_by_a_new_row_once(self, scene, project):
        row, river = given.visit(scene, project), scene.actor("river")
        operations.correct_visit(visit_id=row.pk, visit=new(said="问了电价和蒸汽。"), reason="漏记", by=river, at=NOW)
        with pytest.raises(refusals.CorrectedBefore):
            operations.correct_visit(visit_id=row.pk, visit=new(), reason="再改", by=river, at=NOW)
        entries = queries.daily_work(project_id=project.pk, unit_id=project.unit_id, viewer=river).entries
        assert [entry.facts["said"] for entry in entries] == ["问了电价和蒸汽。"]
        assert entries[0].former[0].facts["said"] == "看了厂房，关心电力增容。"

    def test_rows_can_not_be_changed(self, scene, project):
        row = given.visit(scene, project)
        with pytest.raises(Exception, match="append-only|permission denied"), connection.cursor() as cursor:
            cursor.execute("UPDATE contacts_visit SET said = 'x' WHERE id = %s", [row.pk])


class TestPhoto:
    def log(self, scene, project, photo, **details):
        return log_visit(
            project_id=project.pk, visit=new(evidence=True, **details), photo=photo, photo_name="现场.jpeg",
            by=scene.actor("river"), at=NOW,
        )  # fmt: skip

    def test_loses_its_position_and_bears_the_gate(self, scene, project):
        row = Visit.objects.get(pk=self.log(scene, project, given.photo()))
        kept = Image.open(io.BytesIO(storage.open_bytes(row.document.file_id, "")))
        assert len(Image.open(io.BytesIO(given.photo())).getexif()) > 0 and len(kept.getexif()) == 0
        evidence = Evidence.objects.get(project=project, item="contact_evidence")
        assert (evidence.document_id, evidence.origin_id) == (row.document_id, row.pk)
        assert queries.last_evidenced_contacts([project.pk]) == {project.pk: TODAY}

    def test_sent_twice_is_kept_once(self, scene, project):
        self.log(scene, project, given.photo())
        self.log(scene, project, given.photo(), kind="visit")
        assert Document.objects.count() == 1 and Visit.objects.count() == 2

    @pytest.mark.parametrize("data", [b"", b"MZ\x90\x00" * 40, b"\xff\xd8\xff\xe0 no picture", b"<svg onload='x'/>"])
    def test_is_told_by_its_content(self, scene, project, data):
        with pytest.raises(FileRefused):
            self.log(scene, project, data)
        assert not Document.objects.exists() and not Visit.objects.exists()

    def test_leaves_no_bytes_behind_where_the_visit_is_refused(self, scene, project):
        with pytest.raises(refusals.VisitSaysNothing):
            self.log(scene, project, given.photo((1, 2, 3)), said="")
        assert not Document.objects.exists()


class TestProgress:
    def report(self, scene, project, *, at=NOW, **values):
        whole = {"happened": "与总部视频会，确认选址。"} | values
        return operations.report_progress(project_id=project.pk, by=scene.actor("river"), at=at, **whole)

    def test_is_due_every_fortnight_and_said_to_be_late(self, scene, project):
        bureau, asked = scene.actor("bureau"), queries.OverdueFilter()
        assert queries.overdue(bureau, asked, today=TODAY + timedelta(days=14)).rows == ()
        late = queries.overdue(bureau, asked, today=TODAY + timedelta(days=15)).rows
        assert [(row.id, row.late_by) for row in late] == [(project.pk, 1)]
        self.report(scene, project, at=NOW + timedelta(days=10))
        assert queries.overdue(bureau, asked, today=TODAY + timedelta(days=24)).rows == ()

    def test_a_correction_does_not_count_as_a_report(self, scene, project):
        row = self.report(scene, project)
        operations.correct_progress(
            progress_id=row.pk,
            happened="确认了两处选址。",
            reason="写漏",
            by=scene.actor("river"),
            at=NOW + timedelta(days=10),
        )
        late = queries.overdue(scene.actor("bureau"), queries.OverdueFilter(), today=TODAY + timedelta(days=15))
        assert [row.id for row in late.rows] == [project.pk] and Progress.objects.count() == 2

    def test_reminds_each_officer_once_however_often_the_job_runs(self, scene, project):
        projects.project(scene, "另一个项目", officer_id=scene.actor("river").person_id)
        for day in (20, 21, 22):
            assert operations.remind_of_progress(by=SET_UP, at=NOW + timedelta(days=day)) == 1
        notice = Notice.objects.get()
        assert (notice.person_id, notice.params["n"], notice.times) == (scene.actor("river").person_id, 2, 3)

    def test_refuses_nothing_and_the_past(self, scene, project):
        with pytest.raises(refusals.ProgressSaysNothing):
            self.report(scene, project, happened=" ")
        with pytest.raises(refusals.ForecastInThePast):
            self.report(scene, project, forecast_date=date(2025, 3, 1))


class TestComment:
    def make(self, scene, project, text, by="bureau", at=NOW):
        return operations.comment(project_id=project.pk, text=text, by=scene.actor(by), at=at)

    def test_tells_whom_it_mentions(self, scene, project):
        row = self.make(scene, project, "请@测试river 本周回话，抄送@不存在的人")
        assert row.mentions == [scene.actor("river").person_id] == [each.person_id for each in Notice.objects.all()]

    def test_mentions_nobody_who_may_not_see_the_project(self, scene, project):
        with pytest.raises(refusals.MentionCannotSee) as told:
            self.make(scene, project, "请@测试hill 看看")
        assert "测试hill" in str(told.value) and not Comment.objects.exists()

    def test_is_edited_within_minutes_by_its_writer_only(self, scene, project):
        row, soon, late = self.make(scene, project, "一"), NOW + timedelta(minutes=14), NOW + timedelta(minutes=16)
        with pytest.raises(refusals.CommentTooLate):
            operations.edit_comment(comment_id=row.pk, text="二", by=scene.actor("river"), at=soon)
        second = operations.edit_comment(comment_id=row.pk, text="二", by=scene.actor("bureau"), at=soon)
        with pytest.raises(refusals.CommentTooLate):
            operations.edit_comment(comment_id=second.pk, text="三", by=scene.actor("bureau"), at=late)
        assert [each.text for each in Comment.objects.order_by("pk")] == ["一", "二"]


class TestInstruction:
    def give(self, scene, project, **values):
        whole = {
            "text": "一周内落实用电方案",
            "unit_id": scene.units["规划资源局"].pk,
            "due_date": date(2025, 3, 15),
        } | values
        return operations.give_instruction(project_id=project.pk, by=scene.actor("leader"), at=NOW, **whole)

    def test_puts_the_project_before_the_unit_and_is_closed_by_its_giver_only(self, scene, project):
        row, planning = self.give(scene, project), scene.actor("planning")
        operations.report_back(instruction_id=row.pk, text="已勘查", by=planning, at=NOW)
        with pytest.raises(tasks.TaskClosesWithItsCause):
            tasks.finish_task(task_id=row.task_id, version=1, outcome="办完", by=planning, at=NOW)
        with pytest.raises(refusals.InstructionNotYours):
            operations.close_instruction(
                instruction_id=row.pk, version=1, outcome="完", by=scene.actor("bureau"), at=NOW
            )
        operations.close_instruction(
            instruction_id=row.pk, version=1, outcome="方案已定", by=scene.actor("leader"), at=NOW
        )
        assert Task.objects.get(pk=row.task_id).state == "done"
        with pytest.raises(refusals.InstructionClosed):
            operations.report_back(instruction_id=row.pk, text="再报", by=scene.actor("river"), at=NOW)
        with pytest.raises(NotFound):  # no longer put before the department
            operations.report_back(instruction_id=row.pk, text="再报", by=planning, at=NOW)

    def test_needs_words_a_day_and_the_permission(self, scene, project):
        with pytest.raises(refusals.InstructionSaysNothing):
            self.give(scene, project, text=" ")
        with pytest.raises(refusals.InstructionDayMissing):
            self.give(scene, project, due_date=date(2025, 3, 1))
        with pytest.raises(NotAllowed):
            operations.give_instruction(
                project_id=project.pk, text="办", unit_id=1, due_date=TODAY, by=scene.actor("bureau"), at=NOW
            )


class TestInvestorsPeople:
    def test_stay_masked_until_a_reason_opens_them(self, scene, project):
        contact, river = given.contact(scene, project), scene.actor("river")
        assert queries.contact_rows(project_id=project.pk, viewer=river)[0].phone == "139****5678"
        with pytest.raises(RevealNeedsAReason):
            operations.reveal_contact_phone(contact_id=contact.pk, reason=" ", by=river, at=NOW)
        assert operations.reveal_contact_phone(contact_id=contact.pk, reason="回访", by=river, at=NOW) == "13912345678"
        line = Line.objects.get(event="contact.phone_revealed")
        assert "13912345678" not in str(line.facts) and line.facts["reason"] == "回访"
        with pytest.raises(NotFound):
            operations.reveal_contact_phone(contact_id=contact.pk, reason="看看", by=scene.actor("hill"), at=NOW)

    def test_keep_a_phone_whose_mask_was_sent_back_empty(self, scene, project):
        contact, river = given.contact(scene, project), scene.actor("river")
        operations.edit_contact(
            contact_id=contact.pk, version=1, values={"name": "顾澄", "phone": ""}, reason="笔误", by=river, at=NOW
        )
        contact.refresh_from_db()
        assert (contact.name, contact.phone, contact.version) == ("顾澄", "13912345678", 2)
        with pytest.raises(Stale):
            operations.retire_contact(contact_id=contact.pk, version=1, reason="离职", by=river, at=NOW)


class TestDraft:
    def test_is_its_writers_alone_and_replaced(self, scene):
        river = scene.actor("river")
        for text in ("一", "二"):
            operations.keep_draft(form="visit:1", values={"said": text}, by=river, at=NOW)
        assert queries.drafts_of(river, 1)["visit"][0] == {"said": "二"}
        assert queries.drafts_of(scene.actor("bureau"), 1) == {}
        operations.keep_draft(form="visit:1", values={"said": " "}, by=river, at=NOW)
        assert not Draft.objects.exists()


def test_the_page_takes_as_many_statements_for_thirty_rows_as_for_one(scene, project, django_assert_num_queries):
    river = scene.actor("river")
    for number in (1, 29):
        for _ in range(number):
            given.visit(scene, project)
            operations.comment(project_id=project.pk, text="看@测试bureau", by=river, at=NOW)
        with django_assert_num_queries(7):
            queries.daily_work(project_id=project.pk, unit_id=project.unit_id, viewer=river)
        with django_assert_num_queries(2):
            queries.visits(river, queries.VisitFilter())


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_two_corrections_at_once_leave_one():
    given.parameters()
    scene = district()
    row, told = given.visit(scene, projects.project(scene)), []

    def correct(words):
        try:
            operations.correct_visit(
                visit_id=row.pk, visit=new(said=words), reason="更正", by=scene.actor("river"), at=NOW
            )
            told.append("kept")
        except refusals.CorrectedBefore:
            told.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=correct, args=(words,)) for words in ("甲", "乙")]
    [each.start() for each in threads]
    [each.join() for each in threads]
    assert sorted(told) == ["kept", "refused"] and Visit.objects.count() == 2
