"""Plans of campaigns: tasks and issues with what happened to them, and the month's figures and ranking."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from luodi.api.contract import Asked, Id, Listed, Page, Reason, Size, Version, actor_of, made, offer
from luodi.campaigns import operations, queries
from luodi.campaigns.operations import NewIssue, NewTask
from luodi.campaigns.queries import IssueFilter
from luodi.campaigns.refusals import PlanDayWrong

router = Router()
Words = Annotated[str, Field(max_length=500)]


class PlanShape(Schema):
    """A campaign's plan of a year."""

    id: int
    campaign_id: int
    campaign: str
    year: int
    office_id: int
    office: str
    pack: str


class Plans(Schema):
    """The plans that the caller may see."""

    rows: list[PlanShape]


class TaskShape(Schema):
    """A task of a plan."""

    id: int
    line: str
    title: str
    lead_id: int
    lead: str
    helpers: list[str]
    due_date: date
    proof: str
    state: str
    overdue: bool
    version: int


class LineShape(Schema):
    """A line with the tasks that the caller sees, how many there are besides, and its issues."""

    id: int
    name: str
    tasks: list[TaskShape]
    others: int
    issues_open: int
    issues_overdue: int


class WallShape(Schema):
    """The wall of a plan."""

    plan: PlanShape
    lines: list[LineShape]


class StepShape(Schema):
    """What happened to a task or an issue, on which day, and when it was known."""

    id: int
    kind: str
    day: date
    due_date: date | None
    words: str
    document_id: int | None
    by: str
    at: datetime


class TaskPageShape(Schema):
    """One task with its steps, newest first."""

    task: TaskShape
    steps: list[StepShape]


class IssueShape(Schema):
    """An issue; `times` says how often it was found."""

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


class Issues(Listed):
    """A page of issues."""

    rows: list[IssueShape]


class IssuePageShape(Schema):
    """One issue with its steps, newest first; photos are documents."""

    issue: IssueShape
    steps: list[StepShape]


class StreetFigures(Schema):
    """What a street reached, for the rows that the caller sees."""

    problems: int
    closed: int
    overdue: int
    milestones: int
    reached: int
    issue_ids: list[int]
    task_ids: list[int]


class CampaignPlaceShape(Schema):
    """A street's place; `figures` is null where its rows are not the caller's."""

    unit_id: int
    unit: str
    rank: int | None
    total: Decimal | None
    points: dict[str, Decimal]
    why_zh: str
    why_en: str
    figures: StreetFigures | None


class RankingShape(Schema):
    """The ranking of a month as known at an instant, with the pack and its digest."""

    month: date
    known: datetime
    pack: str
    pack_digest: str
    places: list[CampaignPlaceShape]


class IssuesAsked(Asked):
    """What the list of issues is narrowed to."""

    state: Annotated[str, Field(max_length=10)] = ""
    source: Annotated[str, Field(max_length=12)] = ""
    unit_id: Id | None = None
    q: Annotated[str, Field(max_length=60)] = ""
    page: Page = 1
    size: Size = 50


