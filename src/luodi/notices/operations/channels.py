"""One's own channels: set, switched off and on, tried with a test message."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from luodi.journal.operations import record
from luodi.notices import refusals
from luodi.notices.models import CHANNEL_KINDS, RHYTHMS, Channel, Delivery
from luodi.notices.sending import is_allowed
from luodi.people.permissions import require
from luodi.people.texts import fitting
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound, Stale

TEST_TEXT = "这是一条测试消息。收到它，说明送达方式可用。"
TEST_APART = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class ChannelTerms:
    """How a channel is used: at once or daily, at which time of day, and when nothing is sent."""

    rhythm: str = "soon"
    digest_at: time = time(8, 30)
    quiet_from: time = time(21)
    quiet_to: time = time(8)


@transaction.atomic
def set_channel(
    *, kind: str, address: str, secret: str = "", terms: ChannelTerms, channel_id: int | None = None, version: int = 0,
    by: Actor, at: datetime,
) -> Channel:  # fmt: skip
    """Set a channel of one's own, or change one; an empty secret keeps the one that is there.

    What came before it was made is not sent on it.

    :raises ChannelAddressWrong, ChannelTermsWrong, ChannelThere, MailNotSetUp: for what is set
    :raises NotFound, Stale: for one that is not one's own, or that was changed meanwhile
    """
    require(by, "desk.view")
    row = _own(channel_id, version, by) if channel_id else Channel(
        person_id=by.person_id, sent_through=at, made_at=at, version=0
    )  # fmt: skip
    address = address.strip() or (row.address if channel_id and kind == row.kind else "")
    _refuse(kind, address, terms)
    if Channel.objects.filter(person_id=by.person_id, address=address).exclude(pk=channel_id).exists():
        raise refusals.ChannelThere()
    row.kind, row.address, row.secret = kind, address, secret.strip() or row.secret
    row.rhythm, row.digest_at = terms.rhythm, terms.digest_at
    row.quiet_from, row.quiet_to, row.version = terms.quiet_from, terms.quiet_to, row.version + 1
    fitting(row).save()
    _note("channel.set", row, by, at)
    return row


@transaction.atomic
def switch_channel(*, channel_id: int, version: int, active: bool, by: Actor, at: datetime) -> Channel:
    """Switch a channel off or on; what came while it was off is not sent later."""
    require(by, "desk.view")
    row = _own(channel_id, version, by)
    if active and not row.active:
        row.sent_through = at
    row.active, row.version = active, row.version + 1
    row.save(update_fields=["active", "version", "sent_through"])
    _note("channel.switched_on" if active else "channel.switched_off", row, by, at)
    return row


@transaction.atomic
def try_channel(*, channel_id: int, version: int, by: Actor, at: datetime) -> Delivery:
    """Put a test message on a channel; it goes with the next run, and its state stands on the page.

    Pressed again within a minute it gives the message that waits already.
    """
    require(by, "desk.view")
    row = _own(channel_id, version, by)
    waiting = row.deliveries.filter(notices=0, made_at__gt=at - TEST_APART).first()
    if waiting is not None:
        return waiting
    made = Delivery.objects.create(channel=row, notices=0, text=TEST_TEXT, next_at=at, made_at=at)
    _note("channel.tried", row, by, at)
    return made


def _own(channel_id: int, version: int, by: Actor) -> Channel:
    row = Channel.objects.visible_to(by).select_for_update().filter(pk=channel_id).first()
    if row is None:
        raise NotFound()
    if row.version != version:
        raise Stale()
    return row


def _refuse(kind: str, address: str, terms: ChannelTerms) -> None:
    for text, choices in ((kind, CHANNEL_KINDS), (terms.rhythm, RHYTHMS)):
        if text not in choices:
            raise refusals.ChannelTermsWrong(text=text)
    if kind != "mail":
        if not is_allowed(kind, address):
            raise refusals.ChannelAddressWrong()
        return
    if not settings.EMAIL_HOST:
        raise refusals.MailNotSetUp()
    try:
        validate_email(address)
    except ValidationError as fault:
        raise refusals.ChannelAddressWrong() from fault


def _note(event: str, row: Channel, by: Actor, at: datetime) -> None:
    record(event, row, by=by, at=at, owner_unit_id=by.unit_id, facts={"kind": row.kind})
