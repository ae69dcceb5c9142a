"""The follow-up desk (督办台): counts by lamp, the list, its Excel file, asking a unit for something."""

from dataclasses import asdict
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi.people.permissions import require
from luodi.tasks import operations, queries
from luodi.tasks.operations import NewTask
from luodi.tasks.queries import FollowUpFilter, FollowUpRow
from luodi.values.actor import Actor
from luodi.values.refusal import Refusal
from luodi.web.access import actor_of, permitted
from luodi.web.answering import day_of, sentence, whole
from luodi.web.exporting import Export, exported, most_rows
from luodi.web.filters.views import kept
from luodi.web.sheets import SheetColumn
from luodi.web.tables import Column, Filter, Paging
from luodi.web.tasks import words
from luodi.web.tasks.holders import person_named

SIZE = 50
MEETING = "meetings.meeting"


@permitted("tasks.view")
def desk(request: HttpRequest) -> HttpResponse:
    """Show the follow-ups that the viewer may see, with how many stand how."""
    viewer, today = actor_of(request), timezone.localdate()
    page, sort = whole(request.GET.get("page")) or 1, request.GET.get("sort", "due")
    found = queries.follow_ups(viewer, _asked(request), today=today, sort=sort, page=page, size=SIZE)
    pages = max(1, -(-found.total // SIZE))
    context = {
        "rows": [listed(row, today) for row in found.rows],
        "columns": columns(),
        "filters": _filters(viewer),
        "tiles": [
            (word, code, found.counts[code], words.TILES.get(code, "")) for code, word in words.standings().items()
        ],
        "tabs": _tabs(request),
        "sort": sort,
        "paging": Paging(total=found.total, shown=len(found.rows), page=min(page, pages), pages=pages),
        "narrowed": _asked(request) != FollowUpFilter(),
        "may_ask": viewer.may("tasks.ask"),
        "may_export": viewer.may("projects.export"),
    }
    return render(request, "tasks/desk.html", context | kept(viewer, "follow_ups"))


@permitted("projects.export")
def export(request: HttpRequest) -> HttpResponse:
    """Give the follow-ups as they are filtered as an Excel file."""
    viewer, today = actor_of(request), timezone.localdate()
    require(viewer, "tasks.view")
    sort = request.GET.get("sort", "due")
    found = queries.follow_ups(viewer, _asked(request), today=today, sort=sort, size=most_rows())
    sheet = [
        SheetColumn(_("督办件"), width=50), SheetColumn(_("来自"), width=32), SheetColumn(_("提出"), width=20),
        SheetColumn(_("承办单位"), width=18), SheetColumn(_("承办人"), width=12), SheetColumn(_("期限"), "day", 12),
        SheetColumn(_("状态"), width=20), SheetColumn(_("逾期处理"), width=18), SheetColumn(_("最近进展"), width=50),
        SheetColumn(_("进展日期"), "day", 12), SheetColumn(_("交办人"), width=12), SheetColumn(_("结果"), width=40),
    ]  # fmt: skip
    steps = words.step_words()
    rows = [
        [row.title, row.origin_label, row.demanded_by, row.unit_name, row.person_name, row.due_date,
         words.standing_word(row, today), steps.get(row.step, ""), row.told, row.told_day, row.asked_by, row.outcome]
        for row in found.rows
    ]  # fmt: skip
    fields = ["title", "origin", "demanded_by", "unit", "person", "due_date", "standing", "step", "told", "told_day",
              "asked_by", "outcome"]  # fmt: skip
    return exported(request, Export("follow_ups", _("督办台"), sheet, fields), rows, _filters(viewer))


@permitted("tasks.ask", methods=("GET", "HEAD", "POST"))
def ask(request: HttpRequest) -> HttpResponse:
    """Ask a unit for something by a day."""
    viewer, refusal = actor_of(request), None
    if request.method == "POST":
        try:
            unit_id = whole(request.POST.get("unit"))
            task = NewTask(
                kind="follow_up", title=_text(request, "title", 300), detail=_text(request, "detail", 2000),
                demanded_by=_text(request, "demanded_by", 80), unit_id=unit_id,
                person_id=person_named(_text(request, "person", 60), unit_id, on=timezone.localdate()),
                due_date=day_of(_text(request, "due_date", 20)),
            )  # fmt: skip
            opened = operations.ask_for(task=task, by=viewer, at=timezone.now())
            messages.success(request, _("已交办，承办人会收到消息。"))
            return redirect("tasks:detail", task_id=opened.pk)
        except Refusal as said:
            if said.status in (403, 404):
                raise
            refusal = said
    context = {
        "units": [("", _("请选择")), *queries.units_to_give_to(viewer)],
        "entered": request.POST,
        "refusal": sentence(refusal) if refusal else "",
    }
    return render(request, "tasks/ask.html", context, status=refusal.status if refusal else 200)


def columns() -> tuple[Column, ...]:
    """Give the columns of a list of follow-ups."""
    return (
        Column("title", _("督办件"), "link", "grow", sort="title", card="title"),
        Column("holder", _("承办"), width="lg", sort="unit"),
        Column("due_date", _("期限"), "day", "md", sort="due"),
        Column("lamp", _("状态"), width="ml"),
        Column("step", _("逾期处理"), "badge", "ml"),
        Column("told", _("最近进展"), width="xl", card="wide"),
        Column("asked_by", _("交办人"), width="sm", card="hidden", roomy=True),
    )


def listed(row: FollowUpRow, today: date) -> dict:
    """Give a follow-up as the table takes it, with its address and words."""
    origin = words.ORIGINS.get(row.origin_kind)
    return asdict(row) | {
        "page": reverse("tasks:detail", kwargs={"task_id": row.id}),
        "origin_page": reverse(origin[0], kwargs={origin[1]: row.origin_id}) if origin and row.origin_id else "",
        "holder": " · ".join(part for part in (row.person_name, row.unit_name) if part),
        "lamp_word": words.standing_word(row, today),
        "step_word": words.step_words().get(row.step, ""),
        "note": row.origin_label or row.demanded_by,
    }


def _asked(request: HttpRequest) -> FollowUpFilter:
    meeting = whole(request.GET.get("meeting"))
    standing = request.GET.get("standing", "")
    part = request.GET.get("part", "")
    return FollowUpFilter(
        part=part if part in ("held", "asked") else "",
        standing=standing if standing in words.standings() else "",
        unit_id=whole(request.GET.get("unit")),
        origin=(MEETING, meeting) if meeting else None,
        words=request.GET.get("q", "").strip()[:60],
    )


def _filters(viewer: Actor) -> tuple[Filter, ...]:
    return (
        Filter("standing", _("状态"), options=tuple(words.standings().items()), width="sm"),
        Filter("meeting", _("会议"), options=queries.origins_of_follow_ups(viewer, MEETING)),
        Filter("unit", _("承办单位"), options=queries.units_of_follow_ups(viewer)),
        Filter("q", _("关键词"), kind="text", placeholder=_("事项或承办人")),
    )


def _tabs(request: HttpRequest) -> list[tuple]:
    chosen = request.GET.get("part", "")
    parts = [("", _("全部督办")), ("held", _("我承办的")), ("asked", _("我交办的"))]
    tabs = []
    for part, word in parts:
        others = request.GET.copy()
        others.pop("page", None)
        others["part"] = part
        tabs.append((word, f"{reverse('tasks:desk')}?{others.urlencode()}", chosen == part, None))
    return [*tabs, (_("任务与要求"), reverse("tasks:index"), False, None)]


def _text(request: HttpRequest, name: str, longest: int) -> str:
    return request.POST.get(name, "").strip()[:longest]
