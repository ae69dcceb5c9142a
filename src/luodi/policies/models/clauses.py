"""Policies of a 1+4+N suite: each a document with a head (envelopes, groups, parameters) and clauses, kept as text.

The text of a row is exactly the text of the pack's file; beside it stand the few columns that lists are searched and
sorted by. What was published never changes: a later row takes its place, and both say when.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from luodi.people.visibility import ScopedQuerySet

POLICY_KINDS = ["umbrella", "sector", "special"]
HEAD_STATES = ["draft", "published", "superseded"]
CLAUSE_STATES = ["draft", "in_review", "published", "superseded", "withdrawn"]
OUT = ["published", "superseded"]


def person_key() -> models.ForeignKey:
    """Give a column for a person who did something; the system leaves it empty."""
    return models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")


class Policies(ScopedQuerySet):
    """Policies are the district's and everybody's inside; unpublished ones too, so that departments read drafts."""

    unit_field = None
    fixed_class = "public"


class OfPolicies(ScopedQuerySet):
    """What is published is public; drafts are for the inside roles that see policies, never for a firm."""

    unit_field = None
    fixed_class = "public"

    def visible_to(self, actor):
        """Narrow to what was published for who doesn't work on policies."""
        rows = super().visible_to(actor)
        if actor.kind == "system" or actor.may("policies.view"):
            return rows
        return rows.filter(state__in=OUT)


class Policy(models.Model):
    """One policy document of the suite: its stable code, kind and number; `unit` drafts it, `department` is what it says."""

    code = models.CharField(max_length=60, unique=True)
    kind = models.CharField(max_length=10)
    title = models.CharField(max_length=200)
    title_en = models.CharField(max_length=300, default="", blank=True)
    document = models.CharField(max_length=80, default="", blank=True)
    released_date = models.DateField(null=True, blank=True)
    department = models.CharField(max_length=80, default="", blank=True)
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    made_by = person_key()
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    version = models.IntegerField(default=1)

    objects = Policies.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="policy_kind_known", condition=Q(kind__in=POLICY_KINDS)),
            models.CheckConstraint(name="policy_code_shaped", condition=Q(code__regex=r"^[a-z][a-z0-9-]*$")),
            models.CheckConstraint(name="policy_titled", condition=~Q(title="")),
        ]


class Head(models.Model):
    """What a policy's file says before its clauses: envelopes, groups, dated parameters, caps and the negative list.

    A change is a new row, published by another person than who wrote it.
    """

    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="heads")
    ordinal = models.IntegerField()
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=10, default="draft")
    reason = models.CharField(max_length=300, default="", blank=True)
    made_by = person_key()
    made_at = models.DateTimeField()
    published_by = person_key()
    published_at = models.DateTimeField(null=True, blank=True)
    superseded_at = models.DateTimeField(null=True, blank=True)

    objects = OfPolicies.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="head_state_known", condition=Q(state__in=HEAD_STATES)),
            models.UniqueConstraint(fields=["policy", "ordinal"], name="head_once_an_ordinal"),
            models.UniqueConstraint(fields=["policy"], condition=Q(state="published"), name="head_one_in_force"),
            models.UniqueConstraint(fields=["policy"], condition=Q(state="draft"), name="head_one_draft"),
            models.CheckConstraint(
                name="head_published_by_another",
                condition=Q(state="draft") | Q(made_by__isnull=True) | Q(published_by__isnull=False) & ~Q(published_by=F("made_by")),
            ),
            models.CheckConstraint(
                name="head_published_on_a_day", condition=Q(state="draft") | Q(published_at__isnull=False)
            ),
        ]  # fmt: skip


class ClauseVersion(models.Model):
    """A version of a clause as text: draft, in review, published, then superseded or withdrawn.

    `valid_to` is inclusive. `place` orders clauses as the file does (a tie within a group goes to the first).
    `replaces` is the published row whose place this one takes.
    """

    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="clauses")
    clause_id = models.CharField(max_length=60, db_index=True)
    version = models.IntegerField()
    place = models.IntegerField()
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    title = models.CharField(max_length=200)
    title_en = models.CharField(max_length=300, default="", blank=True)
    kind = models.CharField(max_length=20)
    mode = models.CharField(max_length=10)
    department = models.CharField(max_length=80, default="", blank=True)
    envelope = models.CharField(max_length=60, default="", blank=True)
    group = models.CharField(max_length=60, default="", blank=True)
    industries = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField()
    state = models.CharField(max_length=10, default="draft")
    note = models.CharField(max_length=300, default="", blank=True)
    made_by = person_key()
    made_at = models.DateTimeField()
    review = models.ForeignKey("reviews.Review", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    submitted_by = person_key()
    submitted_at = models.DateTimeField(null=True, blank=True)
    published_by = person_key()
    published_at = models.DateTimeField(null=True, blank=True)
    replaces = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by")
    superseded_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = person_key()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField(max_length=300, default="", blank=True)
    changed_at = models.DateTimeField()
    edits = models.IntegerField(default=1)

    objects = OfPolicies.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="clause_version_state_known", condition=Q(state__in=CLAUSE_STATES)),
            models.CheckConstraint(name="clause_version_counts", condition=Q(version__gte=1)),
            models.CheckConstraint(name="clause_version_goes_on", condition=Q(valid_to__gte=F("valid_from"))),
            models.CheckConstraint(name="clause_version_says_something", condition=~Q(text="") & ~Q(clause_id="")),
            models.UniqueConstraint(
                fields=["clause_id", "version"],
                condition=Q(state__in=["draft", "in_review", "published"]),
                name="clause_version_stands_once",
            ),
            models.CheckConstraint(
                name="clause_version_published_by_another",
                condition=Q(state__in=["draft", "in_review"])
                | Q(published_at__isnull=True)
                | Q(made_by__isnull=True, submitted_by__isnull=True)
                | (
                    Q(published_by__isnull=False)
                    & (Q(made_by__isnull=True) | ~Q(published_by=F("made_by")))
                    & (Q(submitted_by__isnull=True) | ~Q(published_by=F("submitted_by")))
                ),
            ),
            models.CheckConstraint(
                name="clause_version_goes_its_way",
                condition=Q(state__in=["draft", "in_review"], published_at__isnull=True, superseded_at__isnull=True)
                | Q(state="published", published_at__isnull=False, superseded_at__isnull=True)
                | Q(state="superseded", published_at__isnull=False, superseded_at__isnull=False)
                | Q(state="withdrawn", withdrawn_at__isnull=False) & ~Q(withdrawn_reason=""),
            ),
        ]
        indexes = [models.Index(fields=["state", "valid_from"], name="policies_clause_standing")]
