"""What was shown for a project: evidence of gates, each line with its source; a correction is a new line."""

from django.db import models
from django.db.models import Q

from luodi.people.visibility import ScopedQuerySet
from luodi.projects.models.project import Project


class EvidenceLines(ScopedQuerySet):
    """Lines of the projects that one sees."""

    def visible_to(self, actor):
        """Narrow to the lines of projects that the actor may see."""
        if actor.kind == "system":
            return self
        return self.filter(project__in=Project.objects.visible_to(actor).values("pk"))

    def standing(self):
        """Narrow to what stands: put, and neither withdrawn nor replaced."""
        return self.filter(kind="put", replaced_by=None)


class Evidence(models.Model):
    """A line about one item that a gate asks for: put, or withdrawn. Append-only.

    `reference` is a number, code or sentence; `origin_kind` and `origin_id` name, as plain values, the row above that
    made it ("reviews.review", 7), empty where a person entered it. Of a
    meeting's decision `body` says which one decided (`engines.gates.bodies`). A line that replaces or withdraws another names it.
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="evidence")
    item = models.CharField(max_length=24)
    kind = models.CharField(max_length=10, default="put")
    reference = models.CharField(max_length=300, default="", blank=True)
    document = models.ForeignKey(
        "documents.Document", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    origin_kind = models.CharField(max_length=40, default="", blank=True)
    origin_id = models.BigIntegerField(null=True, blank=True)
    body = models.CharField(max_length=16, default="", blank=True)
    effective_date = models.DateField(null=True, blank=True)
    replaces = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by")
    reason = models.CharField(max_length=300, default="", blank=True)
    person = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = EvidenceLines.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="evidence_kind_known", condition=Q(kind__in=["put", "withdrawn"])),
            models.CheckConstraint(
                name="evidence_shows_something",
                condition=Q(kind="withdrawn") | ~Q(reference="") | Q(document__isnull=False) | ~Q(origin_kind=""),
            ),
            models.CheckConstraint(
                name="evidence_origin_whole", condition=Q(origin_kind="", origin_id=None) | ~Q(origin_kind="")
            ),
            models.CheckConstraint(
                name="evidence_withdrawn_says_why", condition=Q(kind="put") | ~Q(reason="") & Q(replaces__isnull=False)
            ),
        ]
        indexes = [models.Index(fields=["project", "item", "id"], name="projects_evidence_item")]
