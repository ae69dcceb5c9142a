"""Money of claims: envelopes with their books, batches of payments, recoveries."""

from datetime import date, datetime

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from luodi.api.claim_shapes import ClaimDetail
from luodi.api.contract import Asked, Id, Listed, Page, Reason, Size, Version, actor_of, made, offer
from luodi.claims import operations, queries
from luodi.claims.queries import BatchPage, EnvelopePage, EnvelopeRow

router = Router()


class EnvelopeShape(Schema):
    """An envelope with its books in 分: sums of its lines. `forecast_fen` adds what the claims under way ask for."""

    id: int
    code: str
    year: int
    title: str
    over: str
    budget_line: str
    unit_id: int
    unit: str
    appropriated_fen: int
    committed_fen: int
    paid_fen: int
    left_fen: int
    waiting: int
    forecast_fen: int


class EnvelopeLineShape(Schema):
    """A line of an envelope's books."""

    id: int
    kind: str
    amount_fen: int
    day: date
    reason: str
    claim_id: int | None
    company: str
    person: str


class EnvelopeDetail(Listed):
    """One envelope with a page of its lines, newest first."""

    envelope: EnvelopeShape
    rows: list[EnvelopeLineShape]


class Envelopes(Schema):
    """The envelopes that the caller may see."""

    rows: list[EnvelopeShape]


class PayBatchShape(Schema):
    """A batch of payments, amounts in 分."""

    id: int
    title: str
    kind: str
    state: str
    event_date: date | None
    stated_count: int | None
    payments: int
    firms: int
    amount_fen: int
    paid: int
    paid_fen: int
    made_by: str
    released_by: str
    sent_at: datetime | None
    version: int


class PayBatches(Listed):
    """A page of batches."""

    rows: list[PayBatchShape]


class PaymentShape(Schema):
    """A payment; the account is masked but for its end."""

    id: int
    number: str
    claim_id: int
    company_id: int
    company: str
    amount_fen: int
    account: str
    state: str
    reason: str
    paid_date: date | None
    version: int


class BankReturnShape(Schema):
    """A return of the bank, and what did not fit in it."""

    id: int
    file_name: str
    paid: int
    failed: int
    findings: list[dict]


class PayBatchDetail(Schema):
    """A batch with its payments and the bank's returns."""

    row: PayBatchShape
    payments: list[PaymentShape]
    returns: list[BankReturnShape]


class EnvelopeNew(Asked):
    """An envelope under the code that the policy pack gives it."""

    code: str = Field(min_length=1, max_length=60)
    year: int = Field(ge=2000, le=2100)
    title: str = Field(min_length=1, max_length=120)
    over: str = Field(pattern=r"^(first_come|pro_rata)$")
    unit_id: Id
    budget_line: str = Field("", max_length=40)


class Appropriated(Asked):
    """Money for an envelope in 分; below zero it is cut."""

    amount_fen: int = Field(ge=-(10**14), le=10**14)
    reason: Reason


class Divided(Asked):
    """On which ground an envelope is divided."""

    reason: Reason


class PayBatchNew(Asked):
    """Which approved claims are paid together; a congress batch says how many firms were announced."""

    title: str = Field(min_length=1, max_length=120)
    claim_ids: list[Id] = Field(min_length=1, max_length=5000)
    kind: str = Field("payout", pattern=r"^(payout|congress)$")
    event_date: date | None = None
    stated_count: int | None = Field(None, ge=1, le=5000)


class PayBatchStep(Asked):
    """A step with a batch as it was read."""

    version: Version


class PaymentHeld(Asked):
    """Why a payment is paused or resumed."""

    version: Version
    reason: Reason


class RecoveryNew(Asked):
    """What has to come back, and why."""

    ground: str = Field(pattern=r"^(fraud|not_performed|overpaid|double_funding|other)$")
    amount_fen: int = Field(ge=1, le=10**15)
    reason: str = Field(max_length=500)


class RecoveryDecided(Asked):
    """Whether it is demanded."""

    demand: bool
    note_text: str = Field("", max_length=300)


