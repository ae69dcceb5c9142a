"""Writing the tree of units."""

from datetime import datetime

from django.db import transaction
from pypinyin import Style, lazy_pinyin

from luodi.journal.operations import record
from luodi.people.models import Unit
from luodi.people.permissions import require
from luodi.values.actor import Actor
from luodi.values.refusal import Refusal


class UnitNameTaken(Refusal):
    """Another unit already bears this name."""

    code = "unit_name_taken"


def initials(text: str) -> str:
    """Give the pinyin initials of a name ("文晖街道" → "whjd"), by which search finds it."""
    return "".join(lazy_pinyin(text, style=Style.FIRST_LETTER)).lower()[:80]


@transaction.atomic
def add_unit(
    *, name: str, kind: str, parent_id: int | None, by: Actor, at: datetime, short_name: str = "", code: str | None = None, sort: int = 0
) -> Unit:
    """Add a unit under its parent (None: the district itself) and keep the tree's path.

    :raises NotAllowed: if `by` may not edit units
    :raises UnitNameTaken: if another unit bears the name
    """
    require(by, "units.edit")
    parent = Unit.objects.select_for_update().get(pk=parent_id) if parent_id else None
    if Unit.objects.filter(name=name).exists():
        raise UnitNameTaken(name=name)
    unit = Unit.objects.create(
        name=name, kind=kind, parent=parent, short_name=short_name or name, code=code, sort=sort, pinyin=initials(name)
    )
    unit.path = f"{parent.path if parent else ''}{unit.pk}."
    unit.save(update_fields=["path"])
    record("unit.added", unit, by=by, at=at, label=name, after={"name": name, "kind": kind}, owner_unit_id=unit.pk)
    return unit
