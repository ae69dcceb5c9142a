"""Money to and from the bank, and who stands behind a firm: bank files and returns, accounts, representatives, applications."""

from datetime import date, datetime

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from ninja import File, Query, Router, Schema, UploadedFile
from pydantic import Field

from luodi.api.contract import Asked, Id, Page, Reason, Size, Version, actor_of, made, offer
from luodi.api.payouts import BankReturnShape, PayBatchDetail
from luodi.claims import operations, queries
from luodi.claims.queries import AccountRow
from luodi.people.operations import note_exported

router = Router()


class BankOrder(Schema):
    """A payment as the bank gets it, with the account's whole number."""

    number: str
    holder: str
    bank: str
    account: str
    amount_fen: int
    purpose: str


class BankFile(Schema):
    """What goes to the bank of a batch; `line` is the journal's line of this look."""

    line: int
    rows: list[BankOrder]


class BankAccountShape(Schema):
    """A firm's account, its number masked but for its end."""

    id: int
    company_id: int
    company: str
    holder: str
    bank: str
    number: str
    state: str
    made_by: str
    made_at: datetime
    checked_by: str
    note: str
    may_decide: bool


class BankAccounts(Schema):
    """The accounts that the caller may see, those that wait first."""

    rows: list[BankAccountShape]


class SignUpShape(Schema):
    """Who was entered to act for a firm; the phone is masked."""

    id: int
    company: str
    name: str
    phone: str
    sign_in_name: str
    proof_id: int
    proof: str
    state: str
    made_by: str
    decided_by: str
    note: str
    may_decide: bool


class SignUps(Schema):
    """Who was entered to act for firms."""

    rows: list[SignUpShape]


class SignUpMade(Schema):
    """A person who waits for another officer."""

    id: int
    state: str


class AccountOpened(Schema):
    """The state, and of an account that was opened its sign-in name and one-time code, given this once."""

    id: int
    state: str
    sign_in_name: str
    code: str


class ApplicationPaperShape(Schema):
    """A paper of an application."""

    id: int
    kind: str
    file_name: str
    size: int
    there: bool


class ApplicationShape(Schema):
    """An application to act for a firm, beside the firm that the register has under the very code."""

    id: int
    credit_code: str
    firm_name: str
    name: str
    phone: str
    role: str
    made_at: datetime
    state: str
    reason: str
    decided_by: str
    decided_at: datetime | None
    doubts: list[dict]
    papers: list[ApplicationPaperShape]
    company_id: int | None
    company: str
    same_name: bool
    others: list[str]


class Applications(Schema):
    """A page of applications and their number by state."""

    counts: dict[str, int]
    rows: list[ApplicationShape]


class ApplicationsAsked(Asked):
    """What the queue is narrowed to."""

    state: str = Field("", pattern=r"^(asked|approved|refused)?$")
    q: str = Field("", max_length=60)
    page: Page = 1
    size: Size = 20


class ApplicationAdmitted(Asked):
    """Under which sign-in name the account opens, and the answer to doubts."""

    sign_in_name: str = Field(min_length=1, max_length=60)
    note: str = Field("", max_length=300)


class ApplicationRefused(Asked):
    """Why; the applicant reads it."""

    reason: Reason


class PayBatchDropped(Asked):
    """Why a batch is dropped."""

    version: Version
    reason: Reason


class BankAccountNew(Asked):
    """A firm's account; `document_id` is what proves it."""

    holder: str = Field(min_length=1, max_length=160)
    bank: str = Field(min_length=1, max_length=120)
    number: str = Field(min_length=8, max_length=60)
    document_id: Id | None = None


class BankAccountOfFirm(BankAccountNew):
    """A firm's account, entered by who pays."""

    company_id: Id


class BankAccountDecided(Asked):
    """Whether the account stands; a rejection takes a note."""

    confirm: bool
    note: str = Field("", max_length=300)


