"""The investor's people: adding, editing with a reason, retiring, and opening a masked phone."""

from datetime import datetime

from django.db import transaction

from luodi.contacts import refusals
from luodi.contacts.models import LANGUAGES, InvestorContact
from luodi.contacts.operations.projects import fitting, logged_project, seen_project
from luodi.contacts.permissions import reveals
from luodi.journal.operations import record
from luodi.people.operations.persons import RevealNeedsAReason
from luodi.projects.models import Project
from luodi.values.actor import Actor
from luodi.values.refusal import NotAllowed, NotFound, Stale

LIMITS = {"name": 60, "post": 80, "organisation": 160, "phone": 30, "email": 120, "note": 300}


@transaction.atomic
def add_contact(*, project_id: int, values: dict[str, str], by: Actor, at: datetime) -> InvestorContact:
    """Add a contact at the investor's side; `values` names name, post, organisation, phone, email, language, note.

    :raises ContactUnnamed: without a name
    """
    project = logged_project(project_id, by)
    row = InvestorContact(project=project, added_by_id=by.person_id, added_at=at, **_clean(values))
    if not row.name:
        raise refusals.ContactUnnamed()
    row.save(force_insert=True)
    _record("contact.added", project, row, by, at)
    return row


@transaction.atomic
def edit_contact(
    *, contact_id: int, version: int, values: dict[str, str], reason: str, by: Actor, at: datetime
) -> InvestorContact:
    """Correct a contact; an empty phone or address stays as it is, because only its mask was shown.

    :raises Stale: if somebody changed it since `version`
    :raises CorrectionNeedsAReason: without a reason
    """
    row, project = _locked(contact_id, version, by)
    if not reason.strip():
        raise refusals.CorrectionNeedsAReason()
    cleaned = _clean(values)
    changed = [
        name
        for name, value in cleaned.items()
        if getattr(row, name) != value and not (name in ("phone", "email") and not value)
    ]
    for name in changed:
        setattr(row, name, cleaned[name])
    if not row.name:
        raise refusals.ContactUnnamed()
    row.version += 1
    row.save(update_fields=[*changed, "version"])
    _record("contact.edited", project, row, by, at, reason=fitting(reason, "reason", 300), fields=changed)
    return row


@transaction.atomic
def retire_contact(*, contact_id: int, version: int, reason: str, by: Actor, at: datetime) -> InvestorContact:
    """Mark a contact as no longer there; visits go on naming them."""
    row, project = _locked(contact_id, version, by)
    if not reason.strip():
        raise refusals.CorrectionNeedsAReason()
    row.left_at, row.version = at, row.version + 1
    row.save(update_fields=["left_at", "version"])
    _record("contact.left", project, row, by, at, reason=fitting(reason, "reason", 300))
    return row


@transaction.atomic
def reveal_contact_phone(*, contact_id: int, reason: str, by: Actor, at: datetime) -> str:
    """Give a contact's phone in full, for a reason that the journal keeps.

    :raises NotAllowed: if the actor's roles don't reveal personal values of this unit
    :raises RevealNeedsAReason: without a reason
    """
    row = InvestorContact.objects.visible_to(by).filter(pk=contact_id).first()
    if row is None:
        raise NotFound()
    project = seen_project(row.project_id, by)
    if not reveals(by, project.unit_id):
        raise NotAllowed(permission="people.reveal")
    if not reason.strip():
        raise RevealNeedsAReason()
    _record("contact.phone_revealed", project, row, by, at, reason=fitting(reason, "reason", 300))
    return row.phone


def _clean(values: dict[str, str]) -> dict[str, str]:
    cleaned = {name: fitting(values.get(name, ""), name, limit) for name, limit in LIMITS.items() if name in values}
    if "language" in values:
        cleaned["language"] = values["language"] if values["language"] in LANGUAGES else "other"
    return cleaned


def _locked(contact_id: int, version: int, by: Actor) -> tuple[InvestorContact, Project]:
    row = InvestorContact.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=contact_id).first()
    if row is None:
        raise NotFound()
    project = logged_project(row.project_id, by)
    if row.version != version:
        raise Stale()
    return row, project


def _record(event: str, project: Project, row: InvestorContact, by: Actor, at: datetime, **facts: object) -> None:
    record(
        event, project, by=by, at=at, label=project.name, owner_unit_id=project.unit_id, data_class="personal",
        facts={"contact": row.pk, **facts}, personal={"contact": row.name},
    )  # fmt: skip
