"""The page of a project's gates."""

import uuid
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.timezone import localtime

from luodi.engines.gates.stages import MAIN_CODES
from luodi.people.queries import active_units
from luodi.projects import queries
from luodi.values.refusal import Refusal
from luodi.web.access import actor_of, permitted
from luodi.web.projects import filters
from luodi.web.projects.gates import words
from luodi.web.projects.tabs import project_tabs
from luodi.web.tables import Stage

ENDED = ("lost", "terminated")


@permitted("projects.view")
def gates(request: HttpRequest, project_id: int) -> HttpResponse:
    """Show a project's next gate with what is missing and who holds it, its evidence, opinions and gates passed."""
    return shown(request, project_id)


def shown(request: HttpRequest, project_id: int, refusal: Refusal | None = None, form: str = "") -> HttpResponse:
    """Render the page; a refusal shows above it, and what was typed stands in the form `form` again."""
    viewer, today = actor_of(request), timezone.localdate()
    page = queries.without_secrets(queries.gate_page(project_id=project_id, viewer=viewer, today=today))
    head = page.heading
    why = words.why_shut(page.verdict, may_pass=page.may_pass, own_claim=page.claimed_by_viewer)
    context = {
        "page": page,
        "viewer": viewer,
        "head": head,
        "project_tabs": project_tabs(viewer, project_id, "projects:gates"),
        "stages": [Stage(code, filters.stage_word(code)) for code in MAIN_CODES],
        "days": _days(page, today),
        "why": why,
        "words": words,
        "stage_word": filters.stage_word,
        "standing": [line for line in page.evidence if line.state == "standing"],
        "older": [line for line in page.evidence if line.state != "standing"],
        "units": active_units() if head.may_edit else {},
        "may_route": head.may_edit,
        "ended": head.side_state in ENDED,
        "draft": next((each for each in page.failures if each.approved_at is None), None),
        "gate_choices": [(code, words.gate_word(code)) for code in _ahead(head.stage_confirmed)],
        "entered": request.POST if refusal else {},
        "form": form if refusal else "",
        "refused": refusal.sentence(words.language()) if refusal else "",
        "key": uuid.uuid4().hex,
    }
    return render(request, "projects/gates.html", context, status=refusal.status if refusal else 200)


def _days(page: queries.GatePage, today: date) -> int | None:
    return (today - localtime(page.since).date()).days if page.since else None


def _ahead(reached: str) -> list[str]:
    return MAIN_CODES[MAIN_CODES.index(reached) + 1 :] if reached else MAIN_CODES
