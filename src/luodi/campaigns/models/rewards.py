"""What a plan is rewarded with: incentive pools with their shares, and the red and the black list of a month."""

from django.db import models
from django.db.models import F, Q

from luodi.campaigns.models.planned import Plan
from luodi.people.visibility import ScopedQuerySet, sees_all

POOL_STATES = ["proposed", "approved", "rejected"]
LISTING_STATES = ["proposed", "published", "withdrawn"]
COLOURS = ["red", "black"]


class Pools(ScopedQuerySet):
    """An approved pool is seen by all who see its plan, a proposed one by the office and by whoever sees all."""

    def visible_to(self, actor):
        if actor.kind == "system" or sees_all(actor, "internal"):
            return self
        seen = self.filter(plan__in=Plan.objects.visible_to(actor))
        return seen.filter(Q(state="approved") | Q(plan__office__in=actor.unit_ids))


class Pool(models.Model):
    """An amount for some months, split by a rule among the streets as they stood at `known_at`. Frozen once decided."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="pools")
    title = models.CharField(max_length=120)
    first_month = models.DateField()
    last_month = models.DateField()
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    rule = models.CharField(max_length=20)
    basis = models.CharField(max_length=200)
    state = models.CharField(max_length=10, default="proposed")
    known_at = models.DateTimeField()
    made_by = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_by = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_note = models.CharField(max_length=300, default="", blank=True)
    frozen_text = models.TextField()
    digest = models.CharField(max_length=64)
    version = models.IntegerField(default=1)

    objects = Pools.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="pool_state_known", condition=Q(state__in=POOL_STATES)),
            models.CheckConstraint(name="pool_amount_positive", condition=Q(amount__gt=0)),
            models.CheckConstraint(name="pool_months_in_order", condition=Q(last_month__gte=F("first_month"))),
            models.CheckConstraint(
                name="pool_decided_by_another",
                condition=Q(state="proposed", decided_at__isnull=True)
                | (
                    ~Q(state="proposed")
                    & Q(decided_at__isnull=False)
                    & (Q(made_by__isnull=True) | Q(decided_by__isnull=True) | ~Q(decided_by=F("made_by")))
                ),
            ),
            models.UniqueConstraint(
                fields=["plan", "first_month", "last_month", "title"],
                condition=~Q(state="rejected"),
                name="pool_once_a_period",
            ),
        ]


class PoolShare(models.Model):
    """A street's part of a pool. Append-only; the parts make up the pool exactly (checked as the transaction ends)."""

    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, related_name="shares")
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    rank = models.IntegerField(null=True, blank=True)
    points = models.DecimalField(max_digits=9, decimal_places=2)
    amount = models.DecimalField(max_digits=14, decimal_places=2)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pool", "unit"], name="pool_share_once_a_unit"),
            models.CheckConstraint(name="pool_share_not_negative", condition=Q(amount__gte=0)),
        ]


class Listings(ScopedQuerySet):
    """What is published is seen by everybody of the district; before that by the office, the listed unit, and who sees all."""

    def visible_to(self, actor):
        if actor.kind == "system" or sees_all(actor, "internal"):
            return self
        ours = Q(unit__in=actor.unit_ids) | Q(plan__office__in=actor.unit_ids)
        return self.filter(Q(state="published") | ours)


class Listing(models.Model):
    """A street on the red or the black list of a month: proposed from the ranking, heard, then published by another."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="listings")
    month = models.DateField()
    colour = models.CharField(max_length=5)
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    rank = models.IntegerField()
    points = models.DecimalField(max_digits=9, decimal_places=2)
    reason = models.CharField(max_length=300)
    state = models.CharField(max_length=10, default="proposed")
    hearing_until = models.DateField()
    proposed_by = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_note = models.CharField(max_length=300, default="", blank=True)
    version = models.IntegerField(default=1)

    objects = Listings.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="listing_state_known", condition=Q(state__in=LISTING_STATES)),
            models.CheckConstraint(name="listing_colour_known", condition=Q(colour__in=COLOURS)),
            models.CheckConstraint(name="listing_says_why", condition=~Q(reason="")),
            models.CheckConstraint(
                name="listing_decided_by_another",
                condition=Q(state="proposed", decided_at__isnull=True)
                | (
                    ~Q(state="proposed")
                    & Q(decided_at__isnull=False)
                    & (Q(proposed_by__isnull=True) | Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")))
                ),
            ),
            models.UniqueConstraint(
                fields=["plan", "month", "unit"], condition=~Q(state="withdrawn"), name="listing_once_a_month"
            ),
        ]
        indexes = [models.Index(fields=["state", "-month"], name="listings_published")]


class Statement(models.Model):
    """What the listed unit says in its hearing. Append-only."""

    listing = models.ForeignKey(Listing, on_delete=models.PROTECT, related_name="statements")
    words = models.CharField(max_length=500)
    by = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(name="statement_says_something", condition=~Q(words=""))]