class SignUpNew(Asked):
    """A person who is to act for a firm, and the document that proves it."""

    company_id: Id
    name: str = Field(min_length=1, max_length=40)
    phone: str = Field(min_length=1, max_length=20)
    sign_in_name: str = Field(min_length=1, max_length=60)
    proof_id: Id
    until_date: date | None = None


class SignUpDecided(Asked):
    """Whether the person acts for the firm; a rejection takes a note."""

    approve: bool
    note: str = Field("", max_length=300)


@offer(
    router, "POST", "/payment-batches/{pay_batch_id}/drop", permission="claims.pay", answer=PayBatchDetail,
    summary="Drop a batch",
)  # fmt: skip
def drop(request: HttpRequest, pay_batch_id: Id, asked: PayBatchDropped):
    """Drop a batch that was not sent, with a reason."""
    by = actor_of(request)
    operations.drop_batch(batch_id=pay_batch_id, by=by, at=timezone.now(), **asked.model_dump())
    return queries.batch_page(by, pay_batch_id)


@offer(
    router, "POST", "/payment-batches/{pay_batch_id}/bank-file", permission="claims.pay", answer=BankFile,
    summary="Take out the bank's file",
)  # fmt: skip
def bank_file(request: HttpRequest, pay_batch_id: Id):
    """Give the payments that were sent and not answered, with whole account numbers; the journal notes it."""
    by = actor_of(request)
    orders = queries.bank_orders(by, pay_batch_id)
    line = note_exported(
        what="bank_file", rows=len(orders), fields=["number", "holder", "bank", "account", "amount", "purpose"],
        filters={"batch": pay_batch_id}, by=by, at=timezone.now(),
    )  # fmt: skip
    return {"line": line, "rows": orders}


@offer(
    router, "POST", "/payment-batches/{pay_batch_id}/returns", permission="claims.pay", answer=BankReturnShape, status=201,
    summary="Read the bank's return",
)  # fmt: skip
def read_return(request: HttpRequest, pay_batch_id: Id, file: File[UploadedFile]):
    """Read the file that the bank gave back: pay what it paid, mark what failed, name what does not fit."""
    row = operations.read_return(
        batch_id=pay_batch_id, data=file.read(settings.UPLOAD_LIMIT + 1), file_name=file.name or "", by=actor_of(request),
        at=timezone.now(),
    )  # fmt: skip
    return made(
        {"id": row.pk, "file_name": row.file_name, "paid": row.paid, "failed": row.failed, "findings": row.findings}
    )


@offer(router, "GET", "/bank-accounts", permission="claims.pay", answer=BankAccounts, summary="Accounts of firms")
def accounts(request: HttpRequest):
    """List the accounts of firms, those that wait for a second person first."""
    return {"rows": queries.accounts(actor_of(request))}


@offer(
    router, "POST", "/bank-accounts", permission="claims.pay", answer=BankAccountShape, status=201,
    summary="Propose an account",
)  # fmt: skip
def propose(request: HttpRequest, asked: BankAccountOfFirm):
    """Propose a firm's account; another person confirms it."""
    row = operations.propose_account(by=actor_of(request), at=timezone.now(), **asked.model_dump())
    return made(_account(request, row.company_id, row.pk))


@offer(
    router, "POST", "/bank-accounts/{account_id}", permission="claims.pay", answer=BankAccountShape,
    summary="Decide an account",
)  # fmt: skip
def decide_account(request: HttpRequest, account_id: Id, asked: BankAccountDecided):
    """Confirm a firm's account as another person than who proposed it, or reject it."""
    row = operations.decide_account(
        account_id=account_id, by=actor_of(request), at=timezone.now(), **asked.model_dump()
    )
    return _account(request, row.company_id, row.pk)


