"""Reading mergers of projects: two side by side, proposals that wait, and where a merged project lives on."""

from dataclasses import dataclass
from datetime import datetime

from luodi.companies.pointers import counted
from luodi.projects.merger_refusals import ProjectMergedAway
from luodi.projects.models import Project, ProjectMerger
from luodi.projects.permissions import sees_amount
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound

SHOWN = (
    "name", "track", "company_name", "amount", "original_currency", "original_amount", "binding", "signed_date",
    "landed_date", "started_date", "produced_date", "site", "note",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ProjectSide:
    """A project as it stands beside another: its fields and how many rows of each table point to it."""

    id: int
    code: str
    unit_name: str
    officer_name: str
    stage: str
    stage_confirmed: str
    values: dict[str, object]
    amount_hidden: bool
    pointed: dict[str, int]
    version: int


@dataclass(frozen=True, slots=True)
class ProjectMergerRow:
    """A merger, proposed or done, in a list; `may_decide` is false for the person who proposed it."""

    id: int
    survivor_id: int
    survivor: str
    loser_id: int
    loser: str
    loser_code: str
    chosen: tuple[str, ...]
    reason: str
    state: str
    proposed_by: str
    proposed_at: datetime
    decided_by: str
    may_decide: bool


def project_sides(*, first_id: int, second_id: int, viewer: Actor) -> tuple[ProjectSide, ProjectSide]:
    """Give two projects side by side, with what points to each.

    :raises NotFound: if one of them is none that the viewer may see, or was withdrawn or merged
    """
    rows = Project.objects.visible_to(viewer).filter(pk__in=[first_id, second_id], withdrawn_at=None)
    found = {row.pk: row for row in rows.select_related("unit", "officer").defer("grams")}
    if len(found) != 2:
        raise NotFound()
    first, second = (_side(found[pk], viewer) for pk in (first_id, second_id))
    return first, second


def project_mergers(*, viewer: Actor, project_id: int | None = None) -> tuple[ProjectMergerRow, ...]:
    """List proposals that wait and, of one project, the mergers that stand; one SQL statement."""
    rows = ProjectMerger.objects.visible_to(viewer).select_related("survivor", "loser", "proposed_by", "decided_by")
    rows = rows.filter(state__in=["proposed", "done"]) if project_id else rows.filter(state="proposed")
    if project_id:
        rows = rows.filter(survivor_id=project_id)
    return tuple(_row(row, viewer) for row in rows.order_by("-pk")[:100])


def refuse_merged(*, project_id: int, viewer: Actor) -> None:
    """Say where a project lives on that was merged into another, to those who may see that one; else nothing.

    :raises ProjectMergedAway: naming the survivor
    """
    row = Project.objects.visible_to(viewer).filter(pk=project_id, merged_into__isnull=False)
    survivor = row.values_list("merged_into_id", flat=True).first()
    if survivor and Project.objects.visible_to(viewer).filter(pk=survivor, withdrawn_at=None).exists():
        raise ProjectMergedAway(project_id=survivor)


def _side(row: Project, viewer: Actor) -> ProjectSide:
    seen = sees_amount(viewer, row.unit_id)
    values = {name: getattr(row, name) for name in SHOWN if seen or "amount" not in name}
    return ProjectSide(
        row.pk, row.code, row.unit.name, row.officer.name if row.officer else "", row.stage_claimed,
        row.stage_confirmed or "", values, not seen, counted("projects.project", row.pk), row.version,
    )  # fmt: skip


def _row(row: ProjectMerger, viewer: Actor) -> ProjectMergerRow:
    may = viewer.may("projects.merge") and row.state == "proposed" and row.proposed_by_id != viewer.person_id
    return ProjectMergerRow(
        row.pk, row.survivor_id, row.survivor.name, row.loser_id, row.loser.name, row.loser.code, tuple(row.chosen),
        row.reason, row.state, row.proposed_by.name if row.proposed_by else "", row.proposed_at,
        row.decided_by.name if row.decided_by else "", may,
    )  # fmt: skip
