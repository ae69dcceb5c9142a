"""Handing a person's open work over to a colleague: tasks and projects, decided once, moved together."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from luodi.notices.operations import NewNotice, notify
from luodi.people import operations as people
from luodi.projects.operations import passing as projects
from luodi.tasks import operations as tasks
from luodi.values.actor import Actor


@dataclass(frozen=True, slots=True)
class HandedOver:
    """How much work passed."""

    tasks: int
    projects: int


@transaction.atomic
def hand_over_projects(*, project_ids: Collection[int], to_person_id: int, reason: str, by: Actor, at: datetime) -> int:
    """Hand chosen projects over to another officer, who is told, and return how many changed hands."""
    moved = projects.hand_over_some(project_ids=project_ids, to_person_id=to_person_id, reason=reason, by=by, at=at)
    if moved:
        told = {"who": by.name, "n": moved, "reason": reason.strip()[:120]}
        notify(notices=[NewNotice(to_person_id, "work.handed_over", told, "projects:index")], by=by, at=at)
    return moved


@transaction.atomic
def hand_over(*, from_person_id: int, to_person_id: int, reason: str, by: Actor, at: datetime) -> HandedOver:
    """Hand all open tasks and projects of one person over to another."""
    whole = {"from_person_id": from_person_id, "to_person_id": to_person_id, "reason": reason, "by": by, "at": at}
    people.decide_hand_over(**whole)
    moved = HandedOver(tasks=tasks.hand_over(**whole), projects=projects.hand_over(**whole))
    told = {"who": by.name, "n": moved.tasks + moved.projects, "reason": reason.strip()[:120]}
    notify(notices=[NewNotice(to_person_id, "work.handed_over", told, "desk:index")], by=by, at=at)
    return moved
