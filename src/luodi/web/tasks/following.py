"""What is done with a follow-up that somebody asked for: reported on, reported done, returned, closed, asked again."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi.tasks import operations
from luodi.tasks.operations import Told
from luodi.values.refusal import Refusal
from luodi.web.access import actor_of, permitted
from luodi.web.answering import day_of, whole
from luodi.web.tasks import views

PAPERS = 3


@permitted("tasks.act", methods=("POST",))
def report(request: HttpRequest, task_id: int) -> HttpResponse:
    """Report progress, with evidence where there is some."""
    return _act(request, task_id, operations.report_progress, _("进展已记录。"), told=_told(request))


@permitted("tasks.act", methods=("POST",))
def report_done(request: HttpRequest, task_id: int) -> HttpResponse:
    """Report a follow-up done, with evidence."""
    return _act(request, task_id, operations.report_done, _("已报办结，等交办人销号。"), told=_told(request))


@permitted("tasks.ask", methods=("POST",))
def send_back(request: HttpRequest, task_id: int) -> HttpResponse:
    """Return a follow-up that was reported done."""
    given = {"reason": _text(request, "reason"), "due_date": day_of(_text(request, "due_date", 20))}
    return _act(request, task_id, operations.return_follow_up, _("已退回，承办人会收到消息。"), **given)


@permitted("tasks.ask", methods=("POST",))
def close(request: HttpRequest, task_id: int) -> HttpResponse:
    """Close a follow-up that was reported done."""
    return _act(request, task_id, operations.close_follow_up, _("已销号。"), outcome=_text(request, "outcome", 300))


@permitted("tasks.ask", methods=("POST",))
def withdraw(request: HttpRequest, task_id: int) -> HttpResponse:
    """Drop a follow-up that is no longer asked for."""
    return _act(request, task_id, operations.drop_follow_up, _("已终止。"), outcome=_text(request, "outcome", 300))


@permitted("tasks.ask", methods=("POST",))
def ask_again(request: HttpRequest, task_id: int) -> HttpResponse:
    """Reopen a closed follow-up with a reason and a new day."""
    given = {"reason": _text(request, "reason"), "due_date": day_of(_text(request, "due_date", 20))}
    return _act(request, task_id, operations.reopen_follow_up, _("已重新打开，承办人会收到消息。"), **given)


def _act(request: HttpRequest, task_id: int, do, said: str, **given: object) -> HttpResponse:
    version = whole(request.POST.get("version")) or 0
    try:
        do(task_id=task_id, version=version, by=actor_of(request), at=timezone.now(), **given)
    except Refusal as refusal:
        if refusal.status in (403, 404):
            raise
        return views.shown(request, task_id, refusal)
    messages.success(request, said)
    return redirect("tasks:detail", task_id=task_id)


def _told(request: HttpRequest) -> Told:
    documents = [whole(request.POST.get(f"paper_{n}")) for n in range(1, PAPERS + 1)]
    day = day_of(_text(request, "day", 20))
    return Told(_text(request, "text", 2000), day, tuple(each for each in documents if each))


def _text(request: HttpRequest, name: str, longest: int = 2000) -> str:
    return request.POST.get(name, "").strip()[:longest]
