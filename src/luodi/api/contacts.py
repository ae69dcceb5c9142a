"""The daily work on a project: contacts with investors, progress, comments, instructions."""

from datetime import date, datetime
from typing import Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from luodi.api.contract import Asked, Id, Listed, Page, Size, Version, actor_of, made, offer
from luodi.contacts import operations, queries
from luodi.contacts.operations import NewVisit
from luodi.contacts.queries import OverdueFilter, VisitFilter
from luodi.journeys import log_visit as journey
from luodi.projects.queries import project_heading

router = Router()
Kind = Literal["visit", "call", "meeting", "online"]


class Visit(Schema):
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


class Visits(Listed):
    """A page of contacts."""

    rows: list[Visit]


class VisitsAsked(Asked):
    """What the list of contacts is narrowed to."""

    q: str = Field("", max_length=60)
    unit: Id | None = None
    kind: Literal["", "visit", "call", "meeting", "online"] = ""
    evidence: Literal["", "yes", "no"] = ""
    from_date: date | None = None
    to_date: date | None = None
    page: Page = 1
    size: Size = 50


class VisitNew(Asked):
    """A contact to log."""

    kind: Kind
    held_date: date
    said: str = Field(min_length=1, max_length=4000)
    place: str = Field("", max_length=120)
    ours: str = Field("", max_length=200)
    theirs: str = Field("", max_length=200)
    person_ids: list[Id] = Field([], max_length=50)
    contact_ids: list[Id] = Field([], max_length=50)
    next_step: str = Field("", max_length=300)
    next_owner_id: Id | None = None
    next_date: date | None = None
    document_id: Id | None = Field(None, description="a document put in before: a photo, minutes, a letter")
    evidence: bool = False


class Entry(Schema):
    """One thing on a project's line of time; `former` are the rows that it corrects."""

    kind: str
    id: int
    at: datetime
    by: str
    facts: dict[str, Any]
    former: list["Entry"]


class InvestorsPerson(Schema):
    """A person at the investor's side; phone and address are masked."""

    id: int
    name: str
    post: str
    organisation: str
    phone: str
    email: str
    language: str
    note: str
    left: bool
    version: int


class DailyWork(Schema):
    """All that happened on a project from day to day."""

    entries: list[Entry]
    contacts: list[InvestorsPerson]
    older: int
    counts: dict[str, int]


class ContactMade(Schema):
    """The number of the row that was written."""

    id: int


class ProgressNew(Asked):
    """A progress report."""

    happened: str = Field(min_length=1, max_length=4000)
    hinders: str = Field("", max_length=2000)
    forecast: str = Field("", max_length=12)
    forecast_date: date | None = None


class CommentNew(Asked):
    """A comment; persons are mentioned by id or as @name."""

    text: str = Field(min_length=1, max_length=2000)
    mentions: list[Id] = Field([], max_length=20)


class InstructionNew(Asked):
    """An instruction for a unit, with its day."""

    text: str = Field(min_length=1, max_length=500)
    unit_id: Id
    due_date: date


class Told(Asked):
    """Words that are reported back."""

    text: str = Field(min_length=1, max_length=2000)


class InstructionClosed(Asked):
    """How an instruction ended."""

    version: Version
    outcome: str = Field(min_length=1, max_length=300)


class Silent(Schema):
    """A project whose progress is overdue, or that nobody contacted for long."""

    id: int
    code: str
    name: str
    unit_name: str
    officer_name: str
    stage: str
    last_progress: date | None
    progress_days: int
    late_by: int
    last_contact: date | None
    contact_days: int
    last_evidenced: date | None


class SilentOnes(Listed):
    """A page of silent projects; `days` is the interval of progress reports in force."""

    days: int
    rows: list[Silent]


class SilentAsked(Asked):
    """What the list of silent projects is narrowed to; without `silent` those with overdue progress."""

    q: str = Field("", max_length=60)
    unit: Id | None = None
    silent: int | None = Field(None, ge=1, le=9999)
    page: Page = 1
    size: Size = 50


@offer(router, "GET", "/visits", permission="contacts.view", answer=Visits, summary="Contacts with investors")
def visits(request: HttpRequest, asked: Query[VisitsAsked]):
    """List contacts of projects that the caller may see."""
    filters = VisitFilter(
        unit_id=asked.unit, kind=asked.kind, evidence=asked.evidence, words=asked.q.strip(), from_date=asked.from_date,
        to_date=asked.to_date,
    )  # fmt: skip
    return queries.visits(actor_of(request), filters, page=asked.page, size=asked.size)