class MonthAsked(Asked):
    """The month, and the instant up to which rows are known."""

    month: Annotated[str, Field(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$")] | None = Field(
        None, description="the running month when left out"
    )
    known: datetime | None = None


class TaskGiven(Asked):
    """A task to set."""

    line_id: Id
    title: Annotated[str, Field(max_length=200)]
    lead_id: Id
    due_date: date
    proof: Literal["text", "document", "photo"] = "text"
    helper_ids: Annotated[list[Id], Field(max_length=30)] = []


class IssueGiven(Asked):
    """An issue to register; the photo is a document put in before."""

    line_id: Id
    source: Annotated[str, Field(max_length=12)]
    level: Annotated[str, Field(max_length=8)] = "general"
    unit_id: Id
    place: Annotated[str, Field(max_length=120)]
    what: Annotated[str, Field(max_length=300)]
    found_date: date
    due_date: date
    grid: Annotated[str, Field(max_length=40)] = ""
    photo_id: Id | None = None


class CampaignReported(Asked):
    """What was done, on which day, with its proof: a document put in before."""

    version: Version
    words: Words
    document_id: Id | None = None
    day: date | None = None


class Checked(Asked):
    """Accepted or not, with the reason when not."""

    version: Version
    accept: bool
    reason: Reason = ""


@offer(router, "GET", "/plans", permission="campaigns.view", answer=Plans, summary="Plans of campaigns")
def plans(request: HttpRequest):
    """List the plans that the caller may see, newest first."""
    return {"rows": queries.plans(actor_of(request))}


@offer(router, "GET", "/plans/{plan_id}", permission="campaigns.view", answer=WallShape, summary="One plan")
def plan(request: HttpRequest, plan_id: Id):
    """Give a plan with its lines and tasks."""
    return queries.wall(actor_of(request), plan_id, today=timezone.localdate())


@offer(router, "GET", "/plans/{plan_id}/month", permission="campaigns.view", answer=RankingShape, summary="Month of a plan")  # fmt: skip
def month(request: HttpRequest, plan_id: Id, asked: Query[MonthAsked]):
    """Give the ranking of a month; totals and places are the same for everybody, figures only of rows one sees."""
    now = timezone.now()
    known = asked.known or now
    if not 2000 <= known.year <= 2100:  # the database's days begin long after year 1, and nothing is known from then
        raise PlanDayWrong(day=known.date(), year="2000–2100")
    if timezone.is_naive(known):
        known = timezone.make_aware(known)
    first = date.fromisoformat(f"{asked.month}-01") if asked.month else timezone.localdate(now).replace(day=1)
    if not 2000 <= first.year <= 2100:
        raise PlanDayWrong(day=asked.month, year="2000–2100")
    found = queries.monthly_ranking(actor_of(request), plan_id, month=first, known=min(known, now))
    pack = found.board.pack
    names = [name for name in CampaignPlaceShape.model_fields if name != "figures"]
    return {
        "month": found.month, "known": found.known, "pack": pack.code, "pack_digest": pack.digest,
        "places": [
            {name: getattr(each, name) for name in names} | {"figures": _figures(each)} for each in found.places
        ],
    }  # fmt: skip


def _figures(place: queries.StreetPlace) -> dict | None:
    one = place.month
    if one is None:
        return None
    names = ("problems", "closed", "overdue", "milestones", "reached")
    return {name: getattr(one, name) for name in names} | {
        "issue_ids": sorted(one.issues),
        "task_ids": sorted(one.tasks),
    }


@offer(router, "POST", "/plans/{plan_id}/tasks", permission="campaigns.plan", answer=TaskPageShape, status=201, summary="Set a task of a plan")  # fmt: skip
def set_task(request: HttpRequest, plan_id: Id, given: TaskGiven):
    """Set a task for its leading unit."""
    task = NewTask(given.line_id, given.title, given.lead_id, given.due_date, given.proof, tuple(given.helper_ids))
    row = operations.add_task(plan_id=plan_id, task=task, by=actor_of(request), at=timezone.now())
    return made(_task(request, row.pk))


@offer(router, "GET", "/plan-tasks/{plan_task_id}", permission="campaigns.view", answer=TaskPageShape, summary="One task of a plan")  # fmt: skip
def task(request: HttpRequest, plan_task_id: Id):
    """Give one task with its steps."""
    return _task(request, plan_task_id)


@offer(router, "POST", "/plan-tasks/{plan_task_id}/report", permission="campaigns.report", answer=TaskPageShape, summary="Report a task of a plan")  # fmt: skip
def report_task(request: HttpRequest, plan_task_id: Id, given: CampaignReported):
    """Report a task as done, with its proof."""
    operations.report_task(
        task_id=plan_task_id, version=given.version, words=given.words, document_id=given.document_id, day=given.day,
        by=actor_of(request), at=timezone.now(),
    )  # fmt: skip
    return _task(request, plan_task_id)


@offer(router, "POST", "/plan-tasks/{plan_task_id}/check", permission="campaigns.check", answer=TaskPageShape, summary="Check a task of a plan")  # fmt: skip
def check_task(request: HttpRequest, plan_task_id: Id, given: Checked):
    """Accept a reported task as another person, or return it saying why."""
    operations.check_task(
        task_id=plan_task_id, version=given.version, accept=given.accept, words=given.reason, by=actor_of(request),
        at=timezone.now(),
    )  # fmt: skip
    return _task(request, plan_task_id)


@offer(router, "GET", "/plans/{plan_id}/issues", permission="campaigns.view", answer=Issues, summary="Issues of a plan")
def issues(request: HttpRequest, plan_id: Id, asked: Query[IssuesAsked]):
    """List the issues of a plan that the caller may see."""
    filters = IssueFilter(state=asked.state, source=asked.source, unit_id=asked.unit_id, words=asked.q.strip())
    found = queries.issues(
        actor_of(request), plan_id, filters, today=timezone.localdate(), page=asked.page, size=asked.size
    )
    return {"rows": found.rows, "total": found.total}


@offer(router, "POST", "/plans/{plan_id}/issues", permission="campaigns.report", answer=IssuePageShape, status=201, summary="Register an issue")  # fmt: skip
def find(request: HttpRequest, plan_id: Id, given: IssueGiven):
    """Register an issue, or reopen the one that came back."""
    row = operations.find_issue(
        plan_id=plan_id, issue=NewIssue(**given.model_dump()), by=actor_of(request), at=timezone.now()
    )
    return made(_issue(request, row.pk))


@offer(router, "GET", "/issues/{issue_id}", permission="campaigns.view", answer=IssuePageShape, summary="One issue")
def issue(request: HttpRequest, issue_id: Id):
    """Give one issue with its steps."""
    return _issue(request, issue_id)


@offer(router, "POST", "/issues/{issue_id}/close", permission="campaigns.report", answer=IssuePageShape, summary="Report an issue as put right")  # fmt: skip
def close(request: HttpRequest, issue_id: Id, given: CampaignReported):
    """Report an issue as put right, with a photo of after."""
    operations.close_issue(
        issue_id=issue_id, version=given.version, photo_id=given.document_id, words=given.words, day=given.day,
        by=actor_of(request), at=timezone.now(),
    )  # fmt: skip
    return _issue(request, issue_id)


@offer(router, "POST", "/issues/{issue_id}/check", permission="campaigns.check", answer=IssuePageShape, summary="Check an issue")  # fmt: skip
def check(request: HttpRequest, issue_id: Id, given: Checked):
    """Close an issue after looking, as another person, or return it saying why."""
    operations.check_issue(
        issue_id=issue_id, version=given.version, accept=given.accept, words=given.reason, by=actor_of(request),
        at=timezone.now(),
    )  # fmt: skip
    return _issue(request, issue_id)


def _task(request: HttpRequest, plan_task_id: int):
    return queries.task_detail(actor_of(request), plan_task_id, today=timezone.localdate())


def _issue(request: HttpRequest, issue_id: int):
    return queries.issue_detail(actor_of(request), issue_id, today=timezone.localdate())
