"""Pages of meetings and batches: lists, one meeting, one batch with its places, one place."""

from dataclasses import asdict
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from luodi.meetings import queries
from luodi.people.permissions import require
from luodi.tasks.queries import tasks_of, units_to_give_to
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound, Refusal
from luodi.web.access import actor_of, permitted
from luodi.web.exporting import Export, exported, most_rows
from luodi.web.filters.views import kept
from luodi.web.jinja import url_or_none
from luodi.web.meetings import words
from luodi.web.sheets import SheetColumn
from luodi.web.tables import Column, Filter, Paging
from luodi.web.tasks import words as task_words
from luodi.web.tasks.follow_ups import listed as listed_follow_up
from luodi.web.tasks.views import timeline

SIZE = 50
ROWS = 3


@permitted("meetings.view")
def index(request: HttpRequest) -> HttpResponse:
    """List the meetings that the viewer may see."""
    viewer, page = actor_of(request), _number(request.GET.get("page"), 1)
    asked = _asked(request)
    found = queries.meetings(viewer, **asked, today=timezone.localdate(), page=page, size=SIZE)
    pages = max(1, -(-found.total // SIZE))
    context = {
        "rows": [_listed(row) for row in found.rows],
        "columns": _meeting_columns(),
        "filters": _meeting_filters(viewer),
        "paging": Paging(total=found.total, shown=len(found.rows), page=min(page, pages), pages=pages),
        "narrowed": any(asked.values()),
        "may_export": viewer.may("projects.export"),
        "may_open": viewer.may("meetings.edit"),
        "tabs": tabs("meetings"),
    }
    return render(request, "meetings/index.html", context | kept(viewer, "meetings"))


def _asked(request: HttpRequest) -> dict[str, Any]:
    kind = request.GET.get("kind") if request.GET.get("kind") in words.meeting_kinds() else ""
    year = _number(request.GET.get("year"), 0) or None
    return {"kind": kind, "year": year, "words": request.GET.get("q", "").strip()[:60],
            "idle": bool(request.GET.get("idle"))}  # fmt: skip


def _meeting_filters(viewer: Actor) -> tuple[Filter, ...]:
    return (
        Filter("kind", _("类别"), options=tuple(words.meeting_kinds().items()), width="sm"),
        Filter("year", _("年份"), options=[(each, each) for each in queries.meeting_years(viewer)], width="sm"),
        Filter("q", _("名称"), kind="text"),
        Filter("idle", _("只看没有行动的考察"), kind="check"),
    )


@permitted("projects.export")
def export_meetings(request: HttpRequest) -> HttpResponse:
    """Give the meetings as they are filtered as an Excel file."""
    viewer = actor_of(request)
    require(viewer, "meetings.view")
    found = queries.meetings(viewer, **_asked(request), today=timezone.localdate(), size=most_rows())
    kinds = words.meeting_kinds()
    columns = [
        SheetColumn(_("会议"), width=48), SheetColumn(_("类别"), width=12), SheetColumn(_("日期"), "day", 12),
        SheetColumn(_("原文日期"), width=16), SheetColumn(_("考察地"), width=16), SheetColumn(_("批次"), "count", 8),
        SheetColumn(_("已点名"), "count", 8), SheetColumn(_("共"), "count", 8), SheetColumn(_("点位"), "count", 8),
        SheetColumn(_("疑点"), "count", 8), SheetColumn(_("单位"), width=16), SheetColumn(_("督办在办"), "count", 10),
        SheetColumn(_("督办共"), "count", 10), SheetColumn(_("考察行动"), width=12),
    ]  # fmt: skip
    rows = [
        [row.name, kinds.get(row.kind, row.kind), row.held_date, row.date_text, row.host, row.batches, row.named,
         row.stated, row.sites, row.open_findings, row.unit_name, row.open_follow_ups, row.follow_ups,
         _("没有行动") if row.idle else ""]
        for row in found.rows
    ]  # fmt: skip
    fields = ["name", "kind", "date", "date_text", "host", "batches", "named", "stated", "sites", "findings", "unit",
              "open_follow_ups", "follow_ups", "idle"]  # fmt: skip
    return exported(request, Export("meetings", _("会议"), columns, fields), rows, _meeting_filters(viewer))


@permitted("meetings.view")
def batches(request: HttpRequest) -> HttpResponse:
    """List all batches, stated against named."""
    viewer = actor_of(request)
    kind = request.GET.get("kind") if request.GET.get("kind") in words.batch_kinds() else ""
    rows = queries.batch_rows(viewer, kinds=(kind,) if kind else ())
    filters = (Filter("kind", _("类别"), options=tuple(words.batch_kinds().items()), width="sm"),)
    context = {"rows": batch_cells(rows), "columns": batch_columns(True), "filters": filters, "narrowed": bool(kind)}
    context["may_export"] = viewer.may("projects.export")
    return render(request, "meetings/batches.html", context | {"tabs": tabs("batches")})


@permitted("projects.export")
def export_batches(request: HttpRequest) -> HttpResponse:
    """Give the batches, stated against named, as an Excel file."""
    viewer = actor_of(request)
    require(viewer, "meetings.view")
    kinds, bindings = words.batch_kinds(), dict(words.bindings())
    kind = request.GET.get("kind") if request.GET.get("kind") in kinds else ""
    columns = [
        SheetColumn(_("批次"), width=40), SheetColumn(_("会议"), width=40), SheetColumn(_("类别"), width=12),
        SheetColumn(_("已点名"), "count", 10), SheetColumn(_("共"), "count", 10), SheetColumn(_("公布总额"), "yi", 14),
        SheetColumn(_("性质"), width=12), SheetColumn(_("已点名金额"), "yi", 14),
    ]  # fmt: skip
    rows = [
        [row.label, row.meeting_name, kinds.get(row.kind, row.kind), row.named, row.stated_count, row.stated_total,
         str(bindings.get(row.binding, "")) if row.stated_total else "", row.seen_sum]
        for row in queries.batch_rows(viewer, kinds=(kind,) if kind else ())
    ]  # fmt: skip
    fields = ["label", "meeting", "kind", "named", "stated_count", "stated_total", "binding", "seen_sum"]
    filters = (Filter("kind", _("类别"), options=tuple(kinds.items())),)
    return exported(request, Export("batches", _("批次"), columns, fields), rows, filters)


@permitted("meetings.view")
def detail(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Show one meeting."""
    return shown(request, meeting_id)


def shown(request: HttpRequest, meeting_id: int, refusal: Refusal | None = None) -> HttpResponse:
    """Render one meeting, with the refusal of what was just tried."""
    viewer, today = actor_of(request), timezone.localdate()
    meeting = queries.meeting(viewer, meeting_id, today=today)
    found = queries.batch_rows(viewer, meeting_id=meeting_id)
    tasks = tasks_of(viewer, kind="meetings.meeting", ids=[meeting_id], today=today)
    calls = tasks_of(viewer, kind="meetings.batch", ids=[row.id for row in found], today=today)
    context = {
        "meeting": meeting,
        "row": meeting.row,
        "day": words.day_word(meeting.row.held_date, meeting.row.date_text),
        "kind_word": words.meeting_kinds()[meeting.row.kind],
        "kind_badge": words.MEETING_BADGES.get(meeting.row.kind, "plain"),
        "kinds": list(words.meeting_kinds().items()),
        "batches": batch_cells(found),
        "columns": batch_columns(False),
        "named": sum(row.named for row in found),
        "stated": sum(row.stated_count for row in found),
        "persons": [each for each in meeting.attendances if each.kind == "person"],
        "organisations": [each for each in meeting.attendances if each.kind == "org"],
        "demands": [_task(task, today) for task in tasks if task.kind == "demand"],
        "follow_ups": [_task(task, today) for task in (*tasks, *calls) if task.kind != "demand" and not task.asked],
        "entered": request.POST if refusal else {},
        "refusal": refusal.sentence(get_language() or "zh") if refusal else "",
        "lines": timeline(("meetings.meeting", meeting_id)),
        **_happened(viewer, meeting, today),
    }
    return render(request, "meetings/detail.html", context, status=refusal.status if refusal else 200)


def _happened(viewer: Actor, meeting: queries.MeetingDetail, today: date) -> dict[str, Any]:
    """Give a meeting's agenda, minutes, decisions and findings, with what their forms offer to who may edit."""
    found = queries.proceedings(viewer, meeting.row.id, today=today)
    rows = [row for each in (*found.resolutions, *found.findings) for row in each.follow_ups]
    edits = found.may_edit
    return {
        "told": found,
        "cards": {row.id: listed_follow_up(row, today) for row in rows},
        "standings": [
            (word, sum(row.standing == code for row in rows), lamp_colour)
            for (code, word), lamp_colour in zip(
                task_words.standings().items(), ("green", "amber", "red", "blue", "grey"), strict=True
            )
        ],
        "units": [("", _("不指定")), *units_to_give_to(viewer)] if edits else [],
        "documents": [("", _("无")), *queries.documents_to_lay_before(viewer)] if edits else [],
        "matters": [("", _("不对应")), *((each.id, each.title) for each in found.matters if not each.withdrawn)],
        "sites": [("", _("不对应")), *((each.id, each.name) for each in meeting.sites)],
        "passages": [("", _("无")), *queries.passages_of(viewer, meeting.document_id)] if edits else [],
        "rows_wanted": range(1, ROWS + 1),
    }


@permitted("meetings.view")
def batch(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Show one batch with its places."""
    return shown_batch(request, batch_id)


def shown_batch(request: HttpRequest, batch_id: int, refusal: Refusal | None = None) -> HttpResponse:
    """Render one batch, with the refusal of what was just tried."""
    viewer = actor_of(request)
    found = queries.batch(viewer, batch_id)
    show = request.GET.get("show", "")
    slots = [slot for slot in found.slots if show not in ("named", "nameless") or slot.filled == (show == "named")]
    tasks = tasks_of(viewer, kind="meetings.batch", ids=[batch_id], today=timezone.localdate())
    here = reverse("meetings:batch", kwargs={"batch_id": batch_id})
    context = {
        "batch": found,
        "row": found.row,
        "day": words.day_word(found.row.held_date, found.row.date_text),
        "kind_word": words.batch_kinds()[found.row.kind],
        "kinds": list(words.batch_kinds().items()),
        "bindings": words.bindings(),
        "slots": [_slot(slot, batch_id) for slot in slots],
        "slot_tabs": [
            (_("全部"), here, show not in ("named", "nameless"), found.row.stated_count),
            (_("已点名"), f"{here}?show=named", show == "named", found.row.named),
            (_("空位"), f"{here}?show=nameless", show == "nameless", found.row.stated_count - found.row.named),
        ],
        "surplus": [(each, words.source_href(each.source_kind, each.source_id, None)) for each in found.surplus],
        "open_findings": [(each, words.finding_sentence(each)) for each in found.findings if each.settled_at is None],
        "settled": [(each, words.finding_sentence(each)) for each in found.findings if each.settled_at is not None],
        "calls": [_task(task, timezone.localdate()) for task in tasks],
        "import_href": url_or_none("imports:index") or "",
        "template_href": url_or_none("imports:template") or "",
        "may_import": viewer.may("projects.import"),
        "entered": request.POST if refusal else {},
        "refusal": refusal.sentence(get_language() or "zh") if refusal else "",
        "lines": timeline(("meetings.batch", batch_id)),
    }
    return render(request, "meetings/batch.html", context, status=refusal.status if refusal else 200)


@permitted("meetings.view")
def slot(request: HttpRequest, batch_id: int, ordinal: int) -> HttpResponse:
    """Show one place of a batch, with its sources and the way to name or correct it."""
    return shown_slot(request, batch_id, ordinal)


def shown_slot(request: HttpRequest, batch_id: int, ordinal: int, refusal: Refusal | None = None) -> HttpResponse:
    """Render one place, with the refusal of what was just tried."""
    viewer = actor_of(request)
    found = queries.batch(viewer, batch_id)
    place = next((each for each in found.slots if each.ordinal == ordinal), None)
    if place is None:
        raise NotFound()
    links_units = found.row.kind in ("target_plan", "partner", "other") and found.may_edit
    context = {
        "batch": found,
        "row": found.row,
        "slot": _slot(place, batch_id),
        "units": [("", _("不对应")), *units_to_give_to(viewer)] if links_units else [],
        "entered": request.POST if refusal else {},
        "refusal": refusal.sentence(get_language() or "zh") if refusal else "",
    }
    return render(request, "meetings/slot.html", context, status=refusal.status if refusal else 200)


def tabs(active: str) -> list[tuple]:
    """Give the tabs of the lists: meetings, items put before them, batches."""
    return [
        (_("会议"), reverse("meetings:index"), active == "meetings", None),
        (_("上会议题"), reverse("meetings:items"), active == "items", None),
        (_("批次"), reverse("meetings:batches"), active == "batches", None),
    ]


def batch_columns(with_meeting: bool) -> tuple[Column, ...]:
    """Give the columns of a list of batches."""
    meeting = (
        (Column("meeting_name", _("会议"), "link", "xl", href="meeting_page", card="wide"),) if with_meeting else ()
    )
    return (
        Column("label", _("批次"), "link", "grow", card="title"),
        *meeting,
        Column("kind", _("类别"), "badge", "md"),
        Column("named", _("已点名 / 共"), width="md"),
        Column("stated_total", _("公布总额"), "yi", "md", unit=_("亿元")),
        Column("binding", _("性质"), "badge", "md"),
        Column("seen_sum", _("已点名金额"), "yi", "lg", unit=_("亿元")),
        Column("findings", _("疑点"), "badge", "sm"),
    )


def batch_cells(rows: list[queries.BatchRow]) -> list[dict]:
    """Give batches as the table takes them, with their addresses."""
    cells = []
    for row in rows:
        page = reverse("meetings:batch", kwargs={"batch_id": row.id})
        cells.append(asdict(row) | {
            "page": page,
            "meeting_page": reverse("meetings:detail", kwargs={"meeting_id": row.meeting_id}),
            "kind_word": words.batch_kinds()[row.kind],
            "count_source": reverse("documents:source", kwargs={"fact_id": row.fact_id}),
            "total_source": reverse("documents:source", kwargs={"fact_id": row.total_fact_id}) if row.total_fact_id else "",
            "named_page": f"{page}?show=named",
        })  # fmt: skip
    return cells


def _listed(row: queries.MeetingRow) -> dict:
    page = reverse("meetings:detail", kwargs={"meeting_id": row.id})
    return asdict(row) | {
        "page": page,
        "day": words.day_word(row.held_date, row.date_text),
        "day_source": reverse("documents:source", kwargs={"fact_id": row.date_fact_id}) if row.date_fact_id else "",
        "kind_word": words.meeting_kinds()[row.kind],
        "kind_badge": words.MEETING_BADGES.get(row.kind, "plain"),
    }


def _meeting_columns() -> tuple[Column, ...]:
    return (
        Column("name", _("会议"), "link", "grow", card="title"),
        Column("kind", _("类别"), "badge", "md"),
        Column("day", _("日期"), "day", "md"),
        Column("host", _("考察地"), width="md"),
        Column("batches", _("批次"), "count", "sm", href="page"),
        Column("named", _("已点名 / 共"), width="lg"),
        Column("sites", _("点位"), "count", "sm", href="page"),
        Column("follow_ups", _("督办在办 / 共"), width="lg"),
        Column("findings", _("疑点"), "badge", "md"),
    )


def _slot(slot: queries.SlotRow, batch_id: int) -> dict:
    return asdict(slot) | {
        "filled": slot.filled,
        "page": reverse("meetings:slot", kwargs={"batch_id": batch_id, "ordinal": slot.ordinal}),
        "href": words.slot_href(slot),
        "source": words.source_href(slot.source_kind, slot.source_id, slot.fact_id),
        "passage": reverse("documents:source", kwargs={"fact_id": slot.fact_id}) if slot.fact_id else "",
    }


def _task(task, today) -> dict:
    return asdict(task) | {
        "page": reverse("tasks:detail", kwargs={"task_id": task.id}),
        "source": reverse("documents:source", kwargs={"fact_id": task.fact_id}) if task.fact_id else "",
        "holder": task_words.holder_word(task),
        "lamp_word": task_words.lamp_word(task, today),
        "kind_word": dict(task_words.kinds())[task.kind],
    }


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else otherwise
