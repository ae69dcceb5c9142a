"""Who promised how much of which indicator by when, and what was decided about it since.

A promise's terms are never rewritten. A supplement brings new ones: from its approval they are known, and those that it
ends are known until then. So every past day answers as it did; only the end of a term's validity is ever filled in, once.
"""

from django.db import models
from django.db.models import F, Q

from luodi.people.models import DATA_CLASSES
from luodi.people.visibility import ScopedQuerySet, sights
from luodi.values.indicator import indicators

MEASURES = ["sum", "level", "average", "cumulative", "rate"]
DIRECTIONS = ["higher", "lower"]
TIME_UNITS = ["days", "months"]
BASIS_KINDS = ["clause", "target_plan", "campaign_task", "own_duty"]
SETTLED = ["approved", "rejected"]
STATES = ["proposed", *SETTLED]
ACT_KINDS = ["moved", "waived", "cure_until", "noticed"]
GROUNDS = ["government", "force_majeure", "agreed", "handbook"]


class Promises(ScopedQuerySet):
    """Promises of one's units: as responsible unit, as promisor or as beneficiary; for who pays, those that money hangs on."""

    class_field = "data_class"
    firm_field = "promisor_company_id"

    def _rows(self, actor, data_class):
        condition = super()._rows(actor, data_class)
        if condition is not True and any(sight.scope == "own" for sight in sights(actor, data_class)):
            condition |= Q(promisor_unit__in=actor.unit_ids) | Q(beneficiary_unit__in=actor.unit_ids)
        if condition is not True and data_class == "sensitive" and actor.may("promises.pay"):
            condition |= Q(pk__in=Term.objects.filter(amount__isnull=False).values("promise"))
        return condition


class OfPromises(ScopedQuerySet):
    """Rows of the promises that one sees."""

    def visible_to(self, actor):
        if actor.kind == "system":
            return self
        return self.filter(promise__in=Promise.objects.visible_to(actor))


class OfTerms(ScopedQuerySet):
    """Rows of the terms whose promises one sees."""

    def visible_to(self, actor):
        if actor.kind == "system":
            return self
        return self.filter(term__promise__in=Promise.objects.visible_to(actor))


class Promise(models.Model):
    """What a unit or a firm promised. `pays` says that payments hang on it; the law then limits the indicator.

    The basis is a plain kind, id and reference, because what it comes from lies above. `version` counts decisions.
    """

    promisor_unit = models.ForeignKey("people.Unit", null=True, on_delete=models.PROTECT, related_name="+")
    promisor_company = models.ForeignKey("companies.Company", null=True, on_delete=models.PROTECT, related_name="+")
    beneficiary_unit = models.ForeignKey("people.Unit", null=True, on_delete=models.PROTECT, related_name="+")
    beneficiary_company = models.ForeignKey("companies.Company", null=True, on_delete=models.PROTECT, related_name="+")
    basis_kind = models.CharField(max_length=14)
    basis_id = models.BigIntegerField(null=True)
    basis_reference = models.CharField(max_length=200)
    subject = models.ForeignKey("observations.Subject", on_delete=models.PROTECT, related_name="+")
    indicator = models.CharField(max_length=30)
    measure = models.CharField(max_length=10)
    direction = models.CharField(max_length=6)
    tolerance_ppm = models.IntegerField(default=0)
    cumulative_cure = models.IntegerField(default=0)
    time_unit = models.CharField(max_length=6, default="days")
    weight = models.DecimalField(max_digits=6, decimal_places=2, default=1)
    pays = models.BooleanField(default=False)
    remedy = models.CharField(max_length=300, default="", blank=True)
    data_class = models.CharField(max_length=10)
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    made_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    version = models.IntegerField(default=1)

    objects = Promises.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="promise_one_promisor",
                condition=Q(promisor_unit__isnull=False, promisor_company__isnull=True)
                | Q(promisor_unit__isnull=True, promisor_company__isnull=False),
            ),
            models.CheckConstraint(
                name="promise_one_beneficiary_at_most",
                condition=Q(beneficiary_unit__isnull=True) | Q(beneficiary_company__isnull=True),
            ),
            models.CheckConstraint(
                name="promise_has_a_basis", condition=Q(basis_kind__in=BASIS_KINDS) & ~Q(basis_reference="")
            ),
            models.CheckConstraint(name="promise_indicator_known", condition=Q(indicator__in=list(indicators()))),
            models.CheckConstraint(
                name="promise_pays_only_what_may",
                condition=Q(pays=False)
                | Q(indicator__in=[code for code, each in indicators().items() if each.payable]),
            ),
            models.CheckConstraint(name="promise_measure_known", condition=Q(measure__in=MEASURES)),
            models.CheckConstraint(name="promise_direction_known", condition=Q(direction__in=DIRECTIONS)),
            models.CheckConstraint(name="promise_time_known", condition=Q(time_unit__in=TIME_UNITS)),
            models.CheckConstraint(
                name="promise_tolerance_is_a_part", condition=Q(tolerance_ppm__gte=0, tolerance_ppm__lt=1_000_000)
            ),
            models.CheckConstraint(name="promise_cure_counts", condition=Q(cumulative_cure__gte=0)),
            models.CheckConstraint(name="promise_weighs", condition=Q(weight__gt=0)),
            models.CheckConstraint(name="promise_class_known", condition=Q(data_class__in=DATA_CLASSES)),
        ]
        indexes = [
            models.Index(fields=["unit", "-id"], name="promises_of_unit"),
            models.Index(fields=["subject", "indicator"], name="promises_of_subject"),
        ]


