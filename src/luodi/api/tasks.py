"""Tasks: the list, one task, and what is done with it."""

from datetime import date, datetime
from typing import Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from luodi.api.contract import Asked, Id, Listed, Page, Reason, Size, Version, actor_of, made, offer
from luodi.tasks import operations, queries
from luodi.tasks.operations import NewTask

router = Router()


class Task(Schema):
    """A task in a list; `fact_id` is the fact that it was read from."""

    id: int
    kind: str
    title: str
    state: str
    holder: str
    unit_id: int | None
    unit_name: str
    person_name: str
    assignee_text: str
    demanded_by: str
    about: str
    due_date: date | None
    lamp: str
    fact_id: int | None
    origin_kind: str
    origin_id: int | None
    origin_label: str
    opened_at: datetime
    accepted_at: datetime | None
    version: int
    asked: bool
    reported_at: datetime | None


class Tasks(Listed):
    """A page of tasks; `counts` are the open ones of each kind."""

    counts: dict[str, int]
    rows: list[Task]


class TaskDetail(Schema):
    """One task, and what the caller may do with it."""

    row: Task
    detail: str
    outcome: str
    closed_at: datetime | None
    accepted_by: str
    origin_unit: str
    person_id: int | None
    may_act: bool
    may_take: bool


class TasksAsked(Asked):
    """What the list of tasks is narrowed to."""

    q: str = Field("", max_length=60)
    kind: str = Field("", max_length=20)
    state: Literal["", "open", "done", "dropped"] = ""
    due: Literal["", "late", "soon", "none", "set"] = ""
    unit: Id | None = None
    mine: bool = False
    sort: str = Field("-opened", pattern=r"^-?(due|opened|title)$")
    page: Page = 1
    size: Size = 50


class TaskNew(Asked):
    """A task to open by hand: a demand, or a follow-up that names somebody or a day."""

    kind: Literal["demand", "follow_up"]
    title: str = Field(min_length=1, max_length=300)
    detail: str = Field("", max_length=2000)
    unit_id: Id | None = None
    person_id: Id | None = None
    due_date: date | None = None


class Assigned(Asked):
    """Who holds a task from now on, and until when."""

    version: Version
    unit_id: Id | None = None
    person_id: Id | None = None
    due_date: date | None = None


class TaskActed(Asked):
    """The version that was read."""

    version: Version


class Closed(TaskActed):
    """What was done, or why it will not be done."""

    outcome: str = Field(max_length=300)


class Reopened(TaskActed):
    """Why a closed task is opened again."""

    reason: Reason


@offer(router, "GET", "/tasks", permission="tasks.view", answer=Tasks, summary="Tasks")
def tasks(request: HttpRequest, asked: Query[TasksAsked]):
    """List the tasks that the caller may see."""
    filters = queries.TaskFilter(
        kinds=(asked.kind,) if asked.kind else (), state=asked.state, unit_id=asked.unit, due=asked.due, mine=asked.mine,
        words=asked.q.strip(),
    )  # fmt: skip
    return queries.tasks(
        actor_of(request), filters, today=timezone.localdate(), sort=asked.sort, page=asked.page, size=asked.size
    )


@offer(router, "POST", "/tasks", permission="tasks.act", answer=TaskDetail, status=201, summary="Open a task")
def open_task(request: HttpRequest, task: TaskNew):
    """Open a task by hand, for a unit that the caller acts for."""
    opened = operations.open_task(task=NewTask(**task.model_dump()), by=actor_of(request), at=timezone.now())
    return made(_detail(request, opened.pk))


@offer(router, "GET", "/tasks/{task_id}", permission="tasks.view", answer=TaskDetail, summary="One task")
def task(request: HttpRequest, task_id: Id):
    """Give one task."""
    return _detail(request, task_id)


def _detail(request: HttpRequest, task_id: int) -> queries.TaskDetail:
    return queries.task(actor_of(request), task_id, today=timezone.localdate())


@offer(router, "POST", "/tasks/{task_id}/assign", permission="tasks.act", answer=TaskDetail, summary="Assign a task")
def assign(request: HttpRequest, task_id: Id, assigned: Assigned):
    """Give a task to a unit, a person of it, and a day."""
    operations.assign_task(task_id=task_id, **assigned.model_dump(), by=actor_of(request), at=timezone.now())
    return _detail(request, task_id)


@offer(router, "POST", "/tasks/{task_id}/accept", permission="tasks.act", answer=TaskDetail, summary="Accept a task")
def accept(request: HttpRequest, task_id: Id, acted: TaskActed):
    """Accept a task for oneself."""
    operations.accept_task(task_id=task_id, version=acted.version, by=actor_of(request), at=timezone.now())
    return _detail(request, task_id)


@offer(router, "POST", "/tasks/{task_id}/finish", permission="tasks.act", answer=TaskDetail, summary="Finish a task")
def finish(request: HttpRequest, task_id: Id, closed: Closed):
    """Close a task as done, saying what was done."""
    operations.finish_task(task_id=task_id, **closed.model_dump(), by=actor_of(request), at=timezone.now())
    return _detail(request, task_id)


@offer(router, "POST", "/tasks/{task_id}/drop", permission="tasks.act", answer=TaskDetail, summary="Drop a task")
def drop(request: HttpRequest, task_id: Id, closed: Closed):
    """Close a task that will not be done, saying why."""
    operations.drop_task(task_id=task_id, **closed.model_dump(), by=actor_of(request), at=timezone.now())
    return _detail(request, task_id)


@offer(router, "POST", "/tasks/{task_id}/reopen", permission="tasks.act", answer=TaskDetail, summary="Reopen a task")
def reopen(request: HttpRequest, task_id: Id, reopened: Reopened):
    """Open a closed task again, with a reason."""
    operations.reopen_task(task_id=task_id, **reopened.model_dump(), by=actor_of(request), at=timezone.now())
    return _detail(request, task_id)
