"""First contact: registrations, the pool, conflicts, pairs that may be one."""

from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import AwareDatetime, Field

from luodi.api.contract import Asked, Id, Listed, Page, Size, Version, actor_of, made, offer
from luodi.leads import operations, queries
from luodi.leads.operations import FirstContact, NewLead
from luodi.leads.queries import AskedInvestor
from luodi.values.money import Money

router = Router()
Side = Literal["first", "second"]


class Registration(Schema):
    """A registration in a list; `investor` is masked where it is not announced (`hidden`). Amounts in 元."""

    id: int
    number: str
    title: str
    investor: str
    hidden: bool
    confidential: bool
    unit_id: int
    unit_name: str
    officer_name: str
    state: str
    end_kind: str
    sector_code: str
    product: str
    amount: Decimal | None
    amount_hidden: bool
    in_district: str
    occupied_in_ledger: int
    registered_at: datetime
    acceptance_due: date | None
    protected_until: date | None
    days_left: int | None
    silent: int | None
    lamp: str
    clock: str
    project_id: int | None
    version: int


class Registrations(Listed):
    """A page of registrations; `counts` are those of each state."""

    counts: dict[str, int]
    rows: list[Registration]


class Contact(Schema):
    """An evidenced contact."""

    contacted_date: date
    kind: str
    reference: str
    document_id: int | None
    person: str


class RegistrationDetail(Schema):
    """One registration; the phone is masked."""

    row: Registration
    credit_code: str
    foreign_number: str
    controller: str
    need: str
    site: str
    contact_name: str
    contact_phone: str
    evidence_kind: str
    evidence_text: str
    evidence_at: datetime
    decided_by: str
    decided_at: datetime | None
    end_reason: str
    renewals: int
    last_contact: date | None
    shadows: int
    contacts: list[Contact]
    may_hold: bool
    may_accept: bool


class CandidateReason(Schema):
    """A reason of a candidate."""

    code: str
    strength: float


class LeadCandidate(Schema):
    """What an investor may be; of another unit's only a masked name and `occupied` are told."""

    kind: str
    id: int
    name: str
    number: str
    state: str
    score: float
    reasons: list[CandidateReason]
    visible: bool
    occupied: bool
    own: bool


class LeadFound(Schema):
    """The candidates and the seal to hand back when registering."""

    candidates: list[LeadCandidate]
    occupied: bool
    in_district: str
    seal: str


class Pooled(Schema):
    """A lead in the pool."""

    id: int
    number: str
    title: str
    investor: str
    visible: bool
    unit_name: str
    sector_code: str
    need: str
    ended_at: datetime
    end_kind: str
    free_from: date | None
    may_take: bool


class Pool(Listed):
    """A page of the pool."""

    rows: list[Pooled]


class RegistrationsAsked(Asked):
    """What the list is narrowed to."""

    q: str = Field("", max_length=60)
    state: Literal["", "waiting", "active", "shadow", "rejected", "lapsed", "released", "taken_over"] = ""
    press: Literal["", "silent", "due", "ending"] = ""
    unit: Id | None = None
    mine: bool = False
    sort: str = Field("-registered", pattern=r"^-?(registered|until|contact|number|title)$")
    page: Page = 1
    size: Size = 50


class PageAsked(Asked):
    """Which page."""

    q: str = Field("", max_length=60)
    state: str = Field("", max_length=12)
    page: Page = 1
    size: Size = 50


class LeadInvestor(Asked):
    """Whom to look for, for one of one's own units."""

    unit_id: Id
    investor_name: str = Field("", max_length=160)
    credit_code: str = Field("", max_length=40)
    foreign_number: str = Field("", max_length=60)
    controller: str = Field("", max_length=160)
    controller_share: Decimal | None = Field(None, gt=0, le=100, decimal_places=2)
    product: str = Field("", max_length=160)
    site: str = Field("", max_length=160)


class LeadNew(LeadInvestor):
    """A registration; `seen` is the seal of the candidates that were looked at, `amount` counts in 元."""

    seen: str = Field("", max_length=64)
    title: str = Field("", max_length=120)
    sector_code: str = Field("", max_length=8)
    need: str = Field("", max_length=200)
    amount: Decimal | None = Field(None, gt=0, max_digits=18, decimal_places=2)
    amount_checked: bool = False
    ranked: bool = False
    confidential: bool = False
    contact_name: str = Field("", max_length=40)
    contact_phone: str = Field("", max_length=20)
    evidence_kind: Literal["invitation", "minutes", "letter", "message", "visit", "other"] = "other"
    evidence_text: str = Field("", max_length=500)
    evidence_document_id: Id | None = None
    evidence_at: AwareDatetime | None = None
    project_id: Id | None = None
    assist_wish: str = Field("", max_length=300)
    apart_reason: str = Field("", max_length=300)


class LeadActed(Asked):
    """The version that was read, and a reason where one is needed."""

    version: Version
    reason: str = Field("", max_length=300)


class ContactNew(Asked):
    """An evidenced contact."""

    contacted_date: date
    kind: Literal["invitation", "minutes", "letter", "message", "visit", "other"] = "visit"
    reference: str = Field(max_length=300)


class Taken(Asked):
    """Who takes a lead from the pool, and what shows the contact."""

    unit_id: Id
    contact_name: str = Field(max_length=40)
    contact_phone: str = Field(max_length=20)
    evidence_kind: Literal["invitation", "minutes", "letter", "message", "visit", "other"] = "visit"
    evidence_text: str = Field(max_length=500)
    evidence_at: AwareDatetime


