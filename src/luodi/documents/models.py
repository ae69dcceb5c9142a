"""Immutable files, documents and their readings; passages, facts and decisions on them; rows taken in from sheets."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from luodi.people.models import DATA_CLASSES
from luodi.people.visibility import ScopedQuerySet
from luodi.values.actor import Actor

FACT_STATES = ["proposed", "confirmed", "corrected", "rejected"]


class File(models.Model):
    """Bytes kept once under their sha256, outside the web root; never changed. Append-only."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    size = models.BigIntegerField()
    kind = models.CharField(max_length=10)
    stored_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="file_kind_known", condition=Q(kind__in=["txt", "docx", "pdf", "xlsx", "jpg"])),
            models.CheckConstraint(name="file_not_empty", condition=Q(size__gt=0)),
        ]


class Documents(ScopedQuerySet):
    class_field = "data_class"

    def put_before(self, actor: Actor) -> Q:
        """Give the documents that the actor's own unit put in: they are before it by its own doing."""
        return Q(unit_id__in=actor.unit_ids)


class Document(models.Model):
    """A file that somebody put in, with its canonical text; offsets everywhere index this text."""

    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="documents")
    file_name = models.CharField(max_length=300)
    title = models.CharField(max_length=300)
    kind = models.CharField(max_length=20, default="page")
    outlet = models.CharField(max_length=80, default="", blank=True)
    issue_date = models.DateField(null=True, blank=True)
    text = models.TextField(default="", blank=True)
    notes = models.JSONField(default=list)
    data_class = models.CharField(max_length=10, default="internal")
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    added_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    filed_at = models.DateTimeField(null=True, blank=True)
    grams = ArrayField(models.CharField(max_length=20), default=list)

    objects = Documents.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="document_class_known", condition=Q(data_class__in=DATA_CLASSES)),
            models.CheckConstraint(
                name="document_kind_known", condition=Q(kind__in=["page", "ledger", "other", "photo"])
            ),
            models.UniqueConstraint(fields=["file", "unit"], name="document_once_a_unit"),
        ]
        indexes = [GinIndex(fields=["grams"], name="documents_grams")]


class Reading(models.Model):
    """One reading of a document by one version of the reader; a later one gives a difference, not an overwrite.

    `edits` are the repairs of the running text (kind, span, text, reason, article), `findings` what does not fit
    (code, params, fact ids, article id), `difference` what a later reading saw otherwise. Append-only.
    """

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="readings")
    version = models.CharField(max_length=20)
    read_at = models.DateTimeField()
    edits = models.JSONField(default=list)
    findings = models.JSONField(default=list)
    difference = models.JSONField(default=dict)


