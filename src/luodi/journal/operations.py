"""Writing the journal: one line per thing done, sealed into blocks within seconds."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection, models, transaction

from luodi.journal import sealing
from luodi.journal.copying import copy_lines, insert_line
from luodi.journal.events import catalogue
from luodi.journal.models import Block, Line, Pending, Personal
from luodi.journal.reactions import react
from luodi.values.actor import Actor

SEALING_LOCK = 0x6C756F6469
BLOCK_LIMIT = 20_000
MANY = 100


@dataclass(frozen=True, slots=True)
class Entry:
    """A line to write. `facts` are plain; names, phones and other personal values go into `personal`."""

    event: str
    object: models.Model | tuple[str, object] | None = None
    before: object = None
    after: object = None
    label: str = ""
    owner_unit_id: int | None = None
    data_class: str = "internal"
    succeeded: bool = True
    facts: dict = field(default_factory=dict)
    personal: dict = field(default_factory=dict)


def record(
    event: str, obj: models.Model | tuple[str, object] | None = None, *, by: Actor, at: datetime, **entry
) -> Line:
    """Write one journal line in the caller's transaction and return it.

    `entry` takes what `Entry` holds: before, after, label, owner_unit_id, data_class, succeeded, facts, personal.

    :raises KeyError: if the event has no sentence in an `events.toml`
    """
    return record_many([Entry(event=event, object=obj, **entry)], by=by, at=at)[0]


@transaction.atomic(savepoint=False)
def record_many(entries: Iterable[Entry], *, by: Actor, at: datetime) -> list[Line]:
    """Write many journal lines at once, as imports do: by COPY from 100 lines on, else by two INSERTs, or one for one line."""
    lines, secrets_of_lines = [], []
    for entry in entries:
        personal, salt = _personal(entry, by), secrets.token_bytes(16)
        line = _line(entry, by, at)
        if personal:
            line.personal_digest = sealing.personal_digest(salt, personal)
        line.digest = sealing.line_digest(line)
        lines.append(line)
        secrets_of_lines.append((salt, personal))
    if len(lines) >= MANY:
        copy_lines(lines, secrets_of_lines)
    elif len(lines) == 1:
        insert_line(lines[0], *secrets_of_lines[0])
    else:
        _insert(lines, secrets_of_lines)
    react(lines)
    return lines


def _insert(lines: list[Line], secrets_of_lines: list[tuple[bytes, dict]]) -> None:
    Line.objects.bulk_create(lines)
    Personal.objects.bulk_create(
        Personal(line_id=line.pk, salt=salt, values=personal)
        for line, (salt, personal) in zip(lines, secrets_of_lines, strict=True)
        if personal
    )


def _personal(entry: Entry, by: Actor) -> dict:
    named = {"actor": by.name, "unit": by.unit_name, "label": entry.label, "address": by.address, **entry.personal}
    return sealing.plain({key: value for key, value in named.items() if value})


def _line(entry: Entry, by: Actor, at: datetime) -> Line:
    if entry.event not in catalogue():
        raise KeyError(f"event {entry.event} has no sentence in an events.toml")
    kind, identity = _identity(entry.object)
    facts = dict(entry.facts)
    if entry.before is not None or entry.after is not None:
        facts |= {"before": entry.before, "after": entry.after}
    return Line(
        at=at,
        event=entry.event,
        succeeded=entry.succeeded,
        actor_kind=by.kind,
        actor_id=by.person_id,
        unit_id=by.unit_id,
        object_kind=kind,
        object_id=identity,
        owner_unit_id=entry.owner_unit_id
        if entry.owner_unit_id is not None
        else getattr(entry.object, "unit_id", None),
        data_class=entry.data_class,
        request_id=by.request_id,
        facts=sealing.plain(facts),
    )


def _identity(obj: models.Model | tuple[str, object] | None) -> tuple[str, str]:
    if obj is None:
        return "", ""
    if isinstance(obj, tuple):
        return str(obj[0]), str(obj[1])
    return obj._meta.label_lower, str(obj.pk)


@transaction.atomic
def seal_blocks(*, at: datetime) -> int:
    """Seal the pending lines into a block and return how many there were.

    One sealer works at a time (an advisory lock that others do not wait for); writers never wait for it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [SEALING_LOCK])
        if not cursor.fetchone()[0]:
            return 0
    ids = sorted(Pending.objects.values_list("line_id", flat=True)[:BLOCK_LIMIT])
    if not ids:
        return 0
    digests = list(Line.objects.filter(pk__in=ids).order_by("pk").values_list("pk", "digest"))
    last = Block.objects.order_by("-pk").first()
    previous = bytes(last.hash) if last else sealing.GENESIS
    root = sealing.block_root((pk, bytes(value)) for pk, value in digests)
    sealed = [pk for pk, _ in digests]
    Block.objects.create(
        sealed_at=at,
        line_ids=sealed,
        root=root,
        previous=previous,
        hash=sealing.block_hash(previous, root, len(sealed), at),
    )
    Pending.objects.filter(line_id__in=ids).delete()
    return len(sealed)


def note_verification(*, lines: int, blocks: int, faults: int, by: Actor, at: datetime) -> Line:
    """Write the journal line of a verification and what it found."""
    facts = {"lines": lines, "blocks": blocks, "faults": faults}
    return record("journal.verified", None, by=by, at=at, succeeded=not faults, facts=facts)
