"""What is known for counting beside the ledger: particulars, inflows, landing facts, definitions of landing."""

from django.db import models
from django.db.models import F, Q

from luodi.counting.models.keys import Inflows, OfProjects, document_key, other_project_key, person_key
from luodi.engines.counting import LANDMARKS

CAPITAL_CLASSES = ["domestic", "foreign", "other"]
FORMS = ["paid_in", "in_kind", "registered"]
MARKS = ["", "industry", "real_estate", "infrastructure"]
ORIGINS = ["", "new", "outside", "in_district"]


class Particulars(models.Model):
    """What counting needs to know of a project beside its ledger row, with its source; unknown is null, not zero.

    `phase_of` and `phase_included`: a later phase, and whether the first signing includes it. `increment_of` and
    `increment_amount`: a capital increase, and what is new of it. `sector_code` is a class of GB/T 4754 (C3972).
    """

    project = models.OneToOneField("projects.Project", on_delete=models.PROTECT, related_name="particulars")
    sector_code = models.CharField(max_length=6, default="", blank=True)
    sector_mark = models.CharField(max_length=14, default="", blank=True)
    floor_area = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    headcount = models.IntegerField(null=True, blank=True)
    registered_capital = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    insured = models.IntegerField(null=True, blank=True)
    has_lease = models.BooleanField(null=True, blank=True)
    risky_address = models.BooleanField(null=True, blank=True)
    origin = models.CharField(max_length=12, default="", blank=True)
    former_address = models.CharField(max_length=160, default="", blank=True)
    phase_of = other_project_key()
    phase_included = models.BooleanField(null=True, blank=True)
    increment_of = other_project_key()
    increment_amount = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    source = models.CharField(max_length=300)
    document = document_key()
    person = person_key()
    changed_at = models.DateTimeField()
    version = models.IntegerField(default=1)

    objects = OfProjects.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="particulars_sourced", condition=~Q(source="")),
            models.CheckConstraint(name="particulars_mark_known", condition=Q(sector_mark__in=MARKS)),
            models.CheckConstraint(name="particulars_origin_known", condition=Q(origin__in=ORIGINS)),
            models.CheckConstraint(
                name="particulars_sector_shaped", condition=Q(sector_code="") | Q(sector_code__regex=r"^[A-T]\d{0,4}$")
            ),
            models.CheckConstraint(
                name="particulars_not_of_itself",
                condition=(Q(phase_of=None) | ~Q(phase_of=F("project")))
                & (Q(increment_of=None) | ~Q(increment_of=F("project"))),
            ),
            models.CheckConstraint(
                name="particulars_phase_or_increment", condition=Q(phase_of=None) | Q(increment_of=None)
            ),
            models.CheckConstraint(
                name="particulars_increment_positive",
                condition=Q(increment_amount__isnull=True) | Q(increment_amount__gt=0, increment_of__isnull=False),
            ),
            models.CheckConstraint(
                name="particulars_sizes_positive",
                condition=(Q(floor_area=None) | Q(floor_area__gt=0))
                & (Q(headcount=None) | Q(headcount__gte=0))
                & (Q(insured=None) | Q(insured__gte=0))
                & (Q(registered_capital=None) | Q(registered_capital__gt=0)),
            ),
        ]
        indexes = [
            models.Index(fields=["phase_of"], name="counting_phase", condition=Q(phase_of__isnull=False)),
            models.Index(fields=["increment_of"], name="counting_increment", condition=Q(increment_of__isnull=False)),
        ]


class ParticularsChange(models.Model):
    """A change of one of the particulars: old, new, on which source, by whom. Append-only."""

    project = models.ForeignKey("projects.Project", on_delete=models.PROTECT, related_name="+")
    field = models.CharField(max_length=20)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    source = models.CharField(max_length=300)
    person = person_key()
    at = models.DateTimeField()

    objects = OfProjects.as_manager()


