"""The page of a project's daily work: where it stands, the forms, the investor's people, and one line of time."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from luodi.contacts import queries
from luodi.contacts.queries import DailyWork, Happening
from luodi.engines.gates.stages import MAIN_CODES, STAGES
from luodi.people.queries import unit_choices
from luodi.projects.queries import Heading, project_heading
from luodi.tasks.queries import persons_of
from luodi.values.actor import Actor
from luodi.values.refusal import Refusal
from luodi.web.access import actor_of, permitted
from luodi.web.contacts import words
from luodi.web.projects.filters import stage_word
from luodi.web.projects.tabs import project_tabs


@permitted("contacts.view")
def project(request: HttpRequest, project_id: int) -> HttpResponse:
    """Show the daily work on one project."""
    return shown(request, project_id)


def shown(
    request: HttpRequest, project_id: int, refusal: Refusal | None = None, form: str = "", phone: str = "",
    template: str = "contacts/project.html", correcting: Happening | None = None,
) -> HttpResponse:  # fmt: skip
    """Render a project's daily work, with the refusal of what was just tried and what was typed for it.

    `form` names the form that was refused; `phone` is a revealed number, shown this once.
    """
    viewer, today = actor_of(request), timezone.localdate()
    heading = project_heading(project_id=project_id, viewer=viewer)
    work = queries.daily_work(project_id=project_id, unit_id=heading.unit_id, viewer=viewer)
    drafts = queries.drafts_of(viewer, project_id) if work.may_comment else {}
    show = request.GET.get("show", "")
    context = {
        "heading": heading,
        "project_tabs": project_tabs(viewer, project_id, "contacts:project"),
        "work": work,
        "entries": [each for each in work.entries if show not in words.entry_kinds() or each.kind == show],
        "entry_tabs": _entry_tabs(heading, work, show),
        "state": queries.progress_state(project_id=project_id, viewer=viewer, today=today),
        "days": queries.progress_days(on=today),
        "typed": {name: _typed(name, request, drafts, form) for name in words.FORMS},
        "kept": {name: at for name, (_values, at) in drafts.items() if name != form},
        "open": form or next(iter(drafts), ""),
        "today": today,
        "viewer": viewer,
        "phone": phone,
        "correcting": correcting,
        "refusal": refusal.sentence(translation.get_language() or "zh") if refusal else "",
        **_choices(heading, work, viewer),
    }
    return render(request, template, context, status=refusal.status if refusal else 200)


def _typed(name: str, request: HttpRequest, drafts: dict, form: str) -> dict[str, str]:
    """Give what stands in a form: what was just refused, else the draft."""
    if name == form:
        return {key: request.POST.get(key, "") for key in words.FORMS[name]}
    values = drafts.get(name, ({}, None))[0]
    return {key: values.get(key, "") for key in words.FORMS[name]}


def _choices(heading: Heading, work: DailyWork, viewer: Actor) -> dict[str, Any]:
    persons = persons_of(heading.unit_id, on=timezone.localdate()) if work.may_log else []
    ahead = [code for code in MAIN_CODES if STAGES[code].order > STAGES[heading.stage].order][:4]
    return {
        "kinds": list(words.kinds().items()),
        "kind_words": words.kinds(),
        "entry_words": words.entry_kinds(),
        "languages": list(words.languages().items()),
        "language_words": words.languages(),
        "persons": persons,
        "owners": [("", _("不指定")), *persons],
        "units": unit_choices() if work.may_instruct else [],
        "stages": [(code, stage_word(code)) for code in ahead],
        "stage_word": stage_word,
    }


def _entry_tabs(heading: Heading, work: DailyWork, show: str) -> list[tuple[str, str, bool, int]]:
    tabs = [(_("全部"), "?", show not in words.entry_kinds(), sum(work.counts.values()))]
    return tabs + [
        (word, f"?show={kind}#line", show == kind, work.counts[kind]) for kind, word in words.entry_kinds().items()
    ]
