"""Locks, numbers and journal lines that all of the idea's operations share."""

import hashlib
from collections.abc import Iterable
from datetime import datetime

from django.db import connection
from django.utils import timezone

from luodi.journal.operations import record
from luodi.leads.models import Conflict, Registration
from luodi.leads.refusals import LeadNotInState, LeadReasonMissing
from luodi.leads.words import STATES
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound, Stale


def lock_keys(keys: Iterable[str]) -> None:
    """Wait until nobody else registers an investor known by one of these keys; held until the transaction ends."""
    numbers = sorted(int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big", signed=True) for key in set(keys))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(k) FROM unnest(%s::bigint[]) AS k", [numbers])


def next_number(prefix: str, sequence: str, at: datetime) -> str:
    """Give the next number of a kind, such as BB-2025-000012."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(%s)", [sequence])
        return f"{prefix}-{timezone.localtime(at).year}-{cursor.fetchone()[0]:06d}"


def locked(registration_id: int, version: int | None, by: Actor) -> Registration:
    """Lock a registration that the actor may see, as it was read.

    :raises NotFound: or Stale
    """
    rows = Registration.objects.visible_to(by).select_for_update(of=("self",)).select_related("project")
    row = rows.filter(pk=registration_id).first()
    if row is None:
        raise NotFound()
    if version is not None and row.version != version:
        raise Stale()
    return row


def require_state(row: Registration, *states: str) -> None:
    """Refuse unless the registration is in one of the states.

    :raises LeadNotInState: naming its state
    """
    if row.state not in states:
        zh, en = STATES[row.state]
        raise LeadNotInState(number=row.number, state=zh, state_en=en)


def reason_given(reason: str, limit: int = 300) -> str:
    """Give a reason without outer spaces.

    :raises LeadReasonMissing: if it is empty
    """
    if not reason.strip():
        raise LeadReasonMissing()
    return reason.strip()[:limit]


def store(row: Registration | Conflict, *fields: str) -> None:
    """Save the named fields with the next version."""
    row.version += 1
    row.save(update_fields=[*fields, "version"])


def end(row: Registration, state: str, kind: str, reason: str, at: datetime) -> None:
    """End a registration in a state, saying why."""
    row.state, row.end_kind, row.end_reason, row.ended_at = state, kind, reason[:300], at
    store(row, "state", "end_kind", "end_reason", "ended_at")


def note(event: str, row: Registration, by: Actor, at: datetime, **facts: object) -> None:
    """Write a registration's journal line."""
    record(event, row, by=by, at=at, label=row.title, owner_unit_id=row.unit_id, facts={"number": row.number, **facts})
