"""Giving committed money back to its envelope: a claim that was approved and is not paid after all."""

from datetime import datetime

from django.db import transaction

from luodi.claims import refusals
from luodi.claims.models import PAYMENT_LIVE, Claim
from luodi.claims.operations.envelopes import line, locked_envelope
from luodi.claims.operations.moving import in_words, locked_claim, move, tell_firm, yuan
from luodi.claims.permissions import is_oneself, require_person
from luodi.values.actor import Actor


@transaction.atomic
def release_claim(*, claim_id: int, version: int, reason: str, by: Actor, at: datetime) -> Claim:
    """Reject a claim whose money is committed and not under way, as another person than who approved it; the envelope gets all of it back.

    :raises ClaimCheckerIsMaker: for who approved it
    :raises PaymentUnderWay: while a payment of it is ready, paused, sent or paid
    """
    require_person(by, "claims.approve")
    claim = locked_claim(claim_id, version, by, "committed")
    words, committed = in_words(reason), claim.payable_fen or 0
    if is_oneself(by, [claim.approved_by_id]):
        raise refusals.ClaimCheckerIsMaker()
    if claim.payments.filter(state__in=PAYMENT_LIVE).exists():
        raise refusals.PaymentUnderWay(claims=[claim.pk])
    locked_envelope(claim.envelope_id)
    line(claim.envelope_id, "release", committed, words, by, at, claim=claim)
    claim.payable_fen, claim.ratio_ppm, claim.outcome = None, None, words
    move(
        claim,
        "rejected",
        "claim.released",
        by,
        at,
        "payable_fen",
        "ratio_ppm",
        "outcome",
        reason=words,
        amount=yuan(committed),
    )
    tell_firm(claim, "claim.rejected", by, at, reason=words[:80])
    return claim
