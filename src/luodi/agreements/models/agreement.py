"""Agreements with their versions and clauses: what was drafted, reviewed, approved to the letter, and signed."""

from django.db import models
from django.db.models import F, Q

from luodi.people.models import DATA_CLASSES
from luodi.people.visibility import ScopedQuerySet
from luodi.tasks.models import Task

KINDS = ["framework", "investment", "supplement", "legacy"]
STATES = ["draft", "in_review", "approved", "signed", "in_force", "ended", "terminated"]
SIGNED_STATES = ["signed", "in_force", "ended", "terminated"]


class Agreements(ScopedQuerySet):
    """Rows of one's units, or put before one's unit by an open task on them or on their project."""

    class_field = "data_class"

    def put_before(self, actor):
        tasks = Task.objects.filter(unit_id__in=actor.unit_ids, closed_at=None)
        ours = tasks.filter(origin_kind="agreements.agreement").values("origin_id")
        theirs = tasks.filter(origin_kind="projects.project").values("origin_id")
        return Q(pk__in=ours) | Q(project_id__in=theirs)

    def open_to(self, actor) -> Q | bool:
        """Give the condition under which the actor reads an agreement's text, terms and amounts (class sensitive)."""
        return True if actor.kind == "system" else self._rows(actor, "sensitive")


class Agreement(models.Model):
    """An agreement of the district with one or more firms; of a project, or an old one without.

    `parties` are [{"name", "side": "district" | "firm", "role": 甲方…}]. The text stands in versions; `current` is the
    one worked on, `approved` the one approved, `signed_sha256` the wording of the file that was signed.
    """

    kind = models.CharField(max_length=12)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="supplements")
    project = models.ForeignKey("projects.Project", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=60, default="", blank=True)
    title = models.CharField(max_length=200)
    parties = models.JSONField(default=list)
    scope = models.TextField(default="", blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    amount = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    original_currency = models.CharField(max_length=3, default="CNY")
    original_amount = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    rate = models.DecimalField(max_digits=14, decimal_places=6, null=True, blank=True)
    rate_date = models.DateField(null=True, blank=True)
    data_class = models.CharField(max_length=10, default="sensitive")
    state = models.CharField(max_length=12, default="draft")
    current = models.ForeignKey("Version", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    sheet = models.ForeignKey("TermSheet", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    maker = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    submitted_by = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(null=True, blank=True)
    approved = models.ForeignKey("Version", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    approved_sha256 = models.CharField(max_length=64, default="", blank=True)
    approved_by = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    legal_opinion = models.CharField(max_length=200, default="", blank=True)
    signed_date = models.DateField(null=True, blank=True)
    signed_document = models.ForeignKey(
        "documents.Document", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    signed_sha256 = models.CharField(max_length=64, default="", blank=True)
    ended_date = models.DateField(null=True, blank=True)
    end_reason = models.CharField(max_length=300, default="", blank=True)
    drafted_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    version = models.IntegerField(default=1)

    objects = Agreements.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="agreement_kind_known", condition=Q(kind__in=KINDS)),
            models.CheckConstraint(name="agreement_state_known", condition=Q(state__in=STATES)),
            models.CheckConstraint(name="agreement_class_known", condition=Q(data_class__in=DATA_CLASSES)),
            models.CheckConstraint(name="agreement_titled", condition=~Q(title="")),
            models.CheckConstraint(
                name="agreement_supplement_has_parent",
                condition=Q(kind="supplement", parent__isnull=False) | (~Q(kind="supplement") & Q(parent__isnull=True)),
            ),
            models.CheckConstraint(
                name="agreement_of_a_project", condition=Q(kind="legacy") | Q(project__isnull=False)
            ),
            models.CheckConstraint(
                name="agreement_maker_is_not_checker",
                condition=Q(approved_by__isnull=True)
                | (
                    (Q(maker__isnull=True) | ~Q(approved_by=F("maker")))
                    & (Q(submitted_by__isnull=True) | ~Q(approved_by=F("submitted_by")))
                ),
            ),
            models.CheckConstraint(
                name="agreement_approved_to_the_letter",
                condition=Q(kind="legacy")
                | Q(state__in=["draft", "in_review"])
                | Q(approved__isnull=False) & ~Q(approved_sha256=""),
            ),
            models.CheckConstraint(
                name="agreement_signed_as_approved",
                condition=Q(kind="legacy")
                | ~Q(state__in=SIGNED_STATES)
                | Q(signed_sha256=F("approved_sha256"), signed_date__isnull=False, signed_document__isnull=False),
            ),
            models.CheckConstraint(
                name="agreement_amount_positive", condition=Q(amount__isnull=True) | Q(amount__gt=0)
            ),
            models.CheckConstraint(
                name="agreement_foreign_amount_has_rate",
                condition=Q(original_currency="CNY")
                | Q(amount__isnull=True)
                | Q(rate__isnull=False, rate_date__isnull=False, original_amount__isnull=False),
            ),
            models.CheckConstraint(
                name="agreement_valid_forwards",
                condition=Q(valid_to__isnull=True) | Q(valid_from__isnull=True) | Q(valid_to__gte=F("valid_from")),
            ),
            models.CheckConstraint(
                name="agreement_ends_with_a_reason",
                condition=~Q(state__in=["ended", "terminated"]) | ~Q(end_reason="") & Q(ended_date__isnull=False),
            ),
            models.UniqueConstraint(fields=["number"], condition=~Q(number=""), name="agreement_number_once"),
        ]
        indexes = [
            models.Index(fields=["project", "id"], name="agreements_project"),
            models.Index(fields=["unit", "state", "-changed_at"], name="agreements_unit"),
            models.Index(fields=["-changed_at", "-id"], name="agreements_newest"),
        ]


class Version(models.Model):
    """A text of an agreement, fixed for ever. `wording_sha256` is that of its wording, white space apart. Append-only."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="versions")
    ordinal = models.IntegerField()
    text = models.TextField()
    text_sha256 = models.CharField(max_length=64)
    wording_sha256 = models.CharField(max_length=64)
    document = models.ForeignKey(
        "documents.Document", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    note = models.CharField(max_length=300, default="", blank=True)
    made_by = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agreement", "ordinal"], name="version_numbered_once"),
            models.CheckConstraint(name="version_has_text", condition=~Q(text="")),
        ]
        indexes = [models.Index(fields=["text_sha256"], name="agreements_version_text")]


class Clause(models.Model):
    """A clause of a version, beside its text: kind, number, title, and its span [start, end). Append-only."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="clauses")
    ordinal = models.IntegerField()
    kind = models.CharField(max_length=12)
    number = models.CharField(max_length=12, default="", blank=True)
    title = models.CharField(max_length=60, default="", blank=True)
    span_start = models.IntegerField()
    span_end = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "ordinal"], name="clause_numbered_once"),
            models.CheckConstraint(name="clause_span_forwards", condition=Q(span_end__gt=F("span_start"))),
        ]
