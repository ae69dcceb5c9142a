"""What is done with a registration: accepted, rejected, set apart, kept alive, renewed, released, opened, disputed."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi.leads import operations, queries
from luodi.leads.refusals import LeadContactDayWrong
from luodi.values.refusal import Refusal
from luodi.web.access import actor_of, permitted
from luodi.web.answering import day_of, sentence, whole
from luodi.web.leads import views


def _act(request: HttpRequest, registration_id: int, do: Callable[[dict], object], said: str) -> HttpResponse:
    given = {
        "registration_id": registration_id, "version": whole(request.POST.get("version")) or 0, "by": actor_of(request),
        "at": timezone.now(),
    }  # fmt: skip
    try:
        do(given)
    except Refusal as refusal:
        if refusal.status in (403, 404):
            raise
        return views.shown(request, registration_id, sentence(refusal), refusal.status)
    messages.success(request, said)
    return redirect("leads:detail", registration_id=registration_id)


def _text(request: HttpRequest, name: str = "reason", longest: int = 300) -> str:
    return request.POST.get(name, "").strip()[:longest]


@permitted("leads.accept", methods=("POST",))
def accept(request: HttpRequest, registration_id: int) -> HttpResponse:
    """Accept a registration."""
    return _act(
        request,
        registration_id,
        lambda given: operations.accept(**given, reason=_text(request)),
        _("已受理，首谈权生效。"),
    )


@permitted("leads.accept", methods=("POST",))
def reject(request: HttpRequest, registration_id: int) -> HttpResponse:
    """Reject a registration with a reason."""
    return _act(
        request, registration_id, lambda given: operations.reject(**given, reason=_text(request)), _("已退回。")
    )


@permitted("leads.rule", methods=("POST",))
def set_apart(request: HttpRequest, registration_id: int) -> HttpResponse:
    """Declare a shadow to be about another project."""
    return _act(
        request,
        registration_id,
        lambda given: operations.set_apart(**given, reason=_text(request)),
        _("已认定为另一个项目，转为待受理。"),
    )


@permitted("leads.register", methods=("POST",))
def contact(request: HttpRequest, registration_id: int) -> HttpResponse:
    """Note an evidenced contact of a live right."""
    viewer = actor_of(request)
    found = queries.registration(viewer, registration_id, today=timezone.localdate())

    def note(given: dict) -> None:
        day = day_of(request.POST.get("contacted_date", ""))
        if day is None:
            raise LeadContactDayWrong(day="—")
        operations.note_contact(
            project_id=found.row.project_id or 0, contacted_date=day, kind=request.POST.get("kind", ""),
            reference=_text(request, "reference"), by=viewer, at=given["at"],
        )  # fmt: skip

    return _act(request, registration_id, note, _("已登记接洽。"))


@permitted("leads.register", methods=("POST",))
def renew(request: HttpRequest, registration_id: int) -> HttpResponse:
    """Renew a right."""
    return _act(request, registration_id, lambda given: operations.renew(**given), _("已续期。"))


@permitted("leads.register", methods=("POST",))
def release(request: HttpRequest, registration_id: int) -> HttpResponse:
    """Give up a registration."""
    return _act(
        request, registration_id, lambda given: operations.release(**given, reason=_text(request)), _("已释放。")
    )


@permitted("people.reveal", methods=("POST",))
def reveal(request: HttpRequest, registration_id: int) -> HttpResponse:
    """Open the contact's phone, or an investor that is not announced, for a reason."""
    what = "investor" if request.POST.get("what") == "investor" else "phone"
    try:
        value = operations.reveal(
            registration_id=registration_id, what=what, reason=_text(request), by=actor_of(request), at=timezone.now()
        )
    except Refusal as refusal:
        if refusal.status in (403, 404):
            raise
        return views.shown(request, registration_id, sentence(refusal), refusal.status)
    return views.shown(request, registration_id, revealed=(what, value))


@permitted("leads.register", methods=("POST",))
def open_conflict(request: HttpRequest, registration_id: int) -> HttpResponse:
    """Raise a conflict against the right that a shadow stands behind."""
    try:
        raised = operations.open_conflict(
            registration_id=registration_id, reason=_text(request, longest=500), by=actor_of(request), at=timezone.now()
        )
    except Refusal as refusal:
        if refusal.status in (403, 404):
            raise
        return views.shown(request, registration_id, sentence(refusal), refusal.status)
    return redirect("leads:conflict", conflict_id=raised.pk)
