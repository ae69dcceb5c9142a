"""Issues (问题): what was found where, by whom it has to be put right and by when, and what happened since.

An issue that comes back at the same place within the time of the parameter is the same issue again: it is reopened and
counted once more. Steps are never changed.
"""

from django.db import models
from django.db.models import F, Q

from luodi.campaigns.issue_words import LEVELS, SOURCES
from luodi.campaigns.models.planned import Line, Plan, Step, takes_part
from luodi.people.visibility import ScopedQuerySet

ISSUE_STATES = ["open", "closing", "closed", "withdrawn"]
ISSUE_STEPS = ["found", "moved", "reported", "returned", "accepted", "reopened", "shown", "withdrawn"]


class Issues(ScopedQuerySet):
    """Issues of one's street; the office sees all of its plan."""

    def _rows(self, actor, data_class):
        condition = super()._rows(actor, data_class)
        if condition is True or not takes_part(actor):
            return condition
        return condition | Q(unit__in=actor.unit_ids) | Q(plan__office__in=actor.unit_ids)


class Issue(models.Model):
    """A problem found at a place. `place_key` is the place as it is compared; `times` counts how often it was found."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="issues")
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="issues")
    source = models.CharField(max_length=12)
    level = models.CharField(max_length=8)
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    place = models.CharField(max_length=120)
    place_key = models.CharField(max_length=120)
    grid = models.CharField(max_length=40, default="", blank=True)
    what = models.CharField(max_length=300)
    state = models.CharField(max_length=10, default="open")
    found_date = models.DateField()
    due_date = models.DateField()
    closed_date = models.DateField(null=True, blank=True)
    times = models.IntegerField(default=1)
    version = models.IntegerField(default=1)

    objects = Issues.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="issue_source_known", condition=Q(source__in=list(SOURCES))),
            models.CheckConstraint(name="issue_level_known", condition=Q(level__in=list(LEVELS))),
            models.CheckConstraint(name="issue_state_known", condition=Q(state__in=ISSUE_STATES)),
            models.CheckConstraint(name="issue_due_after_found", condition=Q(due_date__gte=F("found_date"))),
            models.CheckConstraint(name="issue_found_at_least_once", condition=Q(times__gte=1)),
            models.CheckConstraint(
                name="issue_closed_has_a_day", condition=~Q(state="closed") | Q(closed_date__isnull=False)
            ),
            models.UniqueConstraint(
                fields=["plan", "line", "unit", "place_key"],
                condition=Q(state__in=["open", "closing"]),
                name="issue_one_open_a_place",
            ),
        ]
        indexes = [models.Index(fields=["plan", "state", "due_date"], name="issues_of_plan")]


class IssueStep(Step):
    """A step of an issue; `document` is its photo. Append-only; who checks is another than who closed (`reporter`)."""

    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="steps")
    reporter = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(name="issue_step_kind_known", condition=Q(kind__in=ISSUE_STEPS)),
            models.CheckConstraint(
                name="issue_step_checked_by_another",
                condition=~Q(kind__in=["accepted", "returned"]) | Q(reporter__isnull=True) | ~Q(by=F("reporter")),
            ),
            models.CheckConstraint(
                name="issue_step_closing_shows_it",
                condition=~Q(kind="reported") | (Q(document__isnull=False) & ~Q(words="")),
            ),
            models.CheckConstraint(
                name="issue_step_says_why", condition=~Q(kind__in=["returned", "moved", "withdrawn"]) | ~Q(words="")
            ),
        ]
        indexes = [models.Index(fields=["issue", "at"], name="issue_steps_known")]
