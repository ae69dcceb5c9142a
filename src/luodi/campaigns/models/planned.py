"""The plan of a year: its lines, the tasks of each line, the streets that are ranked and their targets.

What happened to a task is written as steps that are never changed, each with the day it speaks of and the moment it was
known, so that the figures of a past month come out as they were known on any day.
"""

from django.db import models
from django.db.models import F, Q

from luodi.people.visibility import ScopedQuerySet, sights

PROOFS = ["text", "document", "photo"]
TASK_STATES = ["open", "reported", "returned", "accepted", "withdrawn"]
TASK_STEPS = ["set", "moved", "reported", "returned", "accepted", "withdrawn"]


def takes_part(actor, data_class="internal") -> bool:
    """Tell whether an actor sees rows through its units: their own, or those put before them."""
    return any(sight.scope in ("own", "put") for sight in sights(actor, data_class))


class Plans(ScopedQuerySet):
    """Plans in which one's unit takes part: as office, as a ranked street, or with a task."""

    def _rows(self, actor, data_class):
        condition = super()._rows(actor, data_class)
        if condition is True or not takes_part(actor):
            return condition
        ours = actor.unit_ids
        tasks = PlanTask.objects.filter(Q(lead__in=ours) | Q(helpers__unit__in=ours)).values("plan_id")
        streets = Street.objects.filter(unit__in=ours).values("plan_id")
        return Q(office__in=ours) | Q(pk__in=tasks) | Q(pk__in=streets)

    unit_field = "office_id"


class PlanTasks(ScopedQuerySet):
    """Tasks that one's unit leads or helps with; the office sees all of its plan."""

    unit_field = "lead_id"

    def _rows(self, actor, data_class):
        condition = super()._rows(actor, data_class)
        if condition is True or not takes_part(actor):
            return condition
        ours = actor.unit_ids
        helped = Helper.objects.filter(unit__in=ours).values("task_id")
        return condition | Q(lead__in=ours) | Q(plan__office__in=ours) | Q(pk__in=helped)


class Plan(models.Model):
    """A campaign's plan of a year. `office` runs it (专班、办公室); `pack` names the formula pack of its ranking."""

    campaign = models.ForeignKey("campaigns.Campaign", on_delete=models.PROTECT, related_name="plans")
    year = models.IntegerField()
    office = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    pack = models.CharField(max_length=40)
    made_by = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    objects = Plans.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "year"], name="plan_once_a_year"),
            models.CheckConstraint(name="plan_year_sensible", condition=Q(year__gte=2000, year__lte=2100)),
        ]


class Line(models.Model):
    """A line (战线) of a plan: blue sky, water, streets, parking …; the names are free."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="lines")
    name = models.CharField(max_length=40)
    sort = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "name"], name="line_name_once_a_plan")]


class Street(models.Model):
    """A unit that is ranked by the plan."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="streets")
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "unit"], name="street_once_a_plan")]


class Target(models.Model):
    """What a street should reach of an observed indicator each month. Append-only: the newest known counts."""

    street = models.ForeignKey(Street, on_delete=models.PROTECT, related_name="targets")
    indicator = models.CharField(max_length=30)
    value = models.DecimalField(max_digits=12, decimal_places=2)
    source = models.CharField(max_length=200)
    set_by = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="street_target_above_nothing", condition=Q(value__gt=0)),
            models.CheckConstraint(name="street_target_has_a_source", condition=~Q(source="")),
        ]


class PlanTask(models.Model):
    """A task of a line: who leads, by when, and which proof is asked for. `state` and `due_date` follow its steps."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="tasks")
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="tasks")
    title = models.CharField(max_length=200)
    lead = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    due_date = models.DateField()
    proof = models.CharField(max_length=8)
    state = models.CharField(max_length=10, default="open")
    version = models.IntegerField(default=1)

    objects = PlanTasks.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["line", "title", "lead"], condition=~Q(state="withdrawn"), name="plan_task_once_a_line"
            ),
            models.CheckConstraint(name="plan_task_proof_known", condition=Q(proof__in=PROOFS)),
            models.CheckConstraint(name="plan_task_state_known", condition=Q(state__in=TASK_STATES)),
        ]
        indexes = [models.Index(fields=["plan", "due_date"], name="plan_tasks_due")]


class Helper(models.Model):
    """A unit that helps with a task."""

    task = models.ForeignKey(PlanTask, on_delete=models.PROTECT, related_name="helpers")
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["task", "unit"], name="helper_once_a_task")]


class Step(models.Model):
    """What happened, on which day, and when it was known. `due_date` is the one that holds from this step on."""

    kind = models.CharField(max_length=10)
    day = models.DateField()
    due_date = models.DateField(null=True, blank=True)
    words = models.CharField(max_length=500, default="", blank=True)
    document = models.ForeignKey(
        "documents.Document", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    by = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        abstract = True


class TaskStep(Step):
    """A step of a task. Append-only; who accepts or returns is another person than who reported."""

    task = models.ForeignKey(PlanTask, on_delete=models.PROTECT, related_name="steps")
    reporter = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(name="task_step_kind_known", condition=Q(kind__in=TASK_STEPS)),
            models.CheckConstraint(
                name="task_step_checked_by_another",
                condition=~Q(kind__in=["accepted", "returned"]) | Q(reporter__isnull=True) | ~Q(by=F("reporter")),
            ),
            models.CheckConstraint(
                name="task_step_says_why", condition=~Q(kind__in=["returned", "moved", "withdrawn"]) | ~Q(words="")
            ),
        ]
        indexes = [models.Index(fields=["task", "at"], name="task_steps_known")]
