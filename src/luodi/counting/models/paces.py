"""How long each part of the way to landing takes, reckoned each night for pages that cannot count the whole district."""

from django.db import models
from django.db.models import Q

from luodi.counting.models.facts import Definition


class Pace(models.Model):
    """The curve of one part of the way, for one track ("" for all): its median with band, and on how much it rests.

    Made anew each night from the spells (`queries.spells`). `steps` are [day, share still waiting], kept only for parts
    between milestones, from which forecasts are reckoned.
    """

    part = models.CharField(max_length=12)
    kind = models.CharField(max_length=10)
    track = models.CharField(max_length=40, default="", blank=True)
    definition = models.ForeignKey(Definition, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    median = models.IntegerField(null=True, blank=True)
    lower = models.IntegerField(null=True, blank=True)
    upper = models.IntegerField(null=True, blank=True)
    spells = models.IntegerField()
    events = models.IntegerField()
    last = models.IntegerField()
    steps = models.JSONField(default=list)
    reckoned_date = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["part", "kind", "track"], name="pace_once_a_part"),
            models.CheckConstraint(name="pace_kind_known", condition=Q(kind__in=["claimed", "confirmed"])),
        ]
