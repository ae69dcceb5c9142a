"""Notices: one's own inbox, and marking it as read."""

from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema

from luodi.api.contract import Asked, Id, Listed, Page, Size, actor_of, offer
from luodi.notices import operations, queries

router = Router()


class Notice(Schema):
    """A message to the caller; `page`, `object_kind` and `object_id` say where it leads."""

    id: int
    kind: str
    sentence: str
    page: str
    object_kind: str
    object_id: int | None
    at: datetime
    times: int
    read: bool


class Notices(Listed):
    """A page of the caller's notices."""

    rows: list[Notice]


class NoticesAsked(Asked):
    """What the inbox is narrowed to."""

    unread: bool = False
    page: Page = 1
    size: Size = 50


class Read(Schema):
    """How many notices were marked as read."""

    marked: int


@offer(router, "GET", "/notices", permission="desk.view", answer=Notices, summary="One's notices")
def notices(request: HttpRequest, asked: Query[NoticesAsked]):
    """List the caller's own notices, newest first."""
    return queries.inbox(actor_of(request), only_unread=asked.unread, page=asked.page, size=asked.size)


@offer(router, "POST", "/notices/read", permission="desk.view", answer=Read, summary="Mark all as read")
def read_all(request: HttpRequest):
    """Mark all of the caller's notices as read."""
    return {"marked": operations.mark_read(by=actor_of(request), at=timezone.now())}


@offer(router, "POST", "/notices/{notice_id}/read", permission="desk.view", answer=Read, summary="Mark one as read")
def read(request: HttpRequest, notice_id: Id):
    """Mark one of the caller's notices as read."""
    return {"marked": operations.mark_read(notice_id=notice_id, by=actor_of(request), at=timezone.now())}
