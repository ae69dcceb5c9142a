"""What happens in a meeting: what was heard, what was decided in words, what a trip found, and the follow-ups of it."""

from django.db import models
from django.db.models import Q

from luodi.meetings.models.meetings import Meeting, OfMeeting, Site


class Heard(models.Model):
    """A matter on a meeting's agenda: what is reported by which unit, with its materials.

    One that is taken off the agenda again stays, with the reason.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="heard")
    ordinal = models.IntegerField()
    title = models.CharField(max_length=200)
    text = models.CharField(max_length=2000, default="", blank=True)
    unit = models.ForeignKey("people.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField(max_length=300, default="", blank=True)
    version = models.IntegerField(default=1)

    objects = OfMeeting.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="heard_titled", condition=~Q(title="")),
            models.CheckConstraint(
                name="heard_withdrawn_says_why", condition=Q(withdrawn_at=None) | ~Q(withdrawn_reason="")
            ),
            models.UniqueConstraint(fields=["meeting", "ordinal"], name="heard_ordinal_once"),
        ]


class HeardMaterial(models.Model):
    """A document that lies before the meeting with a matter."""

    heard = models.ForeignKey(Heard, on_delete=models.PROTECT, related_name="materials")
    document = models.ForeignKey("documents.Document", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["heard", "document"], name="heard_material_once")]


class Resolution(models.Model):
    """What a meeting decided, in words: its number, text and deciding body; append-only (SQL).

    A correction is a new line that names the former (`replaces`) and why.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="resolutions")
    ordinal = models.IntegerField()
    number = models.CharField(max_length=100, default="", blank=True)
    text = models.CharField(max_length=2000)
    body = models.CharField(max_length=60, default="", blank=True)
    heard = models.ForeignKey(Heard, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    replaces = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300, default="", blank=True)

    objects = OfMeeting.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="resolution_says_something", condition=~Q(text="")),
            models.CheckConstraint(
                name="resolution_corrected_says_why", condition=Q(replaces__isnull=True) | ~Q(reason="")
            ),
            models.UniqueConstraint(fields=["replaces"], name="resolution_replaced_once"),
            models.UniqueConstraint(
                fields=["meeting", "ordinal"], condition=Q(replaces=None), name="resolution_ordinal_once"
            ),
        ]


class TripFinding(models.Model):
    """What a study trip found: what was seen, why it works there, what it would take here; append-only (SQL).

    `site` is the place of the trip and `fact` the passage of its report, where there is one. A correction is a new line
    that names the former (`replaces`) and why.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="findings")
    ordinal = models.IntegerField()
    seen = models.CharField(max_length=2000)
    why = models.CharField(max_length=2000)
    needs = models.CharField(max_length=2000)
    site = models.ForeignKey(Site, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    fact = models.ForeignKey("documents.Fact", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    replaces = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300, default="", blank=True)

    objects = OfMeeting.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="trip_finding_is_whole", condition=~Q(seen="") & ~Q(why="") & ~Q(needs="")),
            models.CheckConstraint(
                name="trip_finding_corrected_says_why", condition=Q(replaces__isnull=True) | ~Q(reason="")
            ),
            models.UniqueConstraint(fields=["replaces"], name="trip_finding_replaced_once"),
            models.UniqueConstraint(
                fields=["meeting", "ordinal"], condition=Q(replaces=None), name="trip_finding_ordinal_once"
            ),
        ]


class FollowUp(models.Model):
    """The follow-up (a task) of a decision or of a trip's finding; append-only (SQL)."""

    task = models.OneToOneField("tasks.Task", on_delete=models.PROTECT, related_name="+")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="+")
    resolution = models.ForeignKey(Resolution, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    trip_finding = models.ForeignKey(TripFinding, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="follow_up_of_one_thing",
                condition=Q(resolution__isnull=True, trip_finding__isnull=False)
                | Q(resolution__isnull=False, trip_finding__isnull=True),
            )
        ]
