"""Campaigns such as 美丽拱墅: the plan, the units that lead, and where each was read."""

from django.db import models
from django.db.models import Q


class Campaign(models.Model):
    """A campaign (专项行动) named in a document; its public name and the documents that set it up."""

    name = models.CharField(max_length=120, unique=True)
    year = models.IntegerField(null=True, blank=True)
    fact = models.ForeignKey("documents.Fact", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()


class Paper(models.Model):
    """A plan or incentive scheme that belongs to a campaign."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="papers")
    kind = models.CharField(max_length=12)
    name = models.CharField(max_length=200)
    fact = models.ForeignKey("documents.Fact", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "name"], name="paper_once"),
            models.CheckConstraint(name="paper_kind_known", condition=Q(kind__in=["plan", "incentive", "policy", "other"])),
        ]


class Part(models.Model):
    """A unit's part in a campaign: leading, explaining, speaking. The unit may be known by name only."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="parts")
    unit = models.ForeignKey("people.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    unit_text = models.CharField(max_length=80)
    role = models.CharField(max_length=20)
    fact = models.ForeignKey("documents.Fact", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["campaign", "unit_text", "role"], name="part_once")]
