"""Accepting and rejecting registrations: the promotion bureau's act, never its own maker's."""

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from luodi.engines.clocks import working_days_after
from luodi.leads import refusals
from luodi.leads.models import Registration
from luodi.leads.operations.locking import end, locked, note, reason_given, require_state, store
from luodi.leads.operations.passing import end_former, lead_of, pass_project
from luodi.leads.operations.registering import register_new_project
from luodi.leads.permissions import may_check
from luodi.leads.rules import Rules, months_after, protection, rules_on
from luodi.projects.operations import put_evidence
from luodi.values.actor import Actor

ORIGIN = "leads.registration"
EVIDENCE_WORDS = {
    "invitation": "邀请函", "minutes": "会议纪要", "letter": "往来函件", "message": "邮件或消息", "visit": "考察记录", "other": "接洽证据",
}  # fmt: skip


@transaction.atomic
def accept(*, registration_id: int, version: int, by: Actor, at: datetime, reason: str = "") -> Registration:
    """Accept a registration: it confers the right from today on, for the months that the rules give.

    The evidence of registration and first contact goes to the project's gates; its stage moves by nothing here. A firm of
    the district, or an investor that another unit already works with, is accepted with a reason only.

    :raises NotAllowed: without the right, or for one's own registration (maker ≠ checker)
    :raises LeadProjectWithdrawn: if its project is gone
    """
    row = locked(registration_id, version, by)
    may_check(by, "leads.accept", row.registered_by_id)
    require_state(row, "waiting")
    if row.project.withdrawn_at is not None:
        raise refusals.LeadProjectWithdrawn()
    if (row.in_district or row.occupied_in_ledger) and not reason.strip():
        raise refusals.LeadReasonMissing()
    if row.previous_id:
        pass_project(row, by, at)
        end_former(row, by, at)
    activate(row, rules_on(localdate(at)), by, at)
    note("lead.accepted", row, by, at, until=row.protected_until, reason=reason.strip()[:300])
    return row


def activate(row: Registration, rules: Rules, by: Actor, at: datetime) -> None:
    """Give a registration its right from today on, and show its evidence to the project's gates."""
    row.state, row.decided_by_id, row.decided_at = "active", by.person_id, at
    row.protected_until = months_after(localdate(at), protection(rules, row.amount, row.ranked))
    row.ended_at, row.end_kind, row.end_reason, row.shadow_of = None, "", "", None
    store(
        row,
        "state",
        "decided_by",
        "decided_at",
        "protected_until",
        "ended_at",
        "end_kind",
        "end_reason",
        "shadow_of",
        "project",
    )
    show_evidence(row, by, at)


def show_evidence(row: Registration, by: Actor, at: datetime) -> None:
    """Write the two lines of evidence that gates ask for, in the project's own ledger."""
    common = {"project_id": row.project_id, "origin_kind": ORIGIN, "origin_id": row.pk, "by": by, "at": at}
    put_evidence(item="registration_accepted", reference=row.number, effective_date=localdate(at), **common)
    put_evidence(
        item="contact_evidence", reference=f"{EVIDENCE_WORDS[row.evidence_kind]}（{row.number}）",
        document_id=row.evidence_document_id, effective_date=localdate(row.evidence_at), **common,
    )  # fmt: skip


@transaction.atomic
def reject(*, registration_id: int, version: int, reason: str, by: Actor, at: datetime) -> Registration:
    """Reject a registration with a reason; the earliest shadow behind it moves up and waits for acceptance.

    :raises NotAllowed: without the right, or for one's own registration
    :raises LeadReasonMissing: without a reason
    """
    row = locked(registration_id, version, by)
    may_check(by, "leads.accept", row.registered_by_id)
    require_state(row, "waiting")
    why = reason_given(reason)
    row.decided_by_id, row.decided_at = by.person_id, at
    row.save(update_fields=["decided_by", "decided_at"])
    end(row, "rejected", "rejected", why, at)
    note("lead.rejected", row, by, at, reason=why)
    _promote_shadow(row, by, at)
    return row


def _promote_shadow(gone: Registration, by: Actor, at: datetime) -> None:
    behind = Registration.objects.select_for_update(of=("self",)).filter(shadow_of=gone, state="shadow")
    row = behind.order_by("evidence_at", "registered_at", "pk").first()
    if row is None:
        return
    _move_up(row, by, at)
    behind.exclude(pk=row.pk).update(shadow_of=row)


def _move_up(row: Registration, by: Actor, at: datetime) -> None:
    row.project_id = register_new_project(lead_of(row), row.title, _registrant(row), at)
    row.state, row.shadow_of = "waiting", None
    row.acceptance_due = working_days_after(localdate(at), rules_on(localdate(at)).acceptance_work_days).day
    store(row, "state", "shadow_of", "project", "acceptance_due")
    note("lead.promoted", row, by, at)


def _registrant(row: Registration) -> Actor:
    """Give who registers the project of a shadow that moves up: the product, on behalf of its officer."""
    return Actor(kind="system", person_id=row.registered_by_id, name="首谈报备")


@transaction.atomic
def set_apart(*, registration_id: int, version: int, reason: str, by: Actor, at: datetime) -> Registration:
    """Declare a shadow to be about another project than the one it stands behind; it then waits for acceptance.

    :raises NotAllowed: without the right to rule, or for one's own registration
    """
    row = locked(registration_id, version, by)
    may_check(by, "leads.rule", row.registered_by_id)
    require_state(row, "shadow")
    row.apart, row.apart_reason = row.pk, reason_given(reason)
    row.save(update_fields=["apart", "apart_reason"])
    _move_up(row, by, at)
    note("lead.set_apart", row, by, at, reason=row.apart_reason)
    return row
