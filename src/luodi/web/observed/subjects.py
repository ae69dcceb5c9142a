"""Pages of a subject's observations: a project's tab, a firm's page, and the form by which a value is reported."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi.companies.queries import company_page
from luodi.observations import operations, queries
from luodi.observations.operations import Source
from luodi.observations.queries import ObservationFilter
from luodi.observations.refusals import SizeDoubtful
from luodi.projects.operations import give_subject
from luodi.projects.queries import project_heading, subject_of_project
from luodi.values.actor import Actor
from luodi.values.period import Period
from luodi.values.refusal import NotAllowed, NotFound, Refusal
from luodi.web.access import actor_of, permitted
from luodi.web.answering import sentence, whole
from luodi.web.observed import words
from luodi.web.observed.acting import decimal_of
from luodi.web.observed.lists import columns, known_at
from luodi.web.projects.tabs import project_tabs

FORM = ("GET", "HEAD", "POST")
MOST = 200


@permitted("observations.view", methods=FORM)
def project(request: HttpRequest, project_id: int) -> HttpResponse:
    """Show what a project reached; report a value on POST, which opens its subject when first needed."""
    viewer = actor_of(request)
    head = project_heading(project_id=project_id, viewer=viewer)
    refusal = None
    if request.method == "POST":
        if not viewer.may("observations.report"):
            raise NotAllowed(permission="observations.report")
        subject_id = give_subject(project_id=project_id, by=viewer, at=timezone.now())
        refusal = _report(request, subject_id)
        if refusal is None:
            return redirect("observed:project", project_id=project_id)
    subject_id = subject_of_project(project_id).subject_id
    context = _listed(request, subject_id, refusal) | {
        "name": head.name, "tabs": project_tabs(viewer, project_id, "observed:project"), "head": head,
        "may_report": viewer.may("observations.report") and head.may_edit, "company": None, "consents": [], "answers_to": subject_id,
        "may_ask": False, "subject_id": subject_id,
    }  # fmt: skip
    return render(request, "observed/subject.html", context, status=refusal.status if refusal else 200)


@permitted("observations.view", methods=FORM)
def company(request: HttpRequest, company_id: int) -> HttpResponse:
    """Lead to a firm's observations; on POST open its subject with the viewer's unit as the responsible one."""
    viewer = actor_of(request)
    page = company_page(company_id=company_id, viewer=viewer)
    found = queries.subject_of_firm(viewer, company_id)
    if found is not None:
        return redirect("observed:subject", subject_id=found)
    if request.method == "POST":
        if not viewer.may("observations.report") or viewer.unit_id is None:
            raise NotAllowed(permission="observations.report")
        subject = operations.subject_of_company(
            company_id=company_id, name=page.name, unit_id=viewer.unit_id, by=viewer, at=timezone.now()
        )
        return redirect("observed:company", company_id=subject.company_id)
    return render(request, "observed/company.html", {"page": page, "may_open": viewer.may("observations.report")})


@permitted("observations.view", methods=FORM)
def subject(request: HttpRequest, subject_id: int) -> HttpResponse:
    """Show what a subject reached, its authorisations and answers; report a value on POST."""
    viewer, refusal = actor_of(request), None
    name, unit_id, company_id = queries.subject_head(viewer, subject_id)
    if request.method == "POST":
        if not viewer.may("observations.report"):
            raise NotAllowed(permission="observations.report")
        refusal = _report(request, subject_id)
        if refusal is None:
            return redirect("observed:subject", subject_id=subject_id)
    may_report = queries.may_report_of(viewer, unit_id)
    context = _listed(request, subject_id, refusal) | {
        "name": name, "tabs": [], "head": None, "may_report": may_report, "company": company_id, "subject_id": subject_id,
        "consents": [_consent(row) for row in queries.consents(viewer, subject_id)] if company_id else [],
        "may_ask": may_report and company_id is not None,
    }  # fmt: skip
    return render(request, "observed/subject.html", context, status=refusal.status if refusal else 200)


def _report(request: HttpRequest, subject_id: int) -> Refusal | None:
    given = request.POST
    try:
        operations.record_observation(
            subject_id=subject_id, indicator_code=given.get("indicator", ""), period=Period.parse(given.get("period", "")),
            value=decimal_of(given.get("value", "")), unit=given.get("unit", ""), source=_source(given),
            answer=given.get("answer", "")[:300], by=actor_of(request), at=timezone.now(),
        )  # fmt: skip
    except (NotAllowed, NotFound):
        raise
    except Refusal as refusal:
        return refusal
    messages.success(request, _("已填报，等另一位有权限的人核实。"))
    return None


def _source(given: QueryDict) -> Source:
    document = whole(given.get("document"))
    kind = "statistics" if given.get("statistics") else "passage" if document else "form"
    return Source(kind, given.get("source", "")[:300], document_id=document)


def _listed(request: HttpRequest, subject_id: int | None, refusal: Refusal | None) -> dict:
    viewer, today, at = actor_of(request), timezone.localdate(), known_at(request)
    asked = ObservationFilter(subject_id=subject_id)
    found = queries.observations_known_at(viewer, asked, at=at, sort="-period", size=MOST) if subject_id else None
    entered = request.POST if refusal else request.GET
    return {
        "rows": [words.shown(row) for row in found.rows] if found else [], "total": found.total if found else 0,
        "columns": columns(of_subject=True), "at": at, "entered": entered,
        "refusal": sentence(refusal) if refusal else "", "doubted": isinstance(refusal, SizeDoubtful),
        "indicators": [("", _("请选择")), *words.indicator_choices()], "periods": words.period_choices(today),
        "units": words.unit_choices(), "statistics": queries.statistics_answers(viewer, subject_id) if subject_id else [],
    }  # fmt: skip


def _consent(row: queries.ConsentRow) -> dict:
    return {
        "id": row.id, "purpose": row.purpose, "until": row.until, "signer": row.signer, "signed_at": row.signed_at,
        "state": row.state, "state_word": words.decisions()[row.state], "badge": words.BADGES[row.state],
        "reason": row.reason,
    }  # fmt: skip


def viewer_unit(viewer: Actor) -> int:
    """Give the viewer's own unit.

    :raises NotAllowed: if they have none
    """
    if viewer.unit_id is None:
        raise NotAllowed(permission="observations.report")
    return viewer.unit_id
