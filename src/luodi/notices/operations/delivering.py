"""Sending outside what came into inboxes: gathered without flood, not in quiet hours, tried again when it fails."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localtime, make_aware

from luodi.journal.operations import record
from luodi.notices.models import Channel, Delivery, Notice
from luodi.notices.sending import NotSent, send
from luodi.notices.sentences import worded
from luodi.values.actor import Actor

GATHERED = timedelta(minutes=10)
MOST_LINES = 20
MOST_TRIES = 6
FIRST_PAUSE = timedelta(minutes=5)
LONGEST_PAUSE = timedelta(hours=2)
STALE = timedelta(minutes=15)
OUTSIDE = ("public", "internal")  # more than that never leaves by mail or robot


def deliver(*, by: Actor, at: datetime) -> tuple[int, int]:
    """Gather what is due on each channel into one message and send what waits; give how many arrived and failed.

    A message that fails is tried again after growing pauses, six times in all. Two runs at once never send twice: each
    takes its rows under a lock and marks them before it sends. Notices above internal say only that they are there.
    """
    for channel_id in Channel.objects.filter(active=True, person__active=True).values_list("pk", flat=True):
        _gather(channel_id, at)
    sent = failed = 0
    for delivery_id in _due(at):
        took = _take(delivery_id, at)
        if took is None:
            continue
        fault = _send(took, at)
        _settle(took.pk, fault, at)
        sent, failed = sent + (fault == ""), failed + (fault != "")
    if sent or failed:
        record("notices.delivered", None, by=by, at=at, facts={"sent": sent, "failed": failed})
    return sent, failed


def is_quiet(channel: Channel, at: datetime) -> bool:
    """Tell whether a channel is in its quiet hours; from and to the same means never."""
    now, start, end = localtime(at).time(), channel.quiet_from, channel.quiet_to
    if start == end:
        return False
    return start <= now < end if start < end else now >= start or now < end


@transaction.atomic
def _gather(channel_id: int, at: datetime) -> None:
    channel = Channel.objects.select_for_update(skip_locked=True).filter(pk=channel_id, active=True).first()
    if channel is None or is_quiet(channel, at) or not _is_time(channel, at):
        return
    fresh = Notice.objects.filter(
        person_id=channel.person_id, read_at=None, last_at__gt=channel.sent_through, last_at__lte=at
    )
    rows = list(fresh.order_by("last_at", "pk")[: MOST_LINES + 1])
    if not rows:
        return
    count = len(rows) if len(rows) <= MOST_LINES else fresh.count()
    Delivery.objects.create(
        channel=channel, notices=count, text=_text(rows[:MOST_LINES], count), next_at=at, made_at=at
    )
    channel.sent_through = at
    channel.save(update_fields=["sent_through"])


def _is_time(channel: Channel, at: datetime) -> bool:
    last = channel.deliveries.filter(notices__gt=0).order_by("-made_at").values_list("made_at", flat=True).first()
    if channel.rhythm == "soon":
        return last is None or at - last >= GATHERED
    today: date = localtime(at).date()
    due = make_aware(datetime.combine(today, channel.digest_at))
    return at >= due and (last is None or last < due)


def _text(rows: list[Notice], count: int) -> str:
    lines = [
        f"· {worded(each.kind, each.params, 'zh')}" if each.data_class in OUTSIDE else "· 有一条敏感事项，请登录查看"
        for each in rows
    ]
    if count > len(rows):
        lines.append(f"· 另有 {count - len(rows)} 条，请登录查看")
    return "\n".join(lines)


def _due(at: datetime) -> list[int]:
    found = Delivery.objects.filter(state__in=["waiting", "sending"], next_at__lte=at, channel__active=True)
    return list(found.order_by("next_at", "pk").values_list("pk", flat=True))


@transaction.atomic
def _take(delivery_id: int, at: datetime) -> Delivery | None:
    """Mark a delivery as under way; one that another run holds, or whose channel is quiet, is left alone."""
    row = (
        Delivery.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(Q(state="waiting") | Q(state="sending"), pk=delivery_id, next_at__lte=at)
        .select_related("channel")
        .first()
    )
    if row is None or (row.notices and is_quiet(row.channel, at)):
        return None
    row.state, row.tries, row.next_at = "sending", row.tries + 1, at + STALE
    row.save(update_fields=["state", "tries", "next_at"])
    return row


def _send(row: Delivery, at: datetime) -> str:
    channel = row.channel
    subject = f"落地：{row.notices} 条新消息" if row.notices else "落地：测试消息"
    try:
        send(kind=channel.kind, address=channel.address, secret=channel.secret, subject=subject, text=row.text, at=at)
    except NotSent as fault:
        return str(fault)[:200] or "?"
    return ""


@transaction.atomic
def _settle(delivery_id: int, fault: str, at: datetime) -> None:
    row = Delivery.objects.select_for_update().get(pk=delivery_id)
    row.error = fault
    if not fault:
        row.state, row.sent_at = "sent", at
    elif row.tries >= MOST_TRIES:
        row.state = "failed"
    else:
        row.state, row.next_at = "waiting", at + min(FIRST_PAUSE * 2 ** (row.tries - 1), LONGEST_PAUSE)
    row.save(update_fields=["state", "error", "sent_at", "next_at"])
