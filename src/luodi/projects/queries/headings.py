"""What every page of a project shows at its top."""

from collections.abc import Collection
from dataclasses import dataclass

from luodi.projects.models import Project
from luodi.projects.permissions import confirms, edits, sees_amount
from luodi.projects.queries.mergers import refuse_merged
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound


@dataclass(frozen=True, slots=True)
class Heading:
    """A project's name, standing and unit, and what the viewer may do with it."""

    id: int
    code: str
    name: str
    unit_id: int
    unit_name: str
    officer_id: int | None
    company_id: int | None
    company_name: str
    stage: str
    stage_confirmed: str
    side_state: str
    binding: str
    version: int
    may_edit: bool
    may_confirm: bool
    sees_amount: bool


def project_heading(*, project_id: int, viewer: Actor) -> Heading:
    """Give the head of a project's pages in one SQL statement; every page of a part opens with it, and so is guarded.

    :raises NotFound: if there is none that the viewer may see; a withdrawn one is gone
    :raises ProjectMergedAway: naming the project in which a merged one lives on
    """
    row = (
        Project.objects.visible_to(viewer)
        .filter(pk=project_id, withdrawn_at=None)
        .values_list(
            "id", "code", "name", "unit_id", "unit__name", "officer_id", "company_id", "company_name", "stage_claimed",
            "stage_confirmed", "side_state", "binding", "version",
        )
        .first()
    )  # fmt: skip
    if row is None:
        refuse_merged(project_id=project_id, viewer=viewer)
        raise NotFound()
    values = [value if value is not None or place in (5, 6) else "" for place, value in enumerate(row)]
    unit_id = row[3]
    return Heading(*values, edits(viewer, unit_id), confirms(viewer, unit_id), sees_amount(viewer, unit_id))


@dataclass(frozen=True, slots=True)
class Chosen:
    """A project that was chosen in a list, with who holds it."""

    id: int
    code: str
    name: str
    unit_id: int
    unit_name: str
    officer_name: str


def chosen_projects(*, ids: Collection[int], viewer: Actor) -> tuple[Chosen, ...]:
    """Give those of some projects that the viewer may see; one SQL statement."""
    rows = Project.objects.visible_to(viewer).filter(pk__in=list(ids), withdrawn_at=None).order_by("pk")
    named = rows.values_list("pk", "code", "name", "unit_id", "unit__name", "officer__name")
    return tuple(Chosen(*row[:5], row[5] or "") for row in named)
