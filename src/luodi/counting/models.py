"""What may be counted: facts that counting needs, the inflow ledger, findings, questions, and what counts in the end."""

from django.db import models
from django.db.models import F, Q

from luodi.engines.counting import LANDMARKS, MEASURES, rules
from luodi.people.visibility import ScopedQuerySet

CAPITAL_CLASSES = ["domestic", "foreign", "other"]
FORMS = ["paid_in", "in_kind", "registered"]
MARKS = ["", "industry", "real_estate", "infrastructure"]
ORIGINS = ["", "new", "outside", "in_district"]
FINDING_STATES = ["open", "answered", "accepted", "dismissed"]
QUESTION_STATES = ["open", "answered", "upheld", "explained"]
RULE_CODES = [*rules(), "asked"]


class OfProjects(ScopedQuerySet):
    """Rows of the projects of one's units."""

    unit_field = "project__unit_id"


class Inflows(OfProjects):
    """Inflows of the projects of one's units."""

    def standing(self):
        """Narrow to what was not withdrawn."""
        return self.filter(withdrawn_at=None)


def _person(**more):
    return models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+", **more)


def _document():
    return models.ForeignKey("documents.Document", null=True, blank=True, on_delete=models.PROTECT, related_name="+")


def _other():
    return models.ForeignKey("projects.Project", null=True, blank=True, on_delete=models.PROTECT, related_name="+")


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
    phase_of = _other()
    phase_included = models.BooleanField(null=True, blank=True)
    increment_of = _other()
    increment_amount = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    source = models.CharField(max_length=300)
    document = _document()
    person = _person()
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
    person = _person()
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
    document = _document()
    stayed_until = models.DateField(null=True, blank=True)
    left_date = models.DateField(null=True, blank=True)
    left_amount = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    left_evidence = models.CharField(max_length=200, default="", blank=True)
    entered_by = _person()
    entered_at = models.DateTimeField()
    confirmed_by = _person()
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
    document = _document()
    entered_by = _person()
    entered_at = models.DateTimeField()
    confirmed_by = _person()
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
    document = _document()
    set_by = _person()
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


class Finding(models.Model):
    """What a rule sees on a project (and another, or an inflow): one row as long as it is the same thing.

    `state`: open, answered (somebody explained), accepted (upheld: it changes what counts), dismissed (explained).
    `gone_at`: since when the rule sees nothing any more; its history stands in the steps.
    """

    rule = models.CharField(max_length=24)
    project = models.ForeignKey("projects.Project", on_delete=models.PROTECT, related_name="counting_findings")
    other = _other()
    inflow = models.ForeignKey(Inflow, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    measure = models.CharField(max_length=8, default="", blank=True)
    state = models.CharField(max_length=10, default="open")
    seen = models.JSONField(default=dict)
    rules_version = models.CharField(max_length=12)
    found_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    gone_at = models.DateTimeField(null=True, blank=True)

    objects = OfProjects.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="finding_rule_known", condition=Q(rule__in=RULE_CODES)),
            models.CheckConstraint(name="finding_state_known", condition=Q(state__in=FINDING_STATES)),
            models.UniqueConstraint(
                fields=["project", "rule", "other", "inflow", "measure"], name="finding_once", nulls_distinct=False
            ),
        ]
        indexes = [
            models.Index(
                fields=["rule", "state", "-found_at"], name="counting_finding_rule", condition=Q(gone_at=None)
            ),
            models.Index(fields=["other"], name="counting_finding_other", condition=Q(other__isnull=False)),
        ]


class FindingStep(models.Model):
    """What happened to a finding: found, changed, asked, answered, accepted, dismissed, vanished, returned. Append-only."""

    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=10)
    seen = models.JSONField(default=dict)
    note = models.CharField(max_length=500, default="", blank=True)
    rules_version = models.CharField(max_length=12)
    person = _person()
    at = models.DateTimeField()


class Questions(ScopedQuerySet):
    """A question is its unit's, and that of the project's unit."""

    def _rows(self, actor, data_class):
        condition = super()._rows(actor, data_class)
        return condition if condition is True else condition | Q(project__unit_id__in=actor.unit_ids)


