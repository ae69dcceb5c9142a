"""The pool: what lapsed, was released or lost is taken on by another registration, and its project goes along."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.timezone import localdate

from luodi.engines.clocks import working_days_after
from luodi.leads import refusals
from luodi.leads.models import LIVE, Registration
from luodi.leads.operations.locking import end, lock_keys, next_number, note, store
from luodi.leads.operations.registering import FirstContact, NewLead, check_evidence
from luodi.leads.permissions import may_register
from luodi.leads.rules import rules_on
from luodi.people.texts import fitting
from luodi.projects.models import Project
from luodi.projects.operations import edit_project, set_side_state
from luodi.values.actor import Actor, system
from luodi.values.money import Money
from luodi.values.refusal import NotFound

IN_POOL = ("lapsed", "released")
KEPT = (
    "title", "investor_name", "matching_key", "credit_code", "foreign_number", "company_id", "controller", "controller_key",
    "controller_share", "identity", "apart", "keys", "group_keys", "grams", "sector_code", "product", "site", "need", "amount",
    "ranked", "confidential", "in_district", "project_id",
)  # fmt: skip


@transaction.atomic
def take_from_pool(
    *, registration_id: int, unit_id: int, contact: FirstContact, by: Actor, at: datetime
) -> Registration:
    """Take a lead from the pool for a unit with evidence of its own contact; it waits for acceptance like any other.

    A lost project is its former unit's alone for some days (domain.md §3.2 `reopen_after_loss`). The project passes to the
    unit when the registration is accepted.

    :raises LeadNotInPool: if it is not there any more, or another unit was quicker
    :raises LeadNotYetOpen: while a lost one is reserved
    """
    may_register(by, unit_id)
    row = Registration.objects.select_related("project").filter(pk=registration_id).first()
    if row is None or not row.project_id or (row.state in LIVE and not _seen(row, by)):
        raise NotFound()
    if row.state not in IN_POOL:
        raise refusals.LeadNotInPool()
    lock_keys([*row.keys, f"p:{row.project_id}"])
    rules, today = rules_on(localdate(at)), localdate(at)
    taken = Registration.objects.filter(project_id=row.project_id, state__in=LIVE).exists()
    if taken or row.project is None or row.project.withdrawn_at or row.later.exclude(state="rejected").exists():
        raise refusals.LeadNotInPool()
    free_from = localdate(row.ended_at) + timedelta(days=rules.reopen_after_loss_days)
    if row.end_kind == "lost" and unit_id != row.unit_id and today < free_from:
        raise refusals.LeadNotYetOpen(until=free_from)
    check_evidence(contact, rules, by, at)
    later = Registration(
        **{name: getattr(row, name) for name in KEPT}, number=next_number("BB", "leads_number", at), unit_id=unit_id,
        officer_id=by.person_id, previous=row, contact_name=contact.contact_name.strip(),
        contact_phone=contact.contact_phone.strip(), evidence_kind=contact.evidence_kind, evidence_at=contact.evidence_at,
        evidence_text=contact.evidence_text.strip(), evidence_document_id=contact.evidence_document_id,
        registered_by_id=by.person_id, registered_at=at, last_contact=localdate(contact.evidence_at),
        acceptance_due=working_days_after(today, rules.acceptance_work_days).day,
    )  # fmt: skip
    fitting(later).save(force_insert=True)
    for behind in Registration.objects.select_for_update(of=("self",)).filter(shadow_of=row, state="shadow"):
        if behind.unit_id == unit_id:
            end(behind, "taken_over", "taken", f"由 {later.number} 承接", at)
        else:
            behind.shadow_of = later
            store(behind, "shadow_of")
    note("lead.taken", later, by, at, former=row.number)
    return later


def _seen(row: Registration, by: Actor) -> bool:
    return Registration.objects.visible_to(by).filter(pk=row.pk).exists()


def pass_project(row: Registration, by: Actor, at: datetime) -> None:
    """Give the project to the unit whose registration holds the right now, and bring a lost one back to the line."""
    project = Project.objects.get(pk=row.project_id)
    hand = system(f"首谈权转移（{row.number}）", by.request_id)
    if project.side_state:
        set_side_state(project_id=project.pk, side_state="", reason=f"重启线索（{row.number}）", by=hand, at=at)
        project.refresh_from_db()
    wanted = {"unit_id": row.unit_id, "officer_id": row.officer_id}
    changes = {name: value for name, value in wanted.items() if getattr(project, name) != value}
    if changes:
        edit_project(
            project_id=project.pk,
            changes=changes,
            reason=f"首谈权由 {row.number} 承接",
            version=project.version,
            by=hand,
            at=at,
        )


def end_former(row: Registration, by: Actor, at: datetime) -> None:
    """Note on the former registration that its lead was taken on."""
    former = Registration.objects.select_for_update(of=("self",)).get(pk=row.previous_id)
    why = f"由 {row.number} 承接"
    end(former, "taken_over", former.end_kind, why, at)
    note("lead.passed", former, by, at, successor=row.number, reason=why)


def lead_of(row: Registration) -> NewLead:
    """Give the lead behind a registration, to register the project that it has not got yet."""
    return NewLead(
        unit_id=row.unit_id, title=row.title, investor_name=row.investor_name, confidential=row.confidential, site=row.site,
        amount=Money(row.amount) if row.amount else None, product=row.product,
    )  # fmt: skip
