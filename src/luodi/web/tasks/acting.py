"""What is done with a task: opened by hand, assigned, accepted, finished, dropped, reopened."""

from collections.abc import Callable
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from luodi.tasks import operations, queries
from luodi.tasks.operations import NewTask
from luodi.values.refusal import Refusal
from luodi.values.spoken_dates import parse_day
from luodi.web.access import actor_of, permitted
from luodi.web.tasks import views


@permitted("tasks.act", methods=("GET", "HEAD", "POST"))
def new(request: HttpRequest) -> HttpResponse:
    """Open a task by hand."""
    viewer, refusal = actor_of(request), None
    if request.method == "POST":
        try:
            task = NewTask(
                kind=_kind(request), title=_text(request, "title", 300), detail=_text(request, "detail", 2000),
                unit_id=_id(request, "unit"), due_date=_day(request),
            )  # fmt: skip
            opened = operations.open_task(task=task, by=viewer, at=timezone.now())
            return redirect("tasks:detail", task_id=opened.pk)
        except Refusal as said:
            refusal = _worth_showing(said)
    units = [("", _("不指定")), *queries.units_to_give_to(viewer)]
    context = {
        "units": units,
        "entered": request.POST,
        "refusal": refusal.sentence(get_language() or "zh") if refusal else "",
    }
    return render(request, "tasks/new.html", context, status=refusal.status if refusal else 200)


@permitted("tasks.act", methods=("POST",))
def assign(request: HttpRequest, task_id: int) -> HttpResponse:
    """Give a task to a unit, a person and a day."""
    return _act(request, task_id, lambda given: operations.assign_task(
        **given, unit_id=_id(request, "unit"), person_id=_id(request, "person"), due_date=_day(request)))  # fmt: skip


@permitted("tasks.act", methods=("POST",))
def accept(request: HttpRequest, task_id: int) -> HttpResponse:
    """Accept a task for oneself."""
    return _act(request, task_id, lambda given: operations.accept_task(**given))


@permitted("tasks.act", methods=("POST",))
def finish(request: HttpRequest, task_id: int) -> HttpResponse:
    """Close a task as done."""
    return _act(request, task_id, lambda given: operations.finish_task(**given, outcome=_text(request, "outcome", 300)))


@permitted("tasks.act", methods=("POST",))
def drop(request: HttpRequest, task_id: int) -> HttpResponse:
    """Close a task that will not be done."""
    return _act(request, task_id, lambda given: operations.drop_task(**given, outcome=_text(request, "outcome", 300)))


@permitted("tasks.act", methods=("POST",))
def reopen(request: HttpRequest, task_id: int) -> HttpResponse:
    """Open a closed task again."""
    return _act(request, task_id, lambda given: operations.reopen_task(**given, reason=_text(request, "reason", 300)))


def _act(request: HttpRequest, task_id: int, do: Callable[[dict], object]) -> HttpResponse:
    given = {"task_id": task_id, "version": _id(request, "version") or 0, "by": actor_of(request), "at": timezone.now()}
    try:
        do(given)
    except Refusal as said:
        return views.shown(request, task_id, _worth_showing(said))
    return redirect("tasks:detail", task_id=task_id)


def _worth_showing(said: Refusal) -> Refusal:
    """Give back a refusal that the page itself explains; what is forbidden or not there has its own page."""
    if said.status in (403, 404):
        raise said
    return said


def _kind(request: HttpRequest) -> str:
    return "demand" if request.POST.get("kind") == "demand" else "follow_up"


def _text(request: HttpRequest, name: str, longest: int) -> str:
    return request.POST.get(name, "").strip()[:longest]


def _id(request: HttpRequest, name: str) -> int | None:
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else None


def _day(request: HttpRequest) -> date | None:
    text = request.POST.get("due_date", "").strip()
    return parse_day(text) if text else None
