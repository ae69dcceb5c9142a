"""The list of projects, its export, and the board."""

from decimal import Decimal
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi.engines.gates.stages import MAIN_CODES, STAGES, STEPS
from luodi.people.visibility import sees_all
from luodi.projects import queries
from luodi.projects.permissions import amount_units, orders_by_amount
from luodi.projects.queries import Board, ProjectFilter
from luodi.web.access import actor_of, permitted
from luodi.web.exporting import Export, exported, most_rows, refuse_too_many
from luodi.web.filters.views import kept
from luodi.web.projects import filters
from luodi.web.projects.rows import cells
from luodi.web.sheets import SheetColumn
from luodi.web.tables import Paging

SIZE = 50


@permitted("projects.view")
def index(request: HttpRequest) -> HttpResponse:
    """Show a page of the projects that the reader may see, filtered, ordered, counted up to 1000+."""
    viewer = actor_of(request)
    found = queries.project_list(
        viewer=viewer,
        filters=filters.asked(request.GET, viewer.person_id),
        sort=request.GET.get("sort", "-newest"),
        after=request.GET.get("after", "")[:120],
        before=request.GET.get("before", "")[:120],
        page=_page(request.GET),
        size=SIZE,
        exact=bool(request.GET.get("exact")),
    )
    columns = filters.columns(orders_by_amount(viewer))
    context = {
        "found": found,
        "filters": filters.declared(
            list(found.units), queries.tracks(viewer=viewer, today=timezone.localdate()), request.GET
        ),
        "paging": _paging(found, request.GET),
        "may_edit": viewer.may("projects.edit"),
        "may_hand_over": viewer.may("people.hand_over"),
        "may_export": viewer.may("projects.export"),
        "may_import": viewer.may("projects.import"),
        "columns": columns,
        "cells": cells(columns, {code: filters.stage_word(code) for code in STAGES}),
        "active": sum(
            1
            for name, value in request.GET.items()
            if value and name not in {"sort", "page", "after", "before", "exact"}
        ),
    }
    return render(request, "projects/index.html", context | kept(viewer, "projects"))


