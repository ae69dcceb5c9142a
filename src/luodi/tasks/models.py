"""Tasks: follow-ups that somebody holds, and demands made in speeches that nobody holds yet."""

from django.db import models
from django.db.models import Q

from luodi.people.models import DATA_CLASSES
from luodi.people.visibility import ScopedQuerySet, sights

TASK_KINDS = ["demand", "follow_up", "list_call", "finding", "instruction"]
OVERDUE_STEPS = ["reminded", "to_head", "to_leader"]
STEP_KINDS = ["progress", "done", "returned", "closed", "dropped", "reopened", *OVERDUE_STEPS]


class Tasks(ScopedQuerySet):
    """A task is its holder's and that of the unit whose document it came from."""

    class_field = "data_class"
    assignee_field = "person_id"

    def put_before(self, actor):
        return Q(unit_id__in=actor.unit_ids) | Q(origin_unit_id__in=actor.unit_ids)

    def _rows(self, actor, data_class):
        condition = super()._rows(actor, data_class)
        if condition is not True and any(sight.scope == "own" for sight in sights(actor, data_class)):
            condition |= Q(origin_unit_id__in=actor.unit_ids)
        return condition


class Task(models.Model):
    """A follow-up or a demand. Origin, unit and data class are plain values of what it came from.

    `about` names what the follow-up is about (indicators, a plan); `assignee_text` is the wording of the source.
    One that somebody asked for (`asked_by`, with the unit for which they asked) is closed by the one who asked alone:
    its holder reports it done (`reported_at`), and from `remind_date` on a reminder goes out.
    """

    kind = models.CharField(max_length=12)
    title = models.CharField(max_length=300)
    detail = models.TextField(default="", blank=True)
    state = models.CharField(max_length=10, default="open")
    demanded_by = models.CharField(max_length=80, default="", blank=True)
    about = models.CharField(max_length=200, default="", blank=True)
    assignee_text = models.CharField(max_length=200, default="", blank=True)
    unit = models.ForeignKey("people.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    due_date = models.DateField(null=True, blank=True)
    fact = models.ForeignKey("documents.Fact", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    origin_kind = models.CharField(max_length=40, default="", blank=True)
    origin_id = models.BigIntegerField(null=True, blank=True)
    origin_label = models.CharField(max_length=200, default="", blank=True)
    origin_unit = models.ForeignKey("people.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    data_class = models.CharField(max_length=10, default="internal")
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    asking_unit = models.ForeignKey("people.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    remind_date = models.DateField(null=True, blank=True)
    reported_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=300, default="", blank=True)
    version = models.IntegerField(default=1)

    objects = Tasks.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="task_kind_known", condition=Q(kind__in=TASK_KINDS)),
            models.CheckConstraint(name="task_class_known", condition=Q(data_class__in=DATA_CLASSES)),
            models.CheckConstraint(name="task_titled", condition=~Q(title="")),
            models.CheckConstraint(
                name="task_accepted_by_somebody", condition=Q(accepted_at__isnull=True) | Q(accepted_by__isnull=False)
            ),
            models.CheckConstraint(name="task_closed_says_how", condition=Q(state="open") | ~Q(outcome="")),
            models.CheckConstraint(
                name="task_open_is_not_closed", condition=~Q(state="open") | Q(closed_at__isnull=True)
            ),
            models.CheckConstraint(name="task_state_known", condition=Q(state__in=["open", "done", "dropped"])),
            models.CheckConstraint(
                name="follow_up_names_somebody_or_some_day",
                condition=~Q(kind="follow_up")
                | ~Q(assignee_text="")
                | ~Q(about="")
                | Q(unit__isnull=False)
                | Q(person__isnull=False)
                | Q(due_date__isnull=False),
            ),
            models.CheckConstraint(
                name="task_closed_has_a_day", condition=Q(state="open") | Q(closed_at__isnull=False)
            ),
            models.UniqueConstraint(fields=["fact"], condition=Q(fact__isnull=False), name="task_once_a_fact"),
            models.CheckConstraint(
                name="task_asked_for_is_whole",
                condition=Q(asked_by=None, asking_unit=None, remind_date=None, reported_at=None)
                | Q(
                    kind="follow_up",
                    asked_by__isnull=False,
                    asking_unit__isnull=False,
                    unit__isnull=False,
                    due_date__isnull=False,
                    remind_date__isnull=False,
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "state", "due_date"], name="tasks_task_desk"),
            models.Index(fields=["person", "state"], name="tasks_task_person"),
            models.Index(fields=["origin_kind", "origin_id"], name="tasks_task_origin"),
            models.Index(fields=["state", "-opened_at", "-id"], name="tasks_task_newest"),
            models.Index(fields=["state", "due_date"], name="tasks_task_asked", condition=Q(asked_by__isnull=False)),
        ]


class Step(models.Model):
    """A step of a follow-up that somebody asked for: a report, the asker's answer, a reminder; append-only (SQL).

    `day` is the day of what is told. An overdue step is taken once for each due day.
    """

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=10)
    text = models.CharField(max_length=2000, default="", blank=True)
    day = models.DateField()
    due_date = models.DateField()
    person = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="follow_up_step_kind_known", condition=Q(kind__in=STEP_KINDS)),
            models.CheckConstraint(
                name="follow_up_step_says_something", condition=Q(kind__in=OVERDUE_STEPS) | ~Q(text="")
            ),
            models.UniqueConstraint(
                fields=["task", "kind", "due_date"],
                condition=Q(kind__in=OVERDUE_STEPS),
                name="follow_up_step_overdue_once",
            ),
        ]


class Paper(models.Model):
    """A document that stands as evidence behind a step; append-only (SQL)."""

    step = models.ForeignKey(Step, on_delete=models.PROTECT, related_name="papers")
    document = models.ForeignKey("documents.Document", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["step", "document"], name="follow_up_paper_once_a_step")]
