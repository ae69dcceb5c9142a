"""Gates: their dated definition, a project's route, opinions asked and given, conditions, gates passed."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from luodi.engines.gates.definition import MARKS
from luodi.engines.gates.stages import MAIN_CODES
from luodi.people.visibility import ScopedQuerySet
from luodi.projects.models.project import Project

ROUND_KINDS = ["joint", "legal"]
VERDICTS = ["pass", "conditional", "veto", "withdrawn"]


class OfProjects(ScopedQuerySet):
    """Rows of the projects that one sees."""

    project_field = "project"

    def visible_to(self, actor):
        """Narrow to the rows of projects that the actor may see."""
        if actor.kind == "system":
            return self
        return self.filter(**{f"{self.project_field}__in": Project.objects.visible_to(actor).values("pk")})


class GateDefinition(models.Model):
    """A version of the gates' definition, from a day on; the newest entry of a day counts. Append-only."""

    text = models.TextField()
    title = models.CharField(max_length=200)
    source = models.CharField(max_length=300)
    valid_from = models.DateField()
    person = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="gates_definition_has_source", condition=~Q(source="") & ~Q(title="")),
        ]


class Route(models.Model):
    """What decides the way of a project through the gates: land or lease, special matters, support asked. Append-only;
    the newest line counts. `support` is in 元 (null: unknown)."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="routes")
    path = models.CharField(max_length=8)
    marks = ArrayField(models.CharField(max_length=16), default=list)
    support = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    reason = models.CharField(max_length=300, default="", blank=True)
    person = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = OfProjects.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="route_path_known", condition=Q(path__in=["land", "leased"])),
            models.CheckConstraint(name="route_marks_known", condition=Q(marks__contained_by=list(MARKS))),
            models.CheckConstraint(
                name="route_support_not_negative", condition=Q(support__isnull=True) | Q(support__gte=0)
            ),
        ]


class Round(models.Model):
    """A joint review (联审) or a legality review of a project: departments asked, with a deadline.

    `due_certain` is false where the deadline counts into a year whose holidays nobody has announced.
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="rounds")
    kind = models.CharField(max_length=8)
    gate = models.CharField(max_length=4)
    question = models.CharField(max_length=500, default="", blank=True)
    asked_by = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    due_date = models.DateField()
    due_certain = models.BooleanField(default=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_reason = models.CharField(max_length=300, default="", blank=True)

    objects = OfProjects.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="round_kind_known", condition=Q(kind__in=ROUND_KINDS)),
            models.CheckConstraint(name="round_gate_known", condition=Q(gate__in=MAIN_CODES)),
            models.CheckConstraint(
                name="round_cancelled_says_why", condition=Q(cancelled_at__isnull=True) | ~Q(cancelled_reason="")
            ),
            models.UniqueConstraint(
                fields=["project", "kind"], condition=Q(cancelled_at=None), name="round_stands_once"
            ),
        ]


class Asked(models.Model):
    """A department asked in a round, and whether it may veto there."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="asked")
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    may_veto = models.BooleanField()
    asked_at = models.DateTimeField()
    due_date = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "unit"], name="asked_once")]


class Opinion(models.Model):
    """A department's opinion, or its withdrawal; a later one names the one it replaces. Append-only.

    `asker` repeats who asked, so that the database itself refuses an opinion by that same person.
    """

    asked = models.ForeignKey(Asked, on_delete=models.PROTECT, related_name="opinions")
    verdict = models.CharField(max_length=12)
    text = models.CharField(max_length=2000, default="", blank=True)
    replaces = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by")
    asker = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="opinion_verdict_known", condition=Q(verdict__in=VERDICTS)),
            models.CheckConstraint(name="opinion_says_why", condition=Q(verdict="pass") | ~Q(text="")),
            models.CheckConstraint(
                name="opinion_asker_does_not_answer",
                condition=Q(person__isnull=True) | Q(asker__isnull=True) | ~Q(person=F("asker")),
            ),
            models.CheckConstraint(
                name="opinion_withdraws_another", condition=~Q(verdict="withdrawn") | Q(replaces__isnull=False)
            ),
            models.UniqueConstraint(fields=["asked"], condition=Q(replaces=None), name="opinion_first_once"),
        ]


class Condition(models.Model):
    """What a conditional opinion asks for, to be met before a gate; reported by the unit, accepted by somebody else."""

    opinion = models.ForeignKey(Opinion, on_delete=models.PROTECT, related_name="conditions")
    text = models.CharField(max_length=500)
    before = models.CharField(max_length=4)
    evidence = models.CharField(max_length=300, default="", blank=True)
    reported_by = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reported_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    accepted_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=300, default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="condition_says_what", condition=~Q(text="")),
            models.CheckConstraint(name="condition_gate_known", condition=Q(before__in=MAIN_CODES)),
            models.CheckConstraint(
                name="condition_accepted_after_report",
                condition=Q(accepted_at__isnull=True) | Q(reported_at__isnull=False) & ~Q(evidence=""),
            ),
            models.CheckConstraint(
                name="condition_reporter_does_not_accept",
                condition=Q(accepted_by__isnull=True) | Q(reported_by__isnull=True) | ~Q(accepted_by=F("reported_by")),
            ),
        ]


class GatePass(models.Model):
    """A gate passed: from which stage, by which definition, decided by whom, on whose claim. Append-only."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="passes")
    gate = models.CharField(max_length=4)
    before = models.CharField(max_length=4, default="", blank=True)
    definition = models.ForeignKey(GateDefinition, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    bodies = ArrayField(models.CharField(max_length=24), default=list)
    shown = ArrayField(models.BigIntegerField(), default=list)
    note = models.CharField(max_length=500, default="", blank=True)
    claimed_by = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = OfProjects.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="pass_gate_known", condition=Q(gate__in=MAIN_CODES)),
            models.UniqueConstraint(fields=["project", "gate"], name="gate_passed_once"),
            models.CheckConstraint(
                name="pass_maker_is_not_checker",
                condition=Q(person__isnull=True) | Q(claimed_by__isnull=True) | ~Q(person=F("claimed_by")),
            ),
        ]
