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
from luodi.tasks.permissions import may_act_on, may_take, require_act, require_give_to
from luodi.tasks.queries import persons_of
from luodi.values.actor import Actor
from luodi.values.refusal import NotAllowed, NotFound, Refusal, Stale


class FollowUpNamesNobody(Refusal):
    """A follow-up without somebody, something or some day."""

    code = "follow_up_names_nobody"


class TaskUntitled(Refusal):
    """A task without words."""

    code = "task_untitled"


class TaskIsClosed(Refusal):
    """The task was finished or dropped."""

    code = "task_is_closed"


class TaskIsOpen(Refusal):
    """The task is still open, so that there is nothing to reopen."""

    code = "task_is_open"


class OutcomeMissing(Refusal):
    """Somebody closes a task without saying how it ended."""

    code = "outcome_missing"


class ReopeningNeedsAReason(Refusal):
    """Somebody reopens a task without a reason."""

    code = "reopening_needs_a_reason"


class PersonNotInUnit(Refusal):
    """The person holds no post in the unit that day."""

    code = "person_not_in_unit"


class UnitNotActive(Refusal):
    """The unit was closed or merged."""

    code = "unit_not_active"


class TaskAlreadyAccepted(Refusal):
    """Somebody else accepted the task before."""

    code = "task_already_accepted"


class TaskClosesWithItsCause(Refusal):
    """A leader's instruction is closed by the one who gave it, not by the unit that carries it out."""

    code = "task_closes_with_its_cause"


class HandOverToOneself(Refusal):
    """Work is handed over to the person who holds it."""

    code = "hand_over_to_oneself"


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
    record_many([_entry("task.opened", task, facts={"kind": task.kind}) for task in opened], by=by, at=at)
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

    :raises NotAllowed: if the task is held by others, or the unit is not the actor's to charge
    :raises PersonNotInUnit: if the person holds no post there that day
    """
    require(by, "tasks.act")
    task = _locked(task_id, version, by)
    if not may_take(by, task):
        raise NotAllowed(permission="tasks.act")
    if not may_act_on(by, task) and unit_id not in by.unit_ids:
        raise NotAllowed(permission="tasks.act")
    _require_open(task)
    if unit_id != task.unit_id:
        require_give_to(by, unit_id)
    _check_holder(unit_id, person_id, at)
    before = _held(task)
    changed_hands = (task.unit_id, task.person_id) != (unit_id, person_id)
    task.unit_id, task.person_id, task.due_date = unit_id, person_id, due_date
    if task.kind == "demand" and (unit_id or person_id or due_date):
        task.kind = "follow_up"
    if task.kind == "follow_up" and not _names_something(task):
        raise FollowUpNamesNobody()
    if changed_hands:
        task.accepted_at = task.accepted_by_id = None
    store(task, "unit", "person", "due_date", "kind", "accepted_at", "accepted_by")
    note("task.assigned", task, by, at, before=before, after=_held(task))
    return task


@transaction.atomic
def accept_task(*, task_id: int, version: int, by: Actor, at: datetime) -> Task:
    """Accept a task for oneself; what only a unit held is held by the person from now on.

    :raises TaskAlreadyAccepted: if somebody accepted it before
    """
    task = _locked(task_id, version, by)
    require_act(by, task)
    _require_open(task)
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
    """
    task = _locked(task_id, version, by)
    require_act(by, task)
    if task.state == "open":
        raise TaskIsOpen(title=task.title)
    if not reason.strip():
        raise ReopeningNeedsAReason()
    before, task.state, task.outcome, task.closed_at = {"state": task.state, "outcome": task.outcome}, "open", "", None
    store(task, "state", "outcome", "closed_at")
    note("task.reopened", task, by, at, before=before, after={"state": "open"}, reason=reason.strip()[:300])
    return task


