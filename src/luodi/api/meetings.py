"""Meetings, their batches, and the places of a batch."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from luodi.api.contract import Amount, Asked, Id, Listed, Page, Reason, Size, Version, actor_of, made, offer
from luodi.meetings import operations, queries
from luodi.meetings.operations import NewMeeting

router = Router()


class Meeting(Schema):
    """A meeting in a list; `date_fact_id` is the fact that gives its day.

    `idle`: a study trip that has led to no action for too long.
    """

    id: int
    kind: str
    name: str
    held_date: date | None
    date_text: str
    date_fact_id: int | None
    host: str
    batches: int
    stated: int
    named: int
    sites: int
    open_findings: int
    data_class: str
    unit_name: str
    place: str
    follow_ups: int
    open_follow_ups: int
    idle: bool


class Meetings(Listed):
    """A page of meetings."""

    rows: list[Meeting]


class MeetingsAsked(Asked):
    """What the list of meetings is narrowed to."""

    q: str = Field("", max_length=60)
    kind: str = Field("", max_length=20)
    year: int | None = Field(None, ge=1, le=9998)
    idle: bool = False
    page: Page = 1
    size: Size = 50


class Attendance(Schema):
    """Somebody at a meeting, with the fact that says so."""

    kind: str
    name: str
    role: str
    unit_id: int | None
    unit_name: str
    fact_id: int


class Site(Schema):
    """A place that was visited, with the fact that says so."""

    id: int
    ordinal: int
    name: str
    fact_id: int


class Batch(Schema):
    """A batch: `fact_id` is the fact behind its count, `total_fact_id` that behind its total.

    `seen_sum` adds the amounts that the caller may see; `unseen_projects` counts those that are not the caller's.
    """

    id: int
    meeting_id: int
    meeting_name: str
    held_date: date | None
    date_text: str
    kind: str
    label: str
    stated_count: int
    fact_id: int
    stated_total: Amount | None
    total_fact_id: int | None
    binding: str
    named: int
    projects: int
    seen_sum: Amount | None
    seen_projects: int
    unseen_projects: int
    open_findings: int
    list_called_at: datetime | None
    version: int


class MeetingDetail(Schema):
    """A meeting with its batches, attendances and sites."""

    row: Meeting
    document_id: int | None
    article_id: int | None
    headline: str
    unit_id: int | None
    opened_by: str
    recorded_at: datetime
    attendances: list[Attendance]
    sites: list[Site]
    batches: list[Batch]
    version: int
    may_edit: bool


class Slot(Schema):
    """A place: nameless, or filled by a row, a fact or a person (`source_kind`, `source_id`); `hidden` ones are not yours."""

    id: int
    ordinal: int
    name: str
    told_name: str
    project_id: int | None
    company_id: int | None
    unit_id: int | None
    unit_name: str
    amount: Amount | None
    stage: str
    filled: bool
    source_kind: str
    source_id: int | None
    fact_id: int | None
    filled_at: datetime | None
    version: int
    hidden: bool


class Surplus(Schema):
    """A row that found no place."""

    id: int
    ordinal: int | None
    reason: str
    name: str
    project_id: int | None
    source_kind: str
    source_id: int | None


class BatchFinding(Schema):
    """A question to a batch, open or settled."""

    id: int
    code: str
    params: dict[str, Any]
    found_at: datetime
    settled_at: datetime | None
    settled_by: str
    answer: str


class BatchDetail(Schema):
    """A batch with its places and what does not add up."""

    row: Batch
    data_class: str
    document_id: int | None
    slots: list[Slot]
    surplus: list[Surplus]
    surplus_unseen: int
    findings: list[BatchFinding]
    dropped_at: datetime | None
    dropped_reason: str
    may_edit: bool


class BatchesAsked(Asked):
    """What the list of batches is narrowed to."""

    kind: str = Field("", max_length=20)
    meeting: Id | None = None


class SlotNamed(Asked):
    """What stands at a place, with the reason for correcting it."""

    version: Version
    name: str = Field("", max_length=200)
    unit_id: Id | None = None
    reason: Reason = ""


class SlotEmptied(Asked):
    """Why a place is emptied."""

    version: Version
    reason: Reason


class SlotOpened(Schema):
    """The id of what was opened."""

    id: int


class MeetingNew(Asked):
    """A meeting to open by hand; its unit is the caller's own unless given."""

    kind: str = Field(max_length=20)
    name: str = Field(min_length=1, max_length=200)
    held_date: date
    place: str = Field("", max_length=120)
    host: str = Field("", max_length=120)
    unit_id: Id | None = None
    data_class: str = Field("internal", max_length=10)


