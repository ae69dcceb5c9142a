"""How payouts stand in a few numbers: claims by step, what is late, days from notice to payment, envelopes nearest their end."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Aggregate, Count, DurationField, ExpressionWrapper, F, Q, Sum

from luodi.claims.models import Claim, Envelope
from luodi.claims.queries.desk import CLOCKED
from luodi.values.actor import Actor


class Median(Aggregate):
    """The middle of the values, between two of them in the middle of both (percentile_cont)."""

    function = "PERCENTILE_CONT"
    name = "Median"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"


@dataclass(frozen=True, slots=True)
class StepCount:
    """How many claims stand at a step, and how many of them beyond its day."""

    stage: str
    claims: int
    late: int


@dataclass(frozen=True, slots=True)
class EnvelopeGlance:
    """An envelope's sums in 分; `used` is the share that is committed, 1.0 at its end."""

    id: int
    title: str
    year: int
    appropriated: int
    committed: int
    paid: int

    @property
    def left(self) -> int:
        """Give what may still be committed."""
        return self.appropriated - self.committed

    @property
    def used(self) -> float:
        """Give the share that is committed."""
        return self.committed / self.appropriated if self.appropriated else 0.0


@dataclass(frozen=True, slots=True)
class PayoutsGlance:
    """Claims by step, the sums of all envelopes with the three nearest to their end, and the median days to payment.

    `days` are calendar days from the first day of the public notice to the bank's day; None while nothing was paid.
    """

    steps: list[StepCount]
    days: float | None
    paid_claims: int
    totals: EnvelopeGlance
    nearest: list[EnvelopeGlance]

    @property
    def late(self) -> int:
        """Give the claims beyond their day."""
        return sum(step.late for step in self.steps)


def payouts_glance(viewer: Actor, *, today: date) -> PayoutsGlance:
    """Count the claims and envelopes that the viewer may see; two SQL statements."""
    claims = Claim.objects.visible_to(viewer)
    counted: dict = {}
    for stage in CLOCKED:
        counted[stage] = Count("pk", filter=Q(stage=stage), distinct=True)
        counted[f"{stage}_late"] = Count("pk", filter=Q(stage=stage, stage_due__lt=today), distinct=True)
    paid = Q(payments__state="paid", publication__isnull=False)
    waited = ExpressionWrapper(F("payments__paid_date") - F("publication__from_date"), output_field=DurationField())
    found = claims.order_by().aggregate(
        days=Median(waited, filter=paid), paid_claims=Count("pk", filter=paid, distinct=True), **counted
    )
    days: timedelta | None = found["days"]
    envelopes = _envelopes(viewer)
    return PayoutsGlance(
        steps=[StepCount(stage, found[stage], found[f"{stage}_late"]) for stage in CLOCKED],
        days=round(days / timedelta(days=1), 1) if days is not None else None,
        paid_claims=found["paid_claims"],
        totals=EnvelopeGlance(0, "", today.year, *(
            sum(getattr(each, name) for each in envelopes) for name in ("appropriated", "committed", "paid")
        )),
        nearest=sorted(envelopes, key=lambda each: (-each.used, each.id))[:3],
    )  # fmt: skip


def _envelopes(viewer: Actor) -> list[EnvelopeGlance]:
    signed = Sum("lines__amount_fen", filter=Q(lines__kind="commitment"), default=0)
    rows = Envelope.objects.visible_to(viewer).order_by("pk").annotate(
        appropriated=Sum("lines__amount_fen", filter=Q(lines__kind="appropriation"), default=0), committed=signed,
        released=Sum("lines__amount_fen", filter=Q(lines__kind="release"), default=0),
        paid=Sum("lines__amount_fen", filter=Q(lines__kind="payment"), default=0),
    )  # fmt: skip
    return [
        EnvelopeGlance(each.pk, each.title, each.year, each.appropriated, each.committed - each.released, each.paid)
        for each in rows
    ]
