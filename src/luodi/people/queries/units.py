"""Reading the tree of units: the whole tree, and one unit with its people."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from luodi.people.models import Post, Unit
from luodi.people.permissions import require, roles
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound

KINDS = {  # in the order in which units stand in lists
    "district": ("区", "District"),
    "bureau": ("投资促进局", "Promotion bureau"),
    "department": ("部门", "Department"),
    "street": ("街道", "Sub-district"),
    "park": ("园区", "Park"),
    "platform": ("平台/国企", "Platform"),
}
ORDER = {kind: place for place, kind in enumerate(KINDS)}


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit in the tree. `depth` counts from the district (0); `people` holds a post there today."""

    id: int
    name: str
    short_name: str
    kind: str
    depth: int
    people: int
    active: bool
    former: tuple[str, ...]
    successor: str
    successor_id: int | None
    parent_id: int | None


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A person of a unit with the post held there today."""

    person_id: int
    name: str
    title: str
    role: str
    since: date


@dataclass(frozen=True, slots=True)
class UnitPage:
    """One unit: where it stands, what stands below it, who works there, what it was called, what merged into it."""

    unit: UnitRow
    code: str
    sort: int
    parents: tuple[tuple[int, str], ...]
    children: tuple[UnitRow, ...]
    members: tuple[MemberRow, ...]
    absorbed: tuple[tuple[int, str], ...]


def role_word(code: str, language: str) -> str:
    """Give a role's name in the reader's language."""
    role = roles().get(code)
    return code if role is None else (role.en if language.startswith("en") else role.zh)


def kind_word(kind: str, language: str) -> str:
    """Give the name of a kind of unit in the reader's language."""
    return KINDS.get(kind, (kind, kind))[language.startswith("en")]


def current(on: date, prefix: str = "") -> Q:
    """Give the condition for posts that are held on a day."""
    open_end = Q(**{f"{prefix}to_date": None}) | Q(**{f"{prefix}to_date__gt": on})
    return open_end & Q(**{f"{prefix}from_date__lte": on})


def unit_tree(viewer: Actor, *, today: date, words: str = "", closed: bool = False) -> list[UnitRow]:
    """List the units in the order of the tree; one SQL statement.

    `words` narrows to units whose name, short name, former name or pinyin initials match; `closed` adds merged ones.
    """
    require(viewer, "units.view")
    units = _in_tree_order(_read(today))
    if words.strip():
        units = [unit for unit in units if _matches(unit, words.strip())]
    elif not closed:
        units = [unit for unit in units if unit.active]
    return [_row(unit, viewer.language) for unit in units]


def unit_page(viewer: Actor, unit_id: int, *, today: date) -> UnitPage:
    """Give one unit with what surrounds it; two SQL statements.

    :raises NotFound: if there is none
    """
    require(viewer, "units.view")
    units = {unit.pk: unit for unit in _read(today)}
    unit = units.get(unit_id)
    if unit is None:
        raise NotFound()
    posts = (
        Post.objects.filter(current(today), unit_id=unit_id).select_related("person").order_by("person__pinyin", "pk")
    )
    parents = [units[int(pk)] for pk in unit.path.strip(".").split(".")[:-1] if int(pk) in units]
    return UnitPage(
        unit=_row(unit, viewer.language),
        code=unit.code or "",
        sort=unit.sort,
        parents=tuple((each.pk, each.name) for each in parents),
        children=tuple(
            _row(each, viewer.language)
            for each in _in_tree_order(units.values())
            if each.parent_id == unit_id and each.active
        ),
        members=tuple(
            MemberRow(
                post.person_id, post.person.name, post.title, role_word(post.role, viewer.language), post.from_date
            )
            for post in posts
        ),
        absorbed=tuple((each.pk, each.name) for each in units.values() if each.merged_into_id == unit_id),
    )


def unit_choices(*, besides: int | None = None) -> list[tuple[int, str]]:
    """List the units at work as (id, name with its depth), for a form; one SQL statement."""
    units = [unit for unit in _in_tree_order(list(Unit.objects.filter(active=True))) if unit.pk != besides]
    return [(unit.pk, "　" * (unit.path.count(".") - 1) + unit.name) for unit in units]


def _read(today: date) -> list[Unit]:
    counted = Count("posts__person", filter=current(today, "posts__"), distinct=True)
    return list(Unit.objects.select_related("merged_into").annotate(people=counted))


def _in_tree_order(units: Iterable[Unit]) -> list[Unit]:
    units = list(units)
    known = {unit.pk for unit in units}
    below: dict[int | None, list[Unit]] = {}
    for unit in sorted(units, key=lambda each: (ORDER.get(each.kind, len(ORDER)), each.sort, each.pk)):
        below.setdefault(unit.parent_id if unit.parent_id in known else None, []).append(unit)
    ordered, waiting = [], list(reversed(below.get(None, [])))
    while waiting:
        unit = waiting.pop()
        ordered.append(unit)
        waiting += reversed(below.get(unit.pk, []))
    return ordered


def _matches(unit: Unit, words: str) -> bool:
    names = [unit.name, unit.short_name, *(former["name"] for former in unit.former_names)]
    return any(words in name for name in names) or (words.isascii() and unit.pinyin.startswith(words.lower()))


def _row(unit: Unit, language: str) -> UnitRow:
    return UnitRow(
        id=unit.pk,
        name=unit.name,
        short_name=unit.short_name,
        kind=kind_word(unit.kind, language),
        depth=max(unit.path.count(".") - 1, 0),
        people=getattr(unit, "people", 0),
        active=unit.active,
        former=tuple(former["name"] for former in unit.former_names),
        successor=unit.merged_into.name if unit.merged_into else "",
        successor_id=unit.merged_into_id,
        parent_id=unit.parent_id,
    )
