"""Looking through the journal: what a viewer may see of it, filters, pages, the state of its blocks."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from luodi.journal.events import sentence_of
from luodi.journal.models import Block, Line, Pending, Personal
from luodi.journal.queries import LineRow, worded

Hides = Callable[[str, str, int | None], bool]


@dataclass(frozen=True, slots=True)
class Scope:
    """What somebody may see: for each data class the owning units (None: all), and the lines of their own doing.

    `everything` is for those whose duty is the journal; `hides(object_kind, data_class, owner_unit_id)` says which of
    the lines they see keep their values to themselves.
    """

    classes: tuple[tuple[str, frozenset[int] | None], ...] = ()
    actor_id: int | None = None
    everything: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """A filter of the journal: by whom, owner unit, event or its beginning, object, period [from, to), failures only."""

    actor_ids: tuple[int, ...] | None = None
    unit_id: int | None = None
    event: str = ""
    object_kind: str = ""
    object_id: str = ""
    request_id: str = ""
    from_at: datetime | None = None
    to_at: datetime | None = None
    failed: bool = False


@dataclass(frozen=True, slots=True)
class SeenLine:
    """A line as a viewer sees it; `hidden` says that its values are not theirs, and `sealed` that a block holds it."""

    row: LineRow
    hidden: bool
    sealed: bool


@dataclass(frozen=True, slots=True)
class Blocks:
    """The state of the blocks: how many there are, when the last was sealed, how many lines wait."""

    blocks: int
    last_sealed_at: datetime | None
    pending: int


def browse(
    scope: Scope, asked: Asked, *, hides: Hides, language: str = "zh", before_id: int | None = None, limit: int = 50
) -> list[SeenLine]:
    """Give the lines that a viewer may see, newest first; at most five SQL statements, whatever their number.

    What one's own units own and what one did oneself are read apart, each along its index, and put together.
    """
    found: dict[int, Line] = {}
    for condition in _branches(scope):
        lines = Line.objects.filter(condition, *_conditions(asked)).order_by("-pk")
        lines = lines.filter(pk__lt=before_id) if before_id else lines
        found |= {line.pk: line for line in lines[:limit]}
    page = [found[pk] for pk in sorted(found, reverse=True)[:limit]]
    ids = [line.pk for line in page]
    named = dict(Personal.objects.filter(line_id__in=ids).values_list("line_id", "values"))
    waiting = set(Pending.objects.filter(line_id__in=ids).values_list("line_id", flat=True))
    return [_seen(line, named.get(line.pk, {}), hides, language, line.pk not in waiting) for line in page]


def _branches(scope: Scope) -> list[Q]:
    if scope.everything:
        return [Q()]
    whole = [name for name, units in scope.classes if units is None]
    branches = [Q(data_class__in=whole)] if whole else []
    for units in {units for _, units in scope.classes if units}:
        names = [name for name, each in scope.classes if each == units]
        branches.append(Q(owner_unit_id__in=units, data_class__in=names))
    if scope.actor_id is not None:
        branches.append(Q(actor_id=scope.actor_id))
    return branches


def _conditions(asked: Asked) -> list[Q]:
    exact = {
        "owner_unit_id": asked.unit_id,
        "object_kind": asked.object_kind or None,
        "object_id": asked.object_id or None,
        "request_id": asked.request_id or None,
        "at__gte": asked.from_at,
        "at__lt": asked.to_at,
        "succeeded": False if asked.failed else None,
        "actor_id__in": asked.actor_ids,
        "event__startswith": asked.event or None,
    }
    return [Q(**{key: value}) for key, value in exact.items() if value is not None]


def _seen(line: Line, personal: dict, hides: Hides, language: str, sealed: bool) -> SeenLine:
    row = worded(line, personal, language)
    if not hides(line.object_kind, line.data_class, line.owner_unit_id):
        return SeenLine(row, hidden=False, sealed=sealed)
    bare = LineRow(
        id=row.id, at=row.at, event=row.event, sentence=sentence_of(line.event, {}, language), succeeded=row.succeeded,
        actor=row.actor, unit=row.unit, address=row.address, object_kind=row.object_kind, object_id="",
        request_id=row.request_id, before=None, after=None,
    )  # fmt: skip
    return SeenLine(bare, hidden=True, sealed=sealed)


def blocks() -> Blocks:
    """Give the state of the blocks; three SQL statements."""
    last = Block.objects.order_by("-pk").values_list("sealed_at", flat=True).first()
    return Blocks(blocks=Block.objects.count(), last_sealed_at=last, pending=Pending.objects.count())
