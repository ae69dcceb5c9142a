"""Quarterly returns of units: a file checked row by row, approved by another person, then its period stays frozen."""

from django.db import models
from django.db.models import F, Q

from luodi.people.visibility import ScopedQuerySet

RETURN_STATES = ["checked", "approved", "rejected", "replaced"]


class Returns(ScopedQuerySet):
    """Returns of one's units."""


class Return(models.Model):
    """A unit's return for a quarter. While one is checked or approved there is no second for that quarter."""

    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField()
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=10, default="checked")
    good = models.IntegerField()
    doubtful = models.IntegerField()
    bad = models.IntegerField()
    sent_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    decided_by = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_note = models.CharField(max_length=300, default="", blank=True)
    version = models.IntegerField(default=1)

    objects = Returns.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="return_state_known", condition=Q(state__in=RETURN_STATES)),
            models.CheckConstraint(
                name="return_is_of_months",
                condition=Q(valid_from__day=1, valid_to__day=1, valid_to__gt=F("valid_from")),
            ),
            models.CheckConstraint(
                name="return_decided_by_another",
                condition=Q(state__in=["checked", "replaced"])
                | (Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(decided_by=F("sent_by"))),
            ),
            models.CheckConstraint(name="return_approved_whole", condition=~Q(state="approved") | Q(bad=0)),
            models.UniqueConstraint(
                fields=["unit", "valid_from", "valid_to"],
                condition=Q(state__in=["checked", "approved"]),
                name="return_one_a_period",
            ),
        ]
        indexes = [models.Index(fields=["-valid_from", "-id"], name="returns_newest")]


class ReturnRow(models.Model):
    """A row of a return as it stood in the file, and what the check said of it. Append-only."""

    of_return = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="rows")
    number = models.IntegerField()
    subject = models.ForeignKey(
        "observations.Subject", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    indicator = models.CharField(max_length=30, default="", blank=True)
    value = models.DecimalField(max_digits=22, decimal_places=4, null=True, blank=True)
    cells = models.JSONField(default=dict)
    findings = models.JSONField(default=list)
    verdict = models.CharField(max_length=8)

    class Meta:
        constraints = [
            models.CheckConstraint(name="return_row_verdict", condition=Q(verdict__in=["good", "doubtful", "bad"])),
            models.CheckConstraint(
                name="return_row_whole",
                condition=Q(verdict="bad") | Q(subject__isnull=False, value__gte=0),
            ),
            models.UniqueConstraint(fields=["of_return", "number"], name="return_row_once"),
        ]
