"""What is done on the page of an import: answering rows, importing, giving up, undoing."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from luodi.documents.operations.intakes import drop_intake
from luodi.documents.queries import intakes
from luodi.journeys import import_ledger
from luodi.values.refusal import NotAllowed, NotFound, Refusal
from luodi.web.access import actor_of, permitted
from luodi.web.imports import shown
from luodi.web.imports.views import detail_context


def _back(request: HttpRequest, intake_id: int) -> HttpResponse:
    """Go back to the page of the import, at the verdict and page where the person was."""
    verdict, number = request.POST.get("verdict", ""), request.POST.get("page", "")
    kept = [
        f"{name}={value}"
        for name, value in (("verdict", verdict), ("page", number))
        if value.isalnum() and len(value) < 12
    ]
    address = reverse("imports:detail", kwargs={"intake_id": intake_id})
    return HttpResponseRedirect(address + ("?" + "&".join(kept) if kept else ""))


def _refused(request: HttpRequest, intake_id: int, refusal: Refusal) -> HttpResponse:
    """Show the page of the import again with what was refused; nothing that stood there is lost."""
    if isinstance(refusal, NotAllowed | NotFound):
        raise refusal
    actor = actor_of(request)
    page = intakes.intake(intake_id=intake_id, viewer=actor)
    context = detail_context(request, page, actor, refusal.sentence(shown.language()))
    return render(request, "imports/detail.html", context, status=refusal.status)


def _version(request: HttpRequest) -> int:
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 10 else -1


@permitted("projects.import", methods=("POST",))
def answer(request: HttpRequest, intake_id: int) -> HttpResponse:
    """Keep the answers to the doubtful rows of a page."""
    answers = {
        int(name[4:]): str(value)
        for name, value in request.POST.items()
        if name.startswith("row-") and name[4:].isdecimal() and len(name) < 20
    }
    try:
        import_ledger.answer_rows(
            intake_id=intake_id, version=_version(request), answers=answers, reason=request.POST.get("reason", ""),
            by=actor_of(request), at=timezone.now(),
        )  # fmt: skip
    except Refusal as refusal:
        return _refused(request, intake_id, refusal)
    return _back(request, intake_id)


@permitted("projects.import", methods=("POST",))
def accept(request: HttpRequest, intake_id: int) -> HttpResponse:
    """Say yes to every row that only asks to look at a value again."""
    try:
        import_ledger.accept_hints(
            intake_id=intake_id, version=_version(request), by=actor_of(request), at=timezone.now()
        )
    except Refusal as refusal:
        return _refused(request, intake_id, refusal)
    return _back(request, intake_id)


@permitted("projects.import", methods=("POST",))
def run(request: HttpRequest, intake_id: int) -> HttpResponse:
    """Import the chosen rows; a second press finds the import done and shows it."""
    try:
        import_ledger.start_run(intake_id=intake_id, version=_version(request), by=actor_of(request), at=timezone.now())
    except Refusal as refusal:
        return _refused(request, intake_id, refusal)
    return HttpResponseRedirect(reverse("imports:detail", kwargs={"intake_id": intake_id}))


@permitted("projects.import", methods=("POST",))
def drop(request: HttpRequest, intake_id: int) -> HttpResponse:
    """Give up an import before anything was taken in."""
    try:
        drop_intake(intake_id=intake_id, by=actor_of(request), at=timezone.now())
    except Refusal as refusal:
        return _refused(request, intake_id, refusal)
    return HttpResponseRedirect(reverse("imports:index"))


@permitted("imports.undo", methods=("GET", "HEAD", "POST"))
def undo(request: HttpRequest, intake_id: int) -> HttpResponse:
    """Say what an undo will do, or do it."""
    actor = actor_of(request)
    page = intakes.intake(intake_id=intake_id, viewer=actor)
    refusal = ""
    if request.method == "POST":
        try:
            import_ledger.undo_import(
                intake_id=intake_id, reason=request.POST.get("reason", ""), by=actor, at=timezone.now()
            )
            return HttpResponseRedirect(reverse("imports:detail", kwargs={"intake_id": intake_id}))
        except (NotAllowed, NotFound):
            raise
        except Refusal as refused:
            refusal = refused.sentence(shown.language())
            status = refused.status
    hanging = import_ledger.hanging_work(intake_id=intake_id, viewer=actor)
    lines = [each.worded(shown.language()) for each in hanging]
    context = {"page": page, "line": page.line, "hanging": lines, "refusal": refusal, "shown": shown}
    return render(request, "imports/undo.html", context, status=status if refusal else 200)
