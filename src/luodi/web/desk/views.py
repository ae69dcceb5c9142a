"""The desk: the first page after signing in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation

from luodi.cockpit.desk import desk
from luodi.journal.queries import LineRow
from luodi.web import formats
from luodi.web.access import actor_of, permitted

PLACES = {
    "documents.document": ("documents:detail", "document_id"),
    "projects.project": ("projects:detail", "project_id"),
    "companies.company": ("companies:detail", "company_id"),
    "meetings.meeting": ("meetings:detail", "meeting_id"),
    "meetings.batch": ("meetings:batch", "batch_id"),
    "tasks.task": ("tasks:detail", "task_id"),
}


@permitted("desk.view")
def index(request: HttpRequest) -> HttpResponse:
    """Show what the reader holds, what waits for them, and what changed."""
    viewer, today = actor_of(request), timezone.localdate()
    found = desk(viewer=viewer, today=today, language=translation.get_language() or "zh")
    context = {"desk": found, "viewer": viewer, "today": today, "changes": [_change(line) for line in found.changes]}
    return render(request, "desk/index.html", context)


def _change(line: LineRow) -> dict[str, object]:
    """Word a journal line for the timeline, with the address of its object where it has a page of its own."""
    name, part = PLACES.get(line.object_kind, ("", ""))
    href = reverse(name, kwargs={part: line.object_id}) if name and line.object_id.isdecimal() else ""
    return {"at": formats.moment(line.at), "sentence": line.sentence, "by": line.actor, "unit": line.unit, "href": href}