class Article(models.Model):
    """An article of a page, as the newest reading cut it; `span` [span_start, span_end) in the document's text."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="articles")
    ordinal = models.IntegerField()
    headline = models.CharField(max_length=300)
    kicker = models.CharField(max_length=300, null=True, blank=True)
    decks = models.JSONField(default=list)
    byline = models.JSONField(default=list)
    event = models.JSONField(default=dict)
    jump = models.CharField(max_length=80, null=True, blank=True)
    complete = models.BooleanField(default=True)
    gaps = models.JSONField(default=list)
    span_start = models.IntegerField()
    span_end = models.IntegerField()
    still_read = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document", "ordinal"], name="article_ordinal_once"),
            models.CheckConstraint(name="article_span_in_order", condition=Q(span_end__gt=F("span_start"))),
        ]


class Fact(models.Model):
    """A fact at its passage: proposed by the machine or marked by a person, then confirmed, corrected or rejected.

    `spans` are half-open [a, b) pairs in the document's text whose joined characters are the quote.
    `value` is the fact's body as proposed; what a person decided stands in `decided_value`.
    """

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="facts")
    article = models.ForeignKey(Article, null=True, on_delete=models.PROTECT, related_name="facts")
    type = models.CharField(max_length=12)
    quote = models.TextField()
    spans = models.JSONField()
    start = models.IntegerField()
    value = models.JSONField()
    doubt = models.DecimalField(max_digits=4, decimal_places=3, default=0)
    doubts = models.JSONField(default=list)
    state = models.CharField(max_length=10, default="proposed")
    decided_value = models.JSONField(null=True, blank=True)
    decided_by = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    marked_by_person = models.BooleanField(default=False)
    needs_second_person = models.BooleanField(default=False)
    second_by = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    still_read = models.BooleanField(default=True)
    version = models.IntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(name="fact_state_known", condition=Q(state__in=FACT_STATES)),
            models.CheckConstraint(name="fact_quote_not_empty", condition=~Q(quote="")),
            models.CheckConstraint(
                name="fact_decision_has_a_person",
                condition=Q(state="proposed") | Q(decided_by__isnull=False, decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="fact_second_only_where_needed", condition=Q(second_by__isnull=True) | Q(needs_second_person=True)
            ),
            models.CheckConstraint(
                name="fact_corrected_has_a_value", condition=~Q(state="corrected") | Q(decided_value__isnull=False)
            ),
            models.CheckConstraint(
                name="fact_second_is_another", condition=Q(second_by__isnull=True) | ~Q(second_by=F("decided_by"))
            ),
        ]
        indexes = [models.Index(fields=["document", "start"], name="documents_fact_order")]


class Decision(models.Model):
    """A decision on a fact: from which state to which, with what value, by whom, when and why. Append-only."""

    ACTS = ["confirm", "correct", "reject", "reopen", "second", "mark"]

    act = models.CharField(max_length=10, default="confirm")
    fact = models.ForeignKey(Fact, on_delete=models.PROTECT, related_name="decisions")
    before = models.CharField(max_length=10)
    after = models.CharField(max_length=10)
    value = models.JSONField(null=True)
    reason = models.CharField(max_length=300, default="", blank=True)
    person = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="decision_act_known",
                condition=Q(act__in=["confirm", "correct", "reject", "reopen", "second", "mark"]),
            ),
        ]


class Intake(models.Model):
    """One taking-in of a sheet: checked first, then the good rows or nothing, as chosen beforehand; undone as a whole."""

    STATES = ["checking", "checked", "running", "done", "failed", "undone", "dropped"]

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="intakes")
    kind = models.CharField(max_length=20, default="projects")
    mode = models.CharField(max_length=12, default="good_rows")
    state = models.CharField(max_length=10, default="checking")
    columns = models.JSONField(default=dict)
    options = models.JSONField(default=dict)
    findings = models.JSONField(default=list)
    total = models.IntegerField(default=0)
    done = models.IntegerField(default=0)
    good = models.IntegerField(default=0)
    doubtful = models.IntegerField(default=0)
    bad = models.IntegerField(default=0)
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    started_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    version = models.IntegerField(default=1)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="intake_state_known",
                condition=Q(state__in=["checking", "checked", "running", "done", "failed", "undone", "dropped"]),
            ),
            models.CheckConstraint(name="intake_mode_known", condition=Q(mode__in=["good_rows", "all_or_none"])),
        ]


class Rows(ScopedQuerySet):
    """Rows are seen by the responsible unit, whoever took the sheet in."""


class Row(models.Model):
    """A row of a sheet that was taken in: its values as they stood, what was found, and what became of it.

    `values` holds the texts of the cells ("cells"), what was read from them ("read") and what the ledger knew of it
    ("known"). `choice` is a person's answer to what was doubtful, `reason` why. `unit` is the responsible unit, once known.
    """

    intake = models.ForeignKey(Intake, on_delete=models.PROTECT, related_name="rows")
    number = models.IntegerField()
    values = models.JSONField()
    findings = models.JSONField(default=list)
    verdict = models.CharField(max_length=10, default="good")
    choice = models.CharField(max_length=40, default="", blank=True)
    reason = models.CharField(max_length=200, default="", blank=True)
    unit = models.ForeignKey("people.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    object_kind = models.CharField(max_length=80, default="", blank=True)
    object_id = models.BigIntegerField(null=True, blank=True)

    objects = Rows.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["intake", "number"], name="row_number_once"),
            models.CheckConstraint(name="row_verdict_known", condition=Q(verdict__in=["good", "doubtful", "bad"])),
        ]
        indexes = [
            models.Index(fields=["object_kind", "object_id"], name="documents_row_object"),
            models.Index(fields=["intake", "verdict", "number"], name="documents_row_verdict"),
        ]


class Progress(models.Model):
    """How far long work on an intake has come. Written outside the work's own transaction, so that others see it.

    It points to the intake without a foreign key: the work itself holds a lock on that row.
    """

    intake_id = models.BigIntegerField(primary_key=True)
    step = models.CharField(max_length=20)
    done = models.IntegerField(default=0)
    total = models.IntegerField(default=0)
    at = models.DateTimeField()
