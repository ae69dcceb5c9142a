"""What surrounds a call: idempotency keys, denied looks, exports."""

from datetime import datetime

from django.db import transaction

from luodi.journal.operations import record
from luodi.people.models import IdempotentCall
from luodi.values.actor import Actor


def begin_call(*, account_id: int, key: str, fingerprint: str, at: datetime) -> tuple[IdempotentCall, bool]:
    """Claim an idempotency key and tell whether this call is the first with it."""
    with transaction.atomic():
        return IdempotentCall.objects.get_or_create(
            account_id=account_id, key=key, defaults={"fingerprint": fingerprint, "started_at": at}
        )


def end_call(*, call: IdempotentCall, status: int, body: bytes, headers: dict, keep: bool) -> None:
    """Keep the answer of a call for its repetitions, or free the key where the answer must not be repeated."""
    if not keep:
        call.delete()
        return
    call.status, call.body, call.headers = status, body, headers
    call.save(update_fields=["status", "body", "headers"])


def note_denied(*, path: str, by: Actor, at: datetime) -> None:
    """Write the journal line of a look that was denied."""
    record("access.denied", None, by=by, at=at, succeeded=False, facts={"path": path[:200]}, data_class="personal")


def note_exported(
    *, what: str, rows: int, fields: list[str], filters: dict, by: Actor, at: datetime, purpose: str = ""
) -> int:
    """Write the journal line of an export (who, filter, rows, fields, purpose) and give its number."""
    facts = {"what": what, "rows": rows, "fields": fields, "filters": filters, "purpose": purpose}
    return record("list.exported", (what, rows), by=by, at=at, facts=facts, owner_unit_id=by.unit_id).pk
