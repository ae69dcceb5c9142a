"""Registering first contact: what is missing, what it may be, and then one right or a place in the shadow of another."""

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import connection, transaction
from django.utils.timezone import localdate, localtime

from luodi.documents.models import Document
from luodi.engines.clocks import working_days_after
from luodi.engines.matching import core_key, identity_keys
from luodi.journal.operations import Entry, record_many
from luodi.leads import refusals
from luodi.leads.models import EVIDENCE_KINDS, LIVE, Registration
from luodi.leads.operations.locking import lock_keys, next_number, note
from luodi.leads.permissions import may_register
from luodi.leads.queries.candidates import AskedInvestor, Found, Hit, candidates
from luodi.leads.rules import Rules, rules_on
from luodi.leads.words import FIELDS
from luodi.people.permissions import require
from luodi.people.texts import fitting
from luodi.projects.models import Project
from luodi.projects.operations import register_project
from luodi.values.actor import Actor
from luodi.values.credit_code import CreditCode
from luodi.values.money import Money
from luodi.values.names import bigrams, normalised
from luodi.values.refusal import NotFound

SECTOR = re.compile(r"[A-T](\d{2,4})?|\d{2,4}")


@dataclass(frozen=True, slots=True)
class FirstContact:
    """Whom a unit met and what shows it: what it has to bring to take a lead from the pool."""

    contact_name: str
    contact_phone: str
    evidence_kind: str
    evidence_text: str
    evidence_at: datetime | None
    evidence_document_id: int | None = None


@dataclass(frozen=True, slots=True)
class NewLead:
    """A registration to make (domain.md §3.2). Without `project_id` a project at P0 is registered for it.

    `amount_checked` says that an unusual amount was looked at again; `apart_reason` that it is another project than the
    one which the unit has registered of the same investor.
    """

    unit_id: int
    title: str = ""
    investor_name: str = ""
    credit_code: str = ""
    foreign_number: str = ""
    controller: str = ""
    controller_share: Decimal | None = None
    sector_code: str = ""
    product: str = ""
    site: str = ""
    need: str = ""
    amount: Money | None = None
    amount_checked: bool = False
    ranked: bool = False
    confidential: bool = False
    contact_name: str = ""
    contact_phone: str = ""
    evidence_kind: str = "other"
    evidence_text: str = ""
    evidence_document_id: int | None = None
    evidence_at: datetime | None = None
    project_id: int | None = None
    track: str = ""
    assist_wish: str = ""
    apart_reason: str = ""

    @property
    def asked(self) -> AskedInvestor:
        """Give the part by which duplicates are sought."""
        share = None if self.controller_share is None else float(self.controller_share)
        return AskedInvestor(
            self.investor_name, self.credit_code, self.foreign_number, self.controller, share, self.product, self.site,
            self.unit_id,
        )  # fmt: skip


@transaction.atomic
def look_up(*, asked: AskedInvestor, by: Actor, at: datetime) -> Found:
    """Find what an investor may be, and log each look at another unit's (domain.md §3.3 no. 6).

    :raises NotAllowed: without the right to register, or for a unit that is not the actor's
    """
    require(by, "leads.register", unit_id=asked.unit_id)
    found = candidates(asked, viewer=by, rules=rules_on(localdate(at)))
    _log_looks(found, by, at)
    return found


@transaction.atomic
def register_lead(*, lead: NewLead, seen: str, by: Actor, at: datetime) -> Registration:
    """Register first contact; `seen` is the seal of the candidates that were shown (`look_up`).

    Where another unit holds a live right that is taken as the same, the registration becomes its shadow: of two in the
    same second one gets the right. Otherwise it waits for the promotion bureau's acceptance.

    :raises LeadFieldsMissing: naming every minimum field that is empty
    :raises LeadCandidatesChanged: if the candidates are not those of the seal (and no right is occupied)
    :raises LeadKnownInUnit: if the unit itself has registered this investor, unless `apart_reason` says what differs
    :raises Refusal: of `leads.refusals` for evidence, sector and amount
    """
    may_register(by, lead.unit_id)
    rules = rules_on(localdate(at))
    lead = _checked(lead, rules, by, at)
    keys = identity_keys(name=lead.investor_name, credit_code=lead.credit_code, foreign_number=lead.foreign_number)
    lock_keys([*keys, *(f"g:{core_key(name)}" for name in (lead.controller, lead.investor_name) if name)])
    found = candidates(lead.asked, viewer=by, rules=rules, but_project=lead.project_id or 0)
    _log_looks(found, by, at)
    holder = _holder(found, rules)
    if holder is None or holder.shown.own:
        apart = _settle_own(holder, lead)
        if found.seal != seen:
            raise refusals.LeadCandidatesChanged()
        row = _row(lead, keys, found, by, at)
        row.apart, row.project_id = apart, _project(lead, row.title, found, by, at)
        row.acceptance_due = working_days_after(localdate(at), rules.acceptance_work_days).day
    else:
        row = _row(lead, keys, found, by, at)
        row.state, row.shadow_of_id, row.assist_wish = "shadow", holder.row_id, lead.assist_wish
    fitting(row).save(force_insert=True)
    _widen_groups(row)
    note("lead.shadowed" if row.state == "shadow" else "lead.registered", row, by, at)
    return row


