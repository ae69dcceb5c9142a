"""Pages of landing times: curves and medians, units against the district, the projects behind each figure."""

from dataclasses import asdict

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from luodi.cockpit import landing_time
from luodi.counting.queries import MILESTONES, SpellAsked, landing_definition, spell_rows
from luodi.engines.gates.stages import MAIN_CODES
from luodi.values.refusal import NotAllowed
from luodi.web.access import actor_of, permitted
from luodi.web.answering import whole
from luodi.web.exporting import Export, exported
from luodi.web.landing_time import words
from luodi.web.sheets import SheetColumn
from luodi.web.tables import Column, Filter, Paging

SIZE = 50
KINDS = ("claimed", "confirmed")


@permitted("cockpit.view")
def index(request: HttpRequest) -> HttpResponse:
    """Show how long one part of the way to landing takes: curve, medians, units against the district."""
    part, kind = _part(request), _kind(request)
    found = landing_time.landing_time(part=part, today=timezone.localdate(), kind=kind)
    points = landing_time.points(found.whole.curve)
    context = {
        "part": part,
        "kind": kind,
        "stages": part not in MILESTONES,
        "found": found,
        "landed_word": words.landed_word(found.definition),
        "has_kinds": part not in ("signing", "production"),
        "title": words.part_word(part),
        "median": words.median_word(found.whole.curve.median),
        "band": words.band_word(found.whole.curve.median),
        "done_page": _list(part, kind, state="done"),
        "waiting_page": _list(part, kind, state="waiting"),
        "left_page": _list(part, kind, state="left"),
        "counted_page": _list(part, kind, state="counted"),
        "labels": [str(day) for day, *_rest in points],
        "series": _series(points),
        "parts": [_part_row(row, kind) for row in found.parts],
        "paths": [_part_row(row, kind) for row in found.paths],
        "part_columns": _part_columns(),
        "units": [_unit(line, part, kind) for line in found.units],
        "unit_columns": _unit_columns(),
        "tabs": _tabs(part, kind),
        "kinds": [(_("按自报阶段") if part not in MILESTONES else _("含待确认的落地"), f"?part={part}&kind=claimed", kind == "claimed", None),
                  (_("按核定阶段") if part not in MILESTONES else _("只算已确认的落地"), f"?part={part}&kind=confirmed", kind == "confirmed", None)],
        "may_export": actor_of(request).may("projects.export"),
    }  # fmt: skip
    return render(request, "landing_time/index.html", context)


@permitted("projects.export")
def export(request: HttpRequest) -> HttpResponse:
    """Give the units against the district as an Excel file."""
    if not actor_of(request).may("cockpit.view"):
        raise NotAllowed(permission="cockpit.view")
    part, kind = _part(request), _kind(request)
    found = landing_time.landing_time(part=part, today=timezone.localdate(), kind=kind)
    columns = [
        SheetColumn(_("单位"), width=24), SheetColumn(_("已完成"), "count", 10), SheetColumn(_("还在等"), "count", 10),
        SheetColumn(_("中位天数"), width=12), SheetColumn(_("区间"), width=14), SheetColumn(_("与全区相比"), width=16),
        SheetColumn(_("区间"), width=16),
    ]  # fmt: skip
    rows = [
        [line.unit_name, line.curve.events, line.curve.spells - line.curve.events, words.median_word(line.curve.median),
         words.band_word(line.curve.median), words.difference_word(line.difference), words.difference_band(line.difference)]
        for line in found.units
    ]  # fmt: skip
    fields = ["unit", "done", "waiting", "median", "band", "difference", "difference_band"]
    title = f"{_('落地用时')} {words.part_word(part)}".replace(" → ", "-")
    return exported(request, Export("landing_time", title, columns, fields), rows, ())


