"""Campaigns such as 美丽拱墅: the plan, the units that lead, and where each was read."""

from django.db import models
from django.db.models import Q

from luodi.people.models import DATA_CLASSES
from luodi.people.visibility import ScopedQuerySet

PART_ROLES = ["lead", "support", "explain", "speak"]


class Campaigns(ScopedQuerySet):
    class_field = "data_class"


class Campaign(models.Model):
    """A campaign (专项行动) that a document sets up.

    Unit and data class are those of the document. A campaign known from an internal document is that unit's own row, so
    that nothing of it reaches the public row of the same name.
    """

    name = models.CharField(max_length=120)
    year = models.IntegerField(null=True, blank=True)
    fact = models.ForeignKey("documents.Fact", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    document = models.ForeignKey(
        "documents.Document", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    unit = models.ForeignKey("people.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    data_class = models.CharField(max_length=10, default="internal")
    recorded_at = models.DateTimeField()

    objects = Campaigns.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name"], condition=Q(data_class="public"), name="campaign_public_name_once"
            ),
            models.UniqueConstraint(
                fields=["name", "unit", "data_class"],
                condition=~Q(data_class="public"),
                name="campaign_name_once_a_unit",
            ),
            models.CheckConstraint(name="campaign_class_known", condition=Q(data_class__in=DATA_CLASSES)),
            models.CheckConstraint(
                name="campaign_not_public_has_a_unit", condition=Q(data_class="public") | Q(unit__isnull=False)
            ),
        ]


class Mention(models.Model):
    """A passage that names a campaign."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="mentions")
    fact = models.ForeignKey("documents.Fact", on_delete=models.PROTECT, related_name="+")
    article = models.ForeignKey("documents.Article", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["campaign", "fact"], name="mention_once")]


class Paper(models.Model):
    """A plan or incentive scheme that belongs to a campaign."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="papers")
    kind = models.CharField(max_length=12)
    name = models.CharField(max_length=200)
    fact = models.ForeignKey("documents.Fact", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "name"], name="paper_once"),
            models.CheckConstraint(
                name="paper_kind_known", condition=Q(kind__in=["plan", "incentive", "policy", "other"])
            ),
        ]


class Part(models.Model):
    """A unit's part in a campaign: leading, explaining, speaking. The unit may be known by name only."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="parts")
    unit = models.ForeignKey("people.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    unit_text = models.CharField(max_length=80)
    role = models.CharField(max_length=20)
    fact = models.ForeignKey("documents.Fact", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "unit_text", "role"], name="part_once"),
            models.CheckConstraint(name="part_role_known", condition=Q(role__in=PART_ROLES)),
        ]
