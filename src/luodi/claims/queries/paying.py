"""Reading batches: the list, one with its payments, and what goes to the bank."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, Sum

from luodi.claims.bank_files import Order
from luodi.claims.models import PAYMENT_LIVE, BankReturn, Batch, Claim, Payment
from luodi.people.permissions import require
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound


@dataclass(frozen=True, slots=True)
class BatchRow:
    """A batch in a list, amounts in 分; `paid` and `amount_paid` of what the bank confirmed."""

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
    made_at: datetime
    released_by: str
    sent_at: datetime | None
    version: int


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """A payment of a batch; the account is masked but for its end."""

    id: int
    number: str
    claim_id: int
    company_id: int
    company: str
    clause: str
    amount_fen: int
    bank: str
    account: str
    state: str
    reason: str
    paid_date: date | None
    bank_words: str
    version: int


@dataclass(frozen=True, slots=True)
class ReturnRow:
    """A file that the bank gave back, with what was found in it."""

    id: int
    file_name: str
    paid: int
    failed: int
    findings: list[dict]
    person: str
    at: datetime


@dataclass(frozen=True, slots=True)
class BatchPage:
    """A batch with its payments, its returns, and what the viewer may do."""

    row: BatchRow
    payments: list[PaymentRow]
    returns: list[ReturnRow]
    may_pay: bool
    may_release: bool


def batches(viewer: Actor, *, page: int = 1, size: int = 50) -> tuple[list[BatchRow], int]:
    """List the batches that the viewer may see, newest first, and their number; two SQL statements."""
    seen = _told(Batch.objects.visible_to(viewer))
    first = (max(page, 1) - 1) * size
    return [_row(each) for each in seen.order_by("-pk")[first : first + size]], seen.count()


def batch_page(viewer: Actor, batch_id: int) -> BatchPage:
    """Give one batch with its payments and returns; three SQL statements.

    :raises NotFound: if there is none that the viewer may see
    """
    found = _told(Batch.objects.visible_to(viewer).filter(pk=batch_id)).first()
    if found is None:
        raise NotFound()
    payments = Payment.objects.filter(batch=found).select_related("claim__company", "account").order_by("pk")
    returns = BankReturn.objects.filter(batch=found).select_related("made_by").order_by("-pk")
    own = found.made_by_id is not None and found.made_by_id in (viewer.person_id, *viewer.standing_in_for)
    return BatchPage(
        row=_row(found),
        payments=[_payment(each) for each in payments],
        returns=[
            ReturnRow(each.pk, each.file_name, each.paid, each.failed, each.findings,
                      each.made_by.name if each.made_by else "", each.made_at)
            for each in returns
        ],
        may_pay=viewer.may("claims.pay"),
        may_release=viewer.may("claims.pay") and not own,
    )  # fmt: skip


def bank_orders(viewer: Actor, batch_id: int) -> list[Order]:
    """Give what goes to the bank of a batch: the payments that were sent and not answered yet; two SQL statements.

    :raises NotAllowed: for who does not pay
    :raises NotFound: if there is no such batch
    """
    require(viewer, "claims.pay")
    if not Batch.objects.visible_to(viewer).filter(pk=batch_id).exists():
        raise NotFound()
    rows = Payment.objects.filter(batch_id=batch_id, state="sent").select_related("claim", "account").order_by("pk")
    return [
        Order(each.number, each.account.holder, each.account.bank, each.account.number, each.amount_fen,
              f"{each.claim.year}年{each.claim.clause_title}"[:60])
        for each in rows
    ]  # fmt: skip


def payable_claims(viewer: Actor, *, limit: int = 300) -> list[tuple[int, str, str, int, bool]]:
    """List approved claims that no payment is under way for: (id, firm, clause, 分, whether the firm has an account)."""
    if not viewer.may("claims.pay"):
        return []
    busy = Payment.objects.filter(state__in=PAYMENT_LIVE).values("claim_id")
    rows = Claim.objects.filter(stage="committed").exclude(pk__in=busy).select_related("company").order_by("pk")
    accounts = Q(company__bank_accounts__state="confirmed")
    rows = rows.annotate(accounts=Count("company__bank_accounts", filter=accounts))
    return [
        (each.pk, each.company.name, each.clause_title, each.payable_fen or 0, bool(each.accounts))
        for each in rows[:limit]
    ]


def masked(number: str) -> str:
    """Show the last four digits of an account only."""
    return f"**** {number[-4:]}"


def _told(found):
    return found.select_related("made_by", "released_by").annotate(
        payments_n=Count("payments", filter=~Q(payments__state="dropped")),
        firms_n=Count("payments__claim__company", distinct=True),
        fen=Sum("payments__amount_fen", filter=~Q(payments__state__in=["dropped", "failed"])),
        paid_n=Count("payments", filter=Q(payments__state="paid")),
        paid_fen=Sum("payments__amount_fen", filter=Q(payments__state="paid")),
    )


def _row(each: Batch) -> BatchRow:
    return BatchRow(
        id=each.pk, title=each.title, kind=each.kind, state=each.state, event_date=each.event_date,
        stated_count=each.stated_count, payments=each.payments_n, firms=each.firms_n, amount_fen=each.fen or 0,
        paid=each.paid_n, paid_fen=each.paid_fen or 0, made_by=each.made_by.name if each.made_by else "",
        made_at=each.made_at, released_by=each.released_by.name if each.released_by else "", sent_at=each.sent_at,
        version=each.version,
    )  # fmt: skip


def _payment(each: Payment) -> PaymentRow:
    return PaymentRow(
        id=each.pk, number=each.number, claim_id=each.claim_id, company_id=each.claim.company_id,
        company=each.claim.company.name, clause=each.claim.clause_title, amount_fen=each.amount_fen,
        bank=each.account.bank, account=masked(each.account.number), state=each.state, reason=each.reason,
        paid_date=each.paid_date, bank_words=each.bank_words, version=each.version,
    )  # fmt: skip
