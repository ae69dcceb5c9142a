"""The ledger of legacy clean-up 存量协议清理台账: what was found in an old agreement, and what is done about it."""

from django.db import models
from django.db.models import Q

from luodi.agreements.models.agreement import Agreement

WAYS = ["undecided", "keep_until_end", "amend", "stop", "compensate", "no_issue"]
CLEAN_UP_STATES = ["open", "in_progress", "done"]


class CleanUp(models.Model):
    """One finding in a legacy agreement and the way it is dealt with: by which lawful procedure, by whom, until when."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="clean_ups")
    code = models.CharField(max_length=12, default="", blank=True)
    article = models.CharField(max_length=120, default="", blank=True)
    severity = models.CharField(max_length=10, default="review")
    quote = models.TextField()
    span_start = models.IntegerField(null=True, blank=True)
    span_end = models.IntegerField(null=True, blank=True)
    reason = models.CharField(max_length=500, default="", blank=True)
    rewrite = models.CharField(max_length=500, default="", blank=True)
    way = models.CharField(max_length=16, default="undecided")
    procedure = models.CharField(max_length=300, default="", blank=True)
    unit = models.ForeignKey("people.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    due_date = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=12, default="open")
    found_at = models.DateTimeField()
    version = models.IntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(name="clean_up_way_known", condition=Q(way__in=WAYS)),
            models.CheckConstraint(name="clean_up_state_known", condition=Q(state__in=CLEAN_UP_STATES)),
            models.CheckConstraint(
                name="clean_up_by_procedure",
                condition=Q(way__in=["undecided"])
                | ~Q(procedure="") & (Q(way="no_issue") | Q(due_date__isnull=False, unit__isnull=False)),
            ),
            models.CheckConstraint(
                name="clean_up_done_after_decision", condition=~Q(state="done") | ~Q(way="undecided")
            ),
            models.UniqueConstraint(
                fields=["agreement", "code", "span_start"],
                condition=Q(span_start__isnull=False),
                name="clean_up_finding_once",
            ),
        ]
        indexes = [models.Index(fields=["state", "due_date"], name="agreements_clean_up_due")]


class CleanUpStep(models.Model):
    """A step of a clean-up: what was decided or done, by whom, when. Append-only."""

    clean_up = models.ForeignKey(CleanUp, on_delete=models.PROTECT, related_name="steps")
    what = models.CharField(max_length=500)
    person = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
