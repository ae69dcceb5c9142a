"""Writing tasks: opening, giving, accepting, finishing, dropping, reopening, handing over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NoReturn

from django.db import transaction
from django.utils.timezone import localdate

from luodi.journal.operations import Entry, record, record_many
from luodi.people.models import Person, Unit
from luodi.people.permissions import require
from luodi.tasks.models import Task
from luodi.tasks.operations.dates import reminded_from
from luodi.tasks.permissions import may_act_on, may_hold, may_settle, may_take, require_act, require_give_to
from luodi.tasks.queries import persons_of
from luodi.tasks.refusals import (
    FollowUpIsTheAskers,
    FollowUpNamesNobody,
    FollowUpNeedsUnitAndDay,
    OutcomeMissing,
    PersonNotInUnit,
    ReopeningNeedsAReason,
    TaskAlreadyAccepted,
    TaskClosesWithItsCause,
    TaskIsClosed,
    TaskIsOpen,
    TaskUntitled,
    UnitNotActive,
)
from luodi.values.actor import Actor
from luodi.values.refusal import NotAllowed, NotFound, Stale


@dataclass(frozen=True, slots=True)
class NewTask:
    """A task to open. `fact_id` is the passage that it was read from; `about` names indicators or a plan."""

    kind: str
    title: str
    detail: str = ""
    demanded_by: str = ""
    assignee_text: str = ""
    about: str = ""
    unit_id: int | None = None
    person_id: int | None = None
    due_date: date | None = None
    fact_id: int | None = None
    origin_kind: str = ""
    origin_id: int | None = None
    origin_label: str = ""
    origin_unit_id: int | None = None
    data_class: str = "internal"


@transaction.atomic
def open_tasks(*, tasks: Sequence[NewTask], by: Actor, at: datetime) -> list[Task]:
    """Open tasks read from a document, each passage once: a fact from which a task was opened gives none again.

    :raises FollowUpNamesNobody: if one of them says nobody, nothing and no day
    """
    require(by, "documents.file")
    for task in tasks:
        _check(task)
    known = {task.fact_id for task in tasks if task.fact_id}
    taken = set(Task.objects.filter(fact_id__in=known).values_list("fact_id", flat=True))
    wanted = [task for task in tasks if task.fact_id is None or task.fact_id not in taken]
    opened = Task.objects.bulk_create([row_of(task, at) for task in wanted])
    record_many([entry("task.opened", task, facts={"kind": task.kind}) for task in opened], by=by, at=at)
    return opened


@transaction.atomic
def open_task(*, task: NewTask, by: Actor, at: datetime) -> Task:
    """Open one task by hand, for a unit that the actor acts for.

    :raises TaskUntitled: without words
    :raises FollowUpNamesNobody: if it says nobody, nothing and no day
    """
    require(by, "tasks.act")
    require_give_to(by, task.unit_id)
    check_new(task, at)
    opened = row_of(task, at)
    opened.origin_unit_id = opened.origin_unit_id or by.unit_id
    opened.save(force_insert=True)
    note("task.opened", opened, by, at, kind=opened.kind)
    return opened


@transaction.atomic
def assign_task(
    *,
    task_id: int,
    version: int,
    unit_id: int | None,
    person_id: int | None,
    due_date: date | None,
    by: Actor,
    at: datetime,
) -> Task:
    """Give a task to a unit, a person of it and a day. A demand that somebody now holds becomes a follow-up.

    :raises FollowUpIsTheAskers: if its holder would move what another asked for to another unit or day
    :raises NotAllowed: if the task is held by others, or the unit is not the actor's to charge
    :raises PersonNotInUnit: if the person holds no post there that day
    """
    require(by, "tasks.act")
    task = locked(task_id, version, by)
    if not may_take(by, task):
        raise NotAllowed(permission="tasks.act")
    if not may_act_on(by, task) and unit_id not in by.unit_ids:
        raise NotAllowed(permission="tasks.act")
    require_open(task)
    if unit_id != task.unit_id:
        require_give_to(by, unit_id)
    check_holder(unit_id, person_id, at)
    before = _held(task)
    changed_hands = (task.unit_id, task.person_id) != (unit_id, person_id)
    if task.asked_by_id is not None:
        _move_asked(task, unit_id, due_date, by, at)
    task.unit_id, task.person_id, task.due_date = unit_id, person_id, due_date
    if task.kind == "demand" and (unit_id or person_id or due_date):
        task.kind = "follow_up"
    if task.kind == "follow_up" and not _names_something(task):
        raise FollowUpNamesNobody()
    if changed_hands:
        task.accepted_at = task.accepted_by_id = None
    store(task, "unit", "person", "due_date", "kind", "accepted_at", "accepted_by", "remind_date")
    note("task.assigned", task, by, at, before=before, after=_held(task))
    return task


@transaction.atomic
def accept_task(*, task_id: int, version: int, by: Actor, at: datetime) -> Task:
    """Accept a task for oneself; what only a unit held is held by the person from now on.

    :raises TaskAlreadyAccepted: if somebody accepted it before
    """
    task = locked(task_id, version, by)
    require_act(by, task)
    require_open(task)
    if task.asked_by_id is not None and not may_hold(by, task):
        raise NotAllowed(permission="tasks.act")
    if task.accepted_at is not None:
        raise TaskAlreadyAccepted(title=task.title, person=task.accepted_by.name)
    if by.person_id is None:
        raise NotAllowed(permission="tasks.act")
    task.accepted_at, task.accepted_by_id = at, by.person_id
    task.person_id = task.person_id or by.person_id
    task.unit_id = task.unit_id or by.unit_id
    task.kind = "follow_up" if task.kind == "demand" else task.kind
    store(task, "accepted_at", "accepted_by", "person", "unit", "kind")
    note("task.accepted", task, by, at)
    return task


@transaction.atomic
def finish_task(*, task_id: int, version: int, outcome: str, by: Actor, at: datetime) -> Task:
    """Close a task as done, saying what was done.

    :raises OutcomeMissing: without an outcome
    :raises TaskIsClosed: if it was closed before
    """
    return _close(task_id, version, "done", outcome, "task.finished", by, at)


@transaction.atomic
def drop_task(*, task_id: int, version: int, outcome: str, by: Actor, at: datetime) -> Task:
    """Close a task that will not be done, saying why; it stays in the list of closed ones.

    :raises OutcomeMissing: without a reason
    """
    return _close(task_id, version, "dropped", outcome, "task.dropped", by, at)


@transaction.atomic
def reopen_task(*, task_id: int, version: int, reason: str, by: Actor, at: datetime) -> Task:
    """Open a closed task again; the earlier outcome stays in the journal.

    :raises ReopeningNeedsAReason: without a reason
    :raises TaskIsOpen: if it is open
    :raises FollowUpIsTheAskers: if somebody asked for it, who reopens it with a new day (`reopen_follow_up`)
    """
    task = locked(task_id, version, by)
    require_act(by, task)
    if task.asked_by_id is not None:
        raise FollowUpIsTheAskers(title=task.title)
    if task.state == "open":
        raise TaskIsOpen(title=task.title)
    if not reason.strip():
        raise ReopeningNeedsAReason()
    before, task.state, task.outcome, task.closed_at = {"state": task.state, "outcome": task.outcome}, "open", "", None
    store(task, "state", "outcome", "closed_at")
    note("task.reopened", task, by, at, before=before, after={"state": "open"}, reason=reason.strip()[:300])
    return task


@transaction.atomic
def close_of_origin(*, origin_kind: str, origin_id: int, kind: str, outcome: str, by: Actor, at: datetime) -> int:
    """Close the open tasks of one kind whose cause is gone, such as the call for a list that has come. No own right is
    needed: what the actor did to the origin closes them.
    """
    found = Task.objects.select_for_update().filter(
        origin_kind=origin_kind, origin_id=origin_id, kind=kind, state="open"
    )
    for task in found.order_by("pk"):
        task.state, task.outcome, task.closed_at = "done", outcome[:300], at
        store(task, "state", "outcome", "closed_at")
        note("task.finished", task, by, at, outcome=task.outcome)
    return len(found)


@transaction.atomic
def retitle_of_origin(*, origin_kind: str, origin_id: int, kind: str, title: str, by: Actor, at: datetime) -> int:
    """Keep the figures in the title of open tasks up to date with their origin; nobody's form grows stale by it."""
    found = Task.objects.filter(origin_kind=origin_kind, origin_id=origin_id, kind=kind, state="open")
    return found.exclude(title=title[:300]).update(title=title[:300])


