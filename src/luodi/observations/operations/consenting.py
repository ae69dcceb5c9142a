"""A firm's authorisation to hold its own data: asked for, signed by its representative, withdrawn at any time."""

from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from luodi.journal.operations import record
from luodi.observations import refusals
from luodi.observations.models import Consent, Subject
from luodi.observations.operations.observing import in_words, seen_subject
from luodi.observations.operations.subjects import open_subject
from luodi.observations.permissions import require_report
from luodi.people.texts import fitting
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound


@transaction.atomic
def subject_of_company(*, company_id: int, name: str, unit_id: int, by: Actor, at: datetime) -> Subject:
    """Give the subject that stands for a firm; open it, with its responsible unit, when it is first needed."""
    require_report(by, unit_id)
    found = Subject.objects.filter(company_id=company_id).first()
    return found or open_subject(kind="company", name=name, unit_id=unit_id, company_id=company_id, by=by, at=at)


@transaction.atomic
def request_consent(*, subject_id: int, purpose: str, until: date, by: Actor, at: datetime) -> Consent:
    """Ask a firm to authorise that its own tax and accounts be held for a purpose until a day.

    :raises ConsentWrong: for something that is no firm, a day that is past, or while another request waits
    """
    subject = seen_subject(subject_id, by)
    require_report(by, subject.unit_id)
    Subject.objects.select_for_update(of=("self",)).get(pk=subject.pk)
    if subject.company_id is None:
        raise refusals.ConsentWrong(what="只能向企业申请", what_en="is asked of a firm only")
    if until <= localdate(at) or not purpose.strip():
        raise refusals.ConsentWrong(
            what="须写明用途，截止日须在今天以后", what_en="needs a purpose and an end in the future"
        )
    if Consent.objects.filter(subject=subject, state="requested").exists():
        raise refusals.ConsentWrong(what="已有一件在等企业签署", what_en="waits for the firm's signature already")
    row = fitting(Consent(
        subject=subject, purpose=purpose.strip(), until_date=until, requested_by_id=by.person_id, requested_at=at
    ))  # fmt: skip
    row.save(force_insert=True)
    note_consent("consent.requested", row, by, at, until=until)
    return row


def sign(consent: Consent, *, signer: str, post: str, by: Actor, at: datetime) -> None:
    """Note that the firm's representative signed; called where the firm's own link proved who speaks.

    :raises ConsentWrong: if it waits for no signature, or its end is past
    """
    if consent.state != "requested" or consent.until_date <= localdate(at):
        raise refusals.ConsentWrong(what="已不在待签状态", what_en="waits for no signature")
    consent.state, consent.signer, consent.signer_post, consent.signed_at = "signed", signer, post, at
    fitting(consent).save(update_fields=["state", "signer", "signer_post", "signed_at"])
    note_consent("consent.signed", consent, by, at, until=consent.until_date)


@transaction.atomic
def withdraw_consent(*, consent_id: int, reason: str, by: Actor, at: datetime) -> Consent:
    """Withdraw an authorisation, as the firm may at any time: from now on its values can't be opened or recorded.

    :raises ConsentWrong: if it is withdrawn already
    """
    found = Consent.objects.visible_to(by).filter(pk=consent_id).first()
    if found is None:
        raise NotFound()
    row = Consent.objects.select_for_update(of=("self",)).select_related("subject").get(pk=consent_id)
    require_report(by, row.subject.unit_id)
    end(row, in_words(reason), by, at)
    return row


def end(consent: Consent, reason: str, by: Actor, at: datetime) -> None:
    """End an authorisation, withdrawn after it was signed or refused before.

    :raises ConsentWrong: if it is withdrawn already
    """
    if consent.state == "withdrawn":
        raise refusals.ConsentWrong(what="已经撤回", what_en="is withdrawn already")
    consent.state, consent.withdrawn_at, consent.withdrawn_reason = "withdrawn", at, reason
    consent.save(update_fields=["state", "withdrawn_at", "withdrawn_reason"])
    note_consent("consent.withdrawn", consent, by, at, reason=reason)


def note_consent(event: str, row: Consent, by: Actor, at: datetime, **facts: object) -> None:
    """Write the journal line of something done to an authorisation."""
    subject = row.subject
    record(event, row, by=by, at=at, label=subject.name, owner_unit_id=subject.unit_id, facts=facts)
