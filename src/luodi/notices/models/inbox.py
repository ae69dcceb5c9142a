"""Messages to a person: what happened, where to look, whether it was read."""

from django.db import models
from django.db.models import Q

from luodi.people.models import DATA_CLASSES
from luodi.people.visibility import ScopedQuerySet
from luodi.values.actor import Actor


class Notices(ScopedQuerySet):
    """A notice is its person's alone; no role and no unit opens it to others."""

    def visible_to(self, actor: Actor) -> "Notices":
        """Narrow to the actor's own notices."""
        return self.filter(person_id=actor.person_id) if actor.person_id else self.none()


class Notice(models.Model):
    """A message to one person. `kind` names its sentence (notices.toml), `params` fill it.

    `page`, `object_kind` and `object_id` say as plain values where it leads. What comes again about the same object
    before it was read is folded into one row: `times` counts.
    """

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=30)
    params = models.JSONField(default=dict)
    page = models.CharField(max_length=60, default="", blank=True)
    object_kind = models.CharField(max_length=40, default="", blank=True)
    object_id = models.BigIntegerField(null=True, blank=True)
    data_class = models.CharField(max_length=10, default="internal")
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    times = models.IntegerField(default=1)
    read_at = models.DateTimeField(null=True, blank=True)

    objects = Notices.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="notice_class_known", condition=Q(data_class__in=DATA_CLASSES)),
            models.CheckConstraint(name="notice_came_at_least_once", condition=Q(times__gte=1)),
            models.UniqueConstraint(
                fields=["person", "kind", "object_kind", "object_id"],
                condition=Q(read_at=None),
                nulls_distinct=False,
                name="notice_once_unread",
            ),
        ]
        indexes = [
            models.Index(fields=["person"], name="notices_unread", condition=Q(read_at=None)),
            models.Index(fields=["person", "-last_at", "-id"], name="notices_inbox"),
        ]
