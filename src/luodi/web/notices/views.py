"""One's notices: the inbox, and the page that each leads to."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi.notices import operations, queries
from luodi.values.refusal import NotFound
from luodi.web.access import actor_of, permitted
from luodi.web.answering import whole
from luodi.web.jinja import url_or_none
from luodi.web.tables import Column, Filter, Paging

PARTS = {
    "projects.project": "project_id", "tasks.task": "task_id", "companies.company": "company_id",
    "promises.promise": "promise_id", "observations.subject": "subject_id",
    "documents.document": "document_id", "agreements.agreement": "agreement_id", "meetings.meeting": "meeting_id",
}  # fmt: skip


@permitted("desk.view")
def index(request: HttpRequest) -> HttpResponse:
    """Show the reader's notices, newest first."""
    only_unread = bool(request.GET.get("unread"))
    found = queries.inbox(actor_of(request), only_unread=only_unread, page=whole(request.GET.get("page")) or 1)
    columns = (
        Column("sentence", _("消息"), "link", "grow", card="title"),
        Column("times", _("次数"), "count", "sm"),
        Column("at", _("时间"), "moment", "lg"),
        Column("state", _("状态"), width="sm"),
        Column("act", _("操作"), width="sm"),
    )
    context = {
        "rows": found.rows,
        "columns": columns,
        "filters": (Filter("unread", _("只看未读"), kind="check"),),
        "paging": Paging(total=found.total, cap=100_000, shown=len(found.rows), page=found.page, pages=found.pages),
        "any_unread": any(not row.read for row in found.rows),
        "narrowed": only_unread,
    }
    return render(request, "notices/index.html", context)


@permitted("desk.view", methods=("POST",))
def follow(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Mark a notice as read and go to the page that it leads to."""
    viewer = actor_of(request)
    row = queries.notice(viewer, notice_id)
    if row is None:
        raise NotFound()
    operations.mark_read(notice_id=notice_id, by=viewer, at=timezone.now())
    return redirect(address_of(row) or reverse("notices:index"))


@permitted("desk.view", methods=("POST",))
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark all notices as read."""
    operations.mark_read(by=actor_of(request), at=timezone.now())
    return redirect("notices:index")


def address_of(row: queries.NoticeRow) -> str:
    """Give the address that a notice leads to, or "" where it has none."""
    part = PARTS.get(row.object_kind)
    if row.page and part and row.object_id:
        return url_or_none(row.page, **{part: row.object_id}) or ""
    return (url_or_none(row.page) or "") if row.page else ""
