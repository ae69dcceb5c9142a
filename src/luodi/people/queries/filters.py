"""Reading saved filters: one's own, and those that one's unit shares."""

from dataclasses import dataclass

from django.db.models import Q

from luodi.people.models import SavedFilter
from luodi.values.actor import Actor


@dataclass(frozen=True, slots=True)
class SavedRow:
    """A saved filter; `by` names who shares it, empty for one's own."""

    id: int
    page: str
    name: str
    query: str
    shared: bool
    by: str


def saved_filters(viewer: Actor, *, page: str = "") -> list[SavedRow]:
    """List the viewer's filters and those shared within the unit, of one list or of all; one SQL statement."""
    if viewer.person_id is None:
        return []
    mine = Q(person_id=viewer.person_id)
    seen = mine | Q(shared=True, unit_id=viewer.unit_id) if viewer.unit_id else mine
    rows = SavedFilter.objects.filter(seen, **({"page": page} if page else {})).order_by("page", "name", "pk")
    named = rows.values_list("pk", "page", "name", "query", "shared", "person_id", "person__name")
    return [
        SavedRow(pk, place, name, query, shared, "" if person == viewer.person_id else by)
        for pk, place, name, query, shared, person, by in named[:100]
    ]