class Repaid(Asked):
    """What came back, when, by which reference."""

    amount_fen: int = Field(ge=1, le=10**15)
    day: date
    reference: str = Field(min_length=1, max_length=120)


class EnvelopeLinesAsked(Asked):
    """Which page of lines."""

    page: Page = 1
    size: Size = 50


class PayBatchesAsked(Asked):
    """Which page of batches."""

    page: Page = 1
    size: Size = 50


@offer(router, "GET", "/envelopes", permission="claims.view", answer=Envelopes, summary="Envelopes")
def envelopes(request: HttpRequest):
    """List the envelopes that the caller may see with their books."""
    return {"rows": [_envelope(row) for row in queries.envelopes(actor_of(request))]}


@offer(
    router,
    "POST",
    "/envelopes",
    permission="claims.envelopes",
    answer=EnvelopeDetail,
    status=201,
    summary="Open an envelope",
)
def open_envelope(request: HttpRequest, asked: EnvelopeNew):
    """Open an envelope of one year."""
    row = operations.open_envelope(by=actor_of(request), at=timezone.now(), **asked.model_dump())
    return made(_page(queries.envelope_page(actor_of(request), row.pk)))


@offer(
    router, "GET", "/envelopes/{envelope_id}", permission="claims.view", answer=EnvelopeDetail, summary="One envelope"
)
def envelope(request: HttpRequest, envelope_id: Id, asked: Query[EnvelopeLinesAsked]):
    """Give one envelope with its lines."""
    return _page(queries.envelope_page(actor_of(request), envelope_id, page=asked.page, size=asked.size))


@offer(
    router, "POST", "/envelopes/{envelope_id}/appropriations", permission="claims.envelopes", answer=EnvelopeDetail,
    summary="Appropriate",
)  # fmt: skip
def appropriate(request: HttpRequest, envelope_id: Id, asked: Appropriated):
    """Write an appropriation or a cut."""
    by = actor_of(request)
    operations.appropriate(envelope_id=envelope_id, by=by, at=timezone.now(), **asked.model_dump())
    return _page(queries.envelope_page(by, envelope_id))


@offer(
    router, "POST", "/envelopes/{envelope_id}/divide", permission="claims.envelopes", answer=EnvelopeDetail,
    summary="Divide an envelope",
)  # fmt: skip
def divide(request: HttpRequest, envelope_id: Id, asked: Divided):
    """Divide what is left pro rata among the approved claims."""
    by = actor_of(request)
    operations.divide_envelope(envelope_id=envelope_id, reason=asked.reason, by=by, at=timezone.now())
    return _page(queries.envelope_page(by, envelope_id))


@offer(router, "GET", "/payment-batches", permission="claims.view", answer=PayBatches, summary="Payment batches")
def batches(request: HttpRequest, asked: Query[PayBatchesAsked]):
    """List the batches that the caller may see."""
    rows, total = queries.batches(actor_of(request), page=asked.page, size=asked.size)
    return {"rows": rows, "total": total}


@offer(
    router,
    "POST",
    "/payment-batches",
    permission="claims.pay",
    answer=PayBatchDetail,
    status=201,
    summary="Make a batch",
)
def make_batch(request: HttpRequest, asked: PayBatchNew):
    """Make a batch of approved claims."""
    row = operations.make_batch(by=actor_of(request), at=timezone.now(), **asked.model_dump())
    return made(_batch(request, row.pk))


@offer(
    router,
    "GET",
    "/payment-batches/{pay_batch_id}",
    permission="claims.view",
    answer=PayBatchDetail,
    summary="One batch",
)
def batch(request: HttpRequest, pay_batch_id: Id):
    """Give one batch with its payments and returns."""
    return _batch(request, pay_batch_id)


@offer(
    router, "POST", "/payment-batches/{pay_batch_id}/release", permission="claims.pay", answer=PayBatchDetail,
    summary="Release a batch",
)  # fmt: skip
def release(request: HttpRequest, pay_batch_id: Id, asked: PayBatchStep):
    """Release a batch as another person than the one who made it."""
    operations.release_batch(batch_id=pay_batch_id, version=asked.version, by=actor_of(request), at=timezone.now())
    return _batch(request, pay_batch_id)


