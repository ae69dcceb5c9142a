"""Open projects that pass to another officer, or to the unit into which theirs was merged."""

from datetime import datetime

from django.db import transaction

from luodi.journal.operations import Entry, record_many
from luodi.people.permissions import acts_for, require
from luodi.projects.models import Change, Project
from luodi.values.actor import Actor
from luodi.values.refusal import NotAllowed

ENDED = ("lost", "terminated", "transferred")
LAST_STAGE = "P14"


@transaction.atomic
def hand_over(*, from_person_id: int, to_person_id: int, reason: str, by: Actor, at: datetime) -> int:
    """Give the open projects of one officer to another, and return how many there were.

    :raises NotAllowed: without the right to hand over, or where a project lies in a unit that isn't the actor's
    """
    require(by, "people.hand_over")
    held = _open(officer_id=from_person_id)
    if not all(acts_for(by, project.unit_id) for project in held):
        raise NotAllowed(permission="people.hand_over")
    return _pass(held, "officer_id", to_person_id, reason, by, at)


@transaction.atomic
def move_unit(*, from_unit_id: int, to_unit_id: int, reason: str, by: Actor, at: datetime) -> int:
    """Give the open projects of a unit to its successor, and return how many there were; ended ones keep their unit."""
    require(by, "units.edit")
    return _pass(_open(unit_id=from_unit_id), "unit_id", to_unit_id, reason, by, at)


def _open(**held_by: int) -> list[Project]:
    rows = Project.objects.select_for_update(of=("self",)).filter(withdrawn_at=None, **held_by)
    return list(rows.exclude(side_state__in=ENDED).exclude(stage_claimed=LAST_STAGE).order_by("pk"))


def _pass(held: list[Project], field: str, to: int, reason: str, by: Actor, at: datetime) -> int:
    changes, entries = [], []
    for project in held:
        before = getattr(project, field)
        setattr(project, field, to)
        project.version, project.changed_at = project.version + 1, at
        changes.append(
            Change(
                project=project,
                field=field,
                before=before,
                after=to,
                reason=reason[:300],
                person_id=by.person_id,
                at=at,
            )
        )
        facts = {"reason": reason[:300], "fields": "经办人" if field == "officer_id" else "责任单位"}
        entries.append(
            Entry("project.edited", project, label=project.name, before={field: before}, after={field: to}, facts=facts)
        )
    Project.objects.bulk_update(held, [field, "version", "changed_at"], batch_size=1000)
    Change.objects.bulk_create(changes, batch_size=1000)
    record_many(entries, by=by, at=at)
    return len(held)
