"""Lists of the daily work over all projects: contacts, and projects that have been silent."""

from dataclasses import asdict
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi.contacts import queries
from luodi.contacts.queries import OverdueFilter, OverdueRow, VisitFilter
from luodi.people.permissions import require
from luodi.projects.queries import units_offered
from luodi.values.actor import Actor
from luodi.web.access import actor_of, permitted
from luodi.web.answering import day_of, whole
from luodi.web.contacts import words
from luodi.web.exporting import Export, exported, most_rows, refuse_too_many
from luodi.web.filters.views import kept
from luodi.web.projects.filters import stage_word
from luodi.web.sheets import SheetColumn
from luodi.web.tables import Column, Filter, Paging

SIZE = 50


@permitted("contacts.view")
def index(request: HttpRequest) -> HttpResponse:
    """List contacts with investors over all projects that the reader may see."""
    viewer, sort = actor_of(request), request.GET.get("sort", "-held")
    found = queries.visits(viewer, _asked(request), sort=sort, page=whole(request.GET.get("page")) or 1, size=SIZE)
    rows = [
        asdict(row) | {
            "page": reverse("contacts:project", kwargs={"project_id": row.project_id}),
            "kind_word": words.kinds()[row.kind],
        }
        for row in found.rows
    ]  # fmt: skip
    filters = _filters(viewer)
    context = {
        "rows": rows, "columns": _columns(), "filters": filters, "sort": sort, "tabs": _tabs("index"),
        "paging": Paging(total=found.total, shown=len(rows), page=found.page, pages=found.pages),
        "narrowed": any(each.worded(request.GET) for each in filters), "may_export": viewer.may("projects.export"),
    }  # fmt: skip
    return render(request, "contacts/index.html", context | kept(viewer, "contacts"))


@permitted("projects.export")
def export(request: HttpRequest) -> HttpResponse:
    """Give the contacts as they are filtered as an Excel file."""
    viewer = actor_of(request)
    require(viewer, "contacts.view")
    found = queries.visits(viewer, _asked(request), size=most_rows())
    columns = [
        SheetColumn(_("日期"), "day", 12), SheetColumn(_("方式"), width=8), SheetColumn(_("编号"), width=16),
        SheetColumn(_("项目"), width=36), SheetColumn(_("责任单位"), width=16), SheetColumn(_("谈话要点"), width=60),
        SheetColumn(_("对方人员"), width=20), SheetColumn(_("下一步"), width=40), SheetColumn(_("下一步日期"), "day", 12),
        SheetColumn(_("有凭证"), width=8), SheetColumn(_("记录人"), width=10), SheetColumn(_("记录时间"), "moment", 17),
    ]  # fmt: skip
    rows = [
        [row.held_date, words.kinds()[row.kind], row.code, row.project, row.unit_name, row.said, row.theirs, row.next_step,
         row.next_date, _("是") if row.evidence else "", row.logged_by, row.logged_at]
        for row in found.rows
    ]  # fmt: skip
    fields = ["held_date", "kind", "code", "project", "unit", "said", "theirs", "next_step", "next_date", "evidence",
              "logged_by", "logged_at"]  # fmt: skip
    return exported(request, Export("contacts", _("往来记录"), columns, fields), rows, _filters(viewer))


@permitted("contacts.view")
def overdue(request: HttpRequest) -> HttpResponse:
    """List projects whose progress is overdue, or that nobody contacted for so many days."""
    viewer, today, sort = actor_of(request), timezone.localdate(), request.GET.get("sort", "-late")
    found = queries.overdue(
        viewer, _silent(request), today=today, sort=sort, page=whole(request.GET.get("page")) or 1, size=SIZE
    )
    rows = [
        asdict(row) | {
            "page": reverse("contacts:project", kwargs={"project_id": row.id}), "stage_word": stage_word(row.stage),
        }
        for row in found.rows
    ]  # fmt: skip
    filters = _silent_filters(viewer)
    context = {
        "rows": rows, "columns": _silent_columns(), "filters": filters, "sort": sort, "tabs": _tabs("overdue"),
        "paging": Paging(total=found.total, shown=len(rows), page=found.page, pages=found.pages), "days": found.days,
        "narrowed": any(each.worded(request.GET) for each in filters), "may_export": viewer.may("projects.export"),
    }  # fmt: skip
    return render(request, "contacts/overdue.html", context | kept(viewer, "overdue"))


