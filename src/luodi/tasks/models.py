"""Tasks: follow-ups that somebody holds, and demands made in speeches that nobody holds yet."""

from django.db import models
from django.db.models import Q

from luodi.people.visibility import ScopedQuerySet


class Tasks(ScopedQuerySet):
    class_field = "data_class"
    assignee_field = "person_id"

    def put_before(self, actor):
        return Q(unit_id__in=actor.unit_ids)


class Task(models.Model):
    """A follow-up or a demand. Origin, unit and data class are plain values of what it came from."""

    kind = models.CharField(max_length=12)
    title = models.CharField(max_length=300)
    detail = models.TextField(default="", blank=True)
    state = models.CharField(max_length=10, default="open")
    demanded_by = models.CharField(max_length=80, default="", blank=True)
    assignee_text = models.CharField(max_length=200, default="", blank=True)
    unit = models.ForeignKey("people.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    due_date = models.DateField(null=True, blank=True)
    fact = models.ForeignKey("documents.Fact", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    origin_kind = models.CharField(max_length=40, default="", blank=True)
    origin_id = models.BigIntegerField(null=True, blank=True)
    origin_label = models.CharField(max_length=200, default="", blank=True)
    data_class = models.CharField(max_length=10, default="internal")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=300, default="", blank=True)
    version = models.IntegerField(default=1)

    objects = Tasks.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="task_kind_known", condition=Q(kind__in=["demand", "follow_up", "list_call", "finding"])
            ),
            models.CheckConstraint(name="task_state_known", condition=Q(state__in=["open", "done", "dropped"])),
            models.CheckConstraint(
                name="follow_up_names_somebody_or_some_day",
                condition=~Q(kind="follow_up")
                | ~Q(assignee_text="")
                | Q(unit__isnull=False)
                | Q(person__isnull=False)
                | Q(due_date__isnull=False),
            ),
            models.CheckConstraint(name="task_closed_has_a_day", condition=Q(state="open") | Q(closed_at__isnull=False)),
            models.UniqueConstraint(fields=["fact"], condition=Q(fact__isnull=False), name="task_once_a_fact"),
        ]
        indexes = [models.Index(fields=["unit", "state", "due_date"], name="tasks_task_desk")]
