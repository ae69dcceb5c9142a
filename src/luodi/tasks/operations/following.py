"""Follow-ups that somebody asks for (督办): asked, reported on, reported done, and settled by the one who asked alone."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from luodi.documents.models import Document
from luodi.people.permissions import acts_for, require
from luodi.tasks import refusals
from luodi.tasks.models import Paper, Step, Task
from luodi.tasks.operations.acts import NewTask, check_new, locked, note, require_open, row_of, store
from luodi.tasks.operations.dates import reminded_from
from luodi.tasks.operations.telling import tell_asker, tell_holder
from luodi.tasks.permissions import may_hold, require_settle
from luodi.values.actor import Actor
from luodi.values.refusal import NotAllowed, NotFound


@dataclass(frozen=True, slots=True)
class Told:
    """What a holder reports: in words, of which day (None: today), with which documents as evidence."""

    text: str
    day: date | None = None
    document_ids: tuple[int, ...] = ()


@transaction.atomic
def ask_for(*, task: NewTask, by: Actor, at: datetime, asking_unit_id: int | None = None) -> Task:
    """Ask a unit for something by a day; only who asked, their stand-in or their unit's head then closes it.

    `asking_unit_id` is the unit for which it is asked, the actor's own unless given.

    :raises NotAllowed: for a unit that the actor does not act for
    :raises FollowUpNeedsUnitAndDay: without a unit or a day
    :raises DueInThePast: for a day that is over
    """
    require(by, "tasks.ask")
    asking = asking_unit_id or by.unit_id
    if by.person_id is None or asking is None:
        raise NotAllowed(permission="tasks.ask")
    if task.unit_id is None or task.due_date is None:
        raise refusals.FollowUpNeedsUnitAndDay()
    if not (acts_for(by, task.unit_id) and acts_for(by, asking)):
        raise NotAllowed(permission="tasks.ask")
    check_new(task, at)
    _due_ahead(task.due_date, at)
    opened = row_of(task, at)
    opened.kind, opened.asked_by_id, opened.asking_unit_id, opened.origin_unit_id = (
        "follow_up", by.person_id, asking, asking,
    )  # fmt: skip
    opened.remind_date = reminded_from(task.due_date, on=localdate(at))
    opened.save(force_insert=True)
    note("follow_up.asked", opened, by, at, unit=opened.unit_id, due=str(opened.due_date))
    tell_holder(opened, "follow_up.asked", {"who": by.name}, by, at)
    return opened


@transaction.atomic
def report_progress(*, task_id: int, version: int, told: Told, by: Actor, at: datetime) -> Task:
    """Report progress on a follow-up; the report stays as it is given.

    :raises NotAskedFor: on a task that nobody asked for
    :raises ReportSaysNothing, ReportInTheFuture: each for its fault
    """
    task = _held(task_id, version, by)
    _step(task, "progress", told, by, at)
    store(task)
    note("follow_up.progress", task, by, at)
    return task


@transaction.atomic
def report_done(*, task_id: int, version: int, told: Told, by: Actor, at: datetime) -> Task:
    """Report a follow-up done, with evidence given now or before; it then waits for the one who asked.

    :raises ReportedBefore: if it waits already
    :raises DoneNeedsEvidence: without any document since it was asked or last returned
    """
    task = _held(task_id, version, by)
    if task.reported_at is not None:
        raise refusals.ReportedBefore(title=task.title)
    if not told.document_ids and not _evidence(task):
        raise refusals.DoneNeedsEvidence()
    _step(task, "done", told, by, at)
    task.reported_at = at
    store(task, "reported_at")
    note("follow_up.reported", task, by, at)
    tell_asker(task, "follow_up.reported", {"who": by.name}, by, at)
    return task


@transaction.atomic
def return_follow_up(
    *, task_id: int, version: int, reason: str, by: Actor, at: datetime, due_date: date | None = None
) -> Task:
    """Return a follow-up that was reported done, with a reason, and a new day where one is given.

    :raises NotReportedYet: if nobody reported it done
    :raises ReasonMissing: without a reason
    """
    task = _settled(task_id, version, by, at)
    require_open(task)
    if task.reported_at is None:
        raise refusals.NotReportedYet(title=task.title)
    text = _reason(reason)
    before = {"due": str(task.due_date)}
    _step(task, "returned", Told(text), by, at)
    task.reported_at = None
    _move_due(task, due_date, at)
    store(task, "reported_at", "due_date", "remind_date")
    note("follow_up.returned", task, by, at, before=before, after={"due": str(task.due_date)}, reason=text[:300])
    tell_holder(task, "follow_up.returned", {"who": by.name, "reason": text[:80]}, by, at)
    return task


@transaction.atomic
def close_follow_up(*, task_id: int, version: int, outcome: str, by: Actor, at: datetime) -> Task:
    """Close a follow-up that was reported done, saying how it ended.

    :raises NotReportedYet: if nobody reported it done
    :raises OutcomeMissing: without an outcome
    """
    task = _settled(task_id, version, by, at)
    require_open(task)
    if task.reported_at is None:
        raise refusals.NotReportedYet(title=task.title)
    return _end(task, "done", "closed", outcome, by, at)


@transaction.atomic
def drop_follow_up(*, task_id: int, version: int, outcome: str, by: Actor, at: datetime) -> Task:
    """Drop a follow-up that is no longer asked for, saying why.

    :raises OutcomeMissing: without a reason
    """
    task = _settled(task_id, version, by, at)
    require_open(task)
    return _end(task, "dropped", "dropped", outcome, by, at)


@transaction.atomic
def reopen_follow_up(
    *, task_id: int, version: int, reason: str, due_date: date | None, by: Actor, at: datetime
) -> Task:
    """Reopen a closed follow-up with a reason and a new day; its earlier steps and outcome stay to be read.

    :raises TaskIsOpen: if it is open
    :raises FollowUpNeedsUnitAndDay: without a day
    """
    task = _settled(task_id, version, by, at)
    if task.state == "open":
        raise refusals.TaskIsOpen(title=task.title)
    text = _reason(reason)
    if due_date is None:
        raise refusals.FollowUpNeedsUnitAndDay()
    before = {"state": task.state, "outcome": task.outcome, "due": str(task.due_date)}
    _move_due(task, due_date, at)
    task.state, task.outcome, task.closed_at, task.reported_at = "open", "", None, None
    _step(task, "reopened", Told(text), by, at)
    store(task, "state", "outcome", "closed_at", "reported_at", "due_date", "remind_date")
    after = {"state": "open", "due": str(task.due_date)}
    note("follow_up.reopened", task, by, at, before=before, after=after, reason=text[:300])
    tell_holder(task, "follow_up.reopened", {"who": by.name, "reason": text[:80]}, by, at)
    return task


def _end(task: Task, state: str, kind: str, outcome: str, by: Actor, at: datetime) -> Task:
    text = outcome.strip()[:300]
    if not text:
        raise refusals.OutcomeMissing()
    _step(task, kind, Told(text), by, at)
    task.state, task.outcome, task.closed_at = state, text, at
    store(task, "state", "outcome", "closed_at")
    note(f"follow_up.{kind}", task, by, at, outcome=text)
    tell_holder(task, f"follow_up.{kind}", {"who": by.name, "outcome": text[:80]}, by, at)
    return task


def _held(task_id: int, version: int, by: Actor) -> Task:
    require(by, "tasks.act")
    task = _asked(task_id, version, by)
    if not may_hold(by, task):
        raise NotAllowed(permission="tasks.act")
    require_open(task)
    return task


def _settled(task_id: int, version: int, by: Actor, at: datetime) -> Task:
    require(by, "tasks.ask")
    task = _asked(task_id, version, by)
    require_settle(by, task, on=localdate(at))
    return task


def _asked(task_id: int, version: int, by: Actor) -> Task:
    task = locked(task_id, version, by)
    if task.asked_by_id is None:
        raise refusals.NotAskedFor(title=task.title)
    return task


def _step(task: Task, kind: str, told: Told, by: Actor, at: datetime) -> None:
    text, today = told.text.strip()[:2000], localdate(at)
    if not text:
        raise refusals.ReportSaysNothing()
    day = told.day or today
    if day > today:
        raise refusals.ReportInTheFuture(day=day)
    wanted = list(dict.fromkeys(told.document_ids))
    if wanted and Document.objects.visible_to(by).filter(pk__in=wanted).count() != len(wanted):
        raise NotFound()
    step = Step(task=task, kind=kind, text=text, day=day, due_date=task.due_date, person_id=by.person_id, at=at)
    step.save(force_insert=True)
    Paper.objects.bulk_create(Paper(step=step, document_id=each) for each in wanted)


def _evidence(task: Task) -> bool:
    """Tell whether a document was given since the follow-up was asked for or last sent back."""
    since = task.steps.filter(kind__in=("returned", "reopened")).order_by("-pk").values_list("pk", flat=True).first()
    return Paper.objects.filter(step__task=task, step__pk__gt=since or 0).exists()


def _reason(text: str) -> str:
    if not text.strip():
        raise refusals.ReasonMissing()
    return text.strip()[:2000]


def _move_due(task: Task, due_date: date | None, at: datetime) -> None:
    if due_date is None or due_date == task.due_date:
        return
    _due_ahead(due_date, at)
    task.due_date, task.remind_date = due_date, reminded_from(due_date, on=localdate(at))


def _due_ahead(due_date: date, at: datetime) -> None:
    if due_date < localdate(at):
        raise refusals.DueInThePast(day=due_date)
