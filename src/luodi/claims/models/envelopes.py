"""Envelopes: a year's money for some clauses. What stands in the books is the sum of their lines, never a counter."""

from django.db import models
from django.db.models import Q

from luodi.people.visibility import ScopedQuerySet

OVER = ["first_come", "pro_rata"]
LINE_KINDS = ["appropriation", "commitment", "release", "payment"]


class Envelopes(ScopedQuerySet):
    """An envelope is its unit's; a department sees those that claims before it draw on."""

    def put_before(self, actor):
        return Q(unit_id__in=actor.unit_ids) | Q(claims__unit_id__in=actor.unit_ids)

    def visible_to(self, actor):
        found = super().visible_to(actor)
        return found if actor.kind == "system" else found.distinct()


class EnvelopeLines(ScopedQuerySet):
    """Lines of the envelopes that one sees."""

    def visible_to(self, actor):
        if actor.kind == "system":
            return self
        return self.filter(envelope__in=Envelope.objects.visible_to(actor).values("pk"))


class Envelope(models.Model):
    """A fund of one year. `code` is the name under which the policy pack knows it; `over` says what happens beyond it.

    `entries` counts its lines: each new line adds one (a trigger), which makes every writer wait for the one before it.
    """

    code = models.CharField(max_length=60)
    year = models.IntegerField()
    title = models.CharField(max_length=120)
    over = models.CharField(max_length=10)
    budget_line = models.CharField(max_length=40, default="", blank=True)
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    entries = models.IntegerField(default=0)
    made_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    objects = Envelopes.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "year"], name="envelope_once_a_year"),
            models.CheckConstraint(name="envelope_over_known", condition=Q(over__in=OVER)),
            models.CheckConstraint(name="envelope_named", condition=~Q(code="") & ~Q(title="")),
        ]

    def __str__(self) -> str:
        return self.title


class EnvelopeLine(models.Model):
    """One line of an envelope's books, in 分; append-only.

    appropriation (below zero: cut) · commitment and release of a claim · payment of a claim. A trigger keeps the sums with
    every line: commitments within appropriations, a claim's within what is payable for it, payments within commitments.
    """

    envelope = models.ForeignKey(Envelope, on_delete=models.PROTECT, related_name="lines")
    kind = models.CharField(max_length=14)
    amount_fen = models.BigIntegerField()
    claim = models.ForeignKey("claims.Claim", null=True, on_delete=models.PROTECT, related_name="lines")
    payment = models.ForeignKey("claims.Payment", null=True, on_delete=models.PROTECT, related_name="lines")
    day = models.DateField()
    reason = models.CharField(max_length=300)
    made_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    objects = EnvelopeLines.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="envelope_line_kind_known", condition=Q(kind__in=LINE_KINDS)),
            models.CheckConstraint(
                name="envelope_line_of_a_claim",
                condition=Q(kind="appropriation", claim=None, payment=None) & ~Q(amount_fen=0)
                | ~Q(kind="appropriation") & Q(claim__isnull=False, amount_fen__gt=0),
            ),
            models.CheckConstraint(
                name="envelope_line_of_a_payment",
                condition=Q(kind="payment", payment__isnull=False) | ~Q(kind="payment") & Q(payment=None),
            ),
            models.CheckConstraint(name="envelope_line_says_why", condition=~Q(reason="")),
            models.UniqueConstraint(
                fields=["payment"], condition=Q(payment__isnull=False), name="envelope_line_once_a_payment"
            ),
        ]
        indexes = [models.Index(fields=["envelope", "kind"], name="claims_line_sums")]