@permitted("projects.export")
def export_overdue(request: HttpRequest) -> HttpResponse:
    """Give the silent projects as they are filtered as an Excel file."""
    viewer, today = actor_of(request), timezone.localdate()
    require(viewer, "contacts.view")
    found = queries.overdue(viewer, _silent(request), today=today, size=most_rows())
    refuse_too_many(len(found.rows))
    columns = [
        SheetColumn(_("编号"), width=16), SheetColumn(_("项目"), width=36), SheetColumn(_("责任单位"), width=16),
        SheetColumn(_("经办人"), width=10), SheetColumn(_("阶段"), width=12), SheetColumn(_("上次进展"), "day", 12),
        SheetColumn(_("未报天数"), "count", 10), SheetColumn(_("逾期天数"), "count", 10),
        SheetColumn(_("上次联系"), "day", 12), SheetColumn(_("沉默天数"), "count", 10),
        SheetColumn(_("上次有凭证的联系"), "day", 16),
    ]  # fmt: skip
    rows = [_silent_cells(row) for row in found.rows]
    fields = ["code", "name", "unit", "officer", "stage", "last_progress", "progress_days", "late_by", "last_contact",
              "contact_days", "last_evidenced"]  # fmt: skip
    return exported(
        request, Export("overdue_progress", _("逾期进展与沉默项目"), columns, fields), rows, _silent_filters(viewer)
    )


def _silent_cells(row: OverdueRow) -> list[object]:
    return [
        row.code, row.name, row.unit_name, row.officer_name, stage_word(row.stage), row.last_progress, row.progress_days,
        row.late_by, row.last_contact, row.contact_days, row.last_evidenced,
    ]  # fmt: skip


def _asked(request: HttpRequest) -> VisitFilter:
    given = request.GET
    kind, evidence = given.get("kind", ""), given.get("evidence", "")
    return VisitFilter(
        unit_id=whole(given.get("unit")), kind=kind if kind in words.kinds() else "", evidence=evidence,
        words=given.get("q", "").strip()[:60], from_date=_day(given.get("on_from")), to_date=_day(given.get("on_to")),
        mine=bool(given.get("mine")),
    )  # fmt: skip


def _silent(request: HttpRequest) -> OverdueFilter:
    given = request.GET
    silent = whole(given.get("silent"))
    return OverdueFilter(
        unit_id=whole(given.get("unit")), silent=silent if silent and silent < 10_000 else None,
        words=given.get("q", "").strip()[:60], mine=bool(given.get("mine")), late_only=not silent,
    )  # fmt: skip


def _day(text: str | None) -> date | None:
    return day_of(text) if text else None


def _filters(viewer: Actor) -> tuple[Filter, ...]:
    return (
        Filter("unit", _("责任单位"), options=queries.visit_units(viewer)),
        Filter("kind", _("方式"), options=tuple(words.kinds().items()), width="sm"),
        Filter("evidence", _("凭证"), options=[("yes", _("有凭证")), ("no", _("无凭证"))], width="sm"),
        Filter("on", _("日期"), kind="dates"),
        Filter("q", _("关键词"), kind="text", placeholder=_("项目、要点或对方")),
        Filter("mine", _("只看我记的"), kind="check"),
    )


def _silent_filters(viewer: Actor) -> tuple[Filter, ...]:
    spans = [(days, _("%(n)s 天以上没有联系") % {"n": days}) for days in (7, 14, 30, 60, 90)]
    return (
        Filter("unit", _("责任单位"), options=[(unit.id, unit.name) for unit in units_offered(viewer=viewer)]),
        Filter("silent", _("沉默"), options=spans, placeholder=_("进展逾期的")),
        Filter("q", _("关键词"), kind="text", placeholder=_("项目或企业")),
        Filter("mine", _("只看我经办的"), kind="check"),
    )


def _columns() -> tuple[Column, ...]:
    return (
        Column("project", _("项目"), "link", "xl", href="page", card="title"),
        Column("kind", _("方式"), "badge", "sm"),
        Column("held_date", _("日期"), "day", "md", sort="held"),
        Column("said", _("谈话要点"), width="grow", card="wide"),
        Column("next_step", _("下一步"), width="xl", card="wide"),
        Column("evidence", _("凭证"), width="sm"),
        Column("unit_name", _("责任单位"), width="md"),
        Column("logged_by", _("记录人"), width="sm", roomy=True),
    )


def _silent_columns() -> tuple[Column, ...]:
    return (
        Column("name", _("项目"), "link", "grow", sort="name", href="page", card="title"),
        Column("unit_name", _("责任单位"), width="md"),
        Column("officer_name", _("经办人"), width="sm"),
        Column("stage", _("阶段"), width="md"),
        Column("late", _("进展"), width="lg", sort="late"),
        Column("last_progress", _("上次进展"), "day", "md", roomy=True),
        Column("contact_days", _("沉默"), "count", "sm", sort="contact", unit=_("天")),
        Column("last_contact", _("上次联系"), "day", "md"),
        Column("last_evidenced", _("上次有凭证的联系"), "day", "md", roomy=True),
    )


def _tabs(active: str) -> list[tuple[str, str, bool, None]]:
    pages = (("index", _("往来记录")), ("overdue", _("逾期进展与沉默项目")))
    return [(word, reverse(f"contacts:{name}"), name == active, None) for name, word in pages]
