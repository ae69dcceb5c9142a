"""What is done in a project's daily work: logging, reporting, commenting, instructing, correcting, keeping drafts."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi.contacts import operations, queries
from luodi.contacts.operations import NewVisit
from luodi.contacts.refusals import DraftTooLarge
from luodi.engines.files import FileTooLarge
from luodi.journeys import log_visit as journey
from luodi.projects.queries import project_heading
from luodi.values.actor import Actor
from luodi.values.refusal import NotAllowed, NotFound, Refusal
from luodi.web.access import actor_of, permitted
from luodi.web.answering import day_of, whole
from luodi.web.contacts import pages, words

MIB = 1024 * 1024
FORM = ("GET", "HEAD", "POST")


@permitted("contacts.edit", methods=FORM)
def visit(request: HttpRequest, project_id: int) -> HttpResponse:
    """Show the quick form alone, as a phone takes it; posted, log the contact with its photo."""
    if request.method != "POST":
        return pages.shown(request, project_id, template="contacts/quick.html")

    def act(by: Actor) -> None:
        journey.log_visit(project_id=project_id, visit=_visit(request), by=by, at=timezone.now(), **_photo(request))

    return _act(request, project_id, "visit", act, "contacts/quick.html")


@permitted("contacts.edit", methods=("POST",))
def progress(request: HttpRequest, project_id: int) -> HttpResponse:
    """Report progress."""

    def act(by: Actor) -> None:
        operations.report_progress(project_id=project_id, **_progress(request), by=by, at=timezone.now())

    return _act(request, project_id, "progress", act)


@permitted("contacts.view", methods=("POST",))
def comment(request: HttpRequest, project_id: int) -> HttpResponse:
    """Comment on a project."""

    def act(by: Actor) -> None:
        operations.comment(project_id=project_id, text=request.POST.get("text", ""), by=by, at=timezone.now())

    return _act(request, project_id, "comment", act)


@permitted("contacts.instruct", methods=("POST",))
def instruction(request: HttpRequest, project_id: int) -> HttpResponse:
    """Give an instruction."""

    def act(by: Actor) -> None:
        operations.give_instruction(
            project_id=project_id, text=request.POST.get("text", ""), unit_id=whole(request.POST.get("unit")) or 0,
            due_date=day_of(request.POST.get("due_date", "")), by=by, at=timezone.now(),
        )  # fmt: skip

    return _act(request, project_id, "instruction", act)


@permitted("contacts.edit", methods=FORM)
def correct_visit(request: HttpRequest, visit_id: int) -> HttpResponse:
    """Show a logged contact to correct; posted, write the new row beside the old one."""

    def act(by: Actor) -> None:
        operations.correct_visit(
            visit_id=visit_id, visit=_visit(request, old.facts["document_id"]), reason=request.POST.get("reason", ""),
            by=by, at=timezone.now(),
        )  # fmt: skip

    project_id, old = _entry(request, "visit", visit_id)
    return _correct(request, project_id, old, act)


@permitted("contacts.edit", methods=FORM)
def correct_progress(request: HttpRequest, progress_id: int) -> HttpResponse:
    """Show a progress report to correct; posted, write the new row beside the old one."""

    def act(by: Actor) -> None:
        operations.correct_progress(
            progress_id=progress_id,
            **_progress(request),
            reason=request.POST.get("reason", ""),
            by=by,
            at=timezone.now(),
        )

    project_id, old = _entry(request, "progress", progress_id)
    return _correct(request, project_id, old, act)


@permitted("contacts.view", methods=FORM)
def edit_comment(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Show one's comment to say anew; posted, write the new row beside the old one."""

    def act(by: Actor) -> None:
        operations.edit_comment(comment_id=comment_id, text=request.POST.get("text", ""), by=by, at=timezone.now())

    project_id, old = _entry(request, "comment", comment_id)
    return _correct(request, project_id, old, act)


@permitted("contacts.view", methods=("POST",))
def report_back(request: HttpRequest, instruction_id: int) -> HttpResponse:
    """Report back on an instruction."""
    project_id, _old = _entry(request, "instruction", instruction_id)

    def act(by: Actor) -> None:
        operations.report_back(
            instruction_id=instruction_id, text=request.POST.get("text", ""), by=by, at=timezone.now()
        )

    return _act(request, project_id, "", act)


