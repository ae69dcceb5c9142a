"""Reading back what the bank did: each line booked once, and everything that does not fit named."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.timezone import localdate

from luodi.claims import refusals
from luodi.claims.bank_files import Answer, answers_in
from luodi.claims.models import BankReturn, Batch, Claim, Payment
from luodi.claims.operations.envelopes import line
from luodi.claims.operations.moving import move, note, tell_firm, yuan
from luodi.claims.operations.paying import digest_of, locked_batch, note_batch
from luodi.claims.permissions import require_person
from luodi.promises.models import Promise
from luodi.promises.operations import note_paid
from luodi.values.actor import Actor
from luodi.values.refusal import Refusal


@dataclass(slots=True)
class _Read:
    paid: int = 0
    failed: int = 0
    findings: list[dict] = field(default_factory=list)

    def find(self, code: str, number: str, **params: object) -> None:
        self.findings.append({"code": code, "number": number, **params})


@transaction.atomic
def read_return(*, batch_id: int, data: bytes, file_name: str, by: Actor, at: datetime) -> BankReturn:
    """Read the file that the bank gave back for a batch: pay what it paid, mark what failed, name what does not fit.

    Named: a line for a payment that is not of this batch, a payment without a line, another amount, a line twice, one
    that was answered before, one that can't be read. None of these changes anything.

    :raises BankReturnReadBefore: if this very file was read for the batch
    :raises BankReturnUnreadable: for a file without the columns
    :raises PayBatchWrongState: if nothing of the batch was sent
    """
    require_person(by, "claims.pay")
    answers, sha256 = answers_in(data, file_name), digest_of(data)
    batch = locked_batch(batch_id, None, by)
    if BankReturn.objects.filter(batch=batch, sha256=sha256).exists():
        raise refusals.BankReturnReadBefore(name=file_name[:80])
    if batch.state not in ("sent", "done"):
        raise refusals.PayBatchWrongState(state=batch.state)
    read = _booked(batch, answers, by, at)
    row = BankReturn(
        batch=batch, sha256=sha256, file_name=file_name[:200], paid=read.paid, failed=read.failed,
        findings=read.findings, made_by_id=by.person_id, made_at=at,
    )  # fmt: skip
    row.save(force_insert=True)
    if not batch.payments.filter(state__in=("ready", "paused", "sent")).exists():
        batch.state = "done"
    batch.version += 1
    batch.save(update_fields=["state", "version"])
    note_batch("pay_batch.returned", batch, by, at, paid=read.paid, failed=read.failed, findings=len(read.findings))
    return row


def _booked(batch: Batch, answers: list[Answer], by: Actor, at: datetime) -> _Read:
    claims = list(Claim.objects.select_for_update(of=("self",)).select_related("company").order_by("pk")
                  .filter(payments__batch=batch))  # fmt: skip
    known = {each.pk: each for each in claims}
    payments = {each.number: each for each in batch.payments.select_for_update().order_by("pk")}
    waiting = {number for number, each in payments.items() if each.state == "sent"}
    read, seen = _Read(), set()
    for answer in answers:
        payment = payments.get(answer.number)
        if answer.number in seen:
            read.find("line_twice", answer.number, line=answer.line)
        elif payment is None:
            read.find("line_unknown", answer.number, line=answer.line)
        elif _fits(payment, answer, read, at):
            _book(payment, known[payment.claim_id], answer, read, by, at)
        seen.add(answer.number)
    for number in sorted(waiting - seen):
        read.find("line_missing", number, amount=yuan(payments[number].amount_fen))
    return read


def _fits(payment: Payment, answer: Answer, read: _Read, at: datetime) -> bool:
    if payment.state != "sent":
        read.find(
            "answered_before" if payment.state in ("paid", "failed") else "not_sent", payment.number, line=answer.line
        )
        return False
    if answer.paid is None or answer.day is None or answer.amount_fen is None or answer.day > localdate(at):
        read.find("line_unreadable", payment.number, line=answer.line)
        return False
    if answer.amount_fen != payment.amount_fen:
        read.find("amount_differs", payment.number, line=answer.line, ours=yuan(payment.amount_fen),
                  theirs=yuan(answer.amount_fen))  # fmt: skip
        return False
    return True


def _book(payment: Payment, claim: Claim, answer: Answer, read: _Read, by: Actor, at: datetime) -> None:
    payment.bank_words, payment.state_at, payment.version = answer.words, at, payment.version + 1
    fields = ["bank_words", "state_at", "version", "state"]
    if not answer.paid:
        payment.state, payment.reason = "failed", answer.words or "银行退回"
        payment.save(update_fields=[*fields, "reason"])
        note("payment.failed", claim, by, at, number=payment.number, reason=payment.reason)
        read.failed += 1
        return
    payment.state, payment.paid_date = "paid", answer.day
    payment.save(update_fields=[*fields, "paid_date"])
    line(claim.envelope_id, "payment", payment.amount_fen, payment.number, by, at, day=answer.day, claim=claim,
         payment_id=payment.pk)  # fmt: skip
    move(claim, "paid", "claim.paid", by, at, number=payment.number, amount=yuan(payment.amount_fen))
    tell_firm(claim, "claim.paid", by, at, amount=yuan(payment.amount_fen))
    read.paid += 1
    _tell_promise(payment, claim, read, by, at)


def _tell_promise(payment: Payment, claim: Claim, read: _Read, by: Actor, at: datetime) -> None:
    """Note the payment with the stage of the promise for which it was made; what that refuses is named, the money is out."""
    if claim.promise_id is None or claim.promise_stage is None or payment.paid_date is None:
        return
    version = Promise.objects.values_list("version", flat=True).get(pk=claim.promise_id)
    try:
        with transaction.atomic():
            note_paid(
                promise_id=claim.promise_id, version=version, stage=claim.promise_stage,
                amount=Decimal(payment.amount_fen) / 100, day=payment.paid_date, reference=payment.number, by=by, at=at,
            )  # fmt: skip
    except Refusal as refusal:
        read.find("promise_refuses", payment.number, why=refusal.sentence("zh"), why_en=refusal.sentence("en"))