class Supplement(models.Model):
    """New terms for a promise: proposed by one person with their ground, approved or rejected by another."""

    promise = models.ForeignKey(Promise, on_delete=models.PROTECT, related_name="supplements")
    number = models.IntegerField()
    ground = models.CharField(max_length=300)
    document = models.ForeignKey("documents.Document", null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, default="proposed")
    made_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    approved_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision_note = models.CharField(max_length=300, default="", blank=True)

    objects = OfPromises.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="supplement_state_known", condition=Q(state__in=STATES)),
            models.CheckConstraint(name="supplement_says_why", condition=~Q(ground="")),
            models.CheckConstraint(
                name="supplement_decided_by_another",
                condition=Q(state="proposed", approved_by__isnull=True, decided_at__isnull=True)
                | (
                    Q(state__in=SETTLED, approved_by__isnull=False, decided_at__isnull=False)
                    & (Q(made_by__isnull=True) | ~Q(approved_by=F("made_by")))
                ),
            ),
            models.UniqueConstraint(fields=["promise", "number"], name="supplement_numbered_once"),
            models.UniqueConstraint(
                fields=["promise"], condition=Q(state="proposed"), name="supplement_one_open_a_promise"
            ),
        ]


class Term(models.Model):
    """One period of a promise with its target, in the indicator's unit. Known from `known_at` until `known_until`.

    `supplement` brought it (none: the promise itself); `known_at` is empty while that one waits. `ended_by` is the
    supplement that ended it. Of what a promise knows at an instant no two periods overlap (a trigger). `amount`, in 元, is the
    stage of a payment that hangs on the term (handbook §4.1); none where nothing is paid for it.
    """

    promise = models.ForeignKey(Promise, on_delete=models.PROTECT, related_name="terms")
    supplement = models.ForeignKey(Supplement, null=True, on_delete=models.PROTECT, related_name="terms")
    valid_from = models.DateField()
    valid_to = models.DateField()
    due_date = models.DateField()
    target = models.DecimalField(max_digits=22, decimal_places=4)
    base = models.DecimalField(max_digits=22, decimal_places=4, null=True)
    amount = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    known_at = models.DateTimeField(null=True)
    known_until = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Supplement, null=True, on_delete=models.PROTECT, related_name="ended")

    objects = OfPromises.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="term_period_goes_on", condition=Q(valid_to__gt=F("valid_from"))),
            models.CheckConstraint(name="term_due_after_its_start", condition=Q(due_date__gte=F("valid_from"))),
            models.CheckConstraint(name="term_target_above_zero", condition=Q(target__gt=0)),
            models.CheckConstraint(name="term_base_not_negative", condition=Q(base__isnull=True) | Q(base__gte=0)),
            models.CheckConstraint(name="term_amount_positive", condition=Q(amount__isnull=True) | Q(amount__gt=0)),
            models.CheckConstraint(
                name="term_known_or_waiting", condition=Q(supplement__isnull=False) | Q(known_at__isnull=False)
            ),
            models.CheckConstraint(
                name="term_ended_by_a_supplement",
                condition=Q(known_until__isnull=True, ended_by__isnull=True)
                | Q(known_until__gte=F("known_at"), ended_by__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["promise", "valid_from"], name="terms_of_promise")]


class Act(models.Model):
    """What is decided about a term: its due date moved, waived, a cure until a day, a notice.

    A notice stands at once; everything else waits for another person. The day for which it holds never changes.
    """

    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="acts")
    kind = models.CharField(max_length=10)
    day = models.DateField()
    ground = models.CharField(max_length=14)
    reason = models.CharField(max_length=300)
    document = models.ForeignKey("documents.Document", null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, default="proposed")
    made_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    approved_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision_note = models.CharField(max_length=300, default="", blank=True)

    objects = OfTerms.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="act_kind_known", condition=Q(kind__in=ACT_KINDS)),
            models.CheckConstraint(name="act_ground_known", condition=Q(ground__in=GROUNDS)),
            models.CheckConstraint(name="act_says_why", condition=~Q(reason="")),
            models.CheckConstraint(name="act_state_known", condition=Q(state__in=STATES)),
            models.CheckConstraint(
                name="act_decided_by_another",
                condition=Q(state="proposed", approved_by__isnull=True, decided_at__isnull=True)
                | Q(kind="noticed", state="approved", decided_at__isnull=False)
                | (
                    Q(state__in=SETTLED, approved_by__isnull=False, decided_at__isnull=False)
                    & (Q(made_by__isnull=True) | ~Q(approved_by=F("made_by")))
                ),
            ),
            models.UniqueConstraint(fields=["term", "kind"], condition=Q(state="proposed"), name="act_one_open_a_kind"),
        ]


class Paid(models.Model):
    """Money that was paid, or taken back (below zero), for a stage of a promise; a stage is a term's place, from 1. Append-only."""

    promise = models.ForeignKey(Promise, on_delete=models.PROTECT, related_name="payments")
    stage = models.IntegerField()
    amount = models.DecimalField(max_digits=18, decimal_places=2)
    day = models.DateField()
    reference = models.CharField(max_length=200)
    made_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    objects = OfPromises.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="paid_something", condition=~Q(amount=0)),
            models.CheckConstraint(name="paid_for_a_stage", condition=Q(stage__gte=1)),
            models.CheckConstraint(name="paid_by_a_reference", condition=~Q(reference="")),
        ]