@offer(
    router, "GET", "/firms/{company_id}/bank-accounts", permission="claims.own", answer=BankAccounts,
    summary="My firm's accounts",
)  # fmt: skip
def own_accounts(request: HttpRequest, company_id: Id):
    """List the accounts of one's own firm."""
    queries.require_own_firm(actor_of(request), company_id)
    return {"rows": queries.accounts(actor_of(request), company_id=company_id)}


@offer(
    router, "POST", "/firms/{company_id}/bank-accounts", permission="claims.own", answer=BankAccountShape, status=201,
    summary="Propose my firm's account",
)  # fmt: skip
def propose_own(request: HttpRequest, company_id: Id, asked: BankAccountNew):
    """Propose another account of one's own firm; it stands once the district's finance has confirmed it."""
    by = actor_of(request)
    queries.require_own_firm(by, company_id)
    row = operations.propose_account(company_id=company_id, by=by, at=timezone.now(), **asked.model_dump())
    return made(_account(request, company_id, row.pk))


@offer(router, "GET", "/representatives", permission="claims.sign_up", answer=SignUps, summary="Representatives")
def sign_ups(request: HttpRequest):
    """List who was entered to act for firms."""
    return {"rows": queries.sign_ups(actor_of(request))}


@offer(
    router, "POST", "/representatives", permission="claims.sign_up", answer=SignUpMade, status=201,
    summary="Enter a representative",
)  # fmt: skip
def sign_up(request: HttpRequest, asked: SignUpNew):
    """Enter a person who is to act for a firm, with the proof of representation."""
    row = operations.sign_up(by=actor_of(request), at=timezone.now(), **asked.model_dump())
    return made({"id": row.pk, "state": row.state})


@offer(
    router, "POST", "/representatives/{sign_up_id}", permission="claims.sign_up", answer=AccountOpened,
    summary="Decide a representative",
)  # fmt: skip
def decide_sign_up(request: HttpRequest, sign_up_id: Id, asked: SignUpDecided):
    """Let a person act for a firm as another officer, or not; the one-time code is given this once."""
    found = operations.decide_sign_up(
        sign_up_id=sign_up_id, by=actor_of(request), at=timezone.now(), **asked.model_dump()
    )
    return {"id": found.row.pk, "state": found.row.state, "sign_in_name": found.row.sign_in_name, "code": found.code}


@offer(
    router, "GET", "/applications", permission="claims.sign_up", answer=Applications, summary="Applications of firms"
)  # fmt: skip
def applications(request: HttpRequest, asked: Query[ApplicationsAsked]):
    """List the applications to act for firms, newest first."""
    rows, counts = queries.applications(
        actor_of(request), state=asked.state, words=asked.q.strip(), page=asked.page, size=asked.size
    )
    return {"rows": rows, "counts": counts}


@offer(
    router, "POST", "/applications/{application_id}/admit", permission="claims.sign_up", answer=AccountOpened,
    summary="Approve an application",
)  # fmt: skip
def admit(request: HttpRequest, application_id: Id, asked: ApplicationAdmitted):
    """Approve an application: the account opens with a one-time code, given this once."""
    found = operations.admit_applicant(
        application_id=application_id, by=actor_of(request), at=timezone.now(), **asked.model_dump()
    )
    return {"id": found.row.pk, "state": found.row.state, "sign_in_name": found.sign_in_name, "code": found.code}


@offer(
    router, "POST", "/applications/{application_id}/refuse", permission="claims.sign_up", answer=SignUpMade,
    summary="Refuse an application",
)  # fmt: skip
def refuse(request: HttpRequest, application_id: Id, asked: ApplicationRefused):
    """Refuse an application with a reason that the applicant reads."""
    row = operations.refuse_applicant(
        application_id=application_id, reason=asked.reason, by=actor_of(request), at=timezone.now()
    )
    return {"id": row.pk, "state": row.state}


def _account(request: HttpRequest, company_id: int, account_id: int) -> AccountRow:
    rows = queries.accounts(actor_of(request), company_id=company_id)
    return next(row for row in rows if row.id == account_id)