@transaction.atomic
def reopen_of_origin(
    *, origin_kind: str, origin_id: int, kind: str, outcome: str, reason: str, by: Actor, at: datetime
) -> int:
    """Open again the tasks that `close_of_origin` closed with this outcome, because their cause came back."""
    found = Task.objects.select_for_update().filter(
        origin_kind=origin_kind, origin_id=origin_id, kind=kind, state="done", outcome=outcome
    )
    for task in found.order_by("pk"):
        task.state, task.outcome, task.closed_at = "open", "", None
        store(task, "state", "outcome", "closed_at")
        note("task.reopened", task, by, at, reason=reason)
    return len(found)


def _close(task_id: int, version: int, state: str, outcome: str, event: str, by: Actor, at: datetime) -> Task:
    task = locked(task_id, version, by)
    require_act(by, task)
    require_open(task)
    if task.kind == "instruction":
        raise TaskClosesWithItsCause(title=task.title)
    if task.asked_by_id is not None:
        raise FollowUpIsTheAskers(title=task.title)
    if not outcome.strip():
        raise OutcomeMissing()
    task.state, task.outcome, task.closed_at = state, outcome.strip()[:300], at
    store(task, "state", "outcome", "closed_at")
    note(event, task, by, at, outcome=task.outcome)
    return task


