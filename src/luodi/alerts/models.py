"""What was warned of already, so that nobody is told twice of one thing."""

from django.db import models


class Warned(models.Model):
    """A rule that struck on an object: `step` tells its stages apart (a term with its verdict, a quarter)."""

    rule = models.CharField(max_length=30)
    object_kind = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    step = models.CharField(max_length=60, default="", blank=True)
    unit = models.ForeignKey("people.Unit", null=True, on_delete=models.PROTECT, related_name="+")
    persons = models.IntegerField()
    day = models.DateField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rule", "object_kind", "object_id", "step"], name="warned_once"),
        ]
        indexes = [models.Index(fields=["rule", "-day"], name="warned_by_rule")]
