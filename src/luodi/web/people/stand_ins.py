"""Stand-ins during leave, and handing over open work."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi.journeys import hand_over as journey
from luodi.people import operations
from luodi.values.refusal import NotAllowed, NotFound, Refusal
from luodi.web.access import actor_of, permitted, signed_in
from luodi.web.answering import day_of, done, sentence, whole


def _back(request: HttpRequest, person_id: int) -> tuple[str, dict]:
    own = actor_of(request).person_id == person_id
    return ("people:me", {}) if own else ("people:person", {"person_id": person_id})


@signed_in(methods=("POST",))
def arrange(request: HttpRequest, person_id: int) -> HttpResponse:
    """Arrange who acts for a person during leave: oneself, or the head of the unit (the operation decides)."""

    def act() -> None:
        today = timezone.localdate()
        operations.arrange_stand_in(
            absent_id=person_id,
            substitute_id=whole(request.POST.get("substitute")) or 0,
            from_date=day_of(request.POST.get("from_date", "")) or today,
            to_date=day_of(request.POST.get("to_date", "")) or today,
            reason=request.POST.get("reason", ""),
            by=actor_of(request),
            at=timezone.now(),
        )

    page, where = _back(request, person_id)
    return done(request, act, _("代理已安排，到期自动结束。"), page, **where)


@signed_in(methods=("POST",))
def end(request: HttpRequest, stand_in_id: int) -> HttpResponse:
    """End a stand-in before its day."""
    row = operations.end_stand_in(stand_in_id=stand_in_id, by=actor_of(request), at=timezone.now())
    messages.success(request, _("代理已结束。"))
    own = actor_of(request).person_id in (row.absent_id, row.substitute_id)
    return redirect("people:me") if own else redirect("people:person", person_id=row.absent_id)


@permitted("people.hand_over", methods=("POST",))
def hand_over(request: HttpRequest, person_id: int) -> HttpResponse:
    """Hand a person's open tasks and projects over to a colleague."""
    try:
        moved = journey.hand_over(
            from_person_id=person_id,
            to_person_id=whole(request.POST.get("taker")) or 0,
            reason=request.POST.get("reason", ""),
            by=actor_of(request),
            at=timezone.now(),
        )
    except (NotAllowed, NotFound):
        raise
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    else:
        words = _("已移交 %(tasks)s 项任务、%(projects)s 个项目。") % {"tasks": moved.tasks, "projects": moved.projects}
        messages.success(request, words)
    return redirect("people:person", person_id=person_id)
