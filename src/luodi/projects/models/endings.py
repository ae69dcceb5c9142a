"""Projects that leave the line: side states with their reasons, honest-failure reviews, and changes seen by the database."""

from django.db import models
from django.db.models import F, Q

from luodi.engines.gates.stages import LOSS_REASONS, SIDE_CODES
from luodi.projects.models.gates import OfProjects
from luodi.projects.models.project import Project


class SideStep(models.Model):
    """A project put beside the line (hold, transferred, lost, terminated) or brought back: why, and to whom. Append-only.

    `reason_code` is one of `LOSS_REASONS`; `competitor` names the district that won, where one did.
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="side_steps")
    before = models.CharField(max_length=12, default="", blank=True)
    after = models.CharField(max_length=12, default="", blank=True)
    reason_code = models.CharField(max_length=12, default="other")
    competitor = models.CharField(max_length=80, default="", blank=True)
    reason = models.CharField(max_length=300)
    person = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = OfProjects.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="side_step_known", condition=Q(after__in=["", *SIDE_CODES])),
            models.CheckConstraint(name="side_step_reason_known", condition=Q(reason_code__in=LOSS_REASONS)),
            models.CheckConstraint(name="side_step_says_why", condition=~Q(reason="")),
        ]


class FailureReview(models.Model):
    """An honest-failure review (尽职免责): what was tried, what was learnt; approved by somebody else."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="failure_reviews")
    reason_code = models.CharField(max_length=12)
    competitor = models.CharField(max_length=80, default="", blank=True)
    tried = models.TextField()
    learnt = models.TextField()
    written_by = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    approved_by = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    opinion = models.CharField(max_length=500, default="", blank=True)
    version = models.IntegerField(default=1)

    objects = OfProjects.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="failure_says_what", condition=~Q(tried="") & ~Q(learnt="")),
            models.CheckConstraint(name="failure_reason_known", condition=Q(reason_code__in=LOSS_REASONS)),
            models.CheckConstraint(
                name="failure_approved_by_another",
                condition=Q(approved_by__isnull=True) | Q(written_by__isnull=True) | ~Q(approved_by=F("written_by")),
            ),
            models.UniqueConstraint(fields=["project"], condition=Q(approved_at=None), name="failure_review_open_once"),
        ]


class KeyChange(models.Model):
    """A change of a project's key columns as the database saw it, whoever made it and by whatever means. Append-only.

    Written by a trigger. `told` says whether the row's version moved with it, as every operation moves it: a change that
    is not told came past the operations.
    """

    project_id = models.BigIntegerField(db_index=True)
    before = models.JSONField()
    after = models.JSONField()
    told = models.BooleanField()
    role = models.CharField(max_length=63)
    transaction_id = models.BigIntegerField()
    at = models.DateTimeField()
