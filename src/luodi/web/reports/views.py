"""Reports to the city and the province: previewed from the ledger, then frozen as a document."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from luodi.cockpit import reports
from luodi.cockpit.monthly import MonthNotReportable, month_of
from luodi.documents import queries as documents
from luodi.journeys import file_monthly as monthly_journey
from luodi.journeys import file_report as journey
from luodi.journeys import filed_report
from luodi.values.refusal import NotAllowed, NotFound, Refusal
from luodi.web.access import actor_of, permitted
from luodi.web.answering import day_of, sentence

LONGEST = 400


@permitted("projects.report")
def index(request: HttpRequest) -> HttpResponse:
    """Show a report as it would be filed now, with the projects behind each figure, and the reports filed before."""
    viewer, given = actor_of(request), request.GET
    known = reports.templates()
    code = given.get("template") if given.get("template") in known else next(iter(known))
    first, end = reports.period_of(known[code].period, timezone.localdate())
    first = day_of(given.get("first", "")) or first
    end = (day_of(given.get("last", "")) or end - timedelta(days=1)) + timedelta(days=1)
    wrong = end <= first
    found = None if wrong else reports.report(viewer=viewer, template=code, first=first, end=end)
    key = "en" if (get_language() or "").startswith("en") else "zh"
    context = {
        "found": found, "code": code, "first": first, "last": end - timedelta(days=1), "wrong": wrong,
        "templates": [(each.code, getattr(each, key)) for each in known.values()],
        "shown": found.sources[:LONGEST] if found else (), "longest": LONGEST, "month": (timezone.localdate().replace(day=1) - timedelta(days=1)).strftime("%Y-%m"),
        "headings": dict(zip(found.template.figures, found.headings, strict=True)) if found else {},
        "filed": documents.documents(viewer=viewer, text=filed_report.OUTLET, kind="other", limit=12).rows,
    }  # fmt: skip
    return render(request, "reports/index.html", context)


@permitted("projects.report", methods=("POST",))
def file_monthly(request: HttpRequest) -> HttpResponse:
    """Write the monthly report of a month, as known on a day, and go to its document."""
    given = request.POST
    try:
        day = day_of(given.get("known", ""))
        if day is None and given.get("known", "").strip():
            raise MonthNotReportable(month=given["known"].strip()[:20])
        document_id = monthly_journey.file_monthly(
            month=month_of(given.get("month", "")), day=day, by=actor_of(request), at=timezone.now()
        )
    except (NotAllowed, NotFound):
        raise
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
        return redirect("reports:index")
    messages.success(request, _("月报已存档：每个数字后有来源编号，附录列出来源。"))
    return redirect("documents:detail", document_id=document_id)


@permitted("projects.report", methods=("POST",))
def file(request: HttpRequest) -> HttpResponse:
    """Freeze a report and go to its document."""
    first, last = day_of(request.POST.get("first", "")), day_of(request.POST.get("last", ""))
    if first is None or last is None:
        raise NotFound()
    try:
        document_id = journey.file_report(
            template=request.POST.get("template", ""), first=first, end=last + timedelta(days=1), by=actor_of(request),
            at=timezone.now(),
        )  # fmt: skip
    except (NotAllowed, NotFound):
        raise
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
        return redirect("reports:index")
    messages.success(request, _("报表已冻结存档，数字不再变动；第二张表列出每个数字的来源。"))
    return redirect("documents:detail", document_id=document_id)
