"""Money that has to come back: proposed with ground and reason, demanded by another person, noted as it comes."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils.timezone import localdate

from luodi.claims import refusals
from luodi.claims.models import Payment, Recovery, Repayment
from luodi.claims.models.paying import GROUNDS
from luodi.claims.operations.moving import in_words, locked_claim, note, setting, tell_firm, yuan
from luodi.claims.permissions import is_oneself, require_person
from luodi.engines.clocks import working_days_after
from luodi.people.texts import fitting
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound


@transaction.atomic
def propose_recovery(
    *, claim_id: int, ground: str, amount_fen: int, reason: str, by: Actor, at: datetime
) -> Recovery:  # fmt: skip
    """Propose to take back what was paid for a claim, whole or in part.

    :raises RecoveryGroundUnknown: for a ground that is not on the list
    :raises RecoveryTooMuch: if more would come back than was paid and is not demanded yet
    :raises RecoverySettled: if another one waits
    """
    require_person(by, "claims.recover")
    claim = locked_claim(claim_id, None, by, "paid", "archived")
    if ground not in GROUNDS:
        raise refusals.RecoveryGroundUnknown(ground=ground)
    most = _paid(claim.pk) - _asked_back(claim.pk)
    if not 0 < amount_fen <= most:
        raise refusals.RecoveryTooMuch(most=yuan(most))
    row = fitting(Recovery(
        claim=claim, ground=ground, amount_fen=amount_fen, reason=in_words(reason, 500), made_by_id=by.person_id,
        made_at=at,
    ))  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise refusals.RecoverySettled() from error
    note("recovery.proposed", claim, by, at, amount=yuan(amount_fen), reason=row.reason[:300])
    return row


@transaction.atomic
def decide_recovery(*, recovery_id: int, demand: bool, note_text: str = "", by: Actor, at: datetime) -> Recovery:
    """Demand the money back as another person than the one who proposed it, or reject the proposal with a reason.

    :raises ClaimCheckerIsMaker: for who proposed it
    :raises RecoverySettled: if it was decided
    """
    person = require_person(by, "claims.recover")
    row = _locked(recovery_id, by)
    if row.state != "proposed":
        raise refusals.RecoverySettled()
    if is_oneself(by, [row.made_by_id]):
        raise refusals.ClaimCheckerIsMaker()
    row.state, row.decided_by_id, row.decided_at = ("demanded" if demand else "rejected"), person, at
    row.note = note_text.strip()[:300] if demand else in_words(note_text)
    if demand:
        today = localdate(at)
        row.due_date = working_days_after(today, int(setting("claims.recovery_days", on=today))).day
        tell_firm(row.claim, "claim.recovery", by, at, amount=yuan(row.amount_fen), due=row.due_date.isoformat())
    row.save(update_fields=["state", "decided_by", "decided_at", "note", "due_date"])
    note("recovery.demanded" if demand else "recovery.rejected", row.claim, by, at, amount=yuan(row.amount_fen))
    return row


@transaction.atomic
def note_repaid(
    *, recovery_id: int, amount_fen: int, day: date, reference: str, by: Actor, at: datetime
) -> Repayment:  # fmt: skip
    """Note money that came back, with its reference, once; it goes to the treasury and not into the envelope again.

    :raises RecoveryNotDemanded: if nothing was demanded, or all has come back
    :raises RecoveryTooMuch: if more would come back than was demanded
    :raises RepaymentNotedBefore: for a reference that was noted
    """
    require_person(by, "claims.pay")
    row = _locked(recovery_id, by)
    words = in_words(reference, 120)
    if row.repayments.filter(reference=words).exists():
        raise refusals.RepaymentNotedBefore(reference=words)
    if row.state != "demanded":
        raise refusals.RecoveryNotDemanded()
    rest = row.amount_fen - (row.repayments.aggregate(sum=Sum("amount_fen"))["sum"] or 0)
    if not 0 < amount_fen <= rest:
        raise refusals.RecoveryTooMuch(most=yuan(rest))
    paid = Repayment(
        recovery=row, amount_fen=amount_fen, day=min(day, localdate(at)), reference=words, made_by_id=by.person_id,
        made_at=at,
    )  # fmt: skip
    fitting(paid).save(force_insert=True)
    if amount_fen == rest:
        row.state = "repaid"
        row.save(update_fields=["state"])
    note("recovery.repaid", row.claim, by, at, amount=yuan(amount_fen), reference=words)
    return paid


def _locked(recovery_id: int, by: Actor) -> Recovery:
    found = Recovery.objects.visible_to(by).filter(pk=recovery_id).values_list("claim_id", flat=True).first()
    if found is None:
        raise NotFound()
    locked_claim(found, None, by)
    return Recovery.objects.select_for_update(of=("self",)).select_related("claim__company").get(pk=recovery_id)


def _paid(claim_id: int) -> int:
    return Payment.objects.filter(claim=claim_id, state="paid").aggregate(sum=Sum("amount_fen"))["sum"] or 0


def _asked_back(claim_id: int) -> int:
    rows = Recovery.objects.filter(claim=claim_id).exclude(state="rejected")
    return rows.aggregate(sum=Sum("amount_fen"))["sum"] or 0
