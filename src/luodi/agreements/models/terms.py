"""What an agreement watches, what it pays for, and what the district owes: three tables that are never one."""

from django.db import models
from django.db.models import F, Q

from luodi.agreements.models.agreement import Agreement

INDICATORS = ["fixed_assets", "revenue", "tax", "rd_spend", "talent", "milestone"]
MEASURES = ["sum", "level", "average", "cumulative", "date"]
DUTY_KINDS = ["land", "permit", "payment", "service", "other"]


class TermSheet(models.Model):
    """The terms of an agreement as somebody set them at one time; a later sheet replaces it. Append-only."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="sheets")
    ordinal = models.IntegerField()
    made_by = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agreement", "ordinal"], name="sheet_numbered_once")]


class Payment(models.Model):
    """What is paid for, and on what ground: a published clause of a policy, or a public document with its article, or a
    legal basis. Append-only.

    `driver` says what the amount follows (drivers.toml); tax, registration and statistics are no drivers.
    `cap` is in 元; `amount` a fixed sum, else `basis` says how it is reckoned.
    """

    sheet = models.ForeignKey(TermSheet, on_delete=models.PROTECT, related_name="payments")
    ordinal = models.IntegerField()
    what = models.CharField(max_length=200)
    driver = models.CharField(max_length=20)
    amount = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    basis = models.CharField(max_length=300, default="", blank=True)
    cap = models.DecimalField(max_digits=18, decimal_places=2)
    clause = models.ForeignKey(
        "policies.ClauseVersion", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    policy = models.ForeignKey("documents.Document", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    policy_article = models.CharField(max_length=60, default="", blank=True)
    legal_basis = models.CharField(max_length=300, default="", blank=True)
    budget_line = models.CharField(max_length=120, default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sheet", "ordinal"], name="payment_numbered_once"),
            models.CheckConstraint(name="payment_cap_positive", condition=Q(cap__gt=0)),
            models.CheckConstraint(
                name="payment_within_cap",
                condition=Q(amount__isnull=True) | Q(amount__gt=0, amount__lte=F("cap")),
            ),
            models.CheckConstraint(name="payment_reckoned", condition=Q(amount__isnull=False) | ~Q(basis="")),
            models.CheckConstraint(
                name="payment_driver_lawful",
                condition=~Q(driver__in=["tax", "local_share", "registration", "statistics", "revenue"]),
            ),
            models.CheckConstraint(
                name="payment_on_one_ground",
                condition=Q(clause__isnull=True, policy__isnull=False, legal_basis="") & ~Q(policy_article="")
                | Q(clause__isnull=True, policy__isnull=True, policy_article="") & ~Q(legal_basis="")
                | Q(clause__isnull=False, policy__isnull=True, policy_article="", legal_basis=""),
            ),
        ]


class PaymentStage(models.Model):
    """A part of a payment: its share in millionths, what has to be shown, and by when. Append-only."""

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="stages")
    ordinal = models.IntegerField()
    share_ppm = models.IntegerField()
    condition = models.CharField(max_length=200)
    due_date = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["payment", "ordinal"], name="stage_numbered_once"),
            models.CheckConstraint(name="stage_share_in_range", condition=Q(share_ppm__gt=0, share_ppm__lte=1_000_000)),
        ]


class Term(models.Model):
    """What is watched: an indicator or a milestone with its measure, tolerance, evidence, cure and remedy. Append-only.

    Handbook §4.1: watching tax or revenue is allowed; paying for them is not, and stands in another table.
    `cure` is {"notice_working_days", "plan_days", "cure_months"}; `tolerance_ppm` the part of a target that may be missed.
    """

    sheet = models.ForeignKey(TermSheet, on_delete=models.PROTECT, related_name="terms")
    ordinal = models.IntegerField()
    indicator = models.CharField(max_length=20)
    name = models.CharField(max_length=120, default="", blank=True)
    measure = models.CharField(max_length=10)
    unit_word = models.CharField(max_length=12, default="元")
    entities = models.CharField(max_length=200, default="", blank=True)
    tolerance_ppm = models.IntegerField(default=0)
    evidence = models.JSONField(default=list)
    cure = models.JSONField(default=dict)
    remedy = models.CharField(max_length=300, default="", blank=True)
    payment = models.ForeignKey(Payment, null=True, blank=True, on_delete=models.PROTECT, related_name="terms")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sheet", "ordinal"], name="term_numbered_once"),
            models.CheckConstraint(name="term_indicator_known", condition=Q(indicator__in=INDICATORS)),
            models.CheckConstraint(name="term_measure_known", condition=Q(measure__in=MEASURES)),
            models.CheckConstraint(
                name="term_tolerance_in_range", condition=Q(tolerance_ppm__gte=0, tolerance_ppm__lt=1_000_000)
            ),
            models.CheckConstraint(
                name="term_never_paid_for_tax", condition=~Q(indicator__in=["tax", "revenue"]) | Q(payment__isnull=True)
            ),
        ]


class TermPeriod(models.Model):
    """A period of a term with its target, and the day on which its evidence is due. A milestone is a day without target."""

    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="periods")
    ordinal = models.IntegerField()
    from_date = models.DateField(null=True, blank=True)
    to_date = models.DateField(null=True, blank=True)
    target = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    due_date = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["term", "ordinal"], name="period_numbered_once"),
            models.CheckConstraint(name="period_target_positive", condition=Q(target__isnull=True) | Q(target__gt=0)),
            models.CheckConstraint(
                name="period_forwards",
                condition=Q(from_date__isnull=True) | Q(to_date__isnull=True) | Q(to_date__gt=F("from_date")),
            ),
        ]
        indexes = [models.Index(fields=["due_date"], name="agreements_period_due")]


class Duty(models.Model):
    """What the district owes: land by a day, a permit within days, a payment with its budget line. Append-only."""

    sheet = models.ForeignKey(TermSheet, on_delete=models.PROTECT, related_name="duties")
    ordinal = models.IntegerField()
    kind = models.CharField(max_length=10)
    what = models.CharField(max_length=200)
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    due_date = models.DateField(null=True, blank=True)
    within_days = models.IntegerField(null=True, blank=True)
    budget_line = models.CharField(max_length=120, default="", blank=True)
    payment = models.ForeignKey(Payment, null=True, blank=True, on_delete=models.PROTECT, related_name="duties")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sheet", "ordinal"], name="duty_numbered_once"),
            models.CheckConstraint(name="duty_kind_known", condition=Q(kind__in=DUTY_KINDS)),
            models.CheckConstraint(name="duty_says_when", condition=Q(due_date__isnull=False) | Q(within_days__gt=0)),
            models.CheckConstraint(name="duty_to_pay_has_a_budget", condition=~Q(kind="payment") | ~Q(budget_line="")),
        ]
