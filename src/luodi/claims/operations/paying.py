"""Batches of payments: made, released by another person, sent to the bank, and read back; nothing is paid twice."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from luodi.claims import refusals
from luodi.claims.models import PAYMENT_LIVE, BankAccount, Batch, Claim, Payment
from luodi.claims.models.paying import BATCH_KINDS
from luodi.claims.operations.moving import in_words, note
from luodi.claims.permissions import is_oneself, require_person
from luodi.journal.operations import record
from luodi.people.texts import fitting
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound, Stale


@transaction.atomic
def make_batch(
    *, title: str, claim_ids: Sequence[int], kind: str = "payout", event_date: date | None = None,
    stated_count: int | None = None, by: Actor, at: datetime,
) -> Batch:  # fmt: skip
    """Make a batch of approved claims, each to the firm's account as it stands confirmed now.

    One for the stage (kind congress) says how many firms were announced, and holds exactly so many.

    :raises ClaimsNoneChosen: without a claim
    :raises PayBatchCountDiffers: if other than the announced number of firms was chosen
    :raises PaymentUnderWay: naming claims that are being paid, paid, or not approved
    :raises BankAccountMissing: naming the firms without a confirmed account
    """
    require_person(by, "claims.pay")
    words, ids = in_words(title, 120), sorted(set(claim_ids))
    if not ids:
        raise refusals.ClaimsNoneChosen()
    if kind not in BATCH_KINDS or by.unit_id is None:
        raise NotFound()
    claims = list(
        Claim.objects.select_for_update(of=("self",)).select_related("company").filter(pk__in=ids).order_by("pk")
    )
    if len(claims) != len(ids):
        raise NotFound()
    busy = set(Payment.objects.filter(claim__in=ids, state__in=PAYMENT_LIVE).values_list("claim_id", flat=True))
    wrong = [each.pk for each in claims if each.stage != "committed" or each.pk in busy]
    if wrong:
        raise refusals.PaymentUnderWay(claims=wrong)
    firms = {each.company_id for each in claims}
    if kind == "congress" and stated_count is not None and len(firms) != stated_count:
        raise refusals.PayBatchCountDiffers(stated=stated_count, firms=len(firms))
    accounts = _accounts(claims)
    row = fitting(Batch(
        title=words, kind=kind, unit_id=by.unit_id, event_date=event_date, stated_count=stated_count,
        made_by_id=by.person_id, made_at=at,
    ))  # fmt: skip
    row.save(force_insert=True)
    Payment.objects.bulk_create(
        Payment(
            batch=row, claim=each, account_id=accounts[each.company_id], number=f"LD{row.pk:06d}{each.pk:08d}",
            amount_fen=each.payable_fen or 0, state_at=at,
        )
        for each in claims
    )  # fmt: skip
    note_batch("pay_batch.made", row, by, at, payments=len(claims))
    return row


@transaction.atomic
def release_batch(*, batch_id: int, version: int, by: Actor, at: datetime) -> Batch:
    """Release a batch as another person than the one who made it.

    :raises ClaimCheckerIsMaker: for who made it
    :raises PayBatchWrongState: if it is released already
    """
    person = require_person(by, "claims.pay")
    row = locked_batch(batch_id, version, by, "open")
    if is_oneself(by, [row.made_by_id]):
        raise refusals.ClaimCheckerIsMaker()
    row.state, row.released_by_id, row.released_at = "released", person, at
    return _step(row, "pay_batch.released", by, at, "state", "released_by", "released_at")


@transaction.atomic
def drop_batch(*, batch_id: int, version: int, reason: str, by: Actor, at: datetime) -> Batch:
    """Drop a batch that nothing was sent of, with a reason; its claims may be put into another.

    :raises PayBatchWrongState: once it was sent
    """
    require_person(by, "claims.pay")
    row = locked_batch(batch_id, version, by, "open", "released")
    words = in_words(reason)
    row.payments.filter(state__in=("ready", "paused")).update(state="dropped", reason=words, state_at=at)
    row.state = "dropped"
    return _step(row, "pay_batch.dropped", by, at, "state", reason=words)


@transaction.atomic
def send_batch(*, batch_id: int, version: int, by: Actor, at: datetime) -> Batch:
    """Send the ready payments of a released batch to the bank: from now on only its return decides about them.

    Paused ones stay behind; once resumed they are sent on their own.

    :raises PayBatchWrongState: if it is not released
    :raises PayBatchNothingReady: if no payment is ready
    """
    require_person(by, "claims.pay")
    row = locked_batch(batch_id, version, by, "released", "sent")
    sent = row.payments.filter(state="ready").update(state="sent", state_at=at)
    if not sent:
        raise refusals.PayBatchNothingReady()
    row.state, row.sent_at = "sent", at
    return _step(row, "pay_batch.sent", by, at, "state", "sent_at", payments=sent)


@transaction.atomic
def pause_payment(*, payment_id: int, version: int, reason: str, by: Actor, at: datetime) -> Payment:
    """Pause one payment that was not sent, with a reason.

    :raises PaymentWrongState: if it is not ready
    """
    row = _locked_payment(payment_id, version, by, "ready")
    row.state, row.reason, row.paused_by_id = "paused", in_words(reason), by.person_id
    return _changed(row, "payment.paused", by, at, reason=row.reason)


@transaction.atomic
def resume_payment(*, payment_id: int, version: int, reason: str, by: Actor, at: datetime) -> Payment:
    """Resume a paused payment, with a reason.

    :raises PaymentWrongState: if it is not paused
    """
    row = _locked_payment(payment_id, version, by, "paused")
    row.state, row.reason = "ready", in_words(reason)
    return _changed(row, "payment.resumed", by, at, reason=row.reason)


def locked_batch(batch_id: int, version: int | None, by: Actor, *states: str) -> Batch:
    """Lock a batch in one of some states.

    :raises NotFound: if there is none that the actor sees
    :raises Stale: if somebody changed it since it was read
    :raises PayBatchWrongState: in another state
    """
    if not Batch.objects.visible_to(by).filter(pk=batch_id).exists():
        raise NotFound()
    row = Batch.objects.select_for_update(of=("self",)).get(pk=batch_id)
    if version is not None and row.version != version:
        raise Stale()
    if states and row.state not in states:
        raise refusals.PayBatchWrongState(state=row.state)
    return row


def note_batch(event: str, row: Batch, by: Actor, at: datetime, **facts: object) -> None:
    """Write the journal line of something done to a batch."""
    record(event, row, by=by, at=at, label=row.title, owner_unit_id=row.unit_id, data_class="sensitive", facts=facts)


def digest_of(data: bytes) -> str:
    """Give the sha256 of a file that came from the bank."""
    return hashlib.sha256(data).hexdigest()


def _accounts(claims: Sequence[Claim]) -> dict[int, int]:
    firms = {each.company_id: each.company.name for each in claims}
    found = dict(BankAccount.objects.filter(company__in=firms, state="confirmed").values_list("company_id", "pk"))
    missing = [name for pk, name in firms.items() if pk not in found]
    if missing:
        raise refusals.BankAccountMissing(firms=missing[:20])
    return found


def _locked_payment(payment_id: int, version: int, by: Actor, *states: str) -> Payment:
    require_person(by, "claims.pay")
    found = Payment.objects.visible_to(by).filter(pk=payment_id).values_list("batch_id", flat=True).first()
    if found is None:
        raise NotFound()
    locked_batch(found, None, by)
    row = Payment.objects.select_for_update(of=("self",)).select_related("claim__company").get(pk=payment_id)
    if row.version != version:
        raise Stale()
    if row.state not in states:
        raise refusals.PaymentWrongState(number=row.number)
    return row


def _changed(row: Payment, event: str, by: Actor, at: datetime, **facts: object) -> Payment:
    row.state_at, row.version = at, row.version + 1
    row.save(update_fields=["state", "reason", "paused_by", "state_at", "version"])
    note(event, row.claim, by, at, number=row.number, **facts)
    return row


def _step(row: Batch, event: str, by: Actor, at: datetime, *changed: str, **facts: object) -> Batch:
    row.version += 1
    row.save(update_fields=["version", *changed])
    note_batch(event, row, by, at, **facts)
    return row