@transaction.atomic
def hand_over(*, from_person_id: int, to_person_id: int, reason: str, by: Actor, at: datetime) -> int:
    """Give all open tasks of one person to another, and return how many there were.

    :raises NotAllowed: without the right to hand over, or for a person whose tasks lie in other units
    :raises HandOverToOneself: if both are the same
    """
    require(by, "people.hand_over")
    if from_person_id == to_person_id:
        raise HandOverToOneself()
    held = list(
        Task.objects.visible_to(by).select_for_update().filter(person_id=from_person_id, state="open").order_by("pk")
    )
    if not all(may_act_on(by, task) for task in held):
        raise NotAllowed(permission="people.hand_over")
    for unit_id in {task.unit_id for task in held if task.unit_id}:
        _check_holder(unit_id, to_person_id, at)
    for task in held:
        task.person_id, task.accepted_at, task.accepted_by_id, task.version = to_person_id, None, None, task.version + 1
    Task.objects.bulk_update(held, ["person", "accepted_at", "accepted_by", "version"])
    facts = {"reason": reason.strip()[:300], "before": from_person_id, "after": to_person_id}
    record_many([_entry("task.handed_over", task, facts=facts) for task in held], by=by, at=at)
    return len(held)


@transaction.atomic
def move_unit(*, from_unit_id: int, to_unit_id: int, reason: str, by: Actor, at: datetime) -> int:
    """Give all open tasks of a unit to its successor, and return how many there were; closed ones keep their unit."""
    require(by, "units.edit")
    held = list(Task.objects.select_for_update().filter(unit_id=from_unit_id, state="open").order_by("pk"))
    for task in held:
        task.unit_id, task.version = to_unit_id, task.version + 1
    Task.objects.bulk_update(held, ["unit", "version"])
    facts = {"reason": reason.strip()[:300], "before": {"unit": from_unit_id}, "after": {"unit": to_unit_id}}
    record_many([_entry("task.assigned", task, facts=facts) for task in held], by=by, at=at)
    return len(held)


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
    task = _locked(task_id, version, by)
    require_act(by, task)
    _require_open(task)
    if task.kind == "instruction":
        raise TaskClosesWithItsCause(title=task.title)
    if not outcome.strip():
        raise OutcomeMissing()
    task.state, task.outcome, task.closed_at = state, outcome.strip()[:300], at
    store(task, "state", "outcome", "closed_at")
    note(event, task, by, at, outcome=task.outcome)
    return task


def _locked(task_id: int, version: int, by: Actor) -> Task:
    seen = Task.objects.visible_to(by).select_for_update(of=("self",))
    task = seen.select_related("accepted_by").filter(pk=task_id).first()
    if task is None:
        raise NotFound()
    if task.version != version:
        raise Stale()
    return task


def _require_open(task: Task) -> None:
    if task.state != "open":
        raise TaskIsClosed(title=task.title)


def check_new(task: NewTask, at: datetime) -> None:
    """Refuse a task without words, or one that the unit or person named can't hold."""
    _check(task)
    _check_holder(task.unit_id, task.person_id, at)


def _check(task: NewTask) -> None:
    if not task.title.strip():
        raise TaskUntitled()
    if task.kind == "follow_up" and not _names_something(task):
        raise FollowUpNamesNobody()


def _names_something(task: NewTask | Task) -> bool:
    return bool(task.assignee_text or task.about or task.unit_id or task.person_id or task.due_date)


def _check_holder(unit_id: int | None, person_id: int | None, at: datetime) -> None:
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


def _entry(event: str, task: Task, **more) -> Entry:
    unit_id = task.unit_id or task.origin_unit_id
    return Entry(event=event, object=task, label=task.title, owner_unit_id=unit_id, data_class=task.data_class, **more)


def note(event: str, task: Task, by: Actor, at: datetime, *, before=None, after=None, **facts) -> None:
    """Write the journal line of an act on a task."""
    unit_id = task.unit_id or task.origin_unit_id
    record(
        event, task, by=by, at=at, label=task.title, owner_unit_id=unit_id, data_class=task.data_class,
        before=before, after=after, facts=facts,
    )  # fmt: skip
