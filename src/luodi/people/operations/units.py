"""Writing the tree of units: adding, renaming, moving and merging. History keeps the unit that it happened in."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from pypinyin import Style, lazy_pinyin

from luodi.journal.operations import record
from luodi.people.locking import locked_unit
from luodi.people.models import UNIT_KINDS, Post, Unit
from luodi.people.permissions import require
from luodi.people.texts import fitting
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound, Refusal


class UnitNameTaken(Refusal):
    """Another unit already bears this name."""

    code = "unit_name_taken"


class UnitNameMissing(Refusal):
    """A unit needs a name and a known kind."""

    code = "unit_name_missing"


class UnitBelowItself(Refusal):
    """A unit can't stand below itself or below one of its own."""

    code = "unit_below_itself"


class UnitNotActive(Refusal):
    """The unit was merged into another or closed, so that nothing new can be put there."""

    code = "unit_is_closed"


class UnitMergeNeedsAReason(Refusal):
    """A merger needs the decision it follows."""

    code = "unit_merge_needs_a_reason"


def initials(text: str) -> str:
    """Give the pinyin initials of a name ("文晖街道" → "whjd"), by which search finds it."""
    return "".join(lazy_pinyin(text, style=Style.FIRST_LETTER)).lower()[:80]


def _free_name(name: str, besides: int | None = None) -> str:
    name = name.strip()
    if not name:
        raise UnitNameMissing()
    if Unit.objects.filter(name=name).exclude(pk=besides).exists():
        raise UnitNameTaken(name=name)
    return name


@transaction.atomic
def add_unit(
    *,
    name: str,
    kind: str,
    parent_id: int | None,
    by: Actor,
    at: datetime,
    short_name: str = "",
    code: str | None = None,
    sort: int = 0,
) -> Unit:
    """Add a unit under its parent (None: the district itself) and keep the tree's path.

    :raises NotAllowed: if `by` may not edit units
    :raises UnitNameTaken: if another unit bears the name
    """
    require(by, "units.edit")
    parent = locked_unit(parent_id) if parent_id else None
    if parent is not None and not parent.active:
        raise UnitNotActive(name=parent.name)
    name = _free_name(name)
    if kind not in UNIT_KINDS:
        raise UnitNameMissing()
    unit = Unit(
        name=name, kind=kind, parent=parent, short_name=short_name or name[:40], code=code or None, sort=sort,
        pinyin=initials(name),
    )  # fmt: skip
    if code and Unit.objects.filter(code=code).exists():
        raise UnitNameTaken(name=code)
    fitting(unit).save()
    unit.path = f"{parent.path if parent else ''}{unit.pk}."
    unit.save(update_fields=["path"])
    record("unit.added", unit, by=by, at=at, label=name, after={"name": name, "kind": kind}, owner_unit_id=unit.pk)
    return unit


@transaction.atomic
def rename_unit(*, unit_id: int, name: str, short_name: str = "", by: Actor, at: datetime) -> Unit:
    """Rename a unit; its former name is kept with the day until which it held, and search still finds it.

    :raises UnitNameTaken: if another unit bears the name
    """
    require(by, "units.edit")
    unit = locked_unit(unit_id)
    if not unit.active:
        raise UnitNotActive(name=unit.name)
    before, name = unit.name, _free_name(name, besides=unit_id)
    if name != before:
        until = timezone.localtime(at).date().isoformat()
        unit.former_names = [*unit.former_names, {"name": before, "until": until}]
    unit.name, unit.short_name, unit.pinyin = name, short_name.strip() or name[:40], initials(name)
    fitting(unit).save(update_fields=["name", "short_name", "pinyin", "former_names"])
    record("unit.renamed", unit, by=by, at=at, label=name, before=before, after=name, owner_unit_id=unit.pk)
    return unit


@transaction.atomic
def move_unit(*, unit_id: int, parent_id: int, by: Actor, at: datetime) -> Unit:
    """Put a unit, with all below it, under another one.

    :raises UnitBelowItself: if the new parent is the unit itself or stands below it
    """
    require(by, "units.edit")
    _lock_tree(unit_id, parent_id)
    unit, parent = locked_unit(unit_id), locked_unit(parent_id)
    if parent.path.startswith(unit.path):
        raise UnitBelowItself(name=unit.name)
    if not parent.active or not unit.active:
        raise UnitNotActive(name=unit.name if parent.active else parent.name)
    before = unit.parent.name if unit.parent else ""
    _hang(unit, parent)
    record("unit.moved", unit, by=by, at=at, label=unit.name, before=before, after=parent.name, owner_unit_id=unit.pk)
    return unit


@transaction.atomic
def merge_unit(*, unit_id: int, into_id: int, reason: str, by: Actor, at: datetime) -> tuple[Unit, int]:
    """Merge a unit into another: its posts go on there from today, the units below it move, it becomes inactive.

    What happened keeps the old unit; its page leads to the successor. Open work is moved by the journey around this.

    :return: the successor and the number of posts that moved
    :raises UnitBelowItself: if the successor is the unit itself or stands below it
    :raises UnitMergeNeedsAReason: without the decision that the merger follows
    """
    require(by, "units.edit")
    if not reason.strip():
        raise UnitMergeNeedsAReason()
    _lock_tree(unit_id, into_id)
    unit, into = locked_unit(unit_id), locked_unit(into_id)
    if into.path.startswith(unit.path) or unit.parent_id is None:
        raise UnitBelowItself(name=unit.name)
    if not unit.active or not into.active:
        raise UnitNotActive(name=into.name if unit.active else unit.name)
    for child in Unit.objects.filter(parent=unit):
        _hang(child, into)
    _hang(unit, into)  # whoever works in the successor keeps seeing what the old unit did
    moved = _move_posts(unit, into, timezone.localtime(at).date())
    unit.active, unit.merged_into = False, into
    unit.save(update_fields=["active", "merged_into"])
    facts = {"reason": reason.strip()[:300], "posts": moved, "into": into.pk}
    record("unit.merged", unit, by=by, at=at, label=unit.name, after=into.name, facts=facts, owner_unit_id=into.pk)
    return into, moved


def _lock_tree(*ids: int) -> None:
    """Lock the units in the order of their ids, so that two changes of the tree never wait for each other."""
    if len(list(Unit.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk"))) != len(set(ids)):
        raise NotFound()


def _hang(unit: Unit, parent: Unit) -> None:
    old, new = unit.path, f"{parent.path}{unit.pk}."
    below = list(Unit.objects.filter(path__startswith=old).exclude(pk=unit.pk))
    for each in below:
        each.path = new + each.path[len(old) :]
    Unit.objects.bulk_update(below, ["path"])
    unit.parent, unit.path = parent, new
    unit.save(update_fields=["parent", "path"])


def _move_posts(unit: Unit, into: Unit, today: date) -> int:
    open_posts = Post.objects.select_for_update(of=("self",)).filter(Q(to_date=None) | Q(to_date__gt=today), unit=unit)
    moved = list(open_posts.order_by("pk"))
    for post in moved:
        if post.from_date >= today:
            post.unit = into
            post.save(update_fields=["unit"])
            continue
        Post.objects.create(
            person_id=post.person_id, unit=into, title=post.title, role=post.role, from_date=today, to_date=post.to_date
        )
        post.to_date = today
        post.save(update_fields=["to_date"])
    return len(moved)
