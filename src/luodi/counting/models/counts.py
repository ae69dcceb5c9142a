"""What counts in the end, its sums, and when it was checked."""

from django.db import models
from django.db.models import Q

from luodi.counting.models.facts import Definition, Inflow
from luodi.counting.models.findings import Finding
from luodi.counting.models.keys import OfProjects, person_key


class Counted(models.Model):
    """What a project (or an inflow) brings to a measure, claimed and counted apart; made anew by every check.

    `landed` has a row for each definition in force. `counts` false: left out, `why` names the reason.
    """

    project = models.ForeignKey("projects.Project", on_delete=models.PROTECT, related_name="counted")
    measure = models.CharField(max_length=8)
    column = models.CharField(max_length=10)
    definition = models.ForeignKey(Definition, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    inflow = models.ForeignKey(Inflow, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    finding = models.ForeignKey(Finding, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)
    track = models.CharField(max_length=40, default="", blank=True)
    date = models.DateField(null=True, blank=True)
    claimed_amount = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    counts = models.BooleanField()
    number = models.IntegerField()
    amount = models.DecimalField(max_digits=18, decimal_places=2)
    confirmed = models.BooleanField()
    why = models.CharField(max_length=24, default="", blank=True)
    route = models.CharField(max_length=20, default="", blank=True)
    rules_version = models.CharField(max_length=12)
    known_at = models.DateTimeField()

    objects = OfProjects.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["project", "measure", "definition", "inflow"], name="counted_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                name="counted_or_left_out",
                condition=Q(counts=True, why="") | (Q(counts=False, number=0, amount=0) & ~Q(why="")),
            ),
            models.CheckConstraint(name="counted_project_once", condition=Q(number__in=[0, 1])),
        ]
        indexes = [
            models.Index(fields=["measure", "-date", "-id"], name="counting_counted_newest"),
            models.Index(fields=["measure", "unit", "-date", "-id"], name="counting_counted_unit"),
            models.Index(fields=["measure", "-date", "-id"], name="counting_left_out", condition=Q(counts=False)),
        ]


class Tally(models.Model):
    """What changed in the sums of `Counted`, written by a trigger in the same transaction; folded by a job."""

    measure = models.CharField(max_length=8)
    column = models.CharField(max_length=10)
    definition_id = models.BigIntegerField(null=True)
    unit_id = models.BigIntegerField()
    track = models.CharField(max_length=40, default="", blank=True)
    month = models.DateField(null=True)
    counts = models.BooleanField()
    confirmed = models.BooleanField()
    why = models.CharField(max_length=24, default="", blank=True)
    rows = models.BigIntegerField()
    number = models.BigIntegerField()
    amount = models.DecimalField(max_digits=24, decimal_places=2)
    claimed = models.DecimalField(max_digits=24, decimal_places=2)


class Checked(models.Model):
    """When a project was last checked, at which version of it and of the rules: what has changed since is checked anew."""

    project = models.OneToOneField("projects.Project", on_delete=models.PROTECT, related_name="+")
    project_version = models.IntegerField()
    live = models.BooleanField()
    rules_version = models.CharField(max_length=12)
    at = models.DateTimeField()


class Run(models.Model):
    """A check of many projects: what for, from which instant of changes on, and what it found."""

    kind = models.CharField(max_length=10)
    at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    projects = models.IntegerField(default=0)
    total = models.IntegerField(default=0)
    found = models.IntegerField(default=0)
    vanished = models.IntegerField(default=0)
    rules_version = models.CharField(max_length=12)
    person = person_key()