def _checked(lead: NewLead, rules: Rules, by: Actor, at: datetime) -> NewLead:
    """Refuse what is missing or wrong; give the lead with its code in one form.

    :raises Refusal: see `register_lead`
    """
    missing = [FIELDS[name] for name in rules.minimum_fields if name in FIELDS and not _said(lead, name)]
    if "evidence" not in rules.minimum_fields and lead.evidence_at is None:
        missing.append(FIELDS["evidence"])
    if missing or not (lead.investor_name.strip() or lead.foreign_number.strip()):
        missing = missing or [FIELDS["investor"]]
        raise refusals.LeadFieldsMissing(fields=[zh for zh, _ in missing], fields_en=[en for _, en in missing])
    _check_time(lead, rules, by, at)
    if lead.sector_code and not SECTOR.fullmatch(lead.sector_code.strip().upper()):
        raise refusals.LeadSectorUnknown(text=lead.sector_code[:20])
    _check_amount(lead, rules)
    own = core_key(lead.investor_name)
    if lead.confidential and own and (own[:2] in normalised(lead.title) or own[:2] in normalised(lead.product)):
        raise refusals.LeadTitleTellsInvestor()
    code = CreditCode.parse(lead.credit_code).text if lead.credit_code.strip() else ""
    return replace(lead, credit_code=code, sector_code=lead.sector_code.strip().upper())


def _said(lead: NewLead, name: str) -> bool:
    said = {
        "investor": lead.investor_name.strip() or lead.foreign_number.strip(),
        "amount": lead.amount is not None,
        "contact": lead.contact_name.strip() and lead.contact_phone.strip(),
        "evidence": (lead.evidence_text.strip() or lead.evidence_document_id) and lead.evidence_at,
    }
    return bool(said[name] if name in said else getattr(lead, name).strip())


def check_evidence(contact: FirstContact, rules: Rules, by: Actor, at: datetime) -> None:
    """Refuse a contact without a name, a phone, or evidence with a time that holds.

    :raises LeadFieldsMissing: LeadEvidenceInFuture or LeadEvidenceTooOld
    """
    missing = [] if contact.contact_name.strip() and contact.contact_phone.strip() else [FIELDS["contact"]]
    shown = contact.evidence_text.strip() or contact.evidence_document_id
    missing += [] if shown and contact.evidence_at else [FIELDS["evidence"]]
    if missing:
        raise refusals.LeadFieldsMissing(fields=[zh for zh, _ in missing], fields_en=[en for _, en in missing])
    _check_time(contact, rules, by, at)


def _check_time(lead: NewLead | FirstContact, rules: Rules, by: Actor, at: datetime) -> None:
    assert lead.evidence_at is not None
    given = f"{localtime(lead.evidence_at):%Y-%m-%d %H:%M}"
    if lead.evidence_at > at:
        raise refusals.LeadEvidenceInFuture(given=given)
    if lead.evidence_at < at - timedelta(days=rules.evidence_oldest_days):
        raise refusals.LeadEvidenceTooOld(given=given, days=rules.evidence_oldest_days)
    document = lead.evidence_document_id
    if document and not Document.objects.visible_to(by).filter(pk=document).exists():
        raise NotFound()


def _check_amount(lead: NewLead, rules: Rules) -> None:
    if lead.amount is None:
        return
    if lead.amount.currency != "CNY":
        raise refusals.LeadAmountForeign(currency=lead.amount.currency)
    shown, amount = lead.amount.format(), lead.amount.amount
    if amount < rules.minimum_amount:
        raise refusals.LeadAmountTooSmall(shown=shown, least=Money(rules.minimum_amount).format())
    if amount <= 0 or not (
        lead.amount_checked or rules.plausible_amount_least <= amount <= rules.plausible_amount_most
    ):
        raise refusals.LeadAmountImplausible(shown=shown)


