"""What is known of a firm in a year, field by field, and from where. Append-only: what is learnt later is a new row."""

from django.db import models
from django.db.models import F, Q

from luodi.people.models import DATA_CLASSES
from luodi.people.visibility import ScopedQuerySet
from luodi.policies.models.clauses import person_key

FACT_STATES = ["reported", "verified", "disputed"]
SOURCE_KINDS = ["document", "form", "row", "firm", "register"]
CORRECTION_STATES = ["proposed", "approved", "rejected"]


class Facts(ScopedQuerySet):
    """That something is known of a firm is internal to the unit that keeps it; the value is masked by its own class."""

    firm_field = "company_id"


class Fact(models.Model):
    """A field's value of a firm in a year, as it was known from `known_at` on.

    `value` is written in the engine's canonical form (money in 分, areas in 0.01 m², rates in ppm, ISO days). `year` is
    the year that the value is of; for what holds without a year it is the year in which it was learnt.
    """

    company = models.ForeignKey("companies.Company", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    field = models.CharField(max_length=60)
    year = models.IntegerField()
    value = models.CharField(max_length=300)
    data_class = models.CharField(max_length=10)
    state = models.CharField(max_length=8, default="reported")
    known_at = models.DateTimeField()
    replaces = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by")
    source_kind = models.CharField(max_length=8)
    source_id = models.BigIntegerField(null=True, blank=True)
    source = models.CharField(max_length=300)
    answer = models.CharField(max_length=300, default="", blank=True)
    reason = models.CharField(max_length=300, default="", blank=True)
    made_by = person_key()
    checked_by = person_key()

    objects = Facts.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="policies_fact_state_known", condition=Q(state__in=FACT_STATES)),
            models.CheckConstraint(name="policies_fact_class_known", condition=Q(data_class__in=DATA_CLASSES)),
            models.CheckConstraint(name="policies_fact_year_likely", condition=Q(year__gte=1949, year__lte=2200)),
            models.CheckConstraint(
                name="policies_fact_has_a_source", condition=Q(source_kind__in=SOURCE_KINDS) & ~Q(source="")
            ),
            models.CheckConstraint(
                name="policies_fact_checked_by_another",
                condition=~Q(state="verified")
                | Q(made_by__isnull=True)
                | (Q(checked_by__isnull=False) & ~Q(checked_by=F("made_by"))),
            ),
            models.CheckConstraint(
                name="policies_fact_dispute_says_why", condition=~Q(state="disputed") | ~Q(reason="")
            ),
            models.UniqueConstraint(
                fields=["company", "field", "year"], condition=Q(replaces__isnull=True), name="policies_fact_one_first"
            ),
        ]
        indexes = [models.Index(fields=["company", "year", "field"], name="policies_fact_of_firm")]


class FactCorrection(models.Model):
    """A wished correction of a fact with its reason and source: proposed by one person, decided by another."""

    fact = models.ForeignKey(Fact, on_delete=models.PROTECT, related_name="corrections")
    company = models.ForeignKey("companies.Company", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    value = models.CharField(max_length=300)
    reason = models.CharField(max_length=300)
    source = models.CharField(max_length=300)
    state = models.CharField(max_length=8, default="proposed")
    proposed_by = person_key()
    proposed_at = models.DateTimeField()
    decided_by = person_key()
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_note = models.CharField(max_length=300, default="", blank=True)

    objects = Facts.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="fact_correction_state_known", condition=Q(state__in=CORRECTION_STATES)),
            models.CheckConstraint(name="fact_correction_says_why", condition=~Q(reason="") & ~Q(source="")),
            models.CheckConstraint(
                name="fact_correction_decided_by_another",
                condition=Q(state="proposed")
                | (
                    Q(decided_by__isnull=False, decided_at__isnull=False)
                    & (Q(proposed_by__isnull=True) | ~Q(decided_by=F("proposed_by")))
                ),
            ),
            models.UniqueConstraint(fields=["fact"], condition=Q(state="proposed"), name="fact_correction_one_open"),
        ]


class Registers(ScopedQuerySet):
    """That a list of firms is complete is internal to nobody in particular: whoever sees facts may know it."""

    unit_field = None
    fixed_class = "public"


class Register(models.Model):
    """A list of firms that somebody declared to be complete as of a day: a firm without the field's fact is known not to be.

    `year` is empty for what holds without a year. Append-only: what was taken back has a `RegisterEnd`.
    """

    field = models.CharField(max_length=60)
    year = models.IntegerField(null=True, blank=True)
    complete_on = models.DateField()
    listed = models.IntegerField(default=0)
    source_kind = models.CharField(max_length=8)
    source_id = models.BigIntegerField(null=True, blank=True)
    source = models.CharField(max_length=300)
    reason = models.CharField(max_length=300)
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    declared_by = person_key()
    declared_at = models.DateTimeField()

    objects = Registers.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="register_has_a_source", condition=Q(source_kind__in=SOURCE_KINDS) & ~Q(source="") & ~Q(reason="")
            ),
            models.CheckConstraint(name="register_counts_firms", condition=Q(listed__gte=0)),
            models.CheckConstraint(
                name="register_year_likely", condition=Q(year__isnull=True) | Q(year__gte=1949, year__lte=2200)
            ),
        ]


class RegisterEnd(models.Model):
    """That a list is not complete after all, or no longer: from then on a firm that is not on it is not known."""

    register = models.OneToOneField(Register, on_delete=models.PROTECT, related_name="end")
    reason = models.CharField(max_length=300)
    ended_by = person_key()
    ended_at = models.DateTimeField()

    objects = Registers.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(name="register_end_says_why", condition=~Q(reason=""))]
