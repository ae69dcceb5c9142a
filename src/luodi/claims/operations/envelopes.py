"""Keeping envelopes: opened, appropriated, cut, divided pro rata. The books are sums of lines, under the envelope's lock."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Count, Sum
from django.db.models.functions import Coalesce
from django.utils.timezone import localdate

from luodi.claims import refusals
from luodi.claims.models import OVER, Claim, Envelope, EnvelopeLine
from luodi.claims.operations.moving import in_words, move, yuan
from luodi.claims.permissions import require_person
from luodi.claims.queries.books import left_of
from luodi.engines.policies.envelopes import divide
from luodi.journal.operations import record
from luodi.people.models import Unit
from luodi.people.texts import fitting
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound

MOST_FEN = 10**14
UNDER_WAY = ["submitted", "checked", "crossed", "published"]


@transaction.atomic
def open_envelope(
    *, code: str, year: int, title: str, over: str, unit_id: int, budget_line: str = "", by: Actor, at: datetime
) -> Envelope:  # fmt: skip
    """Open an envelope of one year under the code that the policy pack gives it.

    :raises EnvelopeThereAlready: if there is one of this code and year
    """
    require_person_or_system(by)
    code, title = code.strip(), in_words(title, 120)
    if over not in OVER or not code or not 2000 <= year <= 2100 or not Unit.objects.filter(pk=unit_id).exists():
        raise NotFound()
    if Envelope.objects.filter(code=code, year=year).exists():
        raise refusals.EnvelopeThereAlready(code=code, year=year)
    row = fitting(Envelope(
        code=code, year=year, title=title, over=over, unit_id=unit_id, budget_line=budget_line.strip(),
        made_by_id=by.person_id, made_at=at,
    ))  # fmt: skip
    row.save(force_insert=True)
    _note("envelope.opened", row, by, at, year=year)
    return row


@transaction.atomic
def appropriate(
    *, envelope_id: int, amount_fen: int, reason: str, day: date | None = None, by: Actor, at: datetime
) -> EnvelopeLine:
    """Write an appropriation into an envelope's books; one below zero cuts it, never below what is committed.

    :raises EnvelopeAmountWrong: for nothing, or more than can be kept
    :raises EnvelopeCutTooDeep: naming what can be cut
    """
    require_person_or_system(by)
    envelope = locked_envelope(envelope_id)
    if not 0 < abs(amount_fen) < MOST_FEN:
        raise refusals.EnvelopeAmountWrong(amount=yuan(amount_fen))
    left = left_of(envelope.pk)
    if left + amount_fen < 0:
        raise refusals.EnvelopeCutTooDeep(left=yuan(left))
    row = line(envelope.pk, "appropriation", amount_fen, reason, by, at, day=day)
    _note("envelope.appropriated", envelope, by, at, amount=yuan(amount_fen), reason=row.reason)
    return row


@transaction.atomic
def divide_envelope(*, envelope_id: int, reason: str, by: Actor, at: datetime) -> list[Claim]:
    """Divide what is left of a pro-rata envelope among its approved claims (whole ppm, floored to the 分), and commit it.

    :raises EnvelopeNotProRata: for one that gives first come, first served
    :raises EnvelopeNothingToDivide: if no approved claim waits
    :raises EnvelopeExhausted: if nothing is left
    """
    require_person_or_system(by)
    words = in_words(reason)
    claims = list(
        Claim.objects.select_for_update(of=("self",)).select_related("company").order_by("pk")
        .filter(envelope_id=envelope_id, stage="approved")
    )  # fmt: skip
    envelope = locked_envelope(envelope_id)
    if envelope.over != "pro_rata":
        raise refusals.EnvelopeNotProRata(title=envelope.title)
    if not claims:
        raise refusals.EnvelopeNothingToDivide(title=envelope.title)
    left = left_of(envelope.pk)
    ratio, shares = divide([each.granted_fen or 0 for each in claims], left)
    if not any(shares):
        total = sum(each.granted_fen or 0 for each in claims)
        raise refusals.EnvelopeExhausted(title=envelope.title, left=yuan(left), asked=yuan(total))
    for claim, share in zip(claims, shares, strict=True):
        if share:
            claim.payable_fen, claim.ratio_ppm = int(share), int(ratio)
            move(claim, "committed", "claim.committed", by, at, "payable_fen", "ratio_ppm", amount=yuan(int(share)))
            line(envelope.pk, "commitment", int(share), words, by, at, claim=claim)
    _note("envelope.divided", envelope, by, at, claims=len(claims), ratio=int(ratio))
    return claims


def affordable(claim: Claim) -> int:
    """Give a claim's granted amount if its envelope (locked now) still has it: first come, first served.

    Who came first is who applied first, not who is approved first: what claims that were handed in earlier and are under way
    ask for is kept for them.

    :raises EnvelopeExhausted: with what is left
    :raises EnvelopeEarlierFirst: if what is left is needed for claims that were handed in earlier
    """
    envelope = locked_envelope(claim.envelope_id)
    left, asked = left_of(envelope.pk), claim.granted_fen or 0
    if asked > left:
        raise refusals.EnvelopeExhausted(title=envelope.title, left=yuan(left), asked=yuan(asked))
    earlier = Claim.objects.filter(
        envelope=envelope, stage__in=UNDER_WAY, frozen_at__lt=claim.frozen_at or claim.made_at
    ).exclude(pk=claim.pk)
    kept = earlier.order_by().aggregate(n=Count("pk"), fen=Sum(Coalesce("granted_fen", "asked_fen"), default=0))
    if asked > left - kept["fen"]:
        raise refusals.EnvelopeEarlierFirst(
            title=envelope.title, left=yuan(left), asked=yuan(asked), count=kept["n"], kept=yuan(kept["fen"])
        )
    return asked


def line(
    envelope_id: int, kind: str, amount_fen: int, reason: str, by: Actor, at: datetime, *, day: date | None = None,
    claim: Claim | None = None, payment_id: int | None = None,
) -> EnvelopeLine:  # fmt: skip
    """Write one line into an envelope's books; the database holds its sums.

    :raises ClaimNeedsWords: without a reason
    """
    row = EnvelopeLine(
        envelope_id=envelope_id, kind=kind, amount_fen=amount_fen, reason=in_words(reason), day=day or localdate(at),
        claim=claim, payment_id=payment_id, made_by_id=by.person_id, made_at=at,
    )  # fmt: skip
    row.save(force_insert=True)
    return row


def locked_envelope(envelope_id: int) -> Envelope:
    """Lock an envelope; the next statement reads what everybody before it wrote.

    :raises NotFound: if there is none
    """
    row = Envelope.objects.select_for_update().filter(pk=envelope_id).first()
    if row is None:
        raise NotFound()
    return row


def require_person_or_system(by: Actor) -> None:
    """Refuse unless the actor keeps envelopes.

    :raises NotAllowed: naming the permission
    """
    if by.kind != "system":
        require_person(by, "claims.envelopes")


def _note(event: str, envelope: Envelope, by: Actor, at: datetime, **facts: object) -> None:
    record(event, envelope, by=by, at=at, label=envelope.title, owner_unit_id=envelope.unit_id, facts=facts)
