"""The one door through which rows are read: what an actor may see of each data class, and querysets that obey it.

The table itself is data: `visibility.toml`. A model that holds business rows uses `ScopedQuerySet` and says in which
columns its unit, data class, firm and assignee stand; everything else follows.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.db import models
from django.db.models import Q

from luodi.values.actor import Actor

HERE = Path(__file__).resolve().parent
WIDTH = {"none": 0, "assigned": 1, "firm": 1, "put": 2, "own": 3, "all": 4}


@dataclass(frozen=True, slots=True)
class Sight:
    """What an actor sees of one data class: a scope, whether values are masked, and whether they may be revealed."""

    scope: str = "none"
    masked: bool = False
    reveal: bool = False


@cache
def table() -> dict[str, dict[str, Sight]]:
    """Read role → data class → sight from the data file."""
    raw = tomllib.loads((HERE / "visibility.toml").read_text(encoding="utf-8"))
    return {role: {cls: _parse(text) for cls, text in row.items()} for role, row in raw.items()}


def _parse(text: str) -> Sight:
    scope, *marks = text.split("+")
    if scope not in WIDTH:
        raise ValueError(f"unknown scope {scope!r} in visibility.toml")
    return Sight(scope=scope, masked="masked" in marks, reveal="reveal" in marks)


def sights(actor: Actor, data_class: str) -> set[Sight]:
    """Give every sight that the actor's roles bring for a data class (a person may hold several roles)."""
    if actor.kind == "system":
        return {Sight(scope="all")}
    return {table()[role][data_class] for role in actor.roles if role in table()} or {Sight()}


def widest(actor: Actor, data_class: str) -> Sight:
    """Give the widest sight that the actor has of a data class; of two equally wide, the one without a mask."""
    return max(sights(actor, data_class), key=lambda sight: (WIDTH[sight.scope], not sight.masked, sight.reveal))


def sees_all(actor: Actor, data_class: str) -> bool:
    """Tell whether the actor sees every row of this class."""
    return widest(actor, data_class).scope == "all"


def sees(actor: Actor, data_class: str, unit_id: int | None) -> bool:
    """Tell whether the actor sees a value of this class that belongs to a unit."""
    scopes = {sight.scope for sight in sights(actor, data_class)}
    return "all" in scopes or ("own" in scopes and unit_id in actor.unit_ids)


class ScopedQuerySet(models.QuerySet):
    """A queryset with the door `visible_to`. Subclasses name the columns that visibility depends on."""

    unit_field: str | None = "unit_id"
    class_field: str | None = None
    fixed_class: str = "internal"
    firm_field: str | None = None
    assignee_field: str | None = None
    classes: tuple[str, ...] = ("public", "internal", "sensitive", "secret")

    def visible_to(self, actor: Actor) -> "ScopedQuerySet":
        """Narrow to the rows that the actor may see, by role, unit tree and data class."""
        if actor.kind == "system":
            return self
        if self.class_field is None:
            condition = self._rows(actor, self.fixed_class)
            return self if condition is True else self.filter(condition)
        parts = {cls: self._rows(actor, cls) for cls in self.classes}
        if all(part is True for part in parts.values()):
            return self
        allowed = Q(pk__in=[])
        for cls, part in parts.items():
            own_class = Q(**{self.class_field: cls})
            allowed |= own_class if part is True else own_class & part
        return self.filter(allowed)

    def _rows(self, actor: Actor, data_class: str):
        condition = Q(pk__in=[])
        for scope in {sight.scope for sight in sights(actor, data_class)}:
            if scope == "all":
                return True
            if scope == "own" and self.unit_field:
                condition |= Q(**{f"{self.unit_field}__in": actor.unit_ids})
            if scope == "put":
                condition |= self.put_before(actor)
            if scope == "firm" and self.firm_field and actor.firm_ids:
                condition |= Q(**{f"{self.firm_field}__in": actor.firm_ids})
            if scope == "assigned" and self.assignee_field and actor.person_id:
                condition |= Q(**{self.assignee_field: actor.person_id})
        return condition

    def put_before(self, actor: Actor) -> Q:
        """Give the condition for rows that were put before the actor's unit; none unless a model says otherwise."""
        return Q(pk__in=[])