@offer(
    router,
    "GET",
    "/silent-projects",
    permission="contacts.view",
    answer=SilentOnes,
    summary="Overdue and silent projects",
)
def silent(request: HttpRequest, asked: Query[SilentAsked]):
    """List projects whose progress is overdue, or without a contact for so many days."""
    filters = OverdueFilter(
        unit_id=asked.unit, silent=asked.silent, words=asked.q.strip(), late_only=asked.silent is None
    )
    return queries.overdue(actor_of(request), filters, today=timezone.localdate(), page=asked.page, size=asked.size)


@offer(
    router, "GET", "/projects/{project_id}/daily-work", permission="contacts.view", answer=DailyWork,
    summary="A project's daily work",
)  # fmt: skip
def daily_work(request: HttpRequest, project_id: Id):
    """Give visits, progress, comments and instructions of a project, newest first, and the investor's people."""
    viewer = actor_of(request)
    heading = project_heading(project_id=project_id, viewer=viewer)
    return queries.daily_work(project_id=project_id, unit_id=heading.unit_id, viewer=viewer)


@offer(
    router, "POST", "/projects/{project_id}/visits", permission="contacts.edit", answer=ContactMade, status=201,
    summary="Log a contact",
)  # fmt: skip
def log_visit(request: HttpRequest, project_id: Id, visit: VisitNew):
    """Log a contact; an evidenced one is put as evidence of the project's gates."""
    given = visit.model_dump() | {"person_ids": tuple(visit.person_ids), "contact_ids": tuple(visit.contact_ids)}
    number = journey.log_visit(project_id=project_id, visit=NewVisit(**given), by=actor_of(request), at=timezone.now())
    return made({"id": number})


@offer(
    router, "POST", "/projects/{project_id}/progress", permission="contacts.edit", answer=ContactMade, status=201,
    summary="Report progress",
)  # fmt: skip
def report_progress(request: HttpRequest, project_id: Id, progress: ProgressNew):
    """Report progress of a project."""
    row = operations.report_progress(
        project_id=project_id, **progress.model_dump(), by=actor_of(request), at=timezone.now()
    )
    return made({"id": row.pk})


@offer(
    router, "POST", "/projects/{project_id}/comments", permission="contacts.view", answer=ContactMade, status=201,
    summary="Comment on a project",
)  # fmt: skip
def comment(request: HttpRequest, project_id: Id, comment: CommentNew):
    """Comment on a project; who is mentioned is told."""
    row = operations.comment(project_id=project_id, **comment.model_dump(), by=actor_of(request), at=timezone.now())
    return made({"id": row.pk})


@offer(
    router, "POST", "/projects/{project_id}/instructions", permission="contacts.instruct", answer=ContactMade, status=201,
    summary="Give an instruction",
)  # fmt: skip
def instruct(request: HttpRequest, project_id: Id, instruction: InstructionNew):
    """Give an instruction; it becomes a follow-up of the unit."""
    row = operations.give_instruction(
        project_id=project_id, **instruction.model_dump(), by=actor_of(request), at=timezone.now()
    )
    return made({"id": row.pk})


@offer(
    router, "POST", "/instructions/{instruction_id}/reports", permission="contacts.view", answer=ContactMade, status=201,
    summary="Report back",
)  # fmt: skip
def report_back(request: HttpRequest, instruction_id: Id, told: Told):
    """Report back on an instruction."""
    row = operations.report_back(instruction_id=instruction_id, text=told.text, by=actor_of(request), at=timezone.now())
    return made({"id": row.pk})


@offer(
    router, "POST", "/instructions/{instruction_id}/close", permission="contacts.instruct", answer=ContactMade,
    summary="Close an instruction",
)  # fmt: skip
def close_instruction(request: HttpRequest, instruction_id: Id, closed: InstructionClosed):
    """Close an instruction that the caller gave."""
    row = operations.close_instruction(
        instruction_id=instruction_id, **closed.model_dump(), by=actor_of(request), at=timezone.now()
    )
    return {"id": row.pk}
