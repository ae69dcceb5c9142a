"""A project's promises: a tab of the project, with the way to note a new one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from luodi.projects.operations import give_subject
from luodi.projects.queries import project_heading, subject_of_project
from luodi.promises import queries
from luodi.promises.queries import PromiseFilter
from luodi.values.refusal import NotAllowed
from luodi.web.access import actor_of, permitted
from luodi.web.projects.tabs import project_tabs
from luodi.web.promises import words
from luodi.web.promises.lists import known_day, promise_columns

MOST = 200


@permitted("promises.view", methods=("GET", "HEAD", "POST"))
def project(request: HttpRequest, project_id: int) -> HttpResponse:
    """Show what was promised for a project; on POST open its subject and lead to the form of a new promise."""
    viewer, known = actor_of(request), known_day(request)
    head = project_heading(project_id=project_id, viewer=viewer)
    if request.method == "POST":
        if not viewer.may("promises.make"):
            raise NotAllowed(permission="promises.make")
        subject_id = give_subject(project_id=project_id, by=viewer, at=timezone.now())
        return redirect("promises:new", subject_id=subject_id)
    subject_id, rows = subject_of_project(project_id).subject_id, []
    if subject_id:
        asked = PromiseFilter(subject_id=subject_id)
        rows = queries.promises_known_at(viewer, asked, today=known or timezone.localdate(), size=MOST).rows
    context = {
        "head": head, "tabs": project_tabs(viewer, project_id, "promises:project"), "known": known,
        "rows": [words.shown(row) for row in rows], "columns": [each for each in promise_columns() if each.key != "subject"],
        "may_make": viewer.may("promises.make") and head.may_edit,
    }  # fmt: skip
    return render(request, "promises/project.html", context)
