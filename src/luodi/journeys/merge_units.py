"""Merging a unit into another: its posts, its open tasks and its open projects go on there; history keeps the old one."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from luodi.observations import operations as observations
from luodi.people import operations as people
from luodi.projects.operations import passing as projects
from luodi.tasks import operations as tasks
from luodi.values.actor import Actor


@dataclass(frozen=True, slots=True)
class Moved:
    """What a merger moved to the successor."""

    posts: int
    tasks: int
    projects: int


@transaction.atomic
def merge_units(*, unit_id: int, into_id: int, reason: str, by: Actor, at: datetime) -> Moved:
    """Merge a unit into another, with its posts, all open work and, from the next month on, its credit shares."""
    _, posts = people.merge_unit(unit_id=unit_id, into_id=into_id, reason=reason, by=by, at=at)
    moved = {"from_unit_id": unit_id, "to_unit_id": into_id, "reason": reason, "by": by, "at": at}
    counts = Moved(posts=posts, tasks=tasks.move_unit(**moved), projects=projects.move_unit(**moved))
    observations.move_unit(**moved)
    return counts
