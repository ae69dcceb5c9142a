"""Reading the journal: lines worded for people, and the check of its hashes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from luodi.journal import sealing
from luodi.journal.events import sentence_of
from luodi.journal.models import Block, Line, Pending, Personal


@dataclass(frozen=True, slots=True)
class LineRow:
    """A journal line as a page shows it."""

    id: int
    at: datetime
    event: str
    sentence: str
    succeeded: bool
    actor: str
    unit: str
    address: str
    object_kind: str
    object_id: str
    request_id: str
    before: object
    after: object


def lines(
    *,
    language: str = "zh",
    object_of: tuple[str, object] | None = None,
    owner_units: frozenset[int] | None = None,
    classes: frozenset[str] | None = None,
    actor_id: int | None = None,
    event: str = "",
    kinds: tuple[str, ...] = (),
    from_at: datetime | None = None,
    to_at: datetime | None = None,
    before_id: int | None = None,
    limit: int = 50,
) -> list[LineRow]:
    """Give journal lines, newest first, two SQL statements whatever their number.

    `owner_units` and `classes` narrow to what a viewer may see; the caller derives them from the viewer's sight.
    """
    found = Line.objects.order_by("-pk")
    if object_of is not None:
        found = found.filter(object_kind=object_of[0], object_id=str(object_of[1]))
    if owner_units is not None:
        found = found.filter(owner_unit_id__in=owner_units)
    if classes is not None:
        found = found.filter(data_class__in=classes)
    exact = {"actor_id": actor_id, "at__gte": from_at, "at__lt": to_at, "pk__lt": before_id}
    found = found.filter(**{key: value for key, value in exact.items() if value is not None})
    if event:
        found = found.filter(event__startswith=event)
    if kinds:
        found = found.filter(object_kind__in=kinds)
    page = list(found[:limit])
    named = dict(Personal.objects.filter(line_id__in=[line.pk for line in page]).values_list("line_id", "values"))
    return [worded(line, named.get(line.pk, {}), language) for line in page]


def worded(line: Line, personal: dict, language: str) -> LineRow:
    """Put a line with its personal values into words."""
    return LineRow(
        id=line.pk,
        at=line.at,
        event=line.event,
        sentence=sentence_of(line.event, {**line.facts, **personal}, language),
        succeeded=line.succeeded,
        actor=personal.get("actor", "" if line.actor_kind == "person" else "系统"),
        unit=personal.get("unit", ""),
        address=personal.get("address", ""),
        object_kind=line.object_kind,
        object_id=line.object_id,
        request_id=line.request_id,
        before=line.facts.get("before"),
        after=line.facts.get("after"),
    )


@dataclass(frozen=True, slots=True)
class Fault:
    """Something in the journal that does not hold together; `line_id` or `block_id` names the row."""

    code: str
    line_id: int | None = None
    block_id: int | None = None
    event: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check of the journal found: counts, the head to anchor outside, and every fault."""

    blocks: int
    sealed: int
    pending: int
    head_block: int | None
    head_hash: str
    faults: tuple[Fault, ...]


def verify(anchor: dict | None = None) -> Verdict:
    """Check every line, every block and the unsealed tail, and give the faults by row.

    `anchor` is an earlier head {"block": id, "hash": hex} kept outside; with it, a deleted tail is found as well,
    which the chain alone can't show.
    """
    faults: list[Fault] = []
    faults += _line_faults()
    sealed, block_faults, blocks, head = _block_faults()
    faults += block_faults
    pending = set(Pending.objects.values_list("line_id", flat=True))
    known = set(Line.objects.values_list("pk", flat=True))
    faults += [Fault("line_missing", line_id=pk) for pk in sorted((sealed | pending) - known)]
    faults += [Fault("line_never_sealed", line_id=pk) for pk in sorted(known - sealed - pending)]
    if anchor and not _anchored(anchor):
        faults.append(Fault("anchor_not_in_chain", block_id=anchor.get("block")))
    return Verdict(
        blocks=blocks,
        sealed=len(sealed),
        pending=len(pending),
        head_block=head.pk if head else None,
        head_hash=bytes(head.hash).hex() if head else "",
        faults=tuple(faults),
    )


def _anchored(anchor: dict) -> bool:
    block = Block.objects.filter(pk=anchor.get("block")).first()
    return block is not None and bytes(block.hash).hex() == anchor.get("hash")


def _line_faults() -> Iterator[Fault]:
    named = {}
    for personal in Personal.objects.iterator(chunk_size=5000):
        named[personal.pk] = sealing.personal_digest(bytes(personal.salt), personal.values)
    for line in Line.objects.order_by("pk").iterator(chunk_size=5000):
        if sealing.line_digest(line, line.algorithm) != bytes(line.digest):
            yield Fault("line_changed", line_id=line.pk, event=line.event)
        kept = named.get(line.pk)
        if kept is not None and line.personal_digest is not None and kept != bytes(line.personal_digest):
            yield Fault("personal_values_changed", line_id=line.pk, event=line.event)


def _block_faults() -> tuple[set[int], list[Fault], int, Block | None]:
    sealed: set[int] = set()
    faults: list[Fault] = []
    previous, count, head = sealing.GENESIS, 0, None
    for block in Block.objects.order_by("pk").iterator(chunk_size=500):
        stored = dict(Line.objects.filter(pk__in=block.line_ids).values_list("pk", "digest"))
        root = sealing.block_root(((pk, bytes(stored[pk])) for pk in block.line_ids if pk in stored), block.algorithm)
        if bytes(block.previous) != previous:
            faults.append(Fault("block_before_missing", block_id=block.pk))
        expected = sealing.block_hash(
            bytes(block.previous), root, len(block.line_ids), block.sealed_at, block.algorithm
        )
        if root != bytes(block.root) or expected != bytes(block.hash):
            faults.append(Fault("block_changed", block_id=block.pk))
        faults += [Fault("line_sealed_twice", line_id=pk, block_id=block.pk) for pk in block.line_ids if pk in sealed]
        sealed.update(block.line_ids)
        previous, count, head = bytes(block.hash), count + 1, block
    return sealed, faults, count, head
