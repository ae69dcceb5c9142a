"""Reading one's own channels and what went on them."""

from dataclasses import dataclass
from datetime import datetime, time

from luodi.notices.models import Channel, Delivery
from luodi.values.actor import Actor

SHOWN = 4


@dataclass(frozen=True, slots=True)
class ChannelRow:
    """A channel; a robot's address shows its host and last characters only, a secret never."""

    id: int
    kind: str
    address: str
    signed: bool
    rhythm: str
    digest_at: time
    quiet_from: time
    quiet_to: time
    active: bool
    version: int


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """A message on a channel and whether it arrived."""

    id: int
    kind: str
    notices: int
    text: str
    state: str
    tries: int
    error: str
    made_at: datetime
    sent_at: datetime | None
    next_at: datetime


def channels(viewer: Actor) -> list[ChannelRow]:
    """List the viewer's channels; one SQL statement."""
    return [
        ChannelRow(
            each.pk, each.kind, masked(each), bool(each.secret), each.rhythm, each.digest_at, each.quiet_from, each.quiet_to,
            each.active, each.version,
        )
        for each in Channel.objects.visible_to(viewer).order_by("pk")
    ]  # fmt: skip


def deliveries(viewer: Actor, *, limit: int = 30) -> list[DeliveryRow]:
    """List what went on the viewer's channels, newest first; one SQL statement."""
    found = Delivery.objects.visible_to(viewer).select_related("channel").order_by("-made_at", "-pk")[:limit]
    return [
        DeliveryRow(
            each.pk, each.channel.kind, each.notices, each.text, each.state, each.tries, each.error, each.made_at,
            each.sent_at, each.next_at,
        )
        for each in found
    ]  # fmt: skip


def masked(row: Channel) -> str:
    """Show where a channel leads without giving a robot's key away."""
    if row.kind == "mail":
        return row.address
    return f"{row.address.split('?')[0]}?…{row.address[-SHOWN:]}"
