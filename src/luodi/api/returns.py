"""Quarterly returns: sent as a workbook, checked row by row, approved or sent back by another person."""

from datetime import date, datetime

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from ninja import File, Form, Query, Router, Schema, UploadedFile
from pydantic import Field

from luodi.api.contract import Asked, Id, Listed, Page, Reason, Size, Version, actor_of, made, offer
from luodi.observations import operations, queries

router = Router()


class ReturnShape(Schema):
    """A quarterly return."""

    id: int
    unit_id: int
    unit: str
    valid_from: date
    valid_to: date
    file_name: str
    sha256: str
    state: str
    good: int
    doubtful: int
    bad: int
    sent_by: str
    sent_at: datetime
    decided_by: str
    decided_at: datetime | None
    decision_note: str
    version: int


class Returns(Listed):
    """A page of returns."""

    rows: list[ReturnShape]


class Paged(Asked):
    """Which page."""

    page: Page = 1
    size: Size = 50


class ReturnDecided(Asked):
    """The version that was read; an answer to doubtful rows, or why the return goes back."""

    version: Version
    reason: Reason = ""


class ReturnSent(Asked):
    """For which unit and quarter."""

    unit_id: Id
    year: int = Field(ge=2000, le=2100)
    quarter: int = Field(ge=1, le=4)


@offer(router, "GET", "/returns", permission="observations.view", answer=Returns, summary="Quarterly returns")
def returns(request: HttpRequest, asked: Query[Paged]):
    """List the returns that the caller may see."""
    rows, total = queries.returns(actor_of(request), page=asked.page, size=asked.size)
    return {"rows": rows, "total": total}


@offer(
    router,
    "POST",
    "/returns",
    permission="observations.report",
    answer=ReturnShape,
    status=201,
    summary="Send a return",
)
def send_return(request: HttpRequest, given: Form[ReturnSent], file: File[UploadedFile]):
    """Take in a unit's quarterly return and check each row."""
    row = operations.take_in_return(
        unit_id=given.unit_id, year=given.year, quarter=given.quarter, data=file.read(settings.UPLOAD_LIMIT + 1),
        file_name=file.name or "", by=actor_of(request), at=timezone.now(),
    )  # fmt: skip
    return made(queries.return_detail(actor_of(request), row.pk).line)


@offer(router, "GET", "/returns/{return_id}", permission="observations.view", answer=ReturnShape, summary="One return")
def one_return(request: HttpRequest, return_id: Id):
    """Give one return."""
    return queries.return_detail(actor_of(request), return_id).line


@offer(
    router, "POST", "/returns/{return_id}/approve", permission="observations.verify", answer=ReturnShape,
    summary="Approve a return",
)  # fmt: skip
def approve_return(request: HttpRequest, return_id: Id, decided: ReturnDecided):
    """Approve a return that somebody else sent; its period is closed."""
    operations.approve_return(
        return_id=return_id, version=decided.version, answer=decided.reason, by=actor_of(request), at=timezone.now()
    )
    return queries.return_detail(actor_of(request), return_id).line


@offer(
    router, "POST", "/returns/{return_id}/reject", permission="observations.verify", answer=ReturnShape,
    summary="Send a return back",
)  # fmt: skip
def reject_return(request: HttpRequest, return_id: Id, decided: ReturnDecided):
    """Send a return back, saying why."""
    operations.reject_return(
        return_id=return_id, version=decided.version, reason=decided.reason, by=actor_of(request), at=timezone.now()
    )
    return queries.return_detail(actor_of(request), return_id).line
