"""Target plans of a year: which unit holds which targets and how they stand, in by Excel, out as a task book to sign."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from luodi.engines.papers import docx_of, pdf_of, usual_font
from luodi.people.queries.lookups import active_units
from luodi.promises import operations, queries
from luodi.promises.plan_sheet import plan_template
from luodi.promises.queries import Plan
from luodi.values.refusal import NotAllowed, NotFound, Refusal
from luodi.web.access import actor_of, permitted
from luodi.web.answering import sentence, whole
from luodi.web.sheets import sheet_response
from luodi.web.tables import Column

FIRST_YEAR = 2020
KINDS = {
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", docx_of),
    "pdf": ("application/pdf", lambda paper: pdf_of(paper, font=usual_font())),
}


@permitted("promises.view")
def index(request: HttpRequest) -> HttpResponse:
    """List the year's target plans that the viewer may see."""
    return _shown(request)


@permitted("promises.make", methods=("POST",))
def upload(request: HttpRequest) -> HttpResponse:
    """Take in target plans from Excel, all rows or none."""
    viewer, file, year = actor_of(request), request.FILES.get("file"), _year(request)
    if file is None:
        messages.error(request, _("请先选择文件。"))
        return redirect(_address(year))
    try:
        number = operations.take_in_plan(
            year=year,
            data=file.read(settings.UPLOAD_LIMIT + 1),
            file_name=file.name or "",
            by=viewer,
            at=timezone.now(),
        )
    except (NotAllowed, NotFound):
        raise
    except Refusal as refusal:
        return _shown(request, refusal)
    messages.success(request, _("已登记 %(n)s 项年度目标。") % {"n": number})
    return redirect(_address(year))


@permitted("promises.make")
def template(request: HttpRequest) -> HttpResponse:
    """Give the sheet to fill in: the bureau gets a line for each unit, others for their own."""
    viewer, units = actor_of(request), active_units()
    everybody = "promotion_bureau" in viewer.roles
    names = [name for pk, name in units.items() if everybody or pk in viewer.unit_ids]
    return sheet_response(_("目标计划模板.xlsx"), plan_template(title=_("目标计划"), units=names))


@permitted("promises.view")
def book(request: HttpRequest, unit_id: int, year: int, kind: str) -> HttpResponse:
    """Give a unit's plan as a task book in Word or PDF."""
    if kind not in KINDS:
        raise Http404
    (media, write), viewer = KINDS[kind], actor_of(request)
    paper = queries.plan_book(viewer, unit_id=unit_id, year=year, today=timezone.localdate())
    response = HttpResponse(write(paper), content_type=media)
    operations.note_book_taken(unit_id=unit_id, year=year, kind=kind, by=viewer, at=timezone.now())
    response["Content-Disposition"] = content_disposition_header(True, f"{paper.title}-{paper.subtitle}.{kind}")
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _shown(request: HttpRequest, refusal: Refusal | None = None) -> HttpResponse:
    viewer, year, today = actor_of(request), _year(request), timezone.localdate()
    found = queries.plans(viewer, year=year, today=today)
    context = {
        "rows": [_row(each, year) for each in found], "year": year, "years": [(y, str(y)) for y in range(today.year + 1, FIRST_YEAR - 1, -1)],
        "columns": _columns(), "may_make": viewer.may("promises.make"), "refusal": sentence(refusal) if refusal else "",
        "total": sum(len(each.rows) for each in found),
    }  # fmt: skip
    return render(request, "promises/plans.html", context, status=refusal.status if refusal else 200)


def _row(plan: Plan, year: int) -> dict:
    address = reverse("promises:index")
    return {
        "unit": plan.unit, "whole": reverse("cockpit:unit", args=[plan.unit_id]), "targets": len(plan.rows), **plan.lamps(), "page": f"{address}?basis=target_plan&q={plan.unit}",
        "docx": reverse("promises:plan_book", args=[plan.unit_id, year, "docx"]),
        "pdf": reverse("promises:plan_book", args=[plan.unit_id, year, "pdf"]),
    }  # fmt: skip


def _columns() -> tuple[Column, ...]:
    return (
        Column("unit", _("责任单位"), "link", "grow", href="page", card="title"), Column("targets", _("目标"), "count", "sm"),
        Column("green", _("绿灯"), "count", "sm"), Column("yellow", _("黄灯"), "count", "sm"),
        Column("red", _("红灯"), "count", "sm"), Column("grey", _("灰灯"), "count", "sm"), Column("book", _("计划书"), width="lg"),
    )  # fmt: skip


def _year(request: HttpRequest) -> int:
    given = whole(request.POST.get("year") or request.GET.get("year"))
    return given if given and FIRST_YEAR <= given <= timezone.localdate().year + 1 else timezone.localdate().year


def _address(year: int) -> str:
    return f"{reverse('promises:plans')}?year={year}"
