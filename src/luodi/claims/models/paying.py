"""Batches, payments, what the bank answered, and money that has to come back."""

from django.db import models
from django.db.models import F, Q

from luodi.claims.models.claims import OfClaims
from luodi.people.visibility import ScopedQuerySet

BATCH_KINDS = ["payout", "congress"]
BATCH_STATES = ["open", "released", "sent", "done", "dropped"]
PAYMENT_STATES = ["ready", "paused", "sent", "paid", "failed", "dropped"]
PAYMENT_LIVE = ["ready", "paused", "sent", "paid"]
RECOVERY_STATES = ["proposed", "demanded", "repaid", "rejected"]
GROUNDS = ["fraud", "not_performed", "overpaid", "double_funding", "other"]


class Batches(ScopedQuerySet):
    """Batches are theirs who pay, and are seen by who sees the amounts of the district."""

    fixed_class = "sensitive"

    def visible_to(self, actor):
        if actor.kind != "system" and actor.may("claims.pay"):
            return self
        return super().visible_to(actor)


class Batch(models.Model):
    """Payments that go to the bank together: made by one person, released by another, then sent as a file.

    A congress batch is prepared for the stage (`event_date`, how many firms were announced: `stated_count`).
    """

    title = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, default="payout")
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    event_date = models.DateField(null=True, blank=True)
    stated_count = models.IntegerField(null=True, blank=True)
    state = models.CharField(max_length=10, default="open")
    made_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    released_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    released_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    version = models.IntegerField(default=1)

    objects = Batches.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="pay_batch_kind_known", condition=Q(kind__in=BATCH_KINDS)),
            models.CheckConstraint(name="pay_batch_state_known", condition=Q(state__in=BATCH_STATES)),
            models.CheckConstraint(name="pay_batch_named", condition=~Q(title="")),
            models.CheckConstraint(
                name="pay_batch_released_by_another",
                condition=Q(state__in=["open", "dropped"])
                | Q(released_by__isnull=False, released_at__isnull=False)
                & (Q(made_by=None) | ~Q(released_by=F("made_by"))),
            ),
        ]


class Payment(models.Model):
    """One claim's money on its way, to the account as it stood confirmed when the payment was made.

    `number` is what the bank gets and gives back. A claim has at most one payment that is under way or paid (SQL).
    """

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="payments")
    claim = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, related_name="payments")
    account = models.ForeignKey("claims.BankAccount", on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=24, unique=True)
    amount_fen = models.BigIntegerField()
    state = models.CharField(max_length=10, default="ready")
    state_at = models.DateTimeField()
    reason = models.CharField(max_length=300, default="", blank=True)
    paused_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    paid_date = models.DateField(null=True, blank=True)
    bank_words = models.CharField(max_length=200, default="", blank=True)
    version = models.IntegerField(default=1)

    objects = OfClaims.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="payment_state_known", condition=Q(state__in=PAYMENT_STATES)),
            models.CheckConstraint(name="payment_of_something", condition=Q(amount_fen__gt=0)),
            models.CheckConstraint(
                name="payment_paused_says_why",
                condition=~Q(state__in=["paused", "failed", "dropped"]) | ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="payment_paid_on_a_day", condition=Q(state="paid", paid_date__isnull=False) | ~Q(state="paid")
            ),
            models.UniqueConstraint(
                fields=["claim"], condition=Q(state__in=PAYMENT_LIVE), name="payment_one_under_way_a_claim"
            ),
        ]
        indexes = [models.Index(fields=["batch", "id"], name="claims_payment_batch")]


class BankReturn(models.Model):
    """A file that the bank gave back for a batch, read once: its digest, and what was found line by line; append-only."""

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="returns")
    sha256 = models.CharField(max_length=64)
    file_name = models.CharField(max_length=200)
    paid = models.IntegerField()
    failed = models.IntegerField()
    findings = models.JSONField(default=list)
    made_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "sha256"], name="bank_return_read_once")]


class Recovery(models.Model):
    """Paid money that has to come back, with ground and reason: proposed by one person, demanded by another."""

    claim = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, related_name="recoveries")
    ground = models.CharField(max_length=14)
    amount_fen = models.BigIntegerField()
    reason = models.CharField(max_length=500)
    state = models.CharField(max_length=10, default="proposed")
    due_date = models.DateField(null=True, blank=True)
    made_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    decided_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=300, default="", blank=True)

    objects = OfClaims.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="recovery_state_known", condition=Q(state__in=RECOVERY_STATES)),
            models.CheckConstraint(name="recovery_ground_known", condition=Q(ground__in=GROUNDS)),
            models.CheckConstraint(name="recovery_of_something", condition=Q(amount_fen__gt=0) & ~Q(reason="")),
            models.CheckConstraint(
                name="recovery_decided_by_another",
                condition=Q(state="proposed", decided_by=None)
                | Q(decided_by__isnull=False, decided_at__isnull=False)
                & (Q(made_by=None) | ~Q(decided_by=F("made_by"))),
            ),
            models.UniqueConstraint(fields=["claim"], condition=Q(state="proposed"), name="recovery_one_waits_a_claim"),
        ]


class Repayment(models.Model):
    """Money that came back, with its reference; append-only. Its sum never passes what was demanded (a trigger)."""

    recovery = models.ForeignKey(Recovery, on_delete=models.PROTECT, related_name="repayments")
    amount_fen = models.BigIntegerField()
    day = models.DateField()
    reference = models.CharField(max_length=120)
    made_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="repayment_of_something", condition=Q(amount_fen__gt=0) & ~Q(reference="")),
            models.UniqueConstraint(fields=["recovery", "reference"], name="repayment_once"),
        ]
