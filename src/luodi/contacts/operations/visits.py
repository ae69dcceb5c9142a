"""Logging visits, calls and talks with an investor, and correcting them by a new row."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from luodi.contacts import refusals
from luodi.contacts.models import VISIT_KINDS, Attendee, InvestorContact, Visit
from luodi.contacts.operations.projects import fitting, logged_project
from luodi.contacts.permissions import may_log
from luodi.documents.models import Document
from luodi.journal.operations import record
from luodi.notices.operations import NewNotice, notify
from luodi.people.models import Person
from luodi.projects.models import Project
from luodi.tasks.operations import NewTask, open_charge
from luodi.tasks.queries import persons_of
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound

KIND_WORDS = {
    "visit": ("走访", "visit"),
    "call": ("电话", "call"),
    "meeting": ("会谈", "meeting"),
    "online": ("线上", "online"),
}


@dataclass(frozen=True, slots=True)
class NewVisit:
    """A contact to log. `person_ids` and `contact_ids` were there; `document_id` is a photo or paper that bears it."""

    kind: str
    held_date: date | None
    said: str
    place: str = ""
    ours: str = ""
    theirs: str = ""
    person_ids: tuple[int, ...] = ()
    contact_ids: tuple[int, ...] = ()
    next_step: str = ""
    next_owner_id: int | None = None
    next_date: date | None = None
    document_id: int | None = None
    evidence: bool = False


@transaction.atomic
def log_visit(*, project_id: int, visit: NewVisit, by: Actor, at: datetime) -> Visit:
    """Log a visit, call, meeting or talk online; a next step with an owner becomes a task of the project's unit.

    :raises VisitSaysNothing, VisitDayMissing, VisitInTheFuture, VisitKindUnknown: each for its fault
    :raises EvidenceNeedsADocument: if it shall count as evidenced without a photo or document
    :raises NextStepNeedsWords, OwnerNotInUnit: if the next step is not whole
    """
    project = logged_project(project_id, by)
    row = _row(project, visit, by, at)
    row.task_id = _task_of(project, row, by, at)
    row.save(force_insert=True)
    _attend(project, row, visit)
    zh, en = KIND_WORDS[row.kind]
    _record("visit.logged", project, by, at, kind=zh, kind_en=en, visit=row.pk, evidence=row.evidence)
    return row


@transaction.atomic
def correct_visit(*, visit_id: int, visit: NewVisit, reason: str, by: Actor, at: datetime) -> Visit:
    """Correct a logged contact by a new row that names the old one; the task of the old one goes on.

    :raises CorrectedBefore: if the row was corrected before
    :raises CorrectionNeedsAReason: without a reason
    """
    old = Visit.objects.visible_to(by).filter(pk=visit_id).first()
    if old is None:
        raise NotFound()
    project = logged_project(old.project_id, by)
    if not reason.strip():
        raise refusals.CorrectionNeedsAReason()
    row = _row(project, visit, by, at)
    row.corrects, row.reason, row.task_id = old, fitting(reason, "reason", 300), old.task_id
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise refusals.CorrectedBefore() from error
    _attend(project, row, visit)
    _record("visit.corrected", project, by, at, reason=row.reason, visit=row.pk, corrects=old.pk)
    return row


def _row(project: Project, visit: NewVisit, by: Actor, at: datetime) -> Visit:
    if visit.kind not in VISIT_KINDS:
        raise refusals.VisitKindUnknown(kind=visit.kind)
    if visit.held_date is None:
        raise refusals.VisitDayMissing()
    if visit.held_date > localdate(at):
        raise refusals.VisitInTheFuture(day=visit.held_date)
    said = fitting(visit.said, "said", 4000)
    if not said:
        raise refusals.VisitSaysNothing()
    if visit.evidence and visit.document_id is None:
        raise refusals.EvidenceNeedsADocument()
    if visit.document_id and not Document.objects.visible_to(by).filter(pk=visit.document_id).exists():
        raise NotFound()
    step = fitting(visit.next_step, "next_step", 300)
    if not step and (visit.next_owner_id or visit.next_date):
        raise refusals.NextStepNeedsWords()
    if visit.next_owner_id and visit.next_owner_id not in dict(persons_of(project.unit_id, on=localdate(at))):
        name = Person.objects.filter(pk=visit.next_owner_id).values_list("name", flat=True).first()
        raise refusals.OwnerNotInUnit(person=name or "—")
    return Visit(
        project=project, kind=visit.kind, held_date=visit.held_date, place=fitting(visit.place, "place", 120), said=said,
        ours=fitting(visit.ours, "ours", 200), theirs=fitting(visit.theirs, "theirs", 200), next_step=step,
        next_owner_id=visit.next_owner_id, next_date=visit.next_date, document_id=visit.document_id,
        evidence=visit.evidence, logged_by_id=by.person_id, logged_at=at,
    )  # fmt: skip


def _task_of(project: Project, row: Visit, by: Actor, at: datetime) -> int | None:
    """Open the task of the next step, for its owner or else the unit, and tell the owner."""
    if not row.next_step:
        return None
    may_log(by, project.unit_id)
    task = open_charge(
        task=NewTask(
            kind="follow_up", title=f"{project.name[:120]}：{row.next_step}"[:300], unit_id=project.unit_id,
            person_id=row.next_owner_id, due_date=row.next_date, origin_kind="projects.project", origin_id=project.pk,
            origin_label=project.name[:200], origin_unit_id=project.unit_id,
        ), by=by, at=at,
    )  # fmt: skip
    if row.next_owner_id:
        told = {"who": by.name, "project": project.name, "step": row.next_step, "day": str(row.next_date or "—")}
        notice = NewNotice(row.next_owner_id, "visit.next_step", told, "tasks:detail", "tasks.task", task.pk)
        notify(notices=[notice], by=by, at=at)
    return task.pk


def _attend(project: Project, row: Visit, visit: NewVisit) -> None:
    known = set(InvestorContact.objects.filter(project=project, pk__in=visit.contact_ids).values_list("pk", flat=True))
    people = set(Person.objects.filter(pk__in=visit.person_ids).values_list("pk", flat=True))
    if known != set(visit.contact_ids) or people != set(visit.person_ids):
        raise NotFound()
    Attendee.objects.bulk_create(
        [Attendee(visit=row, person_id=pk) for pk in sorted(people)]
        + [Attendee(visit=row, contact_id=pk) for pk in sorted(known)]
    )


def _record(event: str, project: Project, by: Actor, at: datetime, **facts: object) -> None:
    record(event, project, by=by, at=at, label=project.name, owner_unit_id=project.unit_id, facts=facts)