@permitted("cockpit.view")
def projects(request: HttpRequest) -> HttpResponse:
    """List the projects behind a figure that the viewer may see."""
    viewer, page, today = actor_of(request), whole(request.GET.get("page")) or 1, timezone.localdate()
    part, kind = _part(request), _kind(request)
    state = request.GET.get("state", "") if request.GET.get("state", "") in words.states() else "counted"
    asked = SpellAsked(
        part, whole(request.GET.get("unit")), request.GET.get("path", "")[:8], request.GET.get("track", "")[:40], state
    )
    definition = landing_definition(on=today)
    number = definition.id if definition else None
    rows, total = spell_rows(viewer, asked, today=today, kind=kind, definition_id=number, page=page, size=SIZE)
    stated = _stated(asked, kind, today)
    pages = max(1, -(-total // SIZE))
    context = {
        "title": words.part_word(part),
        "state_word": words.states()[state],
        "track": asked.track,
        "landed_word": words.landed_word(definition),
        "rows": [
            asdict(row) | {"page": reverse("projects:detail", kwargs={"project_id": row.project_id})} for row in rows
        ],
        "columns": (
            Column("name", _("项目"), "link", "grow", card="title"),
            Column("unit_name", _("责任单位"), width="lg"),
            Column("since", _("起"), "day", "md"),
            Column("until", _("止"), "day", "md"),
            Column("days", _("天数"), "count", "sm"),
        ),
        "filters": (Filter("state", _("状态"), options=list(words.states().items()), width="sm"),),
        "paging": Paging(total=total, shown=len(rows), page=min(page, pages), pages=pages),
        "unseen": max(0, stated - total),
        "back": f"{reverse('landing_time:index')}?{urlencode({'part': part, 'kind': kind})}",
    }
    return render(request, "landing_time/projects.html", context)


def _stated(asked: SpellAsked, kind: str, today) -> int:
    """Count the projects behind a figure as the figure itself does, whoever may see them."""
    return landing_time.counted(asked, kind=kind, today=today)


def _part(request: HttpRequest) -> str:
    part = request.GET.get("part", "")
    return part if part in MILESTONES or part in MAIN_CODES else "whole"


def _kind(request: HttpRequest) -> str:
    return request.GET.get("kind", "") if request.GET.get("kind", "") in KINDS else "claimed"


def _list(part: str, kind: str, **more: object) -> str:
    return f"{reverse('landing_time:projects')}?{urlencode({'part': part, 'kind': kind, **more})}"


def _series(points: list[tuple]) -> list[dict]:
    return [
        {"name": name, "values": [round(100 * point[place], 1) for point in points], "state": state}
        for place, name, state in ((1, _("已完成"), "confirmed"), (2, _("区间下限"), ""), (3, _("区间上限"), ""))
    ]


def _part_row(row: landing_time.PartRow, kind: str) -> dict:
    path = {"path": row.path} if row.path else {}
    return {
        "name": words.path_word(row.path) if row.path else words.part_word(row.part),
        "page": f"{reverse('landing_time:index')}?{urlencode({'part': row.part, 'kind': kind})}",
        "done": row.curve.events,
        "done_page": _list(row.part, kind, state="done", **path),
        "waiting": row.curve.spells - row.curve.events,
        "waiting_page": _list(row.part, kind, state="waiting", **path),
        "left": row.left_out,
        "left_page": _list(row.part, kind, state="left", **path),
        "median": words.median_word(row.curve.median),
        "band": words.band_word(row.curve.median),
    }


def _unit(line: landing_time.UnitLine, part: str, kind: str) -> dict:
    return {
        "name": line.unit_name,
        "page": _list(part, kind, unit=line.unit_id, state="counted"),
        "done": line.curve.events,
        "done_page": _list(part, kind, unit=line.unit_id, state="done"),
        "waiting": line.curve.spells - line.curve.events,
        "waiting_page": _list(part, kind, unit=line.unit_id, state="waiting"),
        "median": words.median_word(line.curve.median),
        "band": words.band_word(line.curve.median),
        "lamp": words.difference_lamp(line.difference),
        "difference": words.difference_word(line.difference),
        "difference_band": words.difference_band(line.difference),
    }


def _part_columns() -> tuple[Column, ...]:
    return (
        Column("name", _("路段"), "link", "grow", card="title"),
        Column("median", _("中位天数"), "count", "md"),
        Column("band", _("区间"), width="md"),
        Column("done", _("已完成"), "count", "sm", href="done_page"),
        Column("waiting", _("还在等"), "count", "sm", href="waiting_page"),
        Column("left", _("未计入"), "count", "sm", href="left_page"),
    )


def _unit_columns() -> tuple[Column, ...]:
    return (
        Column("name", _("单位"), "link", "grow", card="title"),
        Column("difference", _("与全区相比"), width="lg"),
        Column("difference_band", _("区间"), width="lg"),
        Column("median", _("中位天数"), "count", "md"),
        Column("band", _("区间"), width="md", card="hidden"),
        Column("done", _("已完成"), "count", "sm", href="done_page"),
        Column("waiting", _("还在等"), "count", "sm", href="waiting_page"),
    )


def _tabs(part: str, kind: str) -> list[tuple]:
    tabs = [(word, f"?part={code}", part == code, None) for code, word in words.milestones().items()]
    stages = part not in MILESTONES
    return [*tabs, (_("按阶段"), f"?part=P2&kind={kind}", stages, None)]
