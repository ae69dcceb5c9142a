"""Ways out of the inbox (mail, robots of DingTalk and WeCom), and each message that went or failed to go on them."""

from datetime import time

from django.db import models
from django.db.models import F, Q

from luodi.people.visibility import ScopedQuerySet
from luodi.values.actor import Actor

CHANNEL_KINDS = ["mail", "dingtalk", "wecom"]
RHYTHMS = ["soon", "daily"]
DELIVERY_STATES = ["waiting", "sending", "sent", "failed"]


class Channels(ScopedQuerySet):
    """A channel is its person's alone."""

    def visible_to(self, actor: Actor) -> "Channels":
        """Narrow to the actor's own channels."""
        return self.filter(person_id=actor.person_id) if actor.person_id else self.none()


class Deliveries(ScopedQuerySet):
    """Deliveries on one's own channels."""

    def visible_to(self, actor: Actor) -> "Deliveries":
        """Narrow to what went on the actor's own channels."""
        return self.filter(channel__person_id=actor.person_id) if actor.person_id else self.none()


class Channel(models.Model):
    """Where a person's notices are sent besides the inbox: a mail address, or the address of a group's robot.

    `soon` gathers what comes within minutes into one message, `daily` a day's into one at `digest_at`; between
    `quiet_from` and `quiet_to` nothing is sent. `sent_through` is the instant up to which notices were taken.
    """

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10)
    address = models.CharField(max_length=400)
    secret = models.CharField(max_length=120, default="", blank=True)
    rhythm = models.CharField(max_length=6, default="soon")
    digest_at = models.TimeField(default=time(8, 30))
    quiet_from = models.TimeField(default=time(21))
    quiet_to = models.TimeField(default=time(8))
    active = models.BooleanField(default=True)
    sent_through = models.DateTimeField()
    made_at = models.DateTimeField()
    version = models.IntegerField(default=1)

    objects = Channels.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="channel_kind_known", condition=Q(kind__in=CHANNEL_KINDS)),
            models.CheckConstraint(name="channel_rhythm_known", condition=Q(rhythm__in=RHYTHMS)),
            models.CheckConstraint(name="channel_addressed", condition=~Q(address="")),
            models.UniqueConstraint(fields=["person", "address"], name="channel_once_a_person"),
        ]


class Delivery(models.Model):
    """One message on a channel: what it says, how often it was tried, whether it arrived."""

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="deliveries")
    notices = models.IntegerField()
    text = models.TextField()
    state = models.CharField(max_length=8, default="waiting")
    tries = models.IntegerField(default=0)
    next_at = models.DateTimeField()
    error = models.CharField(max_length=200, default="", blank=True)
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = Deliveries.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="delivery_state_known", condition=Q(state__in=DELIVERY_STATES)),
            models.CheckConstraint(
                name="delivery_sent_has_a_time", condition=~Q(state="sent") | Q(sent_at__isnull=False)
            ),
            models.CheckConstraint(name="delivery_not_before_it_was_made", condition=Q(next_at__gte=F("made_at"))),
        ]
        indexes = [
            models.Index(fields=["next_at"], name="deliveries_due", condition=Q(state__in=["waiting", "sending"])),
            models.Index(fields=["channel", "-made_at"], name="deliveries_of_channel"),
        ]
