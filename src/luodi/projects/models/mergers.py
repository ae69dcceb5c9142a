"""Two projects found later to be one."""

from django.db import models
from django.db.models import F, Q

from luodi.people.visibility import ScopedQuerySet
from luodi.projects.models.project import Project
from luodi.values.actor import Actor

MERGER_STATES = ["proposed", "refused", "done", "undone"]


class Mergers(ScopedQuerySet):
    """Mergers whose surviving project one may see."""

    def visible_to(self, actor: Actor) -> "Mergers":
        """Narrow to mergers of projects that the actor may see."""
        return (
            self if actor.kind == "system" else self.filter(survivor__in=Project.objects.visible_to(actor).values("pk"))
        )


class ProjectMerger(models.Model):
    """A proposal that a project (the loser) is one with another (the survivor); decided by somebody else.

    `chosen` says which fields are the loser's, `moved` lists the rows that followed, `before` and `after` the
    survivor's fields that changed: what it took to merge is what undoes it.
    """

    survivor = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    loser = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    chosen = models.JSONField(default=list)
    versions = models.JSONField(default=list)
    reason = models.CharField(max_length=300)
    state = models.CharField(max_length=10, default="proposed")
    proposed_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decision = models.CharField(max_length=300, default="", blank=True)
    moved = models.JSONField(default=list)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    undone_by = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_reason = models.CharField(max_length=300, default="", blank=True)

    objects = Mergers.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="project_merger_of_two", condition=~Q(survivor=F("loser"))),
            models.CheckConstraint(name="project_merger_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(name="project_merger_state_known", condition=Q(state__in=MERGER_STATES)),
            models.CheckConstraint(
                name="project_merger_decided_by_another",
                condition=Q(decided_by__isnull=True) | Q(proposed_by__isnull=True) | ~Q(decided_by=F("proposed_by")),
            ),
            models.UniqueConstraint(
                fields=["loser"], condition=Q(state__in=["proposed", "done"]), name="project_merger_stands_once"
            ),
        ]
