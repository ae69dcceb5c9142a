"""Clauses that may be chosen from, each wording with its own review, and the Word templates that they are put into."""

from django.db import models
from django.db.models import F, Q

LIBRARY_KINDS = ["scope", "term", "payment", "duty", "remedy", "dispute", "confidential", "validity", "other"]


class ModelClause(models.Model):
    """A clause of the library. `current` is the wording in use; a retired clause is offered no more."""

    code = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=12)
    title = models.CharField(max_length=60)
    advice = models.CharField(max_length=300, default="", blank=True)
    current = models.ForeignKey("ModelWording", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    retired_at = models.DateTimeField(null=True, blank=True)
    version = models.IntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(name="library_kind_known", condition=Q(kind__in=LIBRARY_KINDS)),
            models.CheckConstraint(name="library_titled", condition=~Q(title="")),
        ]


class ModelWording(models.Model):
    """A wording of a library clause with its blanks and the answer of its fairness review.

    `findings` are those of the review; `open_findings` how many of them bar its use. Passed by another than its maker.
    """

    clause = models.ForeignKey(ModelClause, on_delete=models.PROTECT, related_name="versions")
    ordinal = models.IntegerField()
    text = models.TextField()
    text_sha256 = models.CharField(max_length=64)
    blanks = models.JSONField(default=list)
    findings = models.JSONField(default=list)
    open_findings = models.IntegerField(default=0)
    conclusion = models.CharField(max_length=300, default="", blank=True)
    made_by = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    passed_by = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    passed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clause", "ordinal"], name="wording_numbered_once"),
            models.CheckConstraint(name="wording_has_text", condition=~Q(text="")),
            models.CheckConstraint(
                name="wording_maker_is_not_checker",
                condition=Q(passed_by__isnull=True) | Q(made_by__isnull=True) | ~Q(passed_by=F("made_by")),
            ),
            models.CheckConstraint(
                name="wording_passed_without_findings", condition=Q(passed_at__isnull=True) | Q(open_findings=0)
            ),
        ]


class Template(models.Model):
    """A Word template for drafts of one kind; its file is a document, its blanks were checked when it came."""

    title = models.CharField(max_length=120)
    kind = models.CharField(max_length=12)
    document = models.ForeignKey("documents.Document", on_delete=models.PROTECT, related_name="+")
    names = models.JSONField(default=list)
    added_by = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="template_titled", condition=~Q(title="")),
            models.CheckConstraint(
                name="template_kind_known", condition=Q(kind__in=["framework", "investment", "supplement"])
            ),
        ]
