"""The district's figures, and the rows behind each of them: what counts, what is only claimed, what is left out and why."""

from dataclasses import asdict
from datetime import date

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from luodi.counting import queries
from luodi.counting.queries import Block, CountedRow, Figures, FiguresAsked, RowsAsked
from luodi.projects import queries as projects
from luodi.values.actor import Actor
from luodi.web.access import actor_of, permitted
from luodi.web.answering import whole
from luodi.web.counting import words
from luodi.web.counting.views import SIZE, may_export, page_of, paging, require_view
from luodi.web.exporting import Export, exported
from luodi.web.sheets import SheetColumn
from luodi.web.tables import Column, Filter

GROUP_NAMES = ("unit", "track", "quarter")


@permitted("counting.view")
def counts(request: HttpRequest) -> HttpResponse:
    """Show signed, inflow, landed and started: confirmed, claimed and left out, never added together."""
    viewer, today = actor_of(request), timezone.localdate()
    asked = _figures_asked(request, today)
    found = queries.figures(viewer, asked)
    definitions = queries.definition_rows(viewer)
    context = {
        "tabs": words.tabs(viewer, "counts"),
        "figures": found,
        "blocks": [_block(block, found, asked) for block in found.blocks],
        "filters": _filters(viewer, definitions, today),
        "by": asked.by,
        "by_tabs": _by_tabs(request, asked.by),
        "may_define": viewer.may("parameters.edit"),
    }
    return render(request, "counting/counts.html", context)


def _figures_asked(request: HttpRequest, today: date) -> FiguresAsked:
    given, by = request.GET, request.GET.get("by", "unit")
    year = given.get("year", str(today.year))
    return FiguresAsked(
        by=by if by in GROUP_NAMES else "unit", year=whole(year) if year != "all" else None,
        unit_id=whole(given.get("unit")), track=given.get("track", "")[:40], definition_id=whole(given.get("definition")),
        compared_id=whole(given.get("compared")),
    )  # fmt: skip


def _block(block: Block, found: Figures, asked: FiguresAsked) -> dict:
    """Give a block as its table draws it: a line for each group and a total, every number with its rows."""
    definition = found.compared if block.column == "compared" else found.definition
    column = "landed" if block.column == "compared" else block.column
    fixed = {
        "measure": block.measure,
        "column": column,
        "year": asked.year or "",
        "unit": asked.unit_id or "",
        "track": asked.track,
    }
    if block.measure == "landed" and definition:
        fixed["definition"] = definition.id
    lines = [_line(block, key, name, fixed, asked) for key, name in found.groups]
    total = {standing: _cell(block.total(standing), fixed, standing) for standing in ("confirmed", "claimed", "out")}
    why = [
        (words.why_word(code), number, _href(fixed, standing="out", why=code))
        for code, number in sorted(block.why.items(), key=lambda each: -each[1])
    ]
    return {
        "title": words.block_title(block.measure, block.column), "measure": block.measure, "lines": [each for each in lines if each],
        "total": total, "why": why, "definition": definition if block.measure == "landed" else None,
        "money_only": block.measure == "inflow",
    }  # fmt: skip


def _line(block: Block, key: str, name: str, fixed: dict, asked: FiguresAsked) -> dict | None:
    narrowed = dict(fixed)
    if asked.by == "unit":
        narrowed["unit"] = key
    elif asked.by == "track":
        narrowed["track"] = key or "-"
    elif key:
        narrowed |= {"year": key[:4], "quarter": key[-1]}
    cells = {
        standing: _cell(block.cells[key, standing], narrowed, standing) if (key, standing) in block.cells else None
        for standing in ("confirmed", "claimed", "out")
    }
    return {"name": name or _("未分类"), **cells} if any(cells.values()) else None


def _cell(cell, fixed: dict, standing: str) -> dict:
    amount = cell.claimed if standing == "out" else cell.amount
    return {
        "rows": cell.rows,
        "number": cell.number,
        "amount": amount,
        "hidden": amount is None,
        "href": _href(fixed, standing=standing),
    }


def _href(fixed: dict, **more) -> str:
    return (
        f"{reverse('counting:rows')}?{urlencode({key: value for key, value in (fixed | more).items() if value != ''})}"
    )


def _by_tabs(request: HttpRequest, by: str) -> list[tuple]:
    others, shown = request.GET.copy(), []
    for name, label in zip(GROUP_NAMES, (_("按单位"), _("按赛道"), _("按季度")), strict=True):
        others["by"] = name
        shown.append((label, f"{reverse('counting:counts')}?{others.urlencode()}", by == name, None))
    return shown


def _filters(viewer: Actor, definitions, today: date) -> tuple[Filter, ...]:
    years = sorted({today.year, *queries.years_of_counts(viewer)}, reverse=True)
    live = [(row.id, f"{row.year} {row.title}") for row in definitions if row.retired_at is None]
    return (
        Filter("year", _("年度"), options=[("all", _("全部年度")), *((year, str(year)) for year in years)], width="sm"),
        Filter("unit", _("单位"), options=[(unit.id, unit.name) for unit in projects.units_offered(viewer=viewer)]),
        Filter("track", _("赛道"), options=[(track, track) for track in queries.tracks_of_counts(viewer)]),
        Filter("definition", _("落地口径"), options=live),
        Filter("compared", _("对照口径"), options=live),
    )


