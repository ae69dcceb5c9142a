"""Projects from first contact to settlement: who invests how much where, claimed and confirmed apart."""

from datetime import date
from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce

from luodi.engines.gates.stages import MAIN_CODES, SIDE_CODES
from luodi.people.visibility import ScopedQuerySet
from luodi.tasks.models import Task

BINDINGS = ["binding", "framework", "unknown"]
NO_DAY = date(1, 1, 1)
AMOUNT_KEY = Coalesce("amount", Value(Decimal(0), output_field=models.DecimalField(max_digits=18, decimal_places=2)))
SIGNED_KEY = Coalesce("signed_date", Value(NO_DAY, output_field=models.DateField()))


class Projects(ScopedQuerySet):
    """Rows of one's units, or put before one's unit: by an open task on them, or by an opinion that was asked of it."""

    firm_field = None

    def put_before(self, actor):
        tasks = Task.objects.filter(unit_id__in=actor.unit_ids, origin_kind="projects.project", closed_at=None)
        asked = self.model._meta.apps.get_model("projects", "Asked").objects.filter(
            unit_id__in=actor.unit_ids, round__cancelled_at=None
        )
        return Q(pk__in=tasks.values("origin_id")) | Q(pk__in=asked.values("round__project_id"))


class Project(models.Model):
    """A project of the district's ledger.

    `amount` is the stated total in 元 (null: unknown, which is not zero); `binding` says whether a binding agreement
    or a framework stands behind it. `stage_claimed` is what a row or person says, `stage_confirmed` what evidence bears.

    The table has one more column that only SQL reads: `facets`, generated from what a project is filtered by (unit,
    stages, standing, track, binding, side state, officer, firm), as tokens in one GIN index with `grams`.
    """

    code = models.CharField(max_length=24, unique=True)
    name = models.CharField(max_length=200)
    matching_name = models.CharField(max_length=200)
    pinyin = models.CharField(max_length=80, default="", blank=True)
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)
    officer = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    track = models.CharField(max_length=40, default="", blank=True)
    company = models.ForeignKey("companies.Company", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    company_name = models.CharField(max_length=160, default="", blank=True)
    amount = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    binding = models.CharField(max_length=10, default="unknown")
    original_currency = models.CharField(max_length=3, default="CNY")
    original_amount = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    rate = models.DecimalField(max_digits=14, decimal_places=6, null=True, blank=True)
    rate_date = models.DateField(null=True, blank=True)
    stage_claimed = models.CharField(max_length=12, default="P0")
    stage_confirmed = models.CharField(max_length=12, null=True, blank=True)
    side_state = models.CharField(max_length=12, default="", blank=True)
    subject = models.OneToOneField(
        "observations.Subject", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    signed_date = models.DateField(null=True, blank=True)
    landed_date = models.DateField(null=True, blank=True)
    started_date = models.DateField(null=True, blank=True)
    produced_date = models.DateField(null=True, blank=True)
    site = models.CharField(max_length=160, default="", blank=True)
    note = models.CharField(max_length=500, default="", blank=True)
    source_kind = models.CharField(max_length=20)
    source_id = models.BigIntegerField(null=True)
    registered_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="absorbed")
    grams = ArrayField(models.CharField(max_length=20), default=list)
    version = models.IntegerField(default=1)

    objects = Projects.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="project_named", condition=~Q(name="")),
            models.CheckConstraint(name="project_amount_positive", condition=Q(amount__isnull=True) | Q(amount__gt=0)),
            models.CheckConstraint(name="project_binding_known", condition=Q(binding__in=BINDINGS)),
            models.CheckConstraint(name="project_claimed_stage_known", condition=Q(stage_claimed__in=MAIN_CODES)),
            models.CheckConstraint(
                name="project_confirmed_stage_known",
                condition=Q(stage_confirmed__isnull=True) | Q(stage_confirmed__in=MAIN_CODES),
            ),
            models.CheckConstraint(name="project_side_state_known", condition=Q(side_state__in=["", *SIDE_CODES])),
            models.CheckConstraint(
                name="project_foreign_amount_has_rate",
                condition=Q(original_currency="CNY")
                | Q(amount__isnull=True)
                | Q(rate__isnull=False, rate_date__isnull=False, original_amount__isnull=False),
            ),
            models.CheckConstraint(
                name="project_source_known", condition=Q(source_kind__in=["row", "fact", "person", "demo"])
            ),
            models.CheckConstraint(name="project_not_merged_into_itself", condition=~Q(merged_into=F("id"))),
            models.CheckConstraint(
                name="project_merged_is_withdrawn",
                condition=Q(merged_into__isnull=True) | Q(withdrawn_at__isnull=False),
            ),
            models.CheckConstraint(
                name="project_lands_after_signing",
                condition=Q(landed_date__isnull=True)
                | Q(signed_date__isnull=True)
                | Q(landed_date__gte=F("signed_date")),
            ),
        ]
        indexes = [
            models.Index(fields=["-changed_at", "-id"], name="projects_newest", condition=Q(withdrawn_at=None)),
            models.Index(
                fields=["unit", "stage_claimed", "-changed_at", "-id"],
                name="projects_list",
                condition=Q(withdrawn_at=None),
                include=["track", "binding", "side_state", "stage_confirmed"],
            ),
            models.Index(
                fields=["unit", "-changed_at", "-id"], name="projects_unit_newest", condition=Q(withdrawn_at=None)
            ),
            models.Index(
                fields=["stage_claimed", "-changed_at", "-id"], name="projects_stage", condition=Q(withdrawn_at=None)
            ),
            models.Index(fields=["track", "-changed_at", "-id"], name="projects_track", condition=Q(withdrawn_at=None)),
            models.Index(fields=["pinyin", "id"], name="projects_pinyin", condition=Q(withdrawn_at=None)),
            models.Index(AMOUNT_KEY, "id", name="projects_amount_key", condition=Q(withdrawn_at=None)),
            models.Index("unit", AMOUNT_KEY, "id", name="projects_unit_amount", condition=Q(withdrawn_at=None)),
            models.Index(SIGNED_KEY, "id", name="projects_signed", condition=Q(withdrawn_at=None)),
            models.Index(fields=["matching_name"], name="projects_matching"),
        ]

    def __str__(self) -> str:
        return self.name


