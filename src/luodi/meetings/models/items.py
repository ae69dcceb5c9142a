"""Items put before a meeting (上会) and the decisions on them: recorded by one, approved by another, never rewritten."""

from django.db import models
from django.db.models import F, Q

from luodi.engines.gates.bodies import OF_ITEMS
from luodi.meetings.models.meetings import Meeting
from luodi.people.visibility import ScopedQuerySet
from luodi.tasks.models import Task

BODIES = OF_ITEMS
LEGAL_OPINIONS = ["none", "asked", "given", "not_needed"]
OUTCOMES = ["pass", "revise", "reject"]
ITEM_STATES = ["waiting", "decided", "withdrawn"]
DECISION_STATES = ["recorded", "approved", "refused"]


class Items(ScopedQuerySet):
    """An item is its project's: seen by the project's unit, and by units before which the project was put."""

    unit_field = "project__unit_id"

    def put_before(self, actor):
        of_project = Task.objects.filter(unit_id__in=actor.unit_ids, closed_at=None, origin_kind="projects.project")
        of_item = Task.objects.filter(unit_id__in=actor.unit_ids, closed_at=None, origin_kind="meetings.item")
        return Q(project_id__in=of_project.values("origin_id")) | Q(pk__in=of_item.values("origin_id"))


class Item(models.Model):
    """A project put before a body for its decision, with its materials and the legal opinion on them.

    `needs_next` says that another body decides after this one, so that its decision alone opens no gate. `outcome` is
    that of the standing decision. `meeting` is the meeting as a document reports it, once there is such a report.
    """

    project = models.ForeignKey("projects.Project", on_delete=models.PROTECT, related_name="+")
    body = models.CharField(max_length=16)
    title = models.CharField(max_length=200)
    text = models.CharField(max_length=2000, default="", blank=True)
    planned_date = models.DateField(null=True, blank=True)
    meeting = models.ForeignKey(Meeting, null=True, blank=True, on_delete=models.PROTECT, related_name="items")
    legal_opinion = models.CharField(max_length=12, default="none")
    legal_reference = models.CharField(max_length=100, default="", blank=True)
    needs_next = models.BooleanField(default=False)
    state = models.CharField(max_length=10, default="waiting")
    outcome = models.CharField(max_length=10, default="", blank=True)
    put_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    put_at = models.DateTimeField()
    closed_reason = models.CharField(max_length=300, default="", blank=True)
    version = models.IntegerField(default=1)

    objects = Items.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="item_body_known", condition=Q(body__in=BODIES)),
            models.CheckConstraint(name="item_titled", condition=~Q(title="")),
            models.CheckConstraint(name="item_legal_opinion_known", condition=Q(legal_opinion__in=LEGAL_OPINIONS)),
            models.CheckConstraint(
                name="item_opinion_given_has_a_number", condition=~Q(legal_opinion="given") | ~Q(legal_reference="")
            ),
            models.CheckConstraint(name="item_state_known", condition=Q(state__in=ITEM_STATES)),
            models.CheckConstraint(
                name="item_decided_has_an_outcome",
                condition=(Q(state="decided") & Q(outcome__in=OUTCOMES)) | (~Q(state="decided") & Q(outcome="")),
            ),
            models.CheckConstraint(
                name="item_withdrawn_says_why", condition=~Q(state="withdrawn") | ~Q(closed_reason="")
            ),
            models.UniqueConstraint(
                fields=["project", "body"], condition=Q(state="waiting"), name="item_waits_once_before_a_body"
            ),
        ]
        indexes = [models.Index(fields=["planned_date", "body"], name="meetings_item_agenda")]


class Material(models.Model):
    """A document that lies before the meeting with an item."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="materials")
    document = models.ForeignKey("documents.Document", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "document"], name="material_once_an_item")]


class Decision(models.Model):
    """What a body decided on an item: outcome, number of the minutes, conditions, and who dissented how.

    A decision changed later is a new line that names the former (`replaces`) and why. The content of a line is never
    changed; only its approval or refusal is written, once, by somebody else than who recorded it (held in SQL).
    """

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="decisions")
    outcome = models.CharField(max_length=10)
    number = models.CharField(max_length=100)
    decided_date = models.DateField()
    conditions = models.CharField(max_length=1000, default="", blank=True)
    dissent = models.JSONField(default=list, blank=True)
    document = models.ForeignKey(
        "documents.Document", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    replaces = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300, default="", blank=True)
    recorded_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    state = models.CharField(max_length=10, default="recorded")
    checked_by = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(null=True, blank=True)
    check_note = models.CharField(max_length=300, default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="decision_outcome_known", condition=Q(outcome__in=OUTCOMES)),
            models.CheckConstraint(name="decision_numbered", condition=~Q(number="")),
            models.CheckConstraint(name="decision_state_known", condition=Q(state__in=DECISION_STATES)),
            models.CheckConstraint(
                name="decision_checked_by_another",
                condition=Q(state="recorded", checked_by__isnull=True)
                | (
                    Q(checked_by__isnull=False, checked_at__isnull=False)
                    & (Q(recorded_by__isnull=True) | ~Q(checked_by=F("recorded_by")))
                ),
            ),
            models.CheckConstraint(name="decision_refused_says_why", condition=~Q(state="refused") | ~Q(check_note="")),
            models.CheckConstraint(
                name="decision_changed_says_why", condition=Q(replaces__isnull=True) | ~Q(reason="")
            ),
            models.UniqueConstraint(fields=["item"], condition=Q(state="recorded"), name="decision_waits_once_an_item"),
            models.UniqueConstraint(fields=["replaces"], condition=~Q(state="refused"), name="decision_replaced_once"),
        ]
