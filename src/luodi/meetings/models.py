"""Meetings, the congress and its batches of nameless slots, study trips and their sites. All of it public."""

from django.db import models
from django.db.models import Q

BATCH_KINDS = [
    "signing", "target_plan", "headquarters", "ambassador", "award", "adviser", "partner", "payout", "other",
]


class Meeting(models.Model):
    """A congress, committee meeting, promotion meeting or study trip, as a document reports it."""

    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=200)
    held_date = models.DateField(null=True, blank=True)
    date_text = models.CharField(max_length=40, default="", blank=True)
    host = models.CharField(max_length=120, default="", blank=True)
    document = models.ForeignKey("documents.Document", on_delete=models.PROTECT, related_name="+")
    article = models.ForeignKey("documents.Article", on_delete=models.PROTECT, related_name="+")
    date_fact = models.ForeignKey("documents.Fact", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="meeting_kind_known", condition=Q(kind__in=["congress", "committee", "promotion", "trip", "other"])
            ),
            models.UniqueConstraint(fields=["article"], name="meeting_once_an_article"),
        ]


class Attendance(models.Model):
    """A person or organisation named at a meeting, with the post or role and the passage."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendances")
    kind = models.CharField(max_length=10)
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=120, default="", blank=True)
    unit = models.ForeignKey("people.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    fact = models.ForeignKey("documents.Fact", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["fact"], name="attendance_once_a_fact")]


class Batch(models.Model):
    """A stated number of things (37 projects, 24 payouts…), its stated total, and the passage of each figure.

    `stated_total` in 元 is null where no total was stated. Slots never count in the pipeline.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="batches")
    kind = models.CharField(max_length=20)
    label = models.CharField(max_length=120)
    stated_count = models.IntegerField()
    stated_total = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    binding = models.CharField(max_length=10, default="unknown")
    fact = models.ForeignKey("documents.Fact", on_delete=models.PROTECT, related_name="+")
    total_fact = models.ForeignKey("documents.Fact", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    list_called_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="batch_kind_known", condition=Q(kind__in=BATCH_KINDS)),
            models.CheckConstraint(name="batch_count_positive", condition=Q(stated_count__gt=0)),
            models.CheckConstraint(
                name="batch_total_has_source", condition=Q(stated_total__isnull=True) | Q(total_fact__isnull=False)
            ),
            models.CheckConstraint(
                name="batch_binding_known", condition=Q(binding__in=["binding", "framework", "unknown"])
            ),
            models.UniqueConstraint(fields=["fact"], name="batch_once_a_fact"),
        ]


class Slot(models.Model):
    """One of a batch's places; nameless until a ledger row, a named passage or a person fills it."""

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="slots")
    ordinal = models.IntegerField()
    name = models.CharField(max_length=200, default="", blank=True)
    project = models.ForeignKey("projects.Project", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    company = models.ForeignKey("companies.Company", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("people.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    source_kind = models.CharField(max_length=20, default="", blank=True)
    source_id = models.BigIntegerField(null=True, blank=True)
    filled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "ordinal"], name="slot_ordinal_once"),
            models.UniqueConstraint(
                fields=["batch", "project"], condition=Q(project__isnull=False), name="slot_project_once_a_batch"
            ),
            models.CheckConstraint(name="slot_filled_has_source", condition=Q(filled_at__isnull=True) | ~Q(source_kind="")),
        ]


class BatchFinding(models.Model):
    """A 38th row, a missing one, a total that does not add up: a question to the batch, answered or open."""

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="findings")
    code = models.CharField(max_length=40)
    params = models.JSONField(default=dict)
    found_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=300, default="", blank=True)


class Site(models.Model):
    """A place that a delegation visited."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="sites")
    ordinal = models.IntegerField()
    name = models.CharField(max_length=120)
    fact = models.ForeignKey("documents.Fact", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["fact"], name="site_once_a_fact")]