def _holder(found: Found, rules: Rules) -> Hit | None:
    """Give the live right that is taken as the same: another unit's before one of the unit's own."""
    live = [hit for hit in found.hits if hit.live and hit.how.score >= rules.same_score]
    return next((hit for hit in live if not hit.shown.own), live[0] if live else None)


def _settle_own(holder: Hit | None, lead: NewLead) -> int:
    """Give the number that sets another project of the unit's own investor apart; 0 where there is none.

    :raises LeadKnownInUnit: if it is not said what differs
    """
    if holder is None:
        return 0
    if not lead.apart_reason.strip():
        raise refusals.LeadKnownInUnit(number=holder.shown.number, title=holder.shown.name)
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('leads_number')")
        return int(cursor.fetchone()[0])


def _row(lead: NewLead, keys: tuple[str, ...], found: Found, by: Actor, at: datetime) -> Registration:
    texts = {
        name: getattr(lead, name).strip()
        for name in (
            "investor_name", "credit_code", "foreign_number", "controller", "sector_code", "product", "site", "need",
            "contact_name", "contact_phone", "evidence_text",
        )
    }  # fmt: skip
    own = core_key(lead.investor_name)
    return Registration(
        **texts, number=next_number("BB", "leads_number", at), unit_id=lead.unit_id, officer_id=by.person_id,
        title=(lead.title.strip() or _title(lead))[:120], confidential=lead.confidential, matching_key=own[:160],
        company_id=found.company_id, controller_key=core_key(lead.controller)[:160], controller_share=lead.controller_share,
        identity=keys[0][:200], keys=[key[:200] for key in keys], group_keys=[key[:160] for key in found.groups],
        grams=[pair for pair in bigrams(own) if len(pair) == 2], amount=lead.amount.amount if lead.amount else None,
        ranked=lead.ranked, evidence_document_id=lead.evidence_document_id, evidence_at=lead.evidence_at,
        evidence_kind=lead.evidence_kind if lead.evidence_kind in EVIDENCE_KINDS else "other",
        in_district=found.in_district, apart_reason=lead.apart_reason.strip()[:300],
        occupied_in_ledger=sum(hit.shown.occupied and not hit.live for hit in found.hits),
        registered_by_id=by.person_id, registered_at=at, last_contact=localdate(lead.evidence_at),
    )  # fmt: skip


def _title(lead: NewLead) -> str:
    who = "保密投资方" if lead.confidential else lead.investor_name.strip() or "境外投资方"
    return f"{who}{lead.product.strip()}项目"


def _project(lead: NewLead, title: str, found: Found, by: Actor, at: datetime) -> int:
    """Give the project of a registration: the unit's own that is named, else a new one at P0 (a lead)."""
    if lead.project_id is None:
        return register_new_project(lead, title, by, at, found)
    project = (
        Project.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=lead.project_id, withdrawn_at=None)
    ).first()
    if project is None or project.unit_id != lead.unit_id:
        raise NotFound()
    taken = Registration.objects.filter(project=project, state__in=LIVE).values_list("number", flat=True).first()
    if taken:
        raise refusals.LeadProjectTaken(number=taken)
    return project.pk


def register_new_project(lead: NewLead, title: str, by: Actor, at: datetime, found: Found | None = None) -> int:
    """Register the project of a lead at P0; of a confidential investor neither firm nor name stands on it.

    The firm is the one that the investor certainly is, as just `found`; else it is sought by name.
    """
    named = not lead.confidential
    return register_project(
        name=title, unit_id=lead.unit_id, officer_id=by.person_id, track=lead.track, amount=lead.amount,
        company_id=found.company_id if found and named else None, company_name=lead.investor_name.strip() if named else "",
        firm_sought=found is not None, site=lead.site.strip(), source_kind="person", source_id=by.person_id, anyway=True,
        by=by, at=at,
    ).pk  # fmt: skip


def _widen_groups(row: Registration) -> None:
    """Tell the group of this investor to those whose controller it is, so that sisters find each other."""
    if not (row.matching_key and row.controller_key):
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE leads_registration SET group_keys = group_keys || %s::varchar(160)[]"
            " WHERE group_keys @> ARRAY[%s]::varchar(160)[] AND NOT group_keys @> %s::varchar(160)[] AND id <> %s",
            [row.group_keys, row.matching_key, row.group_keys, row.pk],
        )


def _log_looks(found: Found, by: Actor, at: datetime) -> None:
    looks = [
        Entry("lead.looked_up", (f"leads.{hit.shown.kind}", hit.row_id), owner_unit_id=hit.unit_id)
        for hit in found.hits
        if not hit.shown.visible
    ]
    if looks:
        record_many(looks, by=by, at=at)
