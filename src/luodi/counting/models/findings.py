"""What the rules see, and the questions asked about it."""

from django.db import models
from django.db.models import F, Q

from luodi.counting.models.facts import Inflow
from luodi.counting.models.keys import OfProjects, document_key, other_project_key, person_key
from luodi.engines.counting import MEASURES, rules
from luodi.people.visibility import ScopedQuerySet

FINDING_STATES = ["open", "answered", "accepted", "dismissed"]
QUESTION_STATES = ["open", "answered", "upheld", "explained"]
RULE_CODES = [*rules(), "asked"]


class Finding(models.Model):
    """What a rule sees on a project (and another, or an inflow): one row as long as it is the same thing.

    `state`: open, answered (somebody explained), accepted (upheld: it changes what counts), dismissed (explained).
    `gone_at`: since when the rule sees nothing any more; its history stands in the steps.
    """

    rule = models.CharField(max_length=24)
    project = models.ForeignKey("projects.Project", on_delete=models.PROTECT, related_name="counting_findings")
    other = other_project_key()
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
            models.CheckConstraint(name="counting_finding_known", condition=Q(rule__in=RULE_CODES)),
            models.CheckConstraint(name="counting_finding_state_known", condition=Q(state__in=FINDING_STATES)),
            models.UniqueConstraint(
                fields=["project", "rule", "other", "inflow", "measure"],
                name="counting_finding_once",
                nulls_distinct=False,
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
    person = person_key()
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
    asked_by = person_key()
    asked_at = models.DateTimeField()
    answer = models.CharField(max_length=1000, default="", blank=True)
    document = document_key()
    answered_by = person_key()
    answered_at = models.DateTimeField(null=True, blank=True)
    decision = models.CharField(max_length=500, default="", blank=True)
    decided_by = person_key()
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
    document = document_key()
    due_date = models.DateField(null=True, blank=True)
    person = person_key()
    at = models.DateTimeField()
