"""Honest-failure reviews: of one project, and as a list that can be searched."""

from dataclasses import dataclass

from django.db.models import Q

from luodi.projects.models import FailureReview
from luodi.projects.queries.gate_rows import FailureRow
from luodi.values.actor import Actor

COLUMNS = (
    "pk", "project_id", "project__name", "project__unit__name", "reason_code", "competitor", "tried", "learnt",
    "written_by__name", "written_at", "written_by_id", "approved_by__name", "approved_at", "opinion", "version",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FailureFilter:
    """What the list is narrowed to: words in what was tried or learnt or in the name, a reason, a state."""

    text: str = ""
    reason_code: str = ""
    state: str = ""


def failures_of(project_id: int, viewer: Actor) -> tuple[FailureRow, ...]:
    """Give the honest-failure reviews of a project, newest first; the caller has checked that the viewer sees it."""
    rows = FailureReview.objects.filter(project_id=project_id).order_by("-pk").values_list(*COLUMNS)
    return tuple(_row(row, viewer) for row in rows)


def failure_reviews(
    *, viewer: Actor, asked: FailureFilter, limit: int, offset: int = 0
) -> tuple[list[FailureRow], int]:
    """Give the reviews that the viewer may see and how many there are; two SQL statements."""
    rows = FailureReview.objects.visible_to(viewer).filter(project__withdrawn_at=None)
    for word in asked.text.split()[:5]:
        rows = rows.filter(
            Q(tried__icontains=word)
            | Q(learnt__icontains=word)
            | Q(project__name__icontains=word)
            | Q(competitor__icontains=word)
        )
    if asked.reason_code:
        rows = rows.filter(reason_code=asked.reason_code)
    if asked.state:
        rows = rows.filter(approved_at__isnull=asked.state == "waiting")
    total = rows.count()
    page = rows.order_by("-written_at", "-pk").values_list(*COLUMNS)[offset : offset + limit]
    return [_row(row, viewer) for row in page], total


def _row(row: tuple, viewer: Actor) -> FailureRow:
    values = [value if value is not None or place == 12 else "" for place, value in enumerate(row)]
    values[10] = viewer.person_id is not None and row[10] == viewer.person_id
    return FailureRow(*values)
