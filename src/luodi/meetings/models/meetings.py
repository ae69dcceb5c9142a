"""Meetings, the congress and its batches of nameless slots, study trips and their sites.

Unit and data class are those of the document that reports the meeting, or of the unit that opened it by hand; everything that hangs on a meeting is seen by
whoever sees the meeting.
"""

from django.db import models
from django.db.models import Q

from luodi.people.models import DATA_CLASSES
from luodi.people.visibility import ScopedQuerySet

MEETING_KINDS = ["congress", "committee", "promotion", "trip", "signing", "launch", "talk", "inspection", "other"]
BATCH_KINDS = [
    "signing",
    "target_plan",
    "headquarters",
    "ambassador",
    "award",
    "adviser",
    "partner",
    "payout",
    "other",
]
SLOT_SOURCES = ["row", "fact", "person"]


class Meetings(ScopedQuerySet):
    class_field = "data_class"


class OfMeeting(ScopedQuerySet):
    """Rows that hang on a meeting."""

    unit_field = "meeting__unit_id"
    class_field = "meeting__data_class"


class Meeting(models.Model):
    """A congress, committee meeting, promotion meeting or study trip, as a document reports it or a person opens it.

    One opened by hand has no article; `minutes` are its record in words, `minutes_document` the document of it.
    """

    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=200)
    held_date = models.DateField(null=True, blank=True)
    date_text = models.CharField(max_length=40, default="", blank=True)
    host = models.CharField(max_length=120, default="", blank=True)
    place = models.CharField(max_length=120, default="", blank=True)
    document = models.ForeignKey(
        "documents.Document", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    article = models.ForeignKey("documents.Article", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    opened_by = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    minutes = models.TextField(default="", blank=True)
    minutes_document = models.ForeignKey(
        "documents.Document", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    date_fact = models.ForeignKey("documents.Fact", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("people.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    data_class = models.CharField(max_length=10, default="internal")
    recorded_at = models.DateTimeField()
    version = models.IntegerField(default=1)

    objects = Meetings.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="meeting_kind_known", condition=Q(kind__in=MEETING_KINDS)),
            models.CheckConstraint(name="meeting_class_known", condition=Q(data_class__in=DATA_CLASSES)),
            models.CheckConstraint(
                name="meeting_not_public_has_a_unit", condition=Q(data_class="public") | Q(unit__isnull=False)
            ),
            models.CheckConstraint(
                name="meeting_day_has_a_source_or_a_reason",
                condition=Q(held_date__isnull=True)
                | Q(date_fact__isnull=False)
                | Q(version__gt=1)
                | Q(opened_by__isnull=False),
            ),
            models.CheckConstraint(
                name="meeting_reported_or_opened_by_somebody",
                condition=Q(document__isnull=False, article__isnull=False)
                | Q(document=None, article=None, opened_by__isnull=False, held_date__isnull=False),
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
        constraints = [
            models.UniqueConstraint(fields=["fact"], name="attendance_once_a_fact"),
            models.CheckConstraint(name="attendance_kind_known", condition=Q(kind__in=["person", "org"])),
        ]


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
    dropped_at = models.DateTimeField(null=True, blank=True)
    dropped_reason = models.CharField(max_length=300, default="", blank=True)
    version = models.IntegerField(default=1)

    objects = OfMeeting.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="batch_dropped_has_a_reason", condition=Q(dropped_at__isnull=True) | ~Q(dropped_reason="")
            ),
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
    """One of a batch's places; nameless until a ledger row, a named passage or a person fills it.

    `fact` is the passage that names it, kept when a ledger row fills the place later. A project's name is not stored
    here, because the project may be another unit's.
    """

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="slots")
    ordinal = models.IntegerField()
    name = models.CharField(max_length=200, default="", blank=True)
    project = models.ForeignKey("projects.Project", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    company = models.ForeignKey("companies.Company", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("people.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    source_kind = models.CharField(max_length=20, default="", blank=True)
    source_id = models.BigIntegerField(null=True, blank=True)
    fact = models.ForeignKey("documents.Fact", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    filled_at = models.DateTimeField(null=True, blank=True)
    version = models.IntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "ordinal"], name="slot_ordinal_once"),
            models.CheckConstraint(name="slot_ordinal_positive", condition=Q(ordinal__gt=0)),
            models.CheckConstraint(name="slot_source_known", condition=Q(source_kind__in=["", *SLOT_SOURCES])),
            models.CheckConstraint(
                name="slot_filled_is_named",
                condition=Q(filled_at__isnull=True)
                | ~Q(name="")
                | Q(project__isnull=False)
                | Q(company__isnull=False)
                | Q(unit__isnull=False),
            ),
            models.CheckConstraint(
                name="slot_nameless_is_empty",
                condition=Q(filled_at__isnull=False)
                | Q(name="", project__isnull=True, company__isnull=True, unit__isnull=True, fact__isnull=True),
            ),
            models.UniqueConstraint(
                fields=["batch", "company"],
                condition=Q(company__isnull=False, project__isnull=True),
                name="slot_company_once_a_batch",
            ),
            models.UniqueConstraint(
                fields=["batch", "unit"], condition=Q(unit__isnull=False), name="slot_unit_once_a_batch"
            ),
            models.UniqueConstraint(
                fields=["batch", "project"], condition=Q(project__isnull=False), name="slot_project_once_a_batch"
            ),
            models.CheckConstraint(
                name="slot_filled_has_source", condition=Q(filled_at__isnull=True) | ~Q(source_kind="")
            ),
        ]


class Surplus(models.Model):
    """A row that names a batch but has no place there: its number lies beyond the count, or the place is taken."""

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="surplus")
    ordinal = models.IntegerField(null=True, blank=True)
    reason = models.CharField(max_length=10)
    name = models.CharField(max_length=200, default="", blank=True)
    project = models.ForeignKey("projects.Project", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    company = models.ForeignKey("companies.Company", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("people.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    source_kind = models.CharField(max_length=20)
    source_id = models.BigIntegerField(null=True, blank=True)
    found_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="surplus_reason_known", condition=Q(reason__in=["beyond", "taken"])),
            models.CheckConstraint(name="surplus_source_known", condition=Q(source_kind__in=SLOT_SOURCES)),
            models.UniqueConstraint(
                fields=["batch", "source_id"],
                condition=Q(source_kind="row"),
                name="surplus_once_a_row",
            ),
        ]


class BatchFinding(models.Model):
    """A 38th row, a missing one, a total that does not add up: a question to the batch, answered or open."""

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="findings")
    code = models.CharField(max_length=40)
    params = models.JSONField(default=dict)
    found_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=300, default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "code"], condition=Q(settled_at__isnull=True), name="finding_open_once_a_code"
            ),
        ]


class Site(models.Model):
    """A place that a delegation visited."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="sites")
    ordinal = models.IntegerField()
    name = models.CharField(max_length=120)
    fact = models.ForeignKey("documents.Fact", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["fact"], name="site_once_a_fact")]
