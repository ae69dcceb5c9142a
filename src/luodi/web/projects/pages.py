"""A project's page, its forms, and the form of a new one."""

import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from luodi.cockpit.project_overview import project_overview
from luodi.cockpit.project_time import project_time
from luodi.engines.gates.stages import MAIN_CODES, SIDE_CODES
from luodi.projects import operations, queries
from luodi.values.actor import Actor
from luodi.values.refusal import NotAllowed, NotFound, Refusal, Stale
from luodi.web.access import actor_of, permitted
from luodi.web.landing_time.words import part_word
from luodi.web.projects import around, filters, forms
from luodi.web.projects.gates.words import holder_word, reasons, verdicts
from luodi.web.projects.gates.words import language as gate_language
from luodi.web.projects.tabs import project_tabs
from luodi.web.tables import Stage

POSTED = ("GET", "HEAD", "POST")
FIELD_OF = {
    "project_name_missing": "name", "project_known": "name", "project_unit_unknown": "unit_id", "company_known": "company_name",
    "project_officer_unknown": "officer_id", "project_amount_not_positive": "amount", "project_rate_missing": "rate",
    "project_dates_out_of_order": "landed_date", "project_stage_unknown": "stage_claimed",
    "project_binding_unknown": "binding", "project_reason_missing": "reason",
}  # fmt: skip


@permitted("projects.view")
def detail(request: HttpRequest, project_id: int) -> HttpResponse:
    """Show one project: its stage line, its facts with their sources, what the next stages need, changes and journal."""
    return _detail(request, project_id)


def _detail(request: HttpRequest, project_id: int, refusal: Refusal | None = None) -> HttpResponse:
    viewer = actor_of(request)
    page = queries.project_page(project_id=project_id, viewer=viewer)
    language, today = translation.get_language() or "zh", timezone.localdate()
    time = project_time(page, today=today)
    context = {
        "times": around.stage_times(time, viewer),
        "forecast": time.forecast,
        "forecast_reason": around.forecast_reason(time.forecast),
        "part_word": part_word(time.forecast.part),
        "forecast_page": around.forecast_page(time.forecast, viewer),
        "around": project_overview(page, viewer=viewer, today=today),
        "verdict_words": verdicts(),
        "page": page,
        "may_merge": viewer.may("projects.merge"),
        "project_tabs": project_tabs(viewer, project_id, "projects:detail"),
        "lines": queries.project_lines(project_id=project_id, viewer=viewer),
        "next_stages": queries.next_stages(page.stage, page.stage_confirmed),
        "stages": [Stage(code, filters.stage_word(code)) for code in MAIN_CODES],
        "stage_choices": [(code, f"{code} {filters.stage_word(code)}") for code in MAIN_CODES if code != page.stage],
        "reason_choices": list(reasons().items()),
        "verdict": queries.verdict_of(project_id=project_id, today=today),
        "holder_word": holder_word,
        "ask_language": gate_language(),
        "side_choices": [("", _("在推进"))] + [(code, filters.stage_word(code)) for code in SIDE_CODES],
        "stage_word": filters.stage_word,
        "binding_words": filters.binding_words(),
        "field_words": field_words(),
        "key": uuid.uuid4().hex,
        "refused": refusal.sentence(language) if refusal else "",
    }  # fmt: skip
    return render(request, "projects/detail.html", context, status=refusal.status if refusal else 200)


def field_words() -> dict[str, str]:
    """Give the fields of a project in words."""
    return {
        "name": _("项目名称"), "unit_id": _("责任单位"), "officer_id": _("经办人"), "track": _("赛道"),
        "company_id": _("企业编号"), "company_name": _("企业"), "amount": _("投资额"), "original_currency": _("原币种"),
        "original_amount": _("原币金额"), "rate": _("汇率"), "rate_date": _("汇率日期"), "binding": _("协议性质"),
        "signed_date": _("签约日期"), "landed_date": _("落地日期"), "started_date": _("开工日期"),
        "produced_date": _("投产日期"), "site": _("落位地点"), "note": _("备注"), "side_state": _("状态"),
        "stage_claimed": _("自报阶段"), "reason": _("修改理由"),
    }  # fmt: skip


def _version(request: HttpRequest) -> int:
    text = request.POST.get("version", "")
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise Stale()
    return int(text)


def _document(request: HttpRequest) -> int | None:
    text = request.POST.get("document_id", "").strip()
    if text and not (text.isascii() and text.isdecimal() and len(text) < 16):
        raise NotFound()
    return int(text) if text else None


def _act(request: HttpRequest, project_id: int, act: Callable[[Actor], object]) -> HttpResponse:
    """Do one act on a project and go back to its page; a refusal shows there, above what the person sees."""
    viewer = actor_of(request)
    queries.project_page(project_id=project_id, viewer=viewer)
    try:
        act(viewer)
    except (NotFound, NotAllowed):
        raise
    except Refusal as refusal:
        return _detail(request, project_id, refusal)
    return redirect("projects:detail", project_id=project_id)


@permitted("projects.edit", methods=("POST",))
def claim(request: HttpRequest, project_id: int) -> HttpResponse:
    """Claim a stage."""
    typed = forms.read({"signed_date": request.POST.get("effective_date", "")}, ("signed_date",))
    return _act(
        request, project_id,
        lambda by: operations.claim_stage(
            project_id=project_id, stage=request.POST.get("stage", ""), version=_version(request),
            effective_date=typed.values.get("signed_date"), evidence=request.POST.get("evidence", ""),
            document_id=_document(request), reason=request.POST.get("reason", ""), by=by, at=timezone.now(),
        ),
    )  # fmt: skip