def locked(task_id: int, version: int, by: Actor) -> Task:
    """Lock a task that the actor sees, in the version that they read."""
    seen = Task.objects.visible_to(by).select_for_update(of=("self",))
    task = seen.select_related("accepted_by").filter(pk=task_id).first()
    if task is None:
        raise NotFound()
    if task.version != version:
        raise Stale()
    return task


def _move_asked(task: Task, unit_id: int | None, due_date: date | None, by: Actor, at: datetime) -> None:
    """Let only the one who asked move a follow-up to another unit or day; the reminder moves with the day."""
    if unit_id is None or due_date is None:
        raise FollowUpNeedsUnitAndDay()
    if (unit_id, due_date) == (task.unit_id, task.due_date):
        return
    if not may_settle(by, task, on=localdate(at)):
        raise FollowUpIsTheAskers(title=task.title)
    task.remind_date = reminded_from(due_date, on=localdate(at))


def require_open(task: Task) -> None:
    """Refuse what is done with a task that is closed."""
    if task.state != "open":
        raise TaskIsClosed(title=task.title)


def check_new(task: NewTask, at: datetime) -> None:
    """Refuse a task without words, or one that the unit or person named can't hold."""
    _check(task)
    check_holder(task.unit_id, task.person_id, at)


def _check(task: NewTask) -> None:
    if not task.title.strip():
        raise TaskUntitled()
    if task.kind == "follow_up" and not _names_something(task):
        raise FollowUpNamesNobody()


def _names_something(task: NewTask | Task) -> bool:
    return bool(task.assignee_text or task.about or task.unit_id or task.person_id or task.due_date)


def check_holder(unit_id: int | None, person_id: int | None, at: datetime) -> None:
    """Refuse a unit that is gone, and a person without a post in it that day."""
    unit = Unit.objects.filter(pk=unit_id).first() if unit_id else None
    if unit_id and unit is None:
        raise NotFound()
    if unit and not unit.active:
        raise UnitNotActive(unit=unit.name)
    if person_id:
        person = Person.objects.filter(pk=person_id).first() or _nobody()
        if unit is None or person_id not in dict(persons_of(unit.pk, on=localdate(at))):
            raise PersonNotInUnit(person=person.name, unit=unit.name if unit else "—")


def _nobody() -> NoReturn:
    raise NotFound()


def row_of(task: NewTask, at: datetime) -> Task:
    """Give the row of a new task, not yet stored."""
    values = {name: getattr(task, name) for name in NewTask.__slots__}
    return Task(**{**values, "title": task.title.strip()[:300]}, opened_at=at)


def store(task: Task, *fields: str) -> None:
    """Store some fields of a task as its next version."""
    task.version += 1
    task.save(update_fields=[*fields, "version"])


def _held(task: Task) -> dict:
    return {"unit": task.unit_id, "person": task.person_id, "due": task.due_date, "kind": task.kind}


def entry(event: str, task: Task, **more) -> Entry:
    """Give the journal entry of an act on a task, for writing many at once."""
    unit_id = task.unit_id or task.origin_unit_id
    return Entry(event=event, object=task, label=task.title, owner_unit_id=unit_id, data_class=task.data_class, **more)


def note(event: str, task: Task, by: Actor, at: datetime, *, before=None, after=None, **facts) -> None:
    """Write the journal line of an act on a task."""
    unit_id = task.unit_id or task.origin_unit_id
    record(
        event, task, by=by, at=at, label=task.title, owner_unit_id=unit_id, data_class=task.data_class,
        before=before, after=after, facts=facts,
    )  # fmt: skip
