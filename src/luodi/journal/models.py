"""The journal's tables: lines, their erasable personal values, and the blocks that seal them.

Nothing here points to another table by a foreign key: the journal lies below everything that writes to it.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class Line(models.Model):
    """One thing done. Append-only: the application's database role may neither change nor delete it."""

    at = models.DateTimeField()
    event = models.CharField(max_length=80)
    succeeded = models.BooleanField(default=True)
    actor_kind = models.CharField(max_length=10)
    actor_id = models.BigIntegerField(null=True)
    unit_id = models.BigIntegerField(null=True)
    object_kind = models.CharField(max_length=80, default="", blank=True)
    object_id = models.CharField(max_length=64, default="", blank=True)
    owner_unit_id = models.BigIntegerField(null=True)
    data_class = models.CharField(max_length=10, default="internal")
    request_id = models.CharField(max_length=64, default="", blank=True)
    facts = models.JSONField(default=dict)
    personal_digest = models.BinaryField(max_length=32, null=True)
    algorithm = models.CharField(max_length=10, default="sha256")
    digest = models.BinaryField(max_length=32)

    class Meta:
        indexes = [
            models.Index(fields=["object_kind", "object_id", "-id"], name="journal_line_object"),
            models.Index(fields=["owner_unit_id", "-id"], name="journal_line_owner"),
            models.Index(fields=["actor_id", "-id"], name="journal_line_actor"),
            models.Index(fields=["event", "-id"], name="journal_line_event"),
        ]
        constraints = [
            models.CheckConstraint(
                name="journal_actor_kind_known", condition=Q(actor_kind__in=["person", "system", "stranger"])
            ),
            models.CheckConstraint(
                name="journal_person_is_named", condition=~Q(actor_kind="person") | Q(actor_id__isnull=False)
            ),
        ]


class Personal(models.Model):
    """Names and other personal values of a line; erasable, because the line's hash covers only their digest."""

    line_id = models.BigIntegerField(primary_key=True)
    salt = models.BinaryField(max_length=16)
    values = models.JSONField(default=dict)

    class Meta:
        db_table = "journal_personal"


class Pending(models.Model):
    """A line that no block holds yet; filled by a trigger in the writer's own transaction, emptied by sealing."""

    line_id = models.BigIntegerField(primary_key=True)

    class Meta:
        db_table = "journal_pending"


class Block(models.Model):
    """Lines sealed together; each block carries the hash of the one before it. Append-only."""

    sealed_at = models.DateTimeField()
    line_ids = ArrayField(models.BigIntegerField())
    algorithm = models.CharField(max_length=10, default="sha256")
    root = models.BinaryField(max_length=32)
    previous = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)
