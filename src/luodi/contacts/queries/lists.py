"""The list of visits over all projects, and the last evidenced contact of each project."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, Max, OuterRef, Q

from luodi.contacts.models import Visit
from luodi.people.models import Unit
from luodi.projects.models import Project
from luodi.tasks.models import Task
from luodi.values.actor import Actor

COUNTED = 1000
SORTS = {"-held": ("-held_date", "-pk"), "held": ("held_date", "pk"), "-logged": ("-pk",), "logged": ("pk",)}


@dataclass(frozen=True, slots=True)
class VisitRow:
    """A contact in a list."""

    id: int
    project_id: int
    project: str
    code: str
    unit_name: str
    kind: str
    held_date: date
    said: str
    theirs: str
    next_step: str
    next_date: date | None
    task_id: int | None
    evidence: bool
    document_id: int | None
    logged_by: str
    logged_at: datetime


@dataclass(frozen=True, slots=True)
class VisitList:
    """A page of contacts; `total` stops at 1001."""

    rows: tuple[VisitRow, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class VisitFilter:
    """What the list is narrowed to; empty fields narrow nothing. `evidence` is yes, no or "" for both."""

    unit_id: int | None = None
    kind: str = ""
    evidence: str = ""
    words: str = ""
    from_date: date | None = None
    to_date: date | None = None
    mine: bool = False


def visits(viewer: Actor, filters: VisitFilter, *, sort: str = "-held", page: int = 1, size: int = 50) -> VisitList:
    """List contacts of projects that the viewer may see, corrected rows left out; two SQL statements."""
    found = _standing(viewer).filter(_narrowed(filters, viewer))
    total = len(found.order_by().values_list("pk", flat=True)[: max(COUNTED + 1, size)])
    pages = max(1, -(-total // size))
    first = (min(max(page, 1), pages) - 1) * size
    seen = Exists(Task.objects.visible_to(viewer).filter(pk=OuterRef("task_id")))
    rows = found.annotate(task_seen=seen).select_related("project__unit", "logged_by")
    rows = rows.order_by(*SORTS.get(sort, SORTS["-held"]))
    return VisitList(tuple(_row(each) for each in rows[first : first + size]), total, min(max(page, 1), pages), pages)


def visit_units(viewer: Actor) -> list[tuple[int, str]]:
    """List the units of projects with contacts that the viewer may see, for the filter."""
    held = _standing(viewer).order_by().values("project__unit_id")
    return list(Unit.objects.filter(pk__in=held).order_by("sort", "pk").values_list("pk", "name"))


def last_evidenced_contacts(project_ids: Collection[int]) -> dict[int, date]:
    """Give for each project the day of its last contact that a document bears; one SQL statement, for journeys."""
    rows = Visit.objects.filter(project_id__in=list(project_ids), evidence=True, corrected=None)
    return dict(rows.values_list("project_id").annotate(last=Max("held_date")))


def _standing(viewer: Actor):
    live = Project.objects.filter(withdrawn_at=None).values("pk")
    return Visit.objects.visible_to(viewer).filter(corrected=None, project__in=live)


def _narrowed(filters: VisitFilter, viewer: Actor) -> Q:
    exact = {
        "project__unit_id": filters.unit_id, "kind": filters.kind or None, "held_date__gte": filters.from_date,
        "held_date__lte": filters.to_date, "logged_by_id": viewer.person_id if filters.mine else None,
    }  # fmt: skip
    condition = Q(**{name: value for name, value in exact.items() if value is not None})
    if filters.evidence in ("yes", "no"):
        condition &= Q(evidence=filters.evidence == "yes")
    if filters.words:
        condition &= (
            Q(said__icontains=filters.words)
            | Q(project__name__icontains=filters.words)
            | Q(theirs__icontains=filters.words)
        )
    return condition


def _row(row: Visit) -> VisitRow:
    project = row.project
    return VisitRow(
        row.pk, project.pk, project.name, project.code, project.unit.short_name or project.unit.name, row.kind,
        row.held_date, row.said, row.theirs, row.next_step, row.next_date, row.task_id if row.task_seen else None, row.evidence, row.document_id,
        row.logged_by.name if row.logged_by else "", row.logged_at,
    )  # fmt: skip