@permitted("contacts.instruct", methods=("POST",))
def close_instruction(request: HttpRequest, instruction_id: int) -> HttpResponse:
    """Close an instruction that one gave."""
    project_id, _old = _entry(request, "instruction", instruction_id)

    def act(by: Actor) -> None:
        operations.close_instruction(
            instruction_id=instruction_id, version=whole(request.POST.get("version")) or 0,
            outcome=request.POST.get("outcome", ""), by=by, at=timezone.now(),
        )  # fmt: skip

    return _act(request, project_id, "", act)


@permitted("contacts.view", methods=("POST",))
def draft(request: HttpRequest) -> HttpResponse:
    """Keep what is being typed into a form; the page asks for it by itself, every second or so."""
    form, _colon, project_id = request.POST.get("draft", "").partition(":")
    by = actor_of(request)
    if form not in words.FORMS or not whole(project_id):
        raise NotFound()
    project_heading(project_id=int(project_id), viewer=by)
    keep_typed(request, form, int(project_id))
    return HttpResponse(status=204)


def keep_typed(request: HttpRequest, form: str, project_id: int) -> None:
    """Keep the fields of a form that were sent; more than a draft holds is left to the page itself."""
    typed = {name: request.POST.get(name, "") for name in words.FORMS[form]}
    try:
        operations.keep_draft(form=f"{form}:{project_id}", values=typed, by=actor_of(request), at=timezone.now())
    except DraftTooLarge:
        return


def _act(
    request: HttpRequest,
    project_id: int,
    form: str,
    act: Callable[[Actor], Any],
    template: str = "contacts/project.html",
) -> HttpResponse:
    """Do one act and go back to the page; refused, show the page with what was typed, which is kept as a draft too."""
    by = actor_of(request)
    project_heading(project_id=project_id, viewer=by)
    try:
        act(by)
    except (NotAllowed, NotFound):
        raise
    except Refusal as refusal:
        if form:
            keep_typed(request, form, project_id)
        return pages.shown(request, project_id, refusal, form, template=template)
    if form:
        operations.drop_draft(form=f"{form}:{project_id}", by=by, at=timezone.now())
    return redirect("contacts:project", project_id=project_id)


def _correct(
    request: HttpRequest, project_id: int, old: queries.Happening, act: Callable[[Actor], Any]
) -> HttpResponse:
    template = "contacts/correct.html"
    if request.method != "POST":
        return pages.shown(request, project_id, template=template, correcting=old)
    try:
        act(actor_of(request))
    except (NotAllowed, NotFound):
        raise
    except Refusal as refusal:
        return pages.shown(request, project_id, refusal, old.kind, template=template, correcting=old)
    return redirect("contacts:project", project_id=project_id)


def _entry(request: HttpRequest, kind: str, row_id: int) -> tuple[int, queries.Happening]:
    found = queries.entry(kind=kind, row_id=row_id, viewer=actor_of(request))
    if found is None:
        raise NotFound()
    return found


def _visit(request: HttpRequest, document_id: int | None = None) -> NewVisit:
    given = request.POST
    return NewVisit(
        kind=given.get("kind", ""), held_date=day_of(given.get("held_date", "")), said=given.get("said", ""),
        place=given.get("place", ""), ours=given.get("ours", ""), theirs=given.get("theirs", ""),
        person_ids=_ids(given.getlist("person")), contact_ids=_ids(given.getlist("contact")),
        next_step=given.get("next_step", ""), next_owner_id=whole(given.get("next_owner")),
        next_date=day_of(given.get("next_date", "")), document_id=document_id, evidence=bool(given.get("evidence")),
    )  # fmt: skip


def _progress(request: HttpRequest) -> dict[str, Any]:
    given = request.POST
    return {
        "happened": given.get("happened", ""), "hinders": given.get("hinders", ""),
        "forecast": given.get("forecast", "")[:12], "forecast_date": day_of(given.get("forecast_date", "")),
    }  # fmt: skip


def _photo(request: HttpRequest) -> dict[str, Any]:
    file = request.FILES.get("photo")
    if file is None:
        return {}
    if file.size > settings.UPLOAD_LIMIT:
        size, limit = f"{file.size / MIB:.1f}", f"{settings.UPLOAD_LIMIT / MIB:.1f}"
        raise FileTooLarge(filename=file.name, size_mb=size, limit_mb=limit)
    return {"photo": file.read(), "photo_name": file.name or _("照片")}


def _ids(texts: list[str]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(pk for text in texts[:50] if (pk := whole(text))))
