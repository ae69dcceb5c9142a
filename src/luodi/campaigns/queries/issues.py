"""Reading issues: the list, one with its photos before and after, and the photo itself."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from luodi.campaigns.models import Issue, IssueStep
from luodi.campaigns.permissions import is_oneself, reports, runs, seen_issue, seen_plan
from luodi.campaigns.queries.plans import PlanRow, StepRow, plan_row, short, step_row
from luodi.documents import storage
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound

SORTS = {
    "due": ["due_date", "pk"], "found": ["found_date", "pk"], "place": ["place_key", "pk"], "times": ["times", "pk"],
    "unit": ["unit__sort", "unit_id", "pk"], "state": ["state", "due_date", "pk"],
}  # fmt: skip
OPEN = ["open", "closing"]


@dataclass(frozen=True, slots=True)
class IssueRow:
    """An issue in the list."""

    id: int
    line: str
    source: str
    level: str
    unit_id: int
    unit: str
    place: str
    grid: str
    what: str
    state: str
    found_date: date
    due_date: date
    closed_date: date | None
    times: int
    overdue: bool
    version: int


@dataclass(frozen=True, slots=True)
class IssueFilter:
    """What the list is narrowed to; empty fields narrow nothing. `state` may be "late"; `ids` are those of a month."""

    state: str = ""
    source: str = ""
    level: str = ""
    unit_id: int | None = None
    line_id: int | None = None
    words: str = ""
    again: bool = False
    ids: Collection[int] | None = None


@dataclass(frozen=True, slots=True)
class IssuePage:
    """One page of the list and the number of all its rows."""

    plan: PlanRow
    rows: list[IssueRow]
    total: int


@dataclass(frozen=True, slots=True)
class IssueDetail:
    """An issue with its steps, newest first; `before` and `after` are the newest steps with such a photo."""

    issue: IssueRow
    plan: PlanRow
    steps: tuple[StepRow, ...]
    before: StepRow | None
    after: StepRow | None
    may_close: bool
    may_check: bool
    may_plan: bool


def issues(
    viewer: Actor, plan_id: int, filters: IssueFilter, *, today: date, sort: str = "due", page: int = 1, size: int = 50
) -> IssuePage:
    """List the issues of a plan that the viewer may see; three SQL statements whatever their number.

    :raises NotFound: if there is no such plan that the viewer may see
    """
    plan = seen_plan(viewer, plan_id)
    found = Issue.objects.visible_to(viewer).filter(_narrowed(filters, today), plan=plan)
    keys = SORTS.get(sort.removeprefix("-"), SORTS["due"])
    first = (max(page, 1) - 1) * size
    rows = found.select_related("line", "unit").order_by(*(f"-{key}" if sort.startswith("-") else key for key in keys))
    return IssuePage(plan_row(plan), [issue_row(each, today) for each in rows[first : first + size]], found.count())


def issue_detail(viewer: Actor, issue_id: int, *, today: date) -> IssueDetail:
    """Give one issue with what happened since; two SQL statements.

    :raises NotFound: if there is none that the viewer may see
    """
    issue = seen_issue(viewer, issue_id)
    steps = list(issue.steps.select_related("by").order_by("-pk"))
    report = next((each for each in steps if each.kind == "reported"), None)
    office = issue.plan.office_id
    return IssueDetail(
        issue=issue_row(issue, today), plan=plan_row(issue.plan), steps=tuple(step_row(each) for each in steps),
        before=_photo(steps, "found", "reopened", "shown"), after=_photo(steps, "reported"),
        may_close=issue.state == "open" and reports(viewer, issue.unit_id, office),
        may_check=issue.state == "closing" and runs(viewer, office, "campaigns.check")
        and not (report and is_oneself(viewer, report.by_id)),
        may_plan=issue.state in OPEN and runs(viewer, office),
    )  # fmt: skip


def issue_photo(viewer: Actor, issue_id: int, step_id: int) -> bytes:
    """Give the photo of a step as a JPEG, for whoever sees the issue; two SQL statements.

    :raises NotFound: if there is no such photo that the viewer may see
    """
    issue = seen_issue(viewer, issue_id)
    step = IssueStep.objects.select_related("document").filter(issue=issue, pk=step_id).first()
    if step is None or step.document is None or step.document.kind != "photo":
        raise NotFound()
    return storage.open_bytes(step.document.file_id, step.document.file_name)


def issue_row(issue: Issue, today: date) -> IssueRow:
    """Give an issue as pages show it on a day."""
    return IssueRow(
        id=issue.pk, line=issue.line.name, source=issue.source, level=issue.level, unit_id=issue.unit_id,
        unit=short(issue.unit), place=issue.place, grid=issue.grid, what=issue.what, state=issue.state,
        found_date=issue.found_date, due_date=issue.due_date, closed_date=issue.closed_date, times=issue.times,
        overdue=issue.state in OPEN and issue.due_date < today, version=issue.version,
    )  # fmt: skip


def _photo(steps: list[IssueStep], *kinds: str) -> StepRow | None:
    return next((step_row(each) for each in steps if each.kind in kinds and each.document_id), None)


def _narrowed(filters: IssueFilter, today: date) -> Q:
    condition = Q()
    if filters.state == "late":
        condition &= Q(state__in=OPEN, due_date__lt=today)
    elif filters.state:
        condition &= Q(state=filters.state)
    wanted: list[tuple[Any, str]] = [
        (filters.source, "source"), (filters.level, "level"), (filters.unit_id, "unit_id"), (filters.line_id, "line_id"),
    ]  # fmt: skip
    for value, lookup in wanted:
        if value:
            condition &= Q(**{lookup: value})
    if filters.words:
        condition &= (
            Q(place__icontains=filters.words) | Q(what__icontains=filters.words) | Q(grid__icontains=filters.words)
        )
    if filters.again:
        condition &= Q(times__gt=1)
    if filters.ids is not None:
        condition &= Q(pk__in=list(filters.ids))
    return condition