class Question(models.Model):
    """A question to a number (数据质疑): to a unit, until a day, answered with evidence, decided by somebody else."""

    project = models.ForeignKey("projects.Project", on_delete=models.PROTECT, related_name="questions")
    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="questions")
    measure = models.CharField(max_length=8)
    text = models.CharField(max_length=500)
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    due_date = models.DateField()
    state = models.CharField(max_length=10, default="open")
    round = models.IntegerField(default=1)
    asked_by = _person()
    asked_at = models.DateTimeField()
    answer = models.CharField(max_length=1000, default="", blank=True)
    document = _document()
    answered_by = _person()
    answered_at = models.DateTimeField(null=True, blank=True)
    decision = models.CharField(max_length=500, default="", blank=True)
    decided_by = _person()
    decided_at = models.DateTimeField(null=True, blank=True)
    version = models.IntegerField(default=1)

    objects = Questions.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="question_state_known", condition=Q(state__in=QUESTION_STATES)),
            models.CheckConstraint(name="question_measure_known", condition=Q(measure__in=list(MEASURES))),
            models.CheckConstraint(name="question_worded", condition=~Q(text="")),
            models.CheckConstraint(
                name="question_answered_with_words",
                condition=Q(state="open") | (~Q(answer="") & Q(answered_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="question_approver_is_not_answerer",
                condition=Q(decided_by=None) | Q(answered_by=None) | ~Q(decided_by=F("answered_by")),
            ),
            models.CheckConstraint(
                name="question_decided_says_why",
                condition=~Q(state__in=["upheld", "explained"]) | (~Q(decision="") & Q(decided_at__isnull=False)),
            ),
            models.UniqueConstraint(
                fields=["finding"], condition=Q(state__in=["open", "answered"]), name="question_once_a_finding"
            ),
        ]
        indexes = [models.Index(fields=["state", "unit", "due_date"], name="counting_question_desk")]


class QuestionStep(models.Model):
    """What happened to a question: asked, answered, asked_again, upheld, explained. Append-only."""

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=12)
    text = models.CharField(max_length=1000)
    document = _document()
    due_date = models.DateField(null=True, blank=True)
    person = _person()
    at = models.DateTimeField()


class Counted(models.Model):
    """What a project (or an inflow) brings to a measure, claimed and counted apart; made anew by every check.

    `landed` has a row for each definition in force. `counts` false: left out, `why` names the reason.
    """

    project = models.ForeignKey("projects.Project", on_delete=models.PROTECT, related_name="counted")
    measure = models.CharField(max_length=8)
    column = models.CharField(max_length=10)
    definition = models.ForeignKey(Definition, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    inflow = models.ForeignKey(Inflow, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    finding = models.ForeignKey(Finding, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)
    track = models.CharField(max_length=40, default="", blank=True)
    date = models.DateField(null=True, blank=True)
    claimed_amount = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    counts = models.BooleanField()
    number = models.IntegerField()
    amount = models.DecimalField(max_digits=18, decimal_places=2)
    confirmed = models.BooleanField()
    why = models.CharField(max_length=24, default="", blank=True)
    route = models.CharField(max_length=20, default="", blank=True)
    rules_version = models.CharField(max_length=12)
    known_at = models.DateTimeField()

    objects = OfProjects.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["project", "measure", "definition", "inflow"], name="counted_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                name="counted_or_left_out",
                condition=Q(counts=True, why="") | (Q(counts=False, number=0, amount=0) & ~Q(why="")),
            ),
            models.CheckConstraint(name="counted_project_once", condition=Q(number__in=[0, 1])),
        ]
        indexes = [
            models.Index(fields=["measure", "-date", "-id"], name="counting_counted_newest"),
            models.Index(fields=["measure", "unit", "-date", "-id"], name="counting_counted_unit"),
            models.Index(fields=["measure", "-date", "-id"], name="counting_left_out", condition=Q(counts=False)),
        ]


class Tally(models.Model):
    """What changed in the sums of `Counted`, written by a trigger in the same transaction; folded by a job."""

    measure = models.CharField(max_length=8)
    column = models.CharField(max_length=10)
    definition_id = models.BigIntegerField(null=True)
    unit_id = models.BigIntegerField()
    track = models.CharField(max_length=40, default="", blank=True)
    month = models.DateField(null=True)
    counts = models.BooleanField()
    confirmed = models.BooleanField()
    why = models.CharField(max_length=24, default="", blank=True)
    rows = models.BigIntegerField()
    number = models.BigIntegerField()
    amount = models.DecimalField(max_digits=24, decimal_places=2)
    claimed = models.DecimalField(max_digits=24, decimal_places=2)


class Checked(models.Model):
    """When a project was last checked, at which version of it and of the rules: what has changed since is checked anew."""

    project = models.OneToOneField("projects.Project", on_delete=models.PROTECT, related_name="+")
    project_version = models.IntegerField()
    live = models.BooleanField()
    rules_version = models.CharField(max_length=12)
    at = models.DateTimeField()


class Run(models.Model):
    """A check of many projects: what for, from which instant of changes on, and what it found."""

    kind = models.CharField(max_length=10)
    at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    projects = models.IntegerField(default=0)
    total = models.IntegerField(default=0)
    found = models.IntegerField(default=0)
    vanished = models.IntegerField(default=0)
    rules_version = models.CharField(max_length=12)
    person = _person()