class Investor(models.Model):
    """A firm that invests in a project, beside the leading one."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="investors")
    company = models.ForeignKey("companies.Company", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "company"], name="investor_once")]


class StageStep(models.Model):
    """A change of a project's stage, claimed or confirmed, with its evidence. Append-only."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=10)
    before = models.CharField(max_length=12, default="", blank=True)
    after = models.CharField(max_length=12)
    effective_date = models.DateField(null=True, blank=True)
    evidence = models.CharField(max_length=300, default="", blank=True)
    document = models.ForeignKey(
        "documents.Document", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    claimed_by = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    confirmed_by = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="step_kind_known", condition=Q(kind__in=["claimed", "confirmed"])),
            models.CheckConstraint(
                name="step_maker_is_not_checker",
                condition=Q(confirmed_by__isnull=True) | Q(claimed_by__isnull=True) | ~Q(confirmed_by=F("claimed_by")),
            ),
            models.CheckConstraint(
                name="step_confirmed_has_evidence",
                condition=~Q(kind="confirmed") | ~Q(evidence="") | Q(document__isnull=False),
            ),
        ]


class Tally(models.Model):
    """What changed in the counts of the board: rows that sum to the exact state, written by a trigger in the same
    transaction as the change, so that writers never queue behind one summary row; folded together by a job.

    A project stands in one group only: at the stage that it claims (`stage`), `confirmed` if that very stage is
    confirmed. How far evidence bears it otherwise says `stage_confirmed` ("": not at all).
    """

    unit_id = models.BigIntegerField()
    stage = models.CharField(max_length=12)
    stage_confirmed = models.CharField(max_length=12, default="", blank=True)
    confirmed = models.BooleanField()
    binding = models.CharField(max_length=10)
    side_state = models.CharField(max_length=12, default="", blank=True)
    track = models.CharField(max_length=40, default="", blank=True)
    projects = models.BigIntegerField()
    amount = models.DecimalField(max_digits=24, decimal_places=2)
    without_amount = models.BigIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["track", "unit_id"], name="projects_tally_track")]


class StageTally(models.Model):
    """The same, coarser: what the board shows as long as nobody filters it. Kept by the same triggers."""

    unit_id = models.BigIntegerField()
    stage = models.CharField(max_length=12)
    confirmed = models.BooleanField()
    side_state = models.CharField(max_length=12, default="", blank=True)
    projects = models.BigIntegerField()
    amount = models.DecimalField(max_digits=24, decimal_places=2)
    without_amount = models.BigIntegerField(default=0)


class Change(models.Model):
    """A correction of one field of a project: old, new, why, by whom. Append-only."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="changes")
    field = models.CharField(max_length=30)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    reason = models.CharField(max_length=300, default="", blank=True)
    person = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
