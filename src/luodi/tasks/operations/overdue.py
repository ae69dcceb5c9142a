"""Overdue steps of follow-ups: a reminder before the day, then the unit's head, then the bureau and the leader."""

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from luodi.journal.operations import record_many
from luodi.tasks.models import OVERDUE_STEPS, Step, Task
from luodi.tasks.operations.acts import entry
from luodi.tasks.operations.telling import heads_of, overseers, tell, tell_holder
from luodi.tasks.queries.chains import step_days, steps_reached
from luodi.values.actor import Actor


@transaction.atomic
def step_up_overdue(*, by: Actor, at: datetime) -> int:
    """Take the overdue steps that are due today and were not taken, and return how many there were.

    Each step is taken once for each due day. What is reported done waits for the one who asked, not for its holder.
    """
    today = localdate(at)
    days = step_days(on=today)
    late = list(
        Task.objects.select_for_update(of=("self",)).filter(
            asked_by__isnull=False, state="open", reported_at=None, remind_date__lte=today
        ).select_related("unit", "person").order_by("pk")
    )  # fmt: skip
    taken = set(Step.objects.filter(task__in=late, kind__in=OVERDUE_STEPS).values_list("task_id", "kind", "due_date"))
    wanted = [
        (task, kind)
        for task in late
        for kind in steps_reached(task.remind_date, task.due_date, today=today, days=days)
        if (task.pk, kind, task.due_date) not in taken
    ]
    Step.objects.bulk_create(
        Step(task=task, kind=kind, day=today, due_date=task.due_date, at=at) for task, kind in wanted
    )
    lines = [entry(f"follow_up.{kind}", task, facts={"due": str(task.due_date)}) for task, kind in wanted]
    record_many(lines, by=by, at=at)
    for task, kind in wanted:
        _tell(task, kind, by, at)
    return len(wanted)


def _tell(task: Task, kind: str, by: Actor, at: datetime) -> None:
    today = localdate(at)
    words = {
        "n": abs((task.due_date - today).days),
        "holder": task.person.name if task.person else task.unit.name,
        "unit": task.unit.name,
    }
    if kind == "reminded":
        tell_holder(task, "follow_up.reminded", words, by, at)
    else:
        persons = heads_of(task.unit_id, on=today) if kind == "to_head" else overseers(on=today)
        tell(persons, task, f"follow_up.{kind}", words, by, at)
