"""Follow-ups that somebody asks for (督办件): the desk, one with its steps, and what its holder and its asker do."""

from datetime import date, datetime
from typing import Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from luodi.api.contract import Asked, Id, Listed, Page, Reason, Size, Version, actor_of, made, offer
from luodi.tasks import operations, queries
from luodi.tasks.operations import NewTask, Told

router = Router()


class FollowUp(Schema):
    """A follow-up in a list. `standing`: on_time, soon, over, reported or closed; `step`: the furthest overdue step."""

    id: int
    title: str
    state: str
    standing: str
    lamp: str
    due_date: date
    unit_id: int
    unit_name: str
    person_name: str
    asked_by: str
    asking_unit: str
    demanded_by: str
    origin_kind: str
    origin_id: int | None
    origin_label: str
    opened_at: datetime
    accepted_at: datetime | None
    reported_at: datetime | None
    closed_at: datetime | None
    outcome: str
    step: str
    told: str
    told_day: date | None
    version: int


class FollowUps(Listed):
    """A page of follow-ups; `counts` says how many stand how."""

    counts: dict[str, int]
    rows: list[FollowUp]


class FollowUpStep(Schema):
    """A step of a follow-up; `papers` are the documents (id, title) that the caller may open, `unseen` counts others."""

    id: int
    kind: str
    text: str
    day: date
    due_date: date
    person: str
    at: datetime
    papers: list[tuple[int, str]]
    unseen: int


class ChainStep(Schema):
    """An overdue step with its day, and the day on which it was taken."""

    kind: str
    day: date
    taken: date | None


class FollowUpDetail(Schema):
    """A follow-up with its steps, newest first, its overdue chain, and what the caller may do."""

    row: FollowUp
    steps: list[FollowUpStep]
    chain: list[ChainStep]
    may_hold: bool
    may_settle: bool


class FollowUpsAsked(Asked):
    """What the desk is narrowed to; `part`: held or asked; `meeting`: the meeting that it came from."""

    q: str = Field("", max_length=60)
    part: Literal["", "held", "asked"] = ""
    standing: Literal["", "on_time", "soon", "over", "reported", "closed"] = ""
    unit: Id | None = None
    meeting: Id | None = None
    sort: str = Field("due", pattern=r"^-?(due|opened|title|unit)$")
    page: Page = 1
    size: Size = 50


class FollowUpNew(Asked):
    """What is asked of which unit (and person of it), by which day."""

    title: str = Field(min_length=1, max_length=300)
    detail: str = Field("", max_length=2000)
    demanded_by: str = Field("", max_length=80)
    unit_id: Id
    person_id: Id | None = None
    due_date: date


class ProgressReported(Asked):
    """A report in words, of a day (today where none is given), with documents as evidence."""

    version: Version
    text: str = Field(max_length=2000)
    day: date | None = None
    document_ids: list[Id] = Field([], max_length=20)


class FollowUpSentBack(Asked):
    """Why a follow-up is returned, with a new day where there is one."""

    version: Version
    reason: Reason
    due_date: date | None = None


class AskedAgain(Asked):
    """Why a closed follow-up is reopened, and by which day it is due now."""

    version: Version
    reason: Reason
    due_date: date


class FollowUpEnded(Asked):
    """How it ended."""

    version: Version
    outcome: str = Field(max_length=300)


@offer(router, "GET", "/follow-ups", permission="tasks.view", answer=FollowUps, summary="Follow-ups")
def follow_ups(request: HttpRequest, asked: Query[FollowUpsAsked]):
    """List the follow-ups that the caller may see."""
    origin = ("meetings.meeting", asked.meeting) if asked.meeting else None
    filters = queries.FollowUpFilter(asked.part, asked.standing, asked.unit, origin, asked.q.strip())
    return queries.follow_ups(
        actor_of(request), filters, today=timezone.localdate(), sort=asked.sort, page=asked.page, size=asked.size
    )


