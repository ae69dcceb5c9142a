"""Reading definitions of landing."""

from dataclasses import dataclass
from datetime import date

from luodi.counting.models import Definition
from luodi.counting.queries.rows import DefinitionRow
from luodi.people.permissions import require
from luodi.values.actor import Actor


def definition_rows(viewer: Actor) -> tuple[DefinitionRow, ...]:
    """Give all definitions of landing, the newest year first; of each year the latest live one is in force. One statement.

    :raises NotAllowed: without the right to see counts
    """
    require(viewer, "counting.view")
    found, years = [], set()
    for row in Definition.objects.select_related("set_by").order_by("-year", "-pk"):
        in_force = row.retired_at is None and row.year not in years
        if in_force:
            years.add(row.year)
        found.append(
            DefinitionRow(
                row.pk, row.title, row.year, row.routes, row.source, row.document_id, row.set_by.name if row.set_by else "",
                row.set_at, row.retired_at, row.retired_reason, in_force,
            )
        )  # fmt: skip
    return tuple(found)


@dataclass(frozen=True, slots=True)
class InForce:
    """The definition of landing that holds on a day."""

    id: int
    title: str
    year: int


def landing_definition(*, on: date) -> InForce | None:
    """Give the definition of landing in force on a day: of that year or the latest before it; one SQL statement."""
    found = Definition.objects.filter(retired_at=None, year__lte=on.year).order_by("-year", "-pk")
    row = found.values_list("pk", "title", "year").first()
    return InForce(*row) if row else None
