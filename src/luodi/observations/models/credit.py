"""Subjects, what each unit is credited of them, and the transfers by which credit changes hands.

A split says who shares one group of indicators of a subject, and in which months. Splits are never changed: a later one
covers all months from its first on, and of the splits that cover a month the latest written counts. So every month has
exactly one split, whose shares make up exactly one (checked in the database when the transaction ends).
"""

from django.db import models
from django.db.models import F, Q

from luodi.observations.groups import GROUP_CODES
from luodi.people.models import DATA_CLASSES
from luodi.people.visibility import ScopedQuerySet, sights

SUBJECT_KINDS = ["project", "company", "unit", "space", "campaign_task", "milestone"]
SHARE_ROLES = ["originator", "lander", "assist"]
TRIGGERS = ["owner", "no_site", "order"]
REASONS = ["no_site", "chain", "energy", "wish", "undo"]
OPEN_STATES = ["proposed", "accepted"]
TRANSFER_STATES = [*OPEN_STATES, "approved", "declined", "rejected", "withdrawn"]


class Subjects(ScopedQuerySet):
    """Rows of one's units; who still holds a share sees the subject too."""

    class_field = "data_class"

    def _rows(self, actor, data_class):
        condition = super()._rows(actor, data_class)
        if condition is not True and any(sight.scope == "own" for sight in sights(actor, data_class)):
            held = CreditShare.objects.filter(unit_id__in=actor.unit_ids)
            condition |= Q(pk__in=held.values("split__subject_id"))
        return condition


class Subject(models.Model):
    """Who or what is observed and promised for. What lies above (projects, spaces, campaign tasks) points down to it,
    and keeps its name and unit current.
    """

    kind = models.CharField(max_length=16)
    name = models.CharField(max_length=200)
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    company = models.OneToOneField(
        "companies.Company", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    data_class = models.CharField(max_length=10, default="internal")
    opened_at = models.DateTimeField()
    version = models.IntegerField(default=1)

    objects = Subjects.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="subject_kind_known", condition=Q(kind__in=SUBJECT_KINDS)),
            models.CheckConstraint(name="subject_named", condition=~Q(name="")),
            models.CheckConstraint(name="subject_class_known", condition=Q(data_class__in=DATA_CLASSES)),
        ]


class Transfers(ScopedQuerySet):
    """A transfer is seen by every unit that stands in it."""

    unit_field = "from_unit_id"

    def _rows(self, actor, data_class):
        condition = super()._rows(actor, data_class)
        if condition is not True and any(sight.scope == "own" for sight in sights(actor, data_class)):
            for column in ("to_unit_id", "originator_id", "helper_id"):
                condition |= Q(**{f"{column}__in": actor.unit_ids})
        return condition


class Transfer(models.Model):
    """A passing-on (流转) of a subject from one unit to another: proposed, accepted, approved by a second person.

    `own_shares` are agreed percentages instead of the split table's, as (unit, role, millionths). `undoes` names the
    transfer that this one takes back; nothing that was is rewritten.
    """

    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="transfers")
    label = models.CharField(max_length=200)
    from_unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    to_unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    originator = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    helper = models.ForeignKey("people.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    trigger = models.CharField(max_length=10)
    reason = models.CharField(max_length=10)
    note = models.CharField(max_length=300)
    own_shares = models.JSONField(null=True, blank=True)
    state = models.CharField(max_length=10, default="proposed")
    proposed_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    accepted_by = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    accepted_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_note = models.CharField(max_length=300, default="", blank=True)
    valid_from = models.DateField(null=True, blank=True)
    undoes = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    version = models.IntegerField(default=1)

    objects = Transfers.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="transfer_goes_elsewhere", condition=~Q(from_unit=F("to_unit"))),
            models.CheckConstraint(name="transfer_trigger_known", condition=Q(trigger__in=TRIGGERS)),
            models.CheckConstraint(name="transfer_reason_known", condition=Q(reason__in=REASONS)),
            models.CheckConstraint(name="transfer_says_why", condition=~Q(note="")),
            models.CheckConstraint(name="transfer_state_known", condition=Q(state__in=TRANSFER_STATES)),
            models.CheckConstraint(
                name="transfer_helper_is_a_third",
                condition=Q(helper__isnull=True) | (~Q(helper=F("to_unit")) & ~Q(helper=F("originator"))),
            ),
            models.CheckConstraint(
                name="transfer_approved_by_another",
                condition=~Q(state="approved")
                | (
                    Q(decided_by__isnull=False, decided_at__isnull=False, valid_from__isnull=False)
                    & (Q(accepted_by__isnull=False) | Q(trigger="order"))
                    & (Q(proposed_by__isnull=True) | ~Q(decided_by=F("proposed_by")))
                    & (Q(accepted_by__isnull=True) | ~Q(decided_by=F("accepted_by")))
                ),
            ),
            models.CheckConstraint(
                name="transfer_accepted_by_somebody", condition=~Q(state="accepted") | Q(accepted_by__isnull=False)
            ),
            models.CheckConstraint(name="transfer_undo_says_so", condition=Q(undoes__isnull=True) | Q(reason="undo")),
            models.UniqueConstraint(
                fields=["subject"], condition=Q(state__in=OPEN_STATES), name="transfer_one_open_a_subject"
            ),
        ]
        indexes = [models.Index(fields=["state", "-proposed_at", "-id"], name="transfers_newest")]


class Split(models.Model):
    """Who shares one group of indicators of a subject, from a month up to (not including) another. Append-only."""

    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="splits")
    indicators = models.CharField(max_length=16)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    transfer = models.ForeignKey(Transfer, null=True, blank=True, on_delete=models.PROTECT, related_name="splits")
    reason = models.CharField(max_length=300, default="", blank=True)
    set_by = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="split_group_known", condition=Q(indicators__in=GROUP_CODES)),
            models.CheckConstraint(name="split_begins_with_a_month", condition=Q(valid_from__day=1)),
            models.CheckConstraint(
                name="split_ends_with_a_month",
                condition=Q(valid_to__isnull=True) | Q(valid_to__day=1, valid_to__gt=F("valid_from")),
            ),
        ]
        indexes = [models.Index(fields=["subject", "indicators", "-id"], name="splits_in_force")]


class CreditShare(models.Model):
    """A unit's part of one split, in millionths. Append-only; the parts of a split make up exactly 1,000,000."""

    split = models.ForeignKey(Split, on_delete=models.PROTECT, related_name="shares")
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=10)
    ppm = models.IntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="share_role_known", condition=Q(role__in=SHARE_ROLES)),
            models.CheckConstraint(name="share_is_a_part", condition=Q(ppm__gte=0, ppm__lte=1_000_000)),
            models.UniqueConstraint(fields=["split", "unit"], name="share_once_a_unit"),
            models.UniqueConstraint(fields=["split"], condition=Q(role="lander"), name="share_one_lander"),
        ]
