"""Tasks that an act above charges a unit with: opened and closed by that act alone, not by their holder."""

from datetime import datetime

from django.db import transaction

from luodi.tasks.models import Task
from luodi.tasks.operations.acts import NewTask, check_new, note, row_of, store
from luodi.tasks.refusals import OutcomeMissing
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound


@transaction.atomic
def open_charge(*, task: NewTask, by: Actor, at: datetime) -> Task:
    """Open a task that follows from an act above, such as a leader's instruction; the act has checked who may.

    :raises TaskUntitled, FollowUpNamesNobody, UnitNotActive, PersonNotInUnit: as for every task
    """
    check_new(task, at)
    opened = row_of(task, at)
    opened.save(force_insert=True)
    note("task.opened", opened, by, at, kind=opened.kind)
    return opened


@transaction.atomic
def close_charge(*, task_id: int, outcome: str, by: Actor, at: datetime) -> Task:
    """Close a task because the act that opened it is settled; closed already it stays as it is.

    :raises OutcomeMissing: without an outcome
    """
    if not outcome.strip():
        raise OutcomeMissing()
    task = Task.objects.select_for_update(of=("self",)).filter(pk=task_id).first()
    if task is None:
        raise NotFound()
    if task.state == "open":
        task.state, task.outcome, task.closed_at = "done", outcome.strip()[:300], at
        store(task, "state", "outcome", "closed_at")
        note("task.finished", task, by, at, outcome=task.outcome)
    return task