@offer(
    router, "POST", "/payment-batches/{pay_batch_id}/send", permission="claims.pay", answer=PayBatchDetail,
    summary="Send a batch",
)  # fmt: skip
def send(request: HttpRequest, pay_batch_id: Id, asked: PayBatchStep):
    """Mark the ready payments of a batch as sent to the bank."""
    operations.send_batch(batch_id=pay_batch_id, version=asked.version, by=actor_of(request), at=timezone.now())
    return _batch(request, pay_batch_id)


@offer(
    router, "POST", "/payment-batches/{pay_batch_id}/payments/{payment_id}/pause", permission="claims.pay",
    answer=PayBatchDetail, summary="Pause a payment",
)  # fmt: skip
def pause(request: HttpRequest, pay_batch_id: Id, payment_id: Id, asked: PaymentHeld):
    """Pause one payment with a reason."""
    operations.pause_payment(payment_id=payment_id, by=actor_of(request), at=timezone.now(), **asked.model_dump())
    return _batch(request, pay_batch_id)


@offer(
    router, "POST", "/payment-batches/{pay_batch_id}/payments/{payment_id}/resume", permission="claims.pay",
    answer=PayBatchDetail, summary="Resume a payment",
)  # fmt: skip
def resume(request: HttpRequest, pay_batch_id: Id, payment_id: Id, asked: PaymentHeld):
    """Resume a paused payment with a reason."""
    operations.resume_payment(payment_id=payment_id, by=actor_of(request), at=timezone.now(), **asked.model_dump())
    return _batch(request, pay_batch_id)


@offer(
    router, "POST", "/claims/{claim_id}/recoveries", permission="claims.recover", answer=ClaimDetail,
    summary="Propose a recovery",
)  # fmt: skip
def recover(request: HttpRequest, claim_id: Id, asked: RecoveryNew):
    """Propose to take back what was paid."""
    operations.propose_recovery(claim_id=claim_id, by=actor_of(request), at=timezone.now(), **asked.model_dump())
    return _claim(request, claim_id)


@offer(
    router, "POST", "/claims/{claim_id}/recoveries/{recovery_id}", permission="claims.recover", answer=ClaimDetail,
    summary="Decide a recovery",
)  # fmt: skip
def decide(request: HttpRequest, claim_id: Id, recovery_id: Id, asked: RecoveryDecided):
    """Demand money back as another person, or not."""
    operations.decide_recovery(recovery_id=recovery_id, by=actor_of(request), at=timezone.now(), **asked.model_dump())
    return _claim(request, claim_id)


@offer(
    router, "POST", "/claims/{claim_id}/recoveries/{recovery_id}/repayments", permission="claims.pay", answer=ClaimDetail,
    summary="Note a repayment",
)  # fmt: skip
def repaid(request: HttpRequest, claim_id: Id, recovery_id: Id, asked: Repaid):
    """Note money that came back."""
    operations.note_repaid(recovery_id=recovery_id, by=actor_of(request), at=timezone.now(), **asked.model_dump())
    return _claim(request, claim_id)


def _envelope(row: EnvelopeRow) -> dict:
    books = row.books
    return {
        "id": row.id, "code": row.code, "year": row.year, "title": row.title, "over": row.over,
        "budget_line": row.budget_line, "unit_id": row.unit_id, "unit": row.unit_name,
        "appropriated_fen": books.appropriated, "committed_fen": books.committed, "paid_fen": books.paid,
        "left_fen": books.left, "waiting": row.waiting, "forecast_fen": row.forecast,
    }  # fmt: skip


def _page(found: EnvelopePage) -> dict:
    return {"envelope": _envelope(found.row), "rows": found.lines, "total": found.total}


def _batch(request: HttpRequest, batch_id: int) -> BatchPage:
    return queries.batch_page(actor_of(request), batch_id)


def _claim(request: HttpRequest, claim_id: int):
    return queries.claim_page(actor_of(request), claim_id, today=timezone.localdate())
