"""The investor's people on a project's page: adding, editing, retiring, and the phone behind its mask."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation

from luodi.contacts import operations, queries
from luodi.projects.queries import project_heading
from luodi.values.refusal import NotAllowed, NotFound, Refusal
from luodi.web.access import actor_of, permitted
from luodi.web.answering import whole
from luodi.web.contacts import pages, words
from luodi.web.contacts.acting import keep_typed
from luodi.web.projects.tabs import project_tabs

FORM = ("GET", "HEAD", "POST")


@permitted("contacts.edit", methods=("POST",))
def add(request: HttpRequest, project_id: int) -> HttpResponse:
    """Add a person at the investor's side."""
    by = actor_of(request)
    project_heading(project_id=project_id, viewer=by)
    values = {name: request.POST.get(name, "") for name in words.FORMS["person"]}
    try:
        operations.add_contact(project_id=project_id, values=values, by=by, at=timezone.now())
    except (NotAllowed, NotFound):
        raise
    except Refusal as refusal:
        keep_typed(request, "person", project_id)
        return pages.shown(request, project_id, refusal, "person")
    operations.drop_draft(form=f"person:{project_id}", by=by, at=timezone.now())
    return redirect("contacts:project", project_id=project_id)


@permitted("contacts.edit", methods=FORM)
def edit(request: HttpRequest, contact_id: int) -> HttpResponse:
    """Show the form of a person at the investor's side; posted, correct what differs, with the reason."""
    viewer = actor_of(request)
    project_id, row = _row(request, contact_id)
    typed, sentence, status = {name: getattr(row, name) for name in words.FORMS["person"]}, "", 200
    typed |= {"phone": "", "email": ""}
    if request.method == "POST":
        typed = {name: request.POST.get(name, "") for name in words.FORMS["person"]}
        try:
            operations.edit_contact(
                contact_id=contact_id, version=whole(request.POST.get("version")) or 0, values=typed,
                reason=request.POST.get("reason", ""), by=viewer, at=timezone.now(),
            )  # fmt: skip
            return redirect("contacts:project", project_id=project_id)
        except (NotAllowed, NotFound):
            raise
        except Refusal as refusal:
            sentence, status = refusal.sentence(translation.get_language() or "zh"), refusal.status
    context = {
        "heading": project_heading(project_id=project_id, viewer=viewer),
        "project_tabs": project_tabs(viewer, project_id, "contacts:project"),
        "row": row, "typed": typed, "refusal": sentence, "languages": list(words.languages().items()),
        "reason": request.POST.get("reason", ""),
    }  # fmt: skip
    return render(request, "contacts/person.html", context, status=status)


@permitted("contacts.edit", methods=("POST",))
def retire(request: HttpRequest, contact_id: int) -> HttpResponse:
    """Mark a person as no longer there."""
    project_id, _contact = _row(request, contact_id)
    try:
        operations.retire_contact(
            contact_id=contact_id, version=whole(request.POST.get("version")) or 0,
            reason=request.POST.get("reason", ""), by=actor_of(request), at=timezone.now(),
        )  # fmt: skip
    except (NotAllowed, NotFound):
        raise
    except Refusal as refusal:
        return pages.shown(request, project_id, refusal)
    return redirect("contacts:project", project_id=project_id)


@permitted("people.reveal", methods=("POST",))
def reveal(request: HttpRequest, contact_id: int) -> HttpResponse:
    """Show a phone in full, this once, for a reason that the journal keeps."""
    project_id, row = _row(request, contact_id)
    try:
        phone = operations.reveal_contact_phone(
            contact_id=contact_id, reason=request.POST.get("reason", ""), by=actor_of(request), at=timezone.now()
        )
    except (NotAllowed, NotFound):
        raise
    except Refusal as refusal:
        return pages.shown(request, project_id, refusal)
    return pages.shown(request, project_id, phone=f"{row.name} {phone or '—'}")


def _row(request: HttpRequest, contact_id: int) -> tuple[int, queries.ContactRow]:
    found = queries.contact(contact_id=contact_id, viewer=actor_of(request))
    if found is None:
        raise NotFound()
    return found