@offer(router, "GET", "/meetings", permission="meetings.view", answer=Meetings, summary="Meetings")
def meetings(request: HttpRequest, asked: Query[MeetingsAsked]):
    """List the meetings that the caller may see, newest day first."""
    return queries.meetings(
        actor_of(request), today=timezone.localdate(), kind=asked.kind, year=asked.year, words=asked.q.strip(),
        idle=asked.idle, page=asked.page, size=asked.size,
    )  # fmt: skip


@offer(router, "POST", "/meetings", permission="meetings.edit", answer=SlotOpened, status=201, summary="Open a meeting")
def open_meeting(request: HttpRequest, meeting: MeetingNew):
    """Open a meeting by hand, without a document that reports it."""
    opened = operations.open_meeting(
        meeting=NewMeeting(**meeting.model_dump()), by=actor_of(request), at=timezone.now()
    )
    return made(SlotOpened(id=opened.pk))


@offer(router, "GET", "/meetings/{meeting_id}", permission="meetings.view", answer=MeetingDetail, summary="One meeting")
def meeting(request: HttpRequest, meeting_id: Id):
    """Give one meeting with its batches."""
    viewer = actor_of(request)
    found = queries.meeting(viewer, meeting_id, today=timezone.localdate())
    own = {name: getattr(found, name) for name in MeetingDetail.model_fields if name != "batches"}
    return own | {"batches": queries.batch_rows(viewer, meeting_id=meeting_id)}


@offer(router, "GET", "/batches", permission="meetings.view", answer=list[Batch], summary="Batches")
def batches(request: HttpRequest, asked: Query[BatchesAsked]):
    """List the batches that the caller may see, stated against named."""
    return queries.batch_rows(actor_of(request), meeting_id=asked.meeting, kinds=(asked.kind,) if asked.kind else ())


@offer(router, "GET", "/batches/{batch_id}", permission="meetings.view", answer=BatchDetail, summary="One batch")
def batch(request: HttpRequest, batch_id: Id):
    """Give one batch with its places."""
    return queries.batch(actor_of(request), batch_id)


@offer(
    router,
    "GET",
    "/batches/{batch_id}/slots",
    permission="meetings.view",
    answer=list[Slot],
    summary="Places of a batch",
)
def slots(request: HttpRequest, batch_id: Id):
    """List the places of a batch, named and nameless."""
    return queries.batch(actor_of(request), batch_id).slots


@offer(
    router, "POST", "/batches/{batch_id}/slots/{ordinal}/name", permission="meetings.edit", answer=list[Slot],
    summary="Name a place",
)  # fmt: skip
def name_slot(request: HttpRequest, batch_id: Id, ordinal: Id, named: SlotNamed):
    """Name a place by hand, or correct what stands there."""
    operations.name_slot(
        batch_id=batch_id, ordinal=ordinal, **named.model_dump(), by=actor_of(request), at=timezone.now()
    )
    return queries.batch(actor_of(request), batch_id).slots


@offer(
    router, "POST", "/batches/{batch_id}/slots/{ordinal}/empty", permission="meetings.edit", answer=list[Slot],
    summary="Empty a place",
)  # fmt: skip
def empty_slot(request: HttpRequest, batch_id: Id, ordinal: Id, emptied: SlotEmptied):
    """Take out of a place what stands there."""
    operations.empty_slot(
        batch_id=batch_id, ordinal=ordinal, **emptied.model_dump(), by=actor_of(request), at=timezone.now()
    )
    return queries.batch(actor_of(request), batch_id).slots
