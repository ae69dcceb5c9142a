"""Correcting meetings and batches by hand: kind, count, total, what stands behind it; dropping what is no batch."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from luodi.journal.operations import record
from luodi.meetings.models import BATCH_KINDS, MEETING_KINDS, Batch, Meeting, Slot
from luodi.meetings.operations.findings import follow_list_call, note, recompute
from luodi.meetings.permissions import require_edit, seen_batch, seen_meeting
from luodi.meetings.refusals import (
    BatchHasRows,
    BatchIsDropped,
    BatchKindUnknown,
    CountBelowNamed,
    CountNotPositive,
    MeetingIncomplete,
    MeetingKindUnknown,
    ReasonMissing,
    TotalNotInYuan,
    TotalNotPositive,
)
from luodi.tasks.operations import close_of_origin
from luodi.values.actor import Actor
from luodi.values.money import Money
from luodi.values.refusal import Stale

STANDING = ("kind_unclear", "kind_twice", "fact_says_other", "total_says_other")
LIMIT = 10_000


@transaction.atomic
def correct_batch(
    *,
    batch_id: int,
    version: int,
    reason: str,
    by: Actor,
    at: datetime,
    kind: str,
    label: str,
    count: int,
    total: Money | None,
    binding: str,
) -> Batch:
    """Correct a batch with a reason. A larger count adds nameless places, a smaller one takes empty ones away.

    `total` in yuan, None for unknown. Choosing a kind answers the question about it.

    :raises ReasonMissing, BatchKindUnknown, CountNotPositive, TotalNotPositive, TotalNotInYuan: each for its fault
    :raises CountBelowNamed: if a place above the new count is filled
    """  # fmt: skip
    batch = _editable(batch_id, version, reason, by)
    if kind not in BATCH_KINDS:
        raise BatchKindUnknown(kind=kind)
    if not 0 < count <= LIMIT:
        raise CountNotPositive(count=count)
    amount = _amount(total)
    before = _plain(batch)
    _resize(batch, count)
    batch.kind, batch.label, batch.stated_total = kind, (label.strip() or batch.label)[:120], amount
    batch.binding = binding if binding in ("binding", "framework", "unknown") else batch.binding
    if amount is not None and batch.total_fact_id is None:
        batch.total_fact_id = batch.fact_id
    batch.version += 1
    batch.save()
    why = reason.strip()[:300]
    batch.findings.filter(code__in=STANDING, settled_at=None).update(
        settled_at=at, settled_by_id=by.person_id, answer=why
    )
    recompute(batch=batch, by=by, at=at)
    follow_list_call(batch=batch, by=by, at=at)
    note(batch=batch, event="batch.corrected", by=by, at=at, before=before, after=_plain(batch), reason=why)
    return batch


@transaction.atomic
def drop_batch(*, batch_id: int, version: int, reason: str, by: Actor, at: datetime) -> Batch:
    """Drop a count that is no batch, with a reason; it stays in the journal and is no longer shown among the batches.

    :raises BatchHasRows: if ledger projects stand in it
    """
    batch = _editable(batch_id, version, reason, by)
    rows = batch.slots.filter(source_kind="row").count()
    if rows:
        raise BatchHasRows(label=batch.label, rows=rows)
    batch.dropped_at, batch.dropped_reason, batch.version = at, reason.strip()[:300], batch.version + 1
    batch.save(update_fields=["dropped_at", "dropped_reason", "version"])
    recompute(batch=batch, by=by, at=at)
    batch.findings.filter(settled_at=None).update(
        settled_at=at, settled_by_id=by.person_id, answer=batch.dropped_reason
    )
    outcome = f"批次已撤销:{batch.dropped_reason}"
    close_of_origin(origin_kind="meetings.batch", origin_id=batch.pk, kind="list_call", outcome=outcome, by=by, at=at)
    note(batch=batch, event="batch.dropped", by=by, at=at, reason=batch.dropped_reason)
    return batch


@transaction.atomic
def correct_meeting(
    *,
    meeting_id: int,
    version: int,
    reason: str,
    by: Actor,
    at: datetime,
    kind: str,
    name: str,
    held_date: date | None,
    host: str = "",
    place: str | None = None,
) -> Meeting:
    """Correct a meeting's kind, name, day, host and place (None: as it is), with a reason.

    :raises ReasonMissing, MeetingKindUnknown: each for its fault
    :raises MeetingIncomplete: if one that was opened by hand would lose its day
    """  # fmt: skip
    meeting = seen_meeting(by, meeting_id)
    require_edit(by, meeting.unit_id)
    if meeting.version != version:
        raise Stale()
    if not reason.strip():
        raise ReasonMissing()
    if kind not in MEETING_KINDS:
        raise MeetingKindUnknown(kind=kind)
    if held_date is None and meeting.article_id is None:
        raise MeetingIncomplete()
    names = ("kind", "name", "held_date", "host", "place")
    before = {each: getattr(meeting, each) for each in names}
    meeting.kind, meeting.name = kind, (name.strip() or meeting.name)[:200]
    meeting.held_date, meeting.host, meeting.version = held_date, host.strip()[:120], meeting.version + 1
    meeting.place = meeting.place if place is None else place.strip()[:120]
    meeting.save()
    record(
        "meeting.corrected", meeting, by=by, at=at, label=meeting.name, data_class=meeting.data_class, before=before,
        after={each: getattr(meeting, each) for each in names}, facts={"reason": reason.strip()[:300]},
    )  # fmt: skip
    return meeting


def _editable(batch_id: int, version: int, reason: str, by: Actor) -> Batch:
    batch = seen_batch(by, batch_id, lock=True)
    require_edit(by, batch.meeting.unit_id)
    if batch.version != version:
        raise Stale()
    if batch.dropped_at is not None:
        raise BatchIsDropped(label=batch.label)
    if not reason.strip():
        raise ReasonMissing()
    return batch


def _amount(total: Money | None) -> Decimal | None:
    if total is None:
        return None
    if total.currency != "CNY":
        raise TotalNotInYuan(currency=total.currency)
    if total.amount <= 0:
        raise TotalNotPositive()
    return total.amount


def _resize(batch: Batch, count: int) -> None:
    if count < batch.stated_count:
        above = batch.slots.filter(ordinal__gt=count)
        filled = above.exclude(filled_at=None).order_by("ordinal").values_list("ordinal", flat=True).first()
        if filled is not None:
            raise CountBelowNamed(count=count, ordinal=filled)
        above.delete()
    fresh = range(batch.stated_count + 1, count + 1)
    Slot.objects.bulk_create([Slot(batch=batch, ordinal=ordinal) for ordinal in fresh], batch_size=2000)
    batch.stated_count = count


def _plain(batch: Batch) -> dict:
    return {each: getattr(batch, each) for each in ("kind", "label", "stated_count", "stated_total", "binding")}
