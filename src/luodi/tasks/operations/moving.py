"""Moving what somebody holds or asked for: to another person, or to the unit that follows a merged one."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from luodi.journal.operations import record_many
from luodi.people.permissions import require
from luodi.tasks.models import Task
from luodi.tasks.operations.acts import check_holder, entry
from luodi.tasks.permissions import may_act_on
from luodi.tasks.refusals import HandOverToOneself
from luodi.values.actor import Actor
from luodi.values.refusal import NotAllowed


@transaction.atomic
def hand_over(*, from_person_id: int, to_person_id: int, reason: str, by: Actor, at: datetime) -> int:
    """Give all open tasks of one person to another, held or asked for, and return how many there were.

    :raises NotAllowed: without the right to hand over, or for a person whose tasks lie in other units
    :raises HandOverToOneself: if both are the same
    """
    require(by, "people.hand_over")
    if from_person_id == to_person_id:
        raise HandOverToOneself()
    theirs = Q(person_id=from_person_id) | Q(asked_by_id=from_person_id)
    found = list(Task.objects.visible_to(by).select_for_update().filter(theirs, state="open").order_by("pk"))
    if not all(may_act_on(by, task) for task in found):
        raise NotAllowed(permission="people.hand_over")
    held = [task for task in found if task.person_id == from_person_id]
    asked = [task for task in found if task.asked_by_id == from_person_id]
    for unit_id in {task.unit_id for task in held} | {task.asking_unit_id for task in asked}:
        if unit_id:
            check_holder(unit_id, to_person_id, at)
    for task in held:
        task.person_id, task.accepted_at, task.accepted_by_id = to_person_id, None, None
    for task in asked:
        task.asked_by_id = to_person_id
    for task in found:
        task.version += 1
    Task.objects.bulk_update(found, ["person", "accepted_at", "accepted_by", "asked_by", "version"])
    facts = {"reason": reason.strip()[:300], "before": from_person_id, "after": to_person_id}
    record_many([entry("task.handed_over", task, facts=facts) for task in found], by=by, at=at)
    return len(found)


@transaction.atomic
def move_unit(*, from_unit_id: int, to_unit_id: int, reason: str, by: Actor, at: datetime) -> int:
    """Give all open tasks of a unit to its successor, held or asked for, and return how many there were.

    Closed ones keep their unit.
    """
    require(by, "units.edit")
    theirs = Q(unit_id=from_unit_id) | Q(asking_unit_id=from_unit_id)
    found = list(Task.objects.select_for_update().filter(theirs, state="open").order_by("pk"))
    for task in found:
        if task.unit_id == from_unit_id:
            task.unit_id = to_unit_id
        if task.asking_unit_id == from_unit_id:
            task.asking_unit_id = task.origin_unit_id = to_unit_id
        task.version += 1
    Task.objects.bulk_update(found, ["unit", "asking_unit", "origin_unit", "version"])
    facts = {"reason": reason.strip()[:300], "before": {"unit": from_unit_id}, "after": {"unit": to_unit_id}}
    record_many([entry("task.assigned", task, facts=facts) for task in found], by=by, at=at)
    return len(found)
