"""Honest-failure reviews as a list: searched, filtered, exported."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from luodi.projects import queries
from luodi.projects.queries import FailureFilter
from luodi.values.refusal import NotAllowed
from luodi.web.access import actor_of, permitted
from luodi.web.exporting import Export, exported, most_rows
from luodi.web.projects.gates import words
from luodi.web.sheets import SheetColumn
from luodi.web.tables import Filter, Paging

SIZE = 30


@permitted("projects.view")
def index(request: HttpRequest) -> HttpResponse:
    """List the honest-failure reviews that the viewer may see."""
    viewer = actor_of(request)
    text = request.GET.get("page", "1")
    page = max(1, int(text)) if text.isascii() and text.isdecimal() and len(text) < 6 else 1
    rows, total = queries.failure_reviews(viewer=viewer, asked=_asked(request), limit=SIZE, offset=(page - 1) * SIZE)
    pages = max(1, -(-total // SIZE))
    context = {
        "rows": [(row, reverse("projects:gates", kwargs={"project_id": row.project_id}) + "#failure") for row in rows],
        "filters": _filters(),
        "paging": Paging(total=total, shown=len(rows), page=min(page, pages), pages=pages),
        "narrowed": any(request.GET.get(name) for name in ("q", "reason", "state")),
        "may_export": viewer.may("projects.export"),
        "words": words,
    }
    return render(request, "gates/failures.html", context)


@permitted("projects.export")
def export(request: HttpRequest) -> HttpResponse:
    """Give the reviews as they are filtered as an Excel file."""
    viewer = actor_of(request)
    if not viewer.may("projects.view"):
        raise NotAllowed(permission="projects.view")
    rows, _total = queries.failure_reviews(viewer=viewer, asked=_asked(request), limit=most_rows())
    columns = [
        SheetColumn(_("项目"), width=40), SheetColumn(_("责任单位"), width=18), SheetColumn(_("原因"), width=18),
        SheetColumn(_("去向"), width=16), SheetColumn(_("做了哪些努力"), width=60), SheetColumn(_("经验教训"), width=60),
        SheetColumn(_("撰写"), width=12), SheetColumn(_("认定"), width=12),
    ]  # fmt: skip
    reasons = words.reasons()
    lines = [
        [row.project, row.unit, reasons[row.reason_code], row.competitor, row.tried, row.learnt, row.written_by,
         row.approved_by] for row in rows
    ]  # fmt: skip
    fields = ["name", "unit", "reason_code", "competitor", "tried", "learnt", "written_by", "approved_by"]
    return exported(request, Export("failures", _("尽职免责复盘"), columns, fields), lines, _filters())


def _asked(request: HttpRequest) -> FailureFilter:
    reason, state = request.GET.get("reason", ""), request.GET.get("state", "")
    return FailureFilter(
        text=request.GET.get("q", "").replace("\x00", "").strip()[:60],
        reason_code=reason if reason in words.reasons() else "",
        state=state if state in ("waiting", "approved") else "",
    )


def _filters() -> tuple[Filter, ...]:
    return (
        Filter("q", _("关键词"), kind="text", placeholder=_("项目、做法、教训、去向")),
        Filter("reason", _("原因"), options=list(words.reasons().items())),
        Filter("state", _("状态"), options=[("waiting", _("待认定")), ("approved", _("已认定"))], width="sm"),
    )