class Inflow(models.Model):
    """Money that came in for a project: one number (its id), one class, one slip. What it says never changes.

    A correction withdraws the row with a reason and enters a new one that `replaces` it. Only these are written
    later: who confirmed it, that it left (and when), until when it is shown to have stayed, and the withdrawal.
    """

    project = models.ForeignKey("projects.Project", on_delete=models.PROTECT, related_name="inflows")
    company = models.ForeignKey("companies.Company", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    capital_class = models.CharField(max_length=8)
    form = models.CharField(max_length=10, default="paid_in")
    paid_date = models.DateField()
    amount = models.DecimalField(max_digits=18, decimal_places=2)
    currency = models.CharField(max_length=3, default="CNY")
    original_amount = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    rate = models.DecimalField(max_digits=14, decimal_places=6, null=True, blank=True)
    rate_date = models.DateField(null=True, blank=True)
    slip = models.CharField(max_length=60, default="", blank=True)
    payer = models.CharField(max_length=160, default="", blank=True)
    document = document_key()
    stayed_until = models.DateField(null=True, blank=True)
    left_date = models.DateField(null=True, blank=True)
    left_amount = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    left_evidence = models.CharField(max_length=200, default="", blank=True)
    entered_by = person_key()
    entered_at = models.DateTimeField()
    confirmed_by = person_key()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField(max_length=200, default="", blank=True)
    replaces = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by")
    version = models.IntegerField(default=1)

    objects = Inflows.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="inflow_class_known", condition=Q(capital_class__in=CAPITAL_CLASSES)),
            models.CheckConstraint(name="inflow_form_known", condition=Q(form__in=FORMS)),
            models.CheckConstraint(name="inflow_positive", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="inflow_foreign_has_rate",
                condition=Q(currency="CNY")
                | Q(original_amount__isnull=False, rate__isnull=False, rate_date__isnull=False),
            ),
            models.CheckConstraint(name="inflow_confirmed_with_slip", condition=Q(confirmed_at=None) | ~Q(slip="")),
            models.CheckConstraint(
                name="inflow_maker_is_not_checker",
                condition=Q(confirmed_by=None) | Q(entered_by=None) | ~Q(confirmed_by=F("entered_by")),
            ),
            models.CheckConstraint(
                name="inflow_leaves_after_it_came", condition=Q(left_date=None) | Q(left_date__gte=F("paid_date"))
            ),
            models.CheckConstraint(
                name="inflow_withdrawn_says_why", condition=Q(withdrawn_at=None) | ~Q(withdrawn_reason="")
            ),
            models.UniqueConstraint(
                fields=["slip"], condition=Q(withdrawn_at=None) & ~Q(slip=""), name="inflow_slip_once"
            ),
        ]
        indexes = [
            models.Index(fields=["paid_date", "amount"], name="counting_inflow_day", condition=Q(withdrawn_at=None)),
            models.Index(fields=["-entered_at", "-id"], name="counting_inflow_newest"),
        ]


class Landmark(models.Model):
    """A dated fact of landing or starting, with its evidence; confirmed by a second person. What it says never changes."""

    project = models.ForeignKey("projects.Project", on_delete=models.PROTECT, related_name="landmarks")
    kind = models.CharField(max_length=20)
    date = models.DateField()
    amount = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    evidence = models.CharField(max_length=200)
    document = document_key()
    entered_by = person_key()
    entered_at = models.DateTimeField()
    confirmed_by = person_key()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField(max_length=200, default="", blank=True)
    version = models.IntegerField(default=1)

    objects = Inflows.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="landmark_kind_known", condition=Q(kind__in=list(LANDMARKS))),
            models.CheckConstraint(name="landmark_evidenced", condition=~Q(evidence="")),
            models.CheckConstraint(name="landmark_amount_positive", condition=Q(amount__isnull=True) | Q(amount__gt=0)),
            models.CheckConstraint(
                name="landmark_entered_has_amount", condition=~Q(kind="statistics_entered") | Q(amount__isnull=False)
            ),
            models.CheckConstraint(
                name="landmark_maker_is_not_checker",
                condition=Q(confirmed_by=None) | Q(entered_by=None) | ~Q(confirmed_by=F("entered_by")),
            ),
            models.CheckConstraint(
                name="landmark_withdrawn_says_why", condition=Q(withdrawn_at=None) | ~Q(withdrawn_reason="")
            ),
        ]
        indexes = [models.Index(fields=["project", "kind"], name="counting_landmark_kind")]


class Definition(models.Model):
    """What counts as landed (落地) in a year: routes of evidence, with the source that says so. Append-only but for its end.

    Of several definitions of one year the latest that is not retired holds; an older one can be compared with it.
    """

    title = models.CharField(max_length=80)
    year = models.IntegerField()
    routes = models.JSONField()
    source = models.CharField(max_length=300)
    document = document_key()
    set_by = person_key()
    set_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)
    retired_reason = models.CharField(max_length=200, default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="definition_sourced", condition=~Q(source="") & ~Q(title="")),
            models.CheckConstraint(name="definition_year_sane", condition=Q(year__gte=2000, year__lt=2100)),
            models.CheckConstraint(
                name="definition_retired_says_why", condition=Q(retired_at=None) | ~Q(retired_reason="")
            ),
        ]
