"""Firms, global to the district: names, aliases, groups, representatives and recognitions."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from luodi.people.visibility import ScopedQuerySet


class Companies(ScopedQuerySet):
    unit_field = None
    fixed_class = "public"


class Company(models.Model):
    """A firm. Its name is public; the credit code is checked (GB 32100-2015) and unique where known."""

    name = models.CharField(max_length=160)
    matching_name = models.CharField(max_length=160, db_index=True)
    pinyin = models.CharField(max_length=80, default="", blank=True)
    credit_code = models.CharField(max_length=18, null=True, blank=True, unique=True)
    foreign_number = models.CharField(max_length=60, null=True, blank=True)
    country = models.CharField(max_length=40, default="中国")
    group_name = models.CharField(max_length=160, default="", blank=True)
    unit = models.ForeignKey("people.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    source_kind = models.CharField(max_length=20)
    source_id = models.BigIntegerField(null=True)
    registered_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="absorbed")
    grams = ArrayField(models.CharField(max_length=20), default=list)
    version = models.IntegerField(default=1)

    objects = Companies.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="company_named", condition=~Q(name="")),
            models.CheckConstraint(
                name="company_code_shaped",
                condition=Q(credit_code__isnull=True) | Q(credit_code__regex=r"^[0-9A-HJ-NP-RTUWXY]{18}$"),
            ),
            models.CheckConstraint(
                name="company_source_known", condition=Q(source_kind__in=["row", "fact", "person", "demo"])
            ),
            models.CheckConstraint(name="company_not_merged_into_itself", condition=~Q(merged_into=F("id"))),
        ]
        indexes = [GinIndex(fields=["grams"], name="companies_company_grams")]

    def __str__(self) -> str:
        return self.name


class Alias(models.Model):
    """Another name of a firm: a short name, a former name, a name in another language."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="aliases")
    name = models.CharField(max_length=160)
    matching_name = models.CharField(max_length=160, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "matching_name"], name="alias_once")]


class Merger(models.Model):
    """Two firms found to be one: the loser lives on in the survivor. What it took to merge is what undoes it.

    `moved` lists the rows that followed, `before` and `after` the survivor's fields that changed, `aliases` those made.
    """

    survivor = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+")
    loser = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+")
    moved = models.JSONField(default=list)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    aliases = models.JSONField(default=list)
    reason = models.CharField(max_length=300)
    merged_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    merged_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    undone_reason = models.CharField(max_length=300, default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="merger_of_two", condition=~Q(survivor=F("loser"))),
            models.CheckConstraint(name="merger_has_a_reason", condition=~Q(reason="")),
            models.UniqueConstraint(fields=["loser"], condition=Q(undone_at=None), name="merger_stands_once"),
        ]


class Representative(models.Model):
    """A person who acts for a firm, for the days [from_date, to_date)."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="representatives")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    from_date = models.DateField()
    to_date = models.DateField(null=True, blank=True)


class Recognition(models.Model):
    """A recognition that a firm holds, such as headquarters of a year."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="recognitions")
    kind = models.CharField(max_length=30)
    given_date = models.DateField(null=True, blank=True)
    fact = models.ForeignKey("documents.Fact", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
