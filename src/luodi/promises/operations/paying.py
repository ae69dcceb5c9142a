"""Noting what was paid for a stage of a promise, or taken back; never more than is payable, never more than is to come back."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.timezone import localdate

from luodi.people.permissions import require
from luodi.people.texts import fitting
from luodi.promises import refusals
from luodi.promises.models import Paid, Promise
from luodi.promises.operations.making import in_words, locked_promise, note, step
from luodi.promises.queries.payments import stages_of
from luodi.promises.queries.readings import read_promises
from luodi.values.actor import Actor
from luodi.values.refusal import NotAllowed


@transaction.atomic
def note_paid(
    *, promise_id: int, version: int, stage: int, amount: Decimal, day: date, reference: str, by: Actor, at: datetime
) -> Paid:  # fmt: skip
    """Note money paid for a stage of a promise (below zero: taken back), with the reference of the payment.

    What is payable and what has to come back follow from how the terms stand (`engines.promises.settle`, handbook §4.1).
    Who made the promise does not note its payments.

    :raises NotAllowed: without the right to note payments, or for figures that the actor does not see
    :raises PromiseCheckerIsMaker: for who made the promise
    :raises PromiseStageUnknown: if no such stage hangs on the promise
    :raises PromisePaidTooMuch: if more is paid than is payable now, or more taken back than has to come back
    :raises PromisePaidLater: for a day that is still to come
    """
    promise = locked_promise(promise_id, version, by)
    require(by, "promises.pay")
    if promise.made_by_id is not None and promise.made_by_id in (by.person_id, *by.standing_in_for):
        raise refusals.PromiseCheckerIsMaker()
    words, today = in_words(reference), localdate(at)
    if day > today:
        raise refusals.PromisePaidLater(day=day.isoformat())
    _refuse(promise, stage, amount, by, today)
    row = fitting(Paid(
        promise=promise, stage=stage, amount=amount, day=day, reference=words, made_by_id=by.person_id, made_at=at,
    ))  # fmt: skip
    row.save(force_insert=True)
    step(promise)
    note("promise.paid" if amount > 0 else "promise.taken_back", promise, by, at, stage=stage, reference=row.reference)
    return row


def _refuse(promise: Promise, stage: int, amount: Decimal, by: Actor, today: date) -> None:
    found = {each.number: each for each in stages_of(read_promises([promise], by, today, today)[0], today=today)}
    if stage not in found:
        raise refusals.PromiseStageUnknown(stage=stage, stages=len(found))
    settled = found[stage]
    if settled.pay is None or settled.claw_back is None:
        raise NotAllowed(permission="promises.pay")
    sound = amount.is_finite() and amount != 0 and amount == round(amount, 2)
    if not sound or abs(amount) > (settled.pay if amount > 0 else settled.claw_back):
        raise refusals.PromisePaidTooMuch(stage=stage, payable=f"{settled.pay:,.2f}", back=f"{settled.claw_back:,.2f}")