def _rows_asked(request: HttpRequest) -> RowsAsked:
    given = request.GET
    measure, standing, track = given.get("measure", "signed"), given.get("standing", ""), given.get("track")
    year, quarter = whole(given.get("year")), whole(given.get("quarter"))
    return RowsAsked(
        measure=measure if measure in words.measures() else "signed",
        column=given.get("column", "") if given.get("column", "") in words.columns() else "",
        standing=standing if standing in words.standings() else "", year=year if year and 1900 <= year < 2100 else None,
        quarter=quarter if quarter in (1, 2, 3, 4) else None, unit_id=whole(given.get("unit")),
        track=None if not track else "" if track == "-" else track[:40], definition_id=whole(given.get("definition")),
        why=given.get("why", "")[:24],
    )  # fmt: skip


@permitted("counting.view")
def rows(request: HttpRequest) -> HttpResponse:
    """Show the rows behind a number: claimed beside counted, and why a row is left out."""
    viewer, page, asked = actor_of(request), page_of(request), _rows_asked(request)
    found = queries.counted_rows(viewer, asked, page=page, size=SIZE)
    lines = [counted_line(row) for row in found.rows]
    column = asked.column if asked.measure in ("signed", "inflow") else ""
    context = {
        "tabs": words.tabs(viewer, "counts"),
        "title": f"{words.measures()[asked.measure]}{' · ' + words.columns()[column] if column else ''}",
        "standing": words.standings().get(asked.standing, _("全部自报")),
        "rows": lines,
        "columns": counted_columns(),
        "filters": _row_filters(viewer),
        "paging": paging(found.total, len(lines), page),
        "may_export": may_export(viewer),
    }
    return render(request, "counting/rows.html", context)


@permitted("projects.export")
def export(request: HttpRequest) -> HttpResponse:
    """Give the rows behind a number as an Excel file, claimed beside counted."""
    viewer = actor_of(request)
    require_view(viewer)
    found = queries.counted_rows(viewer, _rows_asked(request), size=settings.EXPORT_ROW_LIMIT + 1)
    columns = [
        SheetColumn(_("项目编号"), width=16), SheetColumn(_("项目"), width=40), SheetColumn(_("责任单位"), width=18),
        SheetColumn(_("赛道"), width=14), SheetColumn(_("指标"), width=10), SheetColumn(_("栏目"), width=12), SheetColumn(_("发生日期"), "day", 12),
        SheetColumn(_("自报（万元）"), "wan", 16), SheetColumn(_("计入（万元）"), "wan", 16), SheetColumn(_("计个数"), "count", 8),
        SheetColumn(_("核定"), width=8), SheetColumn(_("不计原因"), width=24), SheetColumn(_("落地口径"), width=24),
    ]  # fmt: skip
    rows = [
        [row.project_code, row.project_name, row.unit_name, row.track, words.measures()[row.measure], words.columns()[row.column],
         row.date, row.claimed, row.amount, row.number, _("已核") if row.confirmed else _("自报"), words.why_word(row.why), row.definition]
        for row in found.rows
    ]  # fmt: skip
    fields = [
        "project",
        "unit",
        "track",
        "measure",
        "column",
        "date",
        "claimed_amount",
        "amount",
        "number",
        "confirmed",
        "why",
    ]
    return exported(request, Export("counts", _("计数明细"), columns, fields), rows, _row_filters(viewer))


def counted_line(row: CountedRow) -> dict:
    """Give what a project brings to a measure as a list draws it."""
    return asdict(row) | {
        "page": reverse("counting:project", kwargs={"project_id": row.project_id}),
        "measure_word": words.measures()[row.measure], "column_word": words.columns()[row.column], "why_word": words.why_word(row.why),
        "why_page": reverse("counting:finding", kwargs={"doubt_id": row.finding_id}) if row.finding_id else "",
        "state": "confirmed" if row.confirmed else "claimed",
    }  # fmt: skip


def counted_columns() -> tuple[Column, ...]:
    """Declare the columns of the rows behind a number."""
    return (
        Column("project_name", _("项目"), "link", "grow", card="title"), Column("unit_name", _("责任单位"), width="md"),
        Column("column", _("栏目"), width="md"), Column("date", _("发生日期"), "day", "md"),
        Column("claimed", _("自报"), "wan", "md", unit=_("万元")), Column("amount", _("计入"), "wan", "md", unit=_("万元")),
        Column("state", _("核定"), width="sm"), Column("why", _("计入与否"), width="xl", card="wide"),
    )  # fmt: skip


def _row_filters(viewer: Actor) -> tuple[Filter, ...]:
    return (
        Filter("measure", _("指标"), options=list(words.measures().items()), width="sm"),
        Filter(
            "column",
            _("栏目"),
            options=[(key, word) for key, word in words.columns().items() if key != "compared"],
            width="sm",
        ),
        Filter("standing", _("计入与否"), options=list(words.standings().items()), width="sm"),
        Filter("year", _("年度"), options=[(year, str(year)) for year in queries.years_of_counts(viewer)], width="sm"),
        Filter("unit", _("单位"), options=[(unit.id, unit.name) for unit in projects.units_offered(viewer=viewer)]),
    )
