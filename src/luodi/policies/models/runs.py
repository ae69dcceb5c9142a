"""Screenings of all firms by the pack in force, and simulations of what a draft would cost."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from luodi.people.visibility import ScopedQuerySet
from luodi.policies.models.clauses import ClauseVersion, person_key

RUN_STATES = ["waiting", "running", "done", "failed"]
RESULT_STATES = ["eligible", "maybe", "near"]


class Runs(ScopedQuerySet):
    """That all firms were screened or a draft simulated is internal to the district; the firms' rows have a door of their own."""

    unit_field = None
    fixed_class = "public"


class Results(ScopedQuerySet):
    """What one firm is due is sensitive, and the firm's own."""

    fixed_class = "sensitive"
    firm_field = "company_id"


class Screening(models.Model):
    """All firms with facts judged by the pack as it stood at an instant, for a basis year, by facts as known then.

    `cursor` is the last firm that was judged, so that a worker that was killed goes on; `doubts` are payments that may
    be double, as (kind, company, clauses, field, amount in 分); `sums` what it found by clause, kept when it is done.
    """

    year = models.IntegerField()
    as_of = models.DateField()
    known_at = models.DateTimeField()
    pack_sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=8, default="waiting")
    done = models.IntegerField(default=0)
    total = models.IntegerField(default=0)
    cursor = models.BigIntegerField(default=0)
    envelopes = models.JSONField(default=list)
    doubts = models.JSONField(default=list)
    sums = models.JSONField(default=list)
    problem = models.CharField(max_length=300, default="", blank=True)
    made_by = person_key()
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = Runs.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="screening_state_known", condition=Q(state__in=RUN_STATES)),
            models.CheckConstraint(name="screening_ends", condition=~Q(state="done") | Q(ended_at__isnull=False)),
            models.UniqueConstraint(fields=["state"], condition=Q(state="running"), name="screening_one_at_a_time"),
        ]


class ScreeningResult(models.Model):
    """What one clause means for one firm: eligible with its amounts, maybe with what is missing, or near: one condition short.

    In 分: `amount_fen` by the clause, `granted_fen` after group and the firm's cap, `payable_fen` after the envelope.
    """

    # A million rows at once: the indexes below begin with the screening, none is kept for a key alone. Screenings, units and
    # clause versions are never deleted, and the one place that writes holds them: checking each row again costs a third.
    screening = models.ForeignKey(
        Screening, on_delete=models.PROTECT, related_name="results", db_index=False, db_constraint=False
    )
    company = models.ForeignKey("companies.Company", on_delete=models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(
        "people.Unit", on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    clause = models.ForeignKey(
        ClauseVersion, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    status = models.CharField(max_length=8)
    amount_fen = models.BigIntegerField(default=0)
    granted_fen = models.BigIntegerField(default=0)
    payable_fen = models.BigIntegerField(default=0)
    reason = models.CharField(max_length=200, default="", blank=True)
    reason_en = models.CharField(max_length=300, default="", blank=True)
    missing = ArrayField(models.CharField(max_length=70), default=list, blank=True)

    objects = Results.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="result_status_known", condition=Q(status__in=RESULT_STATES)),
            models.CheckConstraint(
                name="result_amounts_fall",
                condition=Q(payable_fen__gte=0, granted_fen__gte=models.F("payable_fen"), amount_fen__gte=models.F("granted_fen")),
            ),
            models.UniqueConstraint(fields=["screening", "company", "clause"], name="result_once"),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["screening", "clause", "status", "-payable_fen", "-id"], name="policies_result_by_clause"),
            models.Index(fields=["screening", "status", "-payable_fen", "-id"], name="policies_result_by_status"),
            models.Index(fields=["screening", "-payable_fen", "-id"], name="policies_result_by_amount"),
            models.Index(fields=["screening", "unit"], name="policies_result_of_unit"),
        ]  # fmt: skip


class Simulation(models.Model):
    """What drafts would cost with a year's firms, beside the pack in force: the outcome by variant, as plain values.

    `firms` are the firms that would get more or less, as [company, before, after] in 分.
    """

    title = models.CharField(max_length=120)
    year = models.IntegerField()
    as_of = models.DateField()
    known_at = models.DateTimeField()
    clauses = ArrayField(models.BigIntegerField(), default=list)
    texts = models.JSONField(default=list)
    pack_sha256 = models.CharField(max_length=64, default="", blank=True)
    state = models.CharField(max_length=8, default="waiting")
    done = models.IntegerField(default=0)
    total = models.IntegerField(default=0)
    outcome = models.JSONField(default=dict)
    firms = models.JSONField(default=list)
    problem = models.CharField(max_length=300, default="", blank=True)
    made_by = person_key()
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = Runs.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="simulation_state_known", condition=Q(state__in=RUN_STATES)),
            models.CheckConstraint(name="simulation_titled", condition=~Q(title="")),
        ]