@offer(
    router,
    "POST",
    "/follow-ups",
    permission="tasks.ask",
    answer=FollowUpDetail,
    status=201,
    summary="Ask for something",
)
def ask_for(request: HttpRequest, asked: FollowUpNew):
    """Ask a unit for something by a day; who asked closes it."""
    task = NewTask(kind="follow_up", **asked.model_dump())
    return made(_detail(request, operations.ask_for(task=task, by=actor_of(request), at=timezone.now()).pk))


@offer(router, "GET", "/follow-ups/{task_id}", permission="tasks.view", answer=FollowUpDetail, summary="One follow-up")
def follow_up(request: HttpRequest, task_id: Id):
    """Give one follow-up with its steps."""
    return _detail(request, task_id)


@offer(
    router, "POST", "/follow-ups/{task_id}/report", permission="tasks.act", answer=FollowUpDetail,
    summary="Report progress",
)  # fmt: skip
def report(request: HttpRequest, task_id: Id, reported: ProgressReported):
    """Report progress on a follow-up."""
    return _told(request, operations.report_progress, task_id, reported)


@offer(
    router,
    "POST",
    "/follow-ups/{task_id}/done",
    permission="tasks.act",
    answer=FollowUpDetail,
    summary="Report it done",
)
def report_done(request: HttpRequest, task_id: Id, reported: ProgressReported):
    """Report a follow-up done, with evidence; it then waits for the one who asked."""
    return _told(request, operations.report_done, task_id, reported)


@offer(
    router, "POST", "/follow-ups/{task_id}/return", permission="tasks.ask", answer=FollowUpDetail,
    summary="Return a follow-up",
)  # fmt: skip
def send_back(request: HttpRequest, task_id: Id, sent: FollowUpSentBack):
    """Return a follow-up that was reported done, with a reason."""
    operations.return_follow_up(task_id=task_id, **sent.model_dump(), by=actor_of(request), at=timezone.now())
    return _detail(request, task_id)


@offer(
    router, "POST", "/follow-ups/{task_id}/close", permission="tasks.ask", answer=FollowUpDetail,
    summary="Close a follow-up",
)  # fmt: skip
def close(request: HttpRequest, task_id: Id, ended: FollowUpEnded):
    """Close a follow-up that was reported done."""
    operations.close_follow_up(task_id=task_id, **ended.model_dump(), by=actor_of(request), at=timezone.now())
    return _detail(request, task_id)


@offer(
    router, "POST", "/follow-ups/{task_id}/drop", permission="tasks.ask", answer=FollowUpDetail,
    summary="Drop a follow-up",
)  # fmt: skip
def drop(request: HttpRequest, task_id: Id, ended: FollowUpEnded):
    """Drop a follow-up that is no longer asked for, saying why."""
    operations.drop_follow_up(task_id=task_id, **ended.model_dump(), by=actor_of(request), at=timezone.now())
    return _detail(request, task_id)


@offer(
    router, "POST", "/follow-ups/{task_id}/reopen", permission="tasks.ask", answer=FollowUpDetail,
    summary="Reopen a follow-up",
)  # fmt: skip
def reopen(request: HttpRequest, task_id: Id, again: AskedAgain):
    """Reopen a closed follow-up with a reason and a new day."""
    operations.reopen_follow_up(task_id=task_id, **again.model_dump(), by=actor_of(request), at=timezone.now())
    return _detail(request, task_id)


def _told(request: HttpRequest, do, task_id: int, reported: ProgressReported) -> queries.FollowUp:
    told = Told(reported.text, reported.day, tuple(reported.document_ids))
    do(task_id=task_id, version=reported.version, told=told, by=actor_of(request), at=timezone.now())
    return _detail(request, task_id)


def _detail(request: HttpRequest, task_id: int) -> queries.FollowUp:
    return queries.follow_up(actor_of(request), task_id, today=timezone.localdate())