@permitted("projects.confirm_stage", methods=("POST",))
def confirm(request: HttpRequest, project_id: int) -> HttpResponse:
    """Confirm the claimed stage, or one before it, on evidence."""
    return _act(
        request, project_id,
        lambda by: operations.confirm_stage(
            project_id=project_id, stage=request.POST.get("stage") or None, evidence=request.POST.get("evidence", ""),
            document_id=_document(request), version=_version(request), by=by, at=timezone.now(),
        ),
    )  # fmt: skip


@permitted("projects.edit", methods=("POST",))
def side_state(request: HttpRequest, project_id: int) -> HttpResponse:
    """Put a project on hold, mark it transferred, lost or terminated, or bring it back."""
    return _act(
        request, project_id,
        lambda by: operations.set_side_state(
            project_id=project_id, side_state=request.POST.get("side_state", ""), reason=request.POST.get("reason", ""),
            reason_code=request.POST.get("reason_code") or "other", competitor=request.POST.get("competitor", ""),
            version=_version(request), by=by, at=timezone.now(),
        ),
    )  # fmt: skip


@permitted("projects.edit", methods=POSTED)
def edit(request: HttpRequest, project_id: int) -> HttpResponse:
    """Show the edit form of a project; posted, correct what differs, with the reason."""
    viewer = actor_of(request)
    page = queries.project_page(project_id=project_id, viewer=viewer)
    if not page.may_edit:
        raise NotAllowed(permission="projects.edit")
    names = tuple(
        name for name in forms.EDITED if not page.amount_hidden or name not in {"amount", "rate", "rate_date"}
    )
    if request.method != "POST":
        return _form(request, forms.Typed(texts=forms.shown(page)), page=page)
    typed = forms.read(request.POST, names)
    if typed.errors:
        return _form(request, typed, page=page, status=422)
    try:
        operations.edit_project(
            project_id=project_id, changes=_changed(page, typed), reason=request.POST.get("reason", ""),
            version=_version(request), by=viewer, at=timezone.now(),
        )  # fmt: skip
    except (NotFound, NotAllowed):
        raise
    except Refusal as refusal:
        return _form(request, _with(typed, refusal), page=page, refusal=refusal, status=refusal.status)
    return redirect("projects:detail", project_id=project_id)


def _changed(page: queries.ProjectPage, typed: forms.Typed) -> dict[str, object]:
    """Give the fields that differ from what the form began with."""
    before = forms.shown(page)
    changes = {name: typed.values[name] for name, text in typed.texts.items() if text.strip() != before.get(name, "")}
    if {"amount", "rate", "rate_date"} & set(changes):
        changes |= {name: typed.values.get(name) for name in ("amount", "rate", "rate_date")}
    return changes


@permitted("projects.edit", methods=POSTED)
def new(request: HttpRequest) -> HttpResponse:
    """Show the form of a new project; posted, register it, after looking for one that it may be already."""
    viewer = actor_of(request)
    if request.method != "POST":
        return _form(request, forms.Typed(texts=_blank(viewer)))
    typed = forms.read(request.POST)
    if not typed.values.get("unit_id") and "unit_id" not in typed.errors:
        typed.errors["unit_id"] = _("请选择责任单位")
    if typed.errors:
        return _form(request, typed, status=422)
    anyway = bool(request.POST.get("anyway"))
    asked = queries.Asked(typed.values.get("name", ""), typed.values["unit_id"], None)
    matches = [] if anyway else queries.project_matches(rows=[asked], viewer=viewer)[0]
    if matches:
        hidden = [match.project_id for match in matches if not match.visible]
        if hidden:
            operations.note_occupied(ids=hidden, by=viewer, at=timezone.now())
        return _form(request, typed, matches=matches, status=422)
    try:
        project = operations.register_project(**_given(typed), anyway=anyway, by=viewer, at=timezone.now())
    except NotAllowed:
        raise
    except Refusal as refusal:
        return _form(request, _with(typed, refusal), refusal=refusal, status=refusal.status)
    return redirect("projects:detail", project_id=project.pk)


def _blank(viewer: Actor) -> dict[str, str]:
    own = {"unit_id": str(viewer.unit_id or ""), "officer_id": str(viewer.person_id or "")}
    return own | {"binding": "unknown", "stage_claimed": "P0"}


def _given(typed: forms.Typed) -> dict[str, object]:
    given = {name: value for name, value in typed.values.items() if value is not None}
    return {"name": ""} | {name: value for name, value in given.items() if value != "" or name == "name"}


def _with(typed: forms.Typed, refusal: Refusal) -> forms.Typed:
    field = FIELD_OF.get(refusal.code) or str(refusal.params.get("field", ""))
    if field:
        typed.errors[field] = refusal.sentence(translation.get_language() or "zh")
    return typed


def _form(
    request: HttpRequest, typed: forms.Typed, *, page: queries.ProjectPage | None = None, refusal: Refusal | None = None,
    matches: list | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    viewer, today = actor_of(request), timezone.localdate()
    units = queries.units_to_edit(viewer=viewer)
    context = {
        "page": page,
        "typed": typed,
        "words": field_words(),
        "units": [(unit.id, unit.name) for unit in units],
        "officers": [("", _("未定"))] + queries.officers(unit_ids=[unit.id for unit in units], today=today),
        "tracks": queries.tracks(viewer=viewer, today=today),
        "bindings": list(filters.binding_words().items()),
        "stages": [(code, f"{code} {filters.stage_word(code)}") for code in MAIN_CODES],
        "matches": matches or [],
        "refused": refusal.sentence(translation.get_language() or "zh") if refusal else "",
        "reason": request.POST.get("reason", "")[:300],
        "version": request.POST.get("version") or (page.version if page else ""),
        "key": uuid.uuid4().hex,
        "stage_word": filters.stage_word,
    }
    return render(request, "projects/form.html", context, status=status)
