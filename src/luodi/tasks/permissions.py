"""Who may act on a task: its holder, the unit that it came from, and the bureau; what is asked for, the asker settles."""

from datetime import date

from django.db.models import Q

from luodi.people.models import Post
from luodi.people.permissions import acts_for, require
from luodi.tasks.models import Task
from luodi.values.actor import Actor
from luodi.values.refusal import NotAllowed


def may_act_on(by: Actor, task: Task) -> bool:
    """Tell whether the actor may accept, finish, drop, assign or reopen a task."""
    if not by.may("tasks.act"):
        return False
    if task.person_id is not None and task.person_id in (by.person_id, *by.standing_in_for):
        return True
    return any(acts_for(by, unit_id) for unit_id in (task.unit_id, task.origin_unit_id) if unit_id) or _for_all(by)


def may_take(by: Actor, task: Task) -> bool:
    """Tell whether the actor may assign a task: who may act on it, and any unit that takes on what nobody holds yet."""
    unheld = task.unit_id is None and task.person_id is None
    return may_act_on(by, task) or (unheld and by.may("tasks.act") and bool(by.unit_ids))


def require_act(by: Actor, task: Task) -> None:
    """Refuse unless the actor may act on the task.

    :raises NotAllowed: naming the permission
    """
    require(by, "tasks.act")
    if not may_act_on(by, task):
        raise NotAllowed(permission="tasks.act")


def require_give_to(by: Actor, unit_id: int | None) -> None:
    """Refuse to give a task to a unit that the actor does not act for.

    :raises NotAllowed: naming the permission
    """
    if unit_id is not None and not acts_for(by, unit_id):
        raise NotAllowed(permission="tasks.act")


HEADS = ("unit_head", "district_leader")


def may_hold(by: Actor, task: Task) -> bool:
    """Tell whether the actor reports on a follow-up: its person (or who stands in for them), or its unit."""
    own = task.person_id is not None and task.person_id in (by.person_id, *by.standing_in_for)
    return by.may("tasks.act") and (own or by.kind == "system" or task.unit_id in by.unit_ids)


def may_settle(by: Actor, task: Task, *, on: date) -> bool:
    """Tell whether the actor closes, returns, moves and reopens a follow-up: who asked for it, who stands in for them,
    or the head of the unit for which they asked.
    """
    if task.asked_by_id is None or not by.may("tasks.ask"):
        return False
    persons = [person for person in (by.person_id, *by.standing_in_for) if person is not None]
    if by.kind == "system" or task.asked_by_id in persons:
        return True
    heads = Post.objects.filter(unit_id=task.asking_unit_id, role__in=HEADS, person_id__in=persons, from_date__lte=on)
    return heads.filter(Q(to_date=None) | Q(to_date__gt=on)).exists()


def require_settle(by: Actor, task: Task, *, on: date) -> None:
    """Refuse unless the actor settles the follow-up.

    :raises NotAllowed: naming the permission
    """
    if not may_settle(by, task, on=on):
        raise NotAllowed(permission="tasks.ask")


def _for_all(by: Actor) -> bool:
    return by.kind == "system" or "promotion_bureau" in by.roles
