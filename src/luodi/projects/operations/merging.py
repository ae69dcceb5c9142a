"""Merging projects found to be one: proposed by one person, decided by another, taken back exactly."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction

from luodi.companies import pointers
from luodi.journal.operations import record
from luodi.people.permissions import require
from luodi.projects import merger_refusals, refusals
from luodi.projects.models import Change, Project, ProjectMerger
from luodi.projects.operations.editing import DAYS, index_again
from luodi.projects.operations.registering import refuse_wrong_dates
from luodi.values.actor import Actor
from luodi.values.refusal import NotAllowed, NotFound, Stale

TARGET = "projects.project"
CHOICES = {
    "name": ("name",), "track": ("track",), "company": ("company_id", "company_name"), "officer": ("officer_id",),
    "amount": ("amount", "original_currency", "original_amount", "rate", "rate_date"), "binding": ("binding",),
    "dates": DAYS, "site": ("site",), "note": ("note",),
}  # fmt: skip


@transaction.atomic
def propose_project_merger(
    *, survivor_id: int, loser_id: int, versions: tuple[int, int], chosen: Sequence[str], reason: str, by: Actor,
    at: datetime,
) -> ProjectMerger:  # fmt: skip
    """Propose that a project lives on in another; nothing changes before somebody else has agreed.

    :param chosen: those of CHOICES whose values are the loser's; the rest stays the survivor's
    :raises Stale: if either project was changed since it was seen
    :raises ProjectMergerStands: if the loser is merged or proposed for it already
    """
    require(by, "projects.merge")
    if survivor_id == loser_id:
        raise merger_refusals.ProjectsAreOne()
    if not reason.strip():
        raise refusals.ProjectReasonMissing()
    survivor, loser = _both(survivor_id, loser_id, by)
    if (survivor.version, loser.version) != versions:
        raise Stale()
    row = ProjectMerger(
        survivor=survivor, loser=loser, chosen=[name for name in CHOICES if name in chosen], versions=list(versions),
        reason=reason.strip()[:300], proposed_by_id=by.person_id, proposed_at=at,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise merger_refusals.ProjectMergerStands() from error
    _record("project.merger_proposed", row, survivor, loser, by, at, reason=row.reason)
    return row


@transaction.atomic
def decide_project_merger(*, merger_id: int, agreed: bool, note: str = "", by: Actor, at: datetime) -> ProjectMerger:
    """Agree to a proposed merger, which then happens, or refuse it; never by the person who proposed it.

    :raises ProjectMakerIsChecker: for the proposer
    :raises Stale: if either project was changed since it was proposed
    """
    require(by, "projects.merge")
    row = _locked(merger_id, by)
    if row.state != "proposed":
        raise Stale()
    if row.proposed_by_id is not None and row.proposed_by_id == by.person_id:
        raise merger_refusals.MergerNeedsAnother()
    survivor, loser = _both(row.survivor_id, row.loser_id, by)
    row.decided_by_id, row.decided_at, row.decision = by.person_id, at, note.strip()[:300]
    row.state = "done" if agreed else "refused"
    if agreed:
        if [survivor.version, loser.version] != row.versions:
            raise Stale()
        _merge(row, survivor, loser, by, at)
    row.save()
    event = "project.merged" if agreed else "project.merger_refused"
    _record(event, row, survivor, loser, by, at, reason=row.decision or row.reason)
    return row


@transaction.atomic
def unmerge_projects(*, merger_id: int, reason: str, by: Actor, at: datetime) -> ProjectMerger:
    """Take a merger back: rows return, the survivor's fields are what they were, the other project is in the lists again.

    :raises ProjectMergerHasLaterWork: naming what was changed since; nothing is undone then
    """
    require(by, "projects.merge")
    if not reason.strip():
        raise refusals.ProjectReasonMissing()
    row = _locked(merger_id, by)
    if row.state != "done":
        raise Stale()
    rows = Project.objects.select_for_update(of=("self",)).filter(pk__in=[row.survivor_id, row.loser_id])
    found = {each.pk: each for each in rows.order_by("pk")}
    survivor, loser = found[row.survivor_id], found[row.loser_id]
    if later := _later_work(row, survivor):
        raise merger_refusals.ProjectMergerHasLaterWork(what=later)
    pointers.bring_back(row.moved, loser.pk)
    _set(survivor, {name: _typed(survivor, name, value) for name, value in row.before.items()}, reason, by, at)
    loser.withdrawn_at = loser.merged_into = None
    loser.version, loser.changed_at = loser.version + 1, at
    loser.save(update_fields=["withdrawn_at", "merged_into", "version", "changed_at"])
    row.state, row.undone_by_id, row.undone_at, row.undone_reason = "undone", by.person_id, at, reason.strip()[:300]
    row.save()
    _record("project.unmerged", row, survivor, loser, by, at, reason=row.undone_reason)
    return row


def _merge(row: ProjectMerger, survivor: Project, loser: Project, by: Actor, at: datetime) -> None:
    row.moved = pointers.move(TARGET, loser.pk, survivor.pk)
    names = [name for choice in row.chosen for name in CHOICES[choice]]
    wanted = {name: getattr(loser, name) for name in names if getattr(loser, name) != getattr(survivor, name)}
    row.before = {name: _plain(getattr(survivor, name)) for name in wanted}
    row.after = {name: _plain(value) for name, value in wanted.items()}
    loser.withdrawn_at, loser.merged_into = at, survivor
    loser.version, loser.changed_at = loser.version + 1, at
    loser.save(update_fields=["withdrawn_at", "merged_into", "version", "changed_at"])
    _set(survivor, wanted, row.reason, by, at)


def _set(project: Project, wanted: dict[str, object], reason: str, by: Actor, at: datetime) -> None:
    """Set fields of a project, each with its change row."""
    changes = [
        Change(
            project=project, field=name, before=_plain(getattr(project, name)), after=_plain(value), reason=reason[:300],
            person_id=by.person_id, at=at,
        )
        for name, value in wanted.items()
    ]  # fmt: skip
    for name, value in wanted.items():
        setattr(project, name, value)
    refuse_wrong_dates(project.signed_date, project.landed_date)
    index_again(project)
    project.version, project.changed_at = project.version + 1, at
    project.save()
    Change.objects.bulk_create(changes)


def _later_work(row: ProjectMerger, survivor: Project) -> list[str]:
    later = ["survivor"] if survivor.merged_into_id or survivor.withdrawn_at else []
    later += [name for name, value in row.after.items() if _plain(getattr(survivor, name)) != value]
    return later + [f"{model} ×{n}" for model, n in pointers.gone_since(row.moved, survivor.pk).items()]


def _both(survivor_id: int, loser_id: int, by: Actor) -> tuple[Project, Project]:
    rows = Project.objects.visible_to(by).select_for_update(of=("self",)).filter(pk__in=[survivor_id, loser_id])
    found = {row.pk: row for row in rows.filter(withdrawn_at=None).order_by("pk")}
    if len(found) != 2:
        raise NotFound()
    return found[survivor_id], found[loser_id]


def _locked(merger_id: int, by: Actor) -> ProjectMerger:
    row = ProjectMerger.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=merger_id).first()
    if row is None:
        raise NotFound()
    if by.person_id is None and by.kind != "system":
        raise NotAllowed(permission="projects.merge")
    return row


def _plain(value: object) -> object:
    return str(value) if isinstance(value, (Decimal, date)) else value


def _typed(project: Project, name: str, value: object) -> object:
    field = Project._meta.get_field(name.removesuffix("_id") if name.endswith("_id") else name)
    return value if value is None or name.endswith("_id") else field.to_python(value)


def _record(
    event: str, row: ProjectMerger, survivor: Project, loser: Project, by: Actor, at: datetime, reason: str
) -> None:
    facts = {
        "merger": row.pk, "loser_id": loser.pk, "loser": loser.code, "reason": reason,
        "moved": {each["model"]: len(each["ids"]) for each in row.moved},
    }  # fmt: skip
    record(event, survivor, by=by, at=at, label=survivor.name, owner_unit_id=survivor.unit_id, facts=facts)
