"""What was observed: a series for each subject, indicator and period, and under it what was known from when on.

An observation is never changed. What is learnt later, a check, a dispute, a correction, is a new row that names the one
which it replaces; of the rows known at an instant, the one that nothing replaces yet counts. So "as it was known on a
day" is a filter, and every figure of an earlier day comes out as it did then.
"""

from django.db import models
from django.db.models import F, Q

from luodi.observations.models.credit import Subject
from luodi.people.models import DATA_CLASSES
from luodi.people.visibility import ScopedQuerySet
from luodi.values.indicator import indicators

STATES = ["reported", "verified", "disputed", "withdrawn"]
SOURCE_KINDS = ["passage", "row", "form", "firm"]
CORRECTION_KINDS = ["typing", "unit", "late_evidence", "audit", "twice"]
CORRECTION_STATES = ["proposed", "approved", "rejected"]


class OfSubjects(ScopedQuerySet):
    """Rows of the subjects that one sees, those in which one's unit holds a share included."""

    def visible_to(self, actor):
        if actor.kind == "system":
            return self
        return self.filter(subject__in=Subject.objects.visible_to(actor))


class OfSeries(ScopedQuerySet):
    """Rows of the series that one sees."""

    def visible_to(self, actor):
        if actor.kind == "system":
            return self
        return self.filter(series__subject__in=Subject.objects.visible_to(actor))


class Series(models.Model):
    """What one subject reached of one indicator in one period, whatever was known of it when.

    `standing` ends when all of it is withdrawn (entered twice, or for the wrong subject); periods of standing series of
    one subject and indicator never overlap (a trigger).
    """

    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="series")
    indicator = models.CharField(max_length=30)
    valid_from = models.DateField()
    valid_to = models.DateField()
    data_class = models.CharField(max_length=10)
    standing = models.BooleanField(default=True)
    opened_at = models.DateTimeField()

    objects = OfSubjects.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="series_indicator_known", condition=Q(indicator__in=list(indicators()))),
            models.CheckConstraint(name="series_period_goes_on", condition=Q(valid_to__gt=F("valid_from"))),
            models.CheckConstraint(name="series_class_known", condition=Q(data_class__in=DATA_CLASSES)),
        ]
        indexes = [
            models.Index(fields=["subject", "indicator", "valid_from"], name="series_of_subject"),
            models.Index(fields=["indicator", "valid_from"], name="series_of_indicator"),
        ]


class Correction(models.Model):
    """A wished correction with its kind and reason: proposed by one person, decided by another."""

    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="corrections")
    kind = models.CharField(max_length=14)
    value = models.DecimalField(max_digits=22, decimal_places=4, null=True, blank=True)
    reason = models.CharField(max_length=300)
    evidence = models.CharField(max_length=300)
    state = models.CharField(max_length=10, default="proposed")
    proposed_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_note = models.CharField(max_length=300, default="", blank=True)

    objects = OfSeries.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="correction_kind_known", condition=Q(kind__in=CORRECTION_KINDS)),
            models.CheckConstraint(name="correction_state_known", condition=Q(state__in=CORRECTION_STATES)),
            models.CheckConstraint(name="correction_has_a_reason", condition=~Q(reason="") & ~Q(evidence="")),
            models.CheckConstraint(
                name="correction_gives_a_value",
                condition=Q(kind="twice", value__isnull=True) | (~Q(kind="twice") & Q(value__gte=0)),
            ),
            models.CheckConstraint(
                name="correction_decided_by_another",
                condition=Q(state="proposed")
                | (
                    Q(decided_by__isnull=False, decided_at__isnull=False)
                    & (Q(proposed_by__isnull=True) | ~Q(decided_by=F("proposed_by")))
                ),
            ),
            models.UniqueConstraint(
                fields=["series"], condition=Q(state="proposed"), name="correction_one_open_a_series"
            ),
        ]


class Observation(models.Model):
    """What was known of a series from `known_at` on, and where it comes from. Append-only.

    `value` is in 元 for money, else in the indicator's unit. `answer` keeps what a person answered when the size was
    doubted. `signer` is who spoke for the firm.
    """

    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="observations")
    value = models.DecimalField(max_digits=22, decimal_places=4)
    state = models.CharField(max_length=10)
    known_at = models.DateTimeField()
    replaces = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by")
    source_kind = models.CharField(max_length=8)
    document = models.ForeignKey(
        "documents.Document", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    return_row = models.ForeignKey(
        "observations.ReturnRow", null=True, blank=True, on_delete=models.PROTECT, related_name="observations"
    )
    correction = models.OneToOneField(Correction, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=300)
    answer = models.CharField(max_length=300, default="", blank=True)
    reason = models.CharField(max_length=300, default="", blank=True)
    signer = models.CharField(max_length=60, default="", blank=True)
    made_by = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    checked_by = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = OfSeries.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="observation_not_negative", condition=Q(value__gte=0)),
            models.CheckConstraint(name="observation_state_known", condition=Q(state__in=STATES)),
            models.CheckConstraint(
                name="observation_has_a_source",
                condition=~Q(source="")
                & (
                    Q(source_kind="passage", document__isnull=False)
                    | Q(source_kind="row", return_row__isnull=False)
                    | Q(source_kind="form")
                    | (Q(source_kind="firm") & ~Q(signer=""))
                ),
            ),
            models.CheckConstraint(
                name="observation_checked_by_another",
                condition=~Q(state="verified")
                | ~Q(signer="")
                | (Q(checked_by__isnull=False) & (Q(made_by__isnull=True) | ~Q(checked_by=F("made_by")))),
            ),
            models.CheckConstraint(
                name="observation_dispute_says_why",
                condition=~Q(state__in=["disputed", "withdrawn"]) | ~Q(reason=""),
            ),
            models.UniqueConstraint(
                fields=["series"], condition=Q(replaces__isnull=True), name="observation_one_first_a_series"
            ),
        ]
        indexes = [models.Index(fields=["series", "known_at"], name="observations_known")]


class StatisticsAnswer(models.Model):
    """Yes or no from the statistics office: was it entered there. Never an amount (Statistics Law 2024, art. 28)."""

    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")
    indicator = models.CharField(max_length=30)
    valid_from = models.DateField()
    valid_to = models.DateField()
    entered = models.BooleanField()
    reference = models.CharField(max_length=200)
    given_at = models.DateTimeField()
    noted_by = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = OfSubjects.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="answer_indicator_known", condition=Q(indicator__in=list(indicators()))),
            models.CheckConstraint(name="answer_period_goes_on", condition=Q(valid_to__gt=F("valid_from"))),
            models.CheckConstraint(name="answer_has_a_reference", condition=~Q(reference="")),
        ]
        indexes = [models.Index(fields=["subject", "-given_at"], name="answers_of_subject")]
