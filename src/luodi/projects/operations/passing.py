"""Projects that pass to another officer or unit: handed over, merged with their unit, or transferred (流转)."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from luodi.journal.operations import Entry, record, record_many
from luodi.observations.operations import open_subject
from luodi.people.models import Unit
from luodi.people.permissions import acts_for, require
from luodi.projects.merger_refusals import TakerNotInUnit
from luodi.projects.models import Change, Project
from luodi.projects.operations.locking import locked
from luodi.projects.permissions import edits
from luodi.projects.refusals import ProjectReasonMissing
from luodi.tasks.queries import persons_of
from luodi.values.actor import Actor
from luodi.values.refusal import NotAllowed, NotFound

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
def hand_over_some(*, project_ids: Collection[int], to_person_id: int, reason: str, by: Actor, at: datetime) -> int:
    """Give chosen open projects to another officer, and return how many changed hands; ended ones keep theirs.

    :raises NotFound: if one of them is not there for the actor
    :raises NotAllowed: without the right to hand over, or where a project lies in a unit that isn't the actor's
    :raises TakerNotInUnit: if the taker holds no post in the unit of one of them
    """
    require(by, "people.hand_over")
    if not reason.strip():
        raise ProjectReasonMissing()
    wanted = set(project_ids)
    seen = Project.objects.visible_to(by).filter(pk__in=wanted, withdrawn_at=None)
    if not wanted or set(seen.values_list("pk", flat=True)) != wanted:
        raise NotFound()
    held = [project for project in _open(pk__in=wanted) if project.officer_id != to_person_id]
    if not all(acts_for(by, project.unit_id) for project in held):
        raise NotAllowed(permission="people.hand_over")
    for unit_id in {project.unit_id for project in held}:
        if to_person_id not in dict(persons_of(unit_id, on=localdate(at))):
            raise TakerNotInUnit()
    return _pass(held, "officer_id", to_person_id, reason, by, at)


@transaction.atomic
def move_unit(*, from_unit_id: int, to_unit_id: int, reason: str, by: Actor, at: datetime) -> int:
    """Give the open projects of a unit to its successor, and return how many there were; ended ones keep their unit."""
    require(by, "units.edit")
    return _pass(_open(unit_id=from_unit_id), "unit_id", to_unit_id, reason, by, at)


@transaction.atomic
def give_subject(*, project_id: int, by: Actor, at: datetime) -> int:
    """Give a project the subject to which its credit shares belong, made when first needed, and return its id.

    :raises NotAllowed: for who neither edits the project nor orders transfers
    """
    project = locked(project_id, None, by)
    if not edits(by, project.unit_id) and not by.may("credit.order"):
        raise NotAllowed(permission="credit.transfer")
    if project.subject_id is None:
        subject = open_subject(kind="project", name=project.name, unit_id=project.unit_id, by=by, at=at)
        project.subject_id = subject.pk
        project.save(update_fields=["subject"])
    return project.subject_id


@transaction.atomic
def pass_subject(
    *, subject_id: int, unit_id: int, officer_id: int | None, reason: str, by: Actor, at: datetime
) -> Project:
    """Pass the project of a subject to the unit that a transfer named; its officer is who accepted it, if anybody did.

    :raises NotAllowed: without the right to order transfers
    :raises NotFound: if the subject is no project's
    """
    require(by, "credit.order")
    project = Project.objects.select_for_update(of=("self",)).filter(subject_id=subject_id).first()
    if project is None:
        raise NotFound()
    was = project.unit_id
    before = {"unit_id": was, "officer_id": project.officer_id}
    project.unit_id, project.officer_id = unit_id, officer_id
    project.version, project.changed_at = project.version + 1, at
    project.save(update_fields=["unit", "officer", "version", "changed_at"])
    after = {"unit_id": unit_id, "officer_id": officer_id}
    Change.objects.bulk_create(
        Change(
            project=project, field=name, before=before[name], after=after[name], reason=reason[:300],
            person_id=by.person_id, at=at,
        )
        for name in before
        if before[name] != after[name]
    )  # fmt: skip
    names = dict(Unit.objects.filter(pk__in=[was, unit_id]).values_list("pk", "name"))
    facts = {"reason": reason[:300], "was": names[was], "now": names[unit_id]}
    record("project.passed", project, by=by, at=at, label=project.name, before=before, after=after, facts=facts)
    return project


def _open(**held_by: object) -> list[Project]:
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
