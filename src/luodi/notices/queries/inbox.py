"""Reading one's own notices: the inbox and how many are unread."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from luodi.notices.models import Notice
from luodi.notices.sentences import worded
from luodi.values.actor import Actor

UNREAD = """
SELECT COUNT(*) FROM (SELECT 1 FROM notices_notice WHERE person_id = %s AND read_at IS NULL LIMIT 100) AS unread
"""


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A notice in words, with the page that it leads to as plain values."""

    id: int
    kind: str
    sentence: str
    page: str
    object_kind: str
    object_id: int | None
    at: datetime
    times: int
    read: bool


@dataclass(frozen=True, slots=True)
class Inbox:
    """A page of one's notices, newest first."""

    rows: tuple[NoticeRow, ...]
    total: int
    page: int
    pages: int


def unread(viewer: Actor) -> int:
    """Count the viewer's unread notices, up to 100 (which reads as "99+"); one SQL statement."""
    if viewer.person_id is None:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(UNREAD, [viewer.person_id])
        return int(cursor.fetchone()[0])


def inbox(viewer: Actor, *, only_unread: bool = False, page: int = 1, size: int = 50) -> Inbox:
    """List the viewer's notices, newest first; two SQL statements."""
    found = Notice.objects.visible_to(viewer)
    if only_unread:
        found = found.filter(read_at=None)
    total = found.count()
    pages = max(1, -(-total // size))
    first = (min(max(page, 1), pages) - 1) * size
    rows = found.order_by("-last_at", "-pk")[first : first + size]
    return Inbox(tuple(_row(each, viewer.language) for each in rows), total, min(max(page, 1), pages), pages)


def notice(viewer: Actor, notice_id: int) -> NoticeRow | None:
    """Give one of the viewer's notices; None where it is not theirs."""
    found = Notice.objects.visible_to(viewer).filter(pk=notice_id).first()
    return _row(found, viewer.language) if found else None


def _row(row: Notice, language: str) -> NoticeRow:
    return NoticeRow(
        row.pk, row.kind, worded(row.kind, row.params, language), row.page, row.object_kind, row.object_id, row.last_at,
        row.times, row.read_at is not None,
    )  # fmt: skip
