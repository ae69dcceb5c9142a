"""A leader's instruction (批示): given with unit and day, reported back on, closed by none but the one who gave it."""

from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from luodi.contacts import refusals
from luodi.contacts.models import Instruction, ReportBack
from luodi.contacts.operations.projects import fitting, seen_project
from luodi.journal.operations import record
from luodi.notices.operations import NewNotice, notify
from luodi.people.models import Post
from luodi.people.permissions import require
from luodi.people.queries.units import current
from luodi.projects.models import Project
from luodi.tasks.operations import NewTask, close_charge, open_charge
from luodi.values.actor import Actor
from luodi.values.refusal import NotAllowed, NotFound, Stale


@transaction.atomic
def give_instruction(
    *, project_id: int, text: str, unit_id: int, due_date: date | None, by: Actor, at: datetime
) -> Instruction:
    """Give an instruction on a project; it becomes a follow-up of the unit and puts the project before it.

    :raises NotAllowed: without the permission to instruct
    :raises InstructionSaysNothing, InstructionDayMissing: each for its fault
    """
    require(by, "contacts.instruct")
    if by.person_id is None:
        raise NotAllowed(permission="contacts.instruct")
    project = seen_project(project_id, by)
    text = fitting(text, "text", 500)
    if not text:
        raise refusals.InstructionSaysNothing()
    if due_date is None or due_date < localdate(at):
        raise refusals.InstructionDayMissing()
    task = open_charge(
        task=NewTask(
            kind="instruction", title=text[:300], detail=text, demanded_by=by.name[:80], unit_id=unit_id,
            due_date=due_date, origin_kind="projects.project", origin_id=project.pk, origin_label=project.name[:200],
            origin_unit_id=project.unit_id,
        ), by=by, at=at,
    )  # fmt: skip
    row = Instruction.objects.create(
        project=project, task=task, text=text, unit_id=unit_id, due_date=due_date, given_by_id=by.person_id, given_at=at
    )
    _tell_heads(project, row, by, at)
    _record("instruction.given", project, row, by, at, due=due_date)
    return row


@transaction.atomic
def report_back(*, instruction_id: int, text: str, by: Actor, at: datetime) -> ReportBack:
    """Report back on an instruction, from the unit that carries it out or the project's own; its giver is told.

    :raises ReportBackSaysNothing: without words
    :raises InstructionClosed: once it is closed
    """
    row, project = _locked(instruction_id, by)
    if by.person_id is None or not (by.may("tasks.act") and {row.unit_id, project.unit_id} & by.unit_ids):
        raise NotAllowed(permission="tasks.act")
    text = fitting(text, "text", 2000)
    if not text:
        raise refusals.ReportBackSaysNothing()
    if row.closed_at is not None:
        raise refusals.InstructionClosed()
    report = ReportBack.objects.create(instruction=row, text=text, person_id=by.person_id, at=at)
    told = {"project": project.name, "text": text[:80]}
    notice = NewNotice(
        row.given_by_id, "instruction.reported", told, "contacts:project", "projects.project", project.pk
    )
    notify(notices=[notice], by=by, at=at)
    _record("instruction.reported", project, row, by, at)
    return report


@transaction.atomic
def close_instruction(*, instruction_id: int, version: int, outcome: str, by: Actor, at: datetime) -> Instruction:
    """Close an instruction and its follow-up, saying how it ended.

    :raises InstructionNotYours: for anybody but the one who gave it
    :raises InstructionClosed: if it was closed before
    """
    row, project = _locked(instruction_id, by)
    if row.given_by_id != by.person_id:
        raise refusals.InstructionNotYours()
    if row.closed_at is not None:
        raise refusals.InstructionClosed()
    if row.version != version:
        raise Stale()
    close_charge(task_id=row.task_id, outcome=outcome, by=by, at=at)
    row.closed_at, row.outcome, row.version = at, fitting(outcome, "outcome", 300), row.version + 1
    row.save(update_fields=["closed_at", "outcome", "version"])
    _record("instruction.closed", project, row, by, at, outcome=row.outcome)
    return row


def _locked(instruction_id: int, by: Actor) -> tuple[Instruction, Project]:
    row = Instruction.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=instruction_id).first()
    if row is None:
        raise NotFound()
    return row, seen_project(row.project_id, by)


def _tell_heads(project: Project, row: Instruction, by: Actor, at: datetime) -> None:
    """Tell the heads of the charged unit, or everybody there where it has no head, and the project's officer."""
    posts = Post.objects.filter(current(localdate(at)), unit_id=row.unit_id, person__active=True)
    heads = set(posts.filter(role="unit_head").values_list("person_id", flat=True))
    persons = heads or set(posts.values_list("person_id", flat=True)[:20])
    persons |= {project.officer_id} if project.officer_id else set()
    told = {"who": by.name, "project": project.name, "text": row.text[:80], "due": str(row.due_date)}
    notices = [
        NewNotice(pk, "instruction.given", told, "contacts:project", "projects.project", project.pk)
        for pk in sorted(persons)
    ]
    notify(notices=notices, by=by, at=at)


def _record(event: str, project: Project, row: Instruction, by: Actor, at: datetime, **facts: object) -> None:
    whole = {"instruction": row.pk, "unit": row.unit_id, **facts}
    record(event, project, by=by, at=at, label=project.name, owner_unit_id=project.unit_id, facts=whole)
