"""Filling the places of a batch: from ledger rows, from passages, by hand; and taking rows out again."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from luodi.journal.operations import Entry, record_many
from luodi.meetings.models import Batch, Slot, Surplus
from luodi.meetings.operations.findings import follow_list_call, note, recompute
from luodi.meetings.permissions import require_edit, require_fill, seen_batch
from luodi.meetings.placing import Filled, Filling, Places, release
from luodi.meetings.refusals import BatchIsDropped, ReasonMissing, SlotAlreadyFilled, SlotMemberTwice, SlotNeedsAName
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound, Stale

FIELDS = ["name", "project", "company", "unit", "fact", "source_kind", "source_id", "filled_at", "version"]


@transaction.atomic
def fill_slots(*, batch_id: int, fillings: Sequence[Filling], by: Actor, at: datetime) -> list[Filled]:
    """Fill places of a batch, in order, and say of each row what became of it.

    A row without a place is kept as surplus and becomes a finding; nothing that stands is overwritten, except that a
    name from the text gives way to a ledger row. Six SQL statements and two for the journal, however many rows.

    :raises NotAllowed: without the right to import (rows) or to edit the meeting (names)
    :raises BatchIsDropped: if the batch was dropped
    """
    batch = seen_batch(by, batch_id, lock=True)
    for kind in {row.source_kind for row in fillings}:
        require_fill(by, batch, kind)
    return place_rows(batch=batch, fillings=fillings, by=by, at=at)


def place_rows(*, batch: Batch, fillings: Sequence[Filling], by: Actor, at: datetime) -> list[Filled]:
    """Place rows in a batch that is locked and whose permission was checked."""
    if batch.dropped_at is not None:
        raise BatchIsDropped(label=batch.label)
    places = Places(list(batch.slots.select_for_update().order_by("ordinal")), at)
    results = [places.place(row) for row in fillings]
    changed = list(places.changed.values())
    Slot.objects.bulk_update(changed, FIELDS, batch_size=2000)
    extra = [_surplus(batch, row, reason, at) for row, reason in places.extra]
    Surplus.objects.bulk_create(extra, ignore_conflicts=True)
    filled = {result.slot_id for result in results if result.outcome == "filled"}
    record_many([_entry("slot.filled", batch, slot) for slot in changed if slot.pk in filled], by=by, at=at)
    recompute(batch=batch, by=by, at=at)
    follow_list_call(batch=batch, by=by, at=at)
    return results


@transaction.atomic
def fill_slot(
    *,
    batch_id: int,
    ordinal: int | None,
    source_kind: str,
    source_id: int | None,
    by: Actor,
    at: datetime,
    project_id: int | None = None,
    company_id: int | None = None,
    unit_id: int | None = None,
    name: str = "",
) -> Filled:
    """Fill one place of a batch; see `fill_slots`."""  # fmt: skip
    row = Filling(ordinal, project_id, company_id, unit_id, name, source_kind, source_id)
    return fill_slots(batch_id=batch_id, fillings=[row], by=by, at=at)[0]


@transaction.atomic
def name_slots(*, batch_id: int, names: Sequence[str], by: Actor, at: datetime) -> list[Filled]:
    """Name free places by hand, one a name, as a list that somebody was given by telephone or mail says.

    A name that stands in the batch already is left as it is; names beyond the count become a finding.

    :raises SlotNeedsAName: if the list is empty
    """
    wanted = list(dict.fromkeys(name.strip()[:200] for name in names if name.strip()))
    if not wanted:
        raise SlotNeedsAName(ordinal="—")
    rows = [Filling(name=name, source_kind="person", source_id=by.person_id) for name in wanted]
    return fill_slots(batch_id=batch_id, fillings=rows, by=by, at=at)


@transaction.atomic
def name_slot(
    *,
    batch_id: int,
    ordinal: int,
    version: int,
    by: Actor,
    at: datetime,
    name: str = "",
    company_id: int | None = None,
    unit_id: int | None = None,
    project_id: int | None = None,
    reason: str = "",
) -> Slot:
    """Name a place by hand, or correct what stands there with a reason; the journal keeps what stood before.

    :raises Stale: if somebody changed the place since
    :raises SlotAlreadyFilled: if it is filled and no reason is given
    :raises SlotMemberTwice: if the firm, unit or project already stands at another place
    """  # fmt: skip
    batch, slot = _editable(batch_id, ordinal, version, by)
    if not (name.strip() or company_id or unit_id or project_id):
        raise SlotNeedsAName(ordinal=ordinal)
    if slot.filled_at is not None and not reason.strip():
        raise SlotAlreadyFilled(ordinal=ordinal)
    link = (
        {"project_id": project_id} if project_id else {"company_id": company_id} if company_id else {"unit_id": unit_id}
    )
    if any(link.values()):
        twice = batch.slots.filter(**link).exclude(pk=slot.pk).values_list("ordinal", flat=True).first()
        if twice is not None:
            raise SlotMemberTwice(ordinal=twice)
    before, named, was_filled = _plain(slot), slot.name, slot.filled_at is not None
    slot.project_id, slot.company_id, slot.unit_id = (link.get(key) for key in ("project_id", "company_id", "unit_id"))
    slot.name, slot.fact_id = name.strip()[:200], slot.fact_id if name.strip() == slot.name else None
    slot.source_kind, slot.source_id, slot.filled_at = "person", by.person_id, at
    _write(batch, slot, by, at)
    event = "slot.corrected" if was_filled else "slot.filled"
    names = {"before_name": named, "after_name": slot.name}
    why = reason.strip()[:300]
    note(
        batch=batch,
        event=event,
        by=by,
        at=at,
        before=before,
        after=_plain(slot),
        personal=names,
        ordinal=ordinal,
        reason=why,
    )
    return slot


@transaction.atomic
def empty_slot(*, batch_id: int, ordinal: int, version: int, reason: str, by: Actor, at: datetime) -> Slot:
    """Take out of a place what stands there, with a reason; a passage that names it stays.

    :raises ReasonMissing: without a reason
    """
    batch, slot = _editable(batch_id, ordinal, version, by)
    if not reason.strip():
        raise ReasonMissing()
    before, names = _plain(slot), {"before_name": slot.name}
    if slot.source_kind == "fact":
        slot.fact_id = None
    release(slot)
    slot.version -= 1
    _write(batch, slot, by, at)
    why = reason.strip()[:300]
    note(
        batch=batch,
        event="slot.emptied",
        by=by,
        at=at,
        before=before,
        after=_plain(slot),
        personal=names,
        ordinal=ordinal,
        reason=why,
    )
    return slot


@transaction.atomic
def empty_slots(*, source_kind: str, source_ids: Sequence[int], reason: str, by: Actor, at: datetime) -> int:
    """Take rows out of their places again, as the undoing of an import does, and return how many there were.

    Surplus that came from the same rows goes as well.

    :raises NotAllowed: without the right to import
    """
    ids = list(source_ids)
    touched = set(Slot.objects.filter(source_kind=source_kind, source_id__in=ids).values_list("batch_id", flat=True))
    touched |= set(
        Surplus.objects.filter(source_kind=source_kind, source_id__in=ids).values_list("batch_id", flat=True)
    )
    count = 0
    for batch in (
        Batch.objects.select_for_update(of=("self",)).select_related("meeting").filter(pk__in=touched).order_by("pk")
    ):
        require_fill(by, batch, source_kind)
        Surplus.objects.filter(batch=batch, source_kind=source_kind, source_id__in=ids).delete()
        slots = list(batch.slots.select_for_update().filter(source_kind=source_kind, source_id__in=ids))
        for slot in slots:
            release(slot)
        Slot.objects.bulk_update(slots, FIELDS, batch_size=2000)
        why = {"reason": reason.strip()[:300]}
        record_many([_entry("slot.emptied", batch, slot, **why) for slot in slots], by=by, at=at)
        recompute(batch=batch, by=by, at=at)
        follow_list_call(batch=batch, by=by, at=at)
        count += len(slots)
    return count


def _editable(batch_id: int, ordinal: int, version: int, by: Actor) -> tuple[Batch, Slot]:
    batch = seen_batch(by, batch_id, lock=True)
    require_edit(by, batch.meeting.unit_id)
    if batch.dropped_at is not None:
        raise BatchIsDropped(label=batch.label)
    slot = batch.slots.select_for_update().filter(ordinal=ordinal).first()
    if slot is None:
        raise NotFound()
    if slot.version != version:
        raise Stale()
    return batch, slot


def _write(batch: Batch, slot: Slot, by: Actor, at: datetime) -> None:
    slot.version += 1
    slot.save(update_fields=FIELDS)
    recompute(batch=batch, by=by, at=at)
    follow_list_call(batch=batch, by=by, at=at)


def _plain(slot: Slot) -> dict:
    held = {"project": slot.project_id, "company": slot.company_id, "unit": slot.unit_id, "source": slot.source_kind}
    return {key: value for key, value in held.items() if value}


def _surplus(batch: Batch, row: Filling, reason: str, at: datetime) -> Surplus:
    return Surplus(
        batch=batch, ordinal=row.ordinal, reason=reason, name="" if row.linked else row.name[:200],
        project_id=row.project_id, company_id=row.company_id, unit_id=row.unit_id,
        source_kind=row.source_kind, source_id=row.source_id, found_at=at,
    )  # fmt: skip


def _entry(event: str, batch: Batch, slot: Slot, **more) -> Entry:
    meeting = batch.meeting
    facts = {"ordinal": slot.ordinal, "source": slot.source_kind, "source_id": slot.source_id, **more}
    return Entry(
        event=event,
        object=batch,
        label=batch.label,
        owner_unit_id=meeting.unit_id,
        data_class=meeting.data_class,
        facts=facts,
    )