def _investor(asked: LeadInvestor) -> AskedInvestor:
    share = None if asked.controller_share is None else float(asked.controller_share)
    return AskedInvestor(
        asked.investor_name, asked.credit_code, asked.foreign_number, asked.controller, share, asked.product, asked.site,
        asked.unit_id,
    )  # fmt: skip


def _detail(request: HttpRequest, registration_id: int) -> queries.RegistrationDetail:
    return queries.registration(actor_of(request), registration_id, today=timezone.localdate())


@offer(router, "GET", "/leads", permission="leads.view", answer=Registrations, summary="Registrations")
def registrations(request: HttpRequest, asked: Query[RegistrationsAsked]):
    """List the registrations that the caller may see."""
    filters = queries.RegistrationFilter(
        states=(asked.state,) if asked.state else (),
        unit_id=asked.unit,
        press=asked.press,
        words=asked.q.strip(),
        mine=asked.mine,
    )
    return queries.registrations(
        actor_of(request), filters, today=timezone.localdate(), sort=asked.sort, page=asked.page, size=asked.size
    )


@offer(router, "POST", "/leads/check", permission="leads.register", answer=LeadFound, summary="Look for duplicates")
def check(request: HttpRequest, investor: LeadInvestor):
    """Say whom an investor may be; looks at other units' are logged."""
    return operations.look_up(asked=_investor(investor), by=actor_of(request), at=timezone.now())


@offer(
    router,
    "POST",
    "/leads",
    permission="leads.register",
    answer=RegistrationDetail,
    status=201,
    summary="Register first contact",
)
def register(request: HttpRequest, lead: LeadNew):
    """Register first contact; where another unit holds the right, the registration becomes its shadow."""
    given = lead.model_dump(exclude={"seen", "amount"})
    row = operations.register_lead(
        lead=NewLead(**given, amount=Money(lead.amount) if lead.amount else None), seen=lead.seen, by=actor_of(request),
        at=timezone.now(),
    )  # fmt: skip
    return made(_detail(request, row.pk))


@offer(router, "GET", "/leads/pool", permission="leads.view", answer=Pool, summary="The pool")
def pool(request: HttpRequest, asked: Query[PageAsked]):
    """List the leads that any unit may take on."""
    rows, total = queries.pool(
        actor_of(request), today=timezone.localdate(), words=asked.q.strip(), page=asked.page, size=asked.size
    )
    return {"rows": rows, "total": total}


@offer(
    router,
    "POST",
    "/leads/pool/{pooled_id}/take",
    permission="leads.register",
    answer=RegistrationDetail,
    status=201,
    summary="Take a lead",
)
def take(request: HttpRequest, pooled_id: Id, taken: Taken):
    """Take a lead from the pool with evidence of one's own contact."""
    contact = FirstContact(
        taken.contact_name, taken.contact_phone, taken.evidence_kind, taken.evidence_text, taken.evidence_at
    )
    row = operations.take_from_pool(
        registration_id=pooled_id, unit_id=taken.unit_id, contact=contact, by=actor_of(request), at=timezone.now()
    )
    return made(_detail(request, row.pk))


@offer(
    router,
    "GET",
    "/leads/{registration_id}",
    permission="leads.view",
    answer=RegistrationDetail,
    summary="One registration",
)
def registration(request: HttpRequest, registration_id: Id):
    """Give one registration; that an unannounced investor's was opened is kept."""
    operations.note_opened(registration_id=registration_id, by=actor_of(request), at=timezone.now())
    return _detail(request, registration_id)


@offer(
    router,
    "POST",
    "/leads/{registration_id}/accept",
    permission="leads.accept",
    answer=RegistrationDetail,
    summary="Accept a registration",
)
def accept(request: HttpRequest, registration_id: Id, acted: LeadActed):
    """Accept a registration; never one's own."""
    operations.accept(registration_id=registration_id, **acted.model_dump(), by=actor_of(request), at=timezone.now())
    return _detail(request, registration_id)


@offer(
    router,
    "POST",
    "/leads/{registration_id}/reject",
    permission="leads.accept",
    answer=RegistrationDetail,
    summary="Reject a registration",
)
def reject(request: HttpRequest, registration_id: Id, acted: LeadActed):
    """Reject a registration with a reason."""
    operations.reject(registration_id=registration_id, **acted.model_dump(), by=actor_of(request), at=timezone.now())
    return _detail(request, registration_id)


@offer(
    router,
    "POST",
    "/leads/{registration_id}/contacts",
    permission="leads.register",
    answer=RegistrationDetail,
    summary="Note a contact",
)
def contact(request: HttpRequest, registration_id: Id, noted: ContactNew):
    """Note an evidenced contact, which keeps the right alive."""
    found = _detail(request, registration_id)
    operations.note_contact(
        project_id=found.row.project_id or 0, **noted.model_dump(), by=actor_of(request), at=timezone.now()
    )
    return _detail(request, registration_id)


@offer(
    router,
    "POST",
    "/leads/{registration_id}/renew",
    permission="leads.register",
    answer=RegistrationDetail,
    summary="Renew a right",
)
def renew(request: HttpRequest, registration_id: Id, acted: LeadActed):
    """Renew a right on evidenced contacts."""
    operations.renew(registration_id=registration_id, version=acted.version, by=actor_of(request), at=timezone.now())
    return _detail(request, registration_id)


@offer(
    router,
    "POST",
    "/leads/{registration_id}/release",
    permission="leads.register",
    answer=RegistrationDetail,
    summary="Release a right",
)
def release(request: HttpRequest, registration_id: Id, acted: LeadActed):
    """Give up a registration with a reason."""
    operations.release(registration_id=registration_id, **acted.model_dump(), by=actor_of(request), at=timezone.now())
    return _detail(request, registration_id)