def _page(params: QueryDict) -> int | None:
    text = params.get("page", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else None


def _paging(found: queries.ProjectList, params: QueryDict) -> Paging:
    exact = params.copy()
    for name in ("after", "before", "page"):
        exact.pop(name, None)
    exact["exact"] = "1"
    counted = bool(params.get("exact"))
    numbered = found.page is not None and found.total > 0 and (found.total != 1001 or counted)
    return Paging(
        total=found.total,
        shown=len(found.rows),
        cap=1000 if found.total == 1001 and not counted else found.total,
        page=found.page if numbered else None,
        pages=-(-found.total // SIZE) if numbered else None,
        next_after=found.after,
        previous_before=found.before,
        exact_href="?" + exact.urlencode(),
    )


EXPORTED = (
    "code",
    "name",
    "company",
    "track",
    "unit",
    "officer",
    "stage",
    "standing",
    "side",
    "amount",
    "binding",
    "signed",
    "changed",
)


def _sheet_columns() -> list[SheetColumn]:
    return [
        SheetColumn(_("编号"), width=16), SheetColumn(_("项目"), width=36), SheetColumn(_("企业"), width=32),
        SheetColumn(_("赛道"), width=12), SheetColumn(_("责任单位"), width=16), SheetColumn(_("经办人"), width=10),
        SheetColumn(_("自报阶段"), width=12), SheetColumn(_("已核阶段"), width=12), SheetColumn(_("状态"), width=8),
        SheetColumn(_("投资额(万元)"), "wan", 16), SheetColumn(_("协议性质"), width=10),
        SheetColumn(_("签约日期"), "day", 12), SheetColumn(_("更新时间"), "moment", 17),
    ]  # fmt: skip


@permitted("projects.export")
def export(request: HttpRequest) -> HttpResponse:
    """Give the list as it is filtered as an Excel file; who, filter, rows and fields go into the journal, with a number.

    :raises ExportTooLarge: beyond the district's limit of rows
    """
    viewer = actor_of(request)
    rows, known = queries.exported(
        viewer=viewer, filters=filters.asked(request.GET, viewer.person_id), sort=request.GET.get("sort", "-newest"),
        limit=most_rows() - 1,
    )  # fmt: skip
    refuse_too_many(known)
    declared = filters.declared(queries.units_offered(viewer=viewer), [])
    export = Export("projects", _("项目台账"), _sheet_columns(), EXPORTED)
    return exported(request, export, (_cells(row) for row in rows), declared)


def _cells(row: queries.ProjectRow) -> list[object]:
    return [
        row.code, row.name, row.company_name, row.track, row.unit_name, row.officer_name, filters.stage_word(row.stage),
        filters.stage_word(row.stage_confirmed), filters.stage_word(row.side_state),
        row.amount, filters.binding_words()[row.binding], row.signed_date, row.changed_at,
    ]  # fmt: skip


@permitted("projects.view")
def board(request: HttpRequest) -> HttpResponse:
    """Show counts and sums per stage and unit, claimed and confirmed apart; each number opens its list."""
    viewer = actor_of(request)
    asked = filters.asked({name: request.GET.get(name, "") for name in ("unit", "track", "binding", "side")}, None)
    found = queries.board(viewer=viewer, filters=asked)
    by_stage = request.GET.get("by") == "stage"
    groups = _stages() if by_stage else _steps()
    declared = filters.declared(list(found.offered), queries.tracks(viewer=viewer, today=timezone.localdate()))
    seen = amount_units(viewer)
    sums, by_unit = _laid_out(found, groups)
    kept = _kept(asked)
    context = {
        "found": found,
        "groups": groups,
        "sums": sums,
        "by_unit": by_unit,
        "filters": [each for each in declared if each.name in {"unit", "track", "binding", "side"}],
        "sees_amounts": seen is None or bool(seen),
        "sees_all": sees_all(viewer, "internal"),
        "measure": "amount" if request.GET.get("measure") == "amount" else "count",
        "by_stage": by_stage,
        "stage_word": filters.stage_word,
        "kept": kept,
        "beside": f"{reverse('projects:index')}?{urlencode(kept)}",
        "beside_unit": f"{reverse('projects:index')}?{urlencode({name: value for name, value in kept.items() if name != 'unit'})}",
        "at": timezone.now(),
    }
    return render(request, "projects/board.html", context)


def _stages() -> list[tuple[str, str, tuple[str, ...]]]:
    return [(code, filters.stage_word(code), (code,)) for code in MAIN_CODES]


def _steps() -> list[tuple[str, str, tuple[str, ...]]]:
    return [
        (step, filters.step_word(step), tuple(code for code in MAIN_CODES if STAGES[code].step == step))
        for step in STEPS
    ]


def _kept(asked: ProjectFilter) -> dict[str, object]:
    """Give the board's filters as they go into the address of a list."""
    kept = {"unit": asked.unit_id, "track": asked.track, "binding": asked.binding, "side": asked.side or "line"}
    return {name: value for name, value in kept.items() if value}


def _laid_out(found: Board, groups: list) -> tuple[list[tuple], list[tuple]]:
    """Lay out the sums of the groups, and those of unit × group; each as (confirmed, claimed)."""
    nothing = queries.BoardCell(amount=Decimal(0))
    parts = found.gathered({code: group for group, _word, codes in groups for code in codes})

    def pair(unit_id: int | None, group: str) -> tuple[queries.BoardCell, queries.BoardCell]:
        return parts.get((unit_id, group, True), nothing), parts.get((unit_id, group, False), nothing)

    sums = [(group, word, *pair(None, group)) for group, word, _codes in groups]
    return sums, [(unit, [pair(unit.id, group) for group, _word, _codes in groups]) for unit in found.units]
