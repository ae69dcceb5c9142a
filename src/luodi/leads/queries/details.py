"""One registration, and those of one project."""

from datetime import date, timedelta

from django.db.models import Prefetch

from luodi.leads.models import EvidencedContact, Registration
from luodi.leads.permissions import holds, may_reveal, sees_identity
from luodi.leads.queries.conflicts import visible_conflicts
from luodi.leads.queries.lists import listed
from luodi.leads.queries.rows import ContactRow, RegistrationDetail, RegistrationRow
from luodi.leads.rules import rules_on
from luodi.people.masks import mask_name, mask_phone
from luodi.people.visibility import sees, sees_all
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound


def registration(viewer: Actor, registration_id: int, *, today: date) -> RegistrationDetail:
    """Give one registration; at most six SQL statements.

    :raises NotFound: if there is none that the viewer may see
    """
    contacts = EvidencedContact.objects.select_related("person").order_by("-contacted_date", "-pk")
    rows = Registration.objects.visible_to(viewer).select_related(
        "unit", "officer", "project", "registered_by", "decided_by", "previous"
    )
    row = rows.prefetch_related(Prefetch("contacts", contacts)).filter(pk=registration_id).first()
    if row is None:
        raise NotFound()
    rules = rules_on(today)
    since = today - timedelta(days=rules.renewal_window_days)
    lines = list(row.contacts.all())
    behind = list(row.shadows.filter(state="shadow").select_related("unit").values_list("unit__name", flat=True))
    later = row.later.exclude(state="rejected").values_list("number", flat=True).first() or ""
    conflicts = [
        (each.pk, each.number, each.state)
        for each in visible_conflicts(viewer).filter(first=row).union(visible_conflicts(viewer).filter(second=row))
    ]
    told, personal = sees_identity(viewer, row), viewer.kind == "system" or sees(viewer, "personal", row.unit_id)
    return RegistrationDetail(
        row=listed(row, viewer, rules, today), foreign_number=row.foreign_number if told else "",
        credit_code=row.credit_code if told else "", company_id=row.company_id if told else None,
        controller=row.controller if told else mask_name(row.controller),
        controller_share=row.controller_share if told else None, need=row.need, site=row.site, ranked=row.ranked,
        contact_name=row.contact_name if personal and told else mask_name(row.contact_name),
        contact_phone=mask_phone(row.contact_phone) if personal else "", evidence_kind=row.evidence_kind,
        evidence_text=row.evidence_text if told else "", evidence_document_id=row.evidence_document_id if told else None,
        evidence_at=row.evidence_at, registered_by=row.registered_by.name if row.registered_by else "",
        decided_by=row.decided_by.name if row.decided_by else "", decided_at=row.decided_at, end_reason=row.end_reason,
        apart_reason=row.apart_reason, assist_wish=row.assist_wish, renewals=row.renewals, renewals_allowed=rules.renewals,
        renewal_contacts=len({line.contacted_date for line in lines if since <= line.contacted_date <= today}),
        renewal_needed=rules.renewal_contacts, renewal_window=rules.renewal_window_days, last_contact=row.last_contact,
        shadows=len(behind), helpers=tuple(behind) if sees_all(viewer, "internal") else (),
        previous=row.previous.number if row.previous else "", later=later,
        project_code=row.project.code if row.project else "", contacts=tuple(_contact(line) for line in lines[:30]),
        conflicts=tuple(conflicts), may_hold=holds(viewer, row.unit_id),
        may_accept=viewer.may("leads.accept") and viewer.person_id != row.registered_by_id,
        may_rule=viewer.may("leads.rule") and viewer.person_id != row.registered_by_id,
        may_reveal=may_reveal(viewer, row.unit_id),
    )  # fmt: skip


def _contact(line: EvidencedContact) -> ContactRow:
    name = line.person.name if line.person else ""
    return ContactRow(line.contacted_date, line.kind, line.reference, line.document_id, name, line.at)


def registrations_of(viewer: Actor, project_id: int, *, today: date) -> list[RegistrationRow]:
    """List a project's registrations, the newest first; two SQL statements."""
    rules = rules_on(today)
    rows = Registration.objects.visible_to(viewer).filter(project_id=project_id).select_related("unit", "officer")
    return [listed(row, viewer, rules, today) for row in rows.order_by("-pk")[:50]]
