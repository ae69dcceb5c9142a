"""Setting up one's own district from Excel: template, upload, every row checked, brought in as chosen beforehand."""

from io import BytesIO

import xlsxwriter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luodi.journeys import set_up_district as journey
from luodi.people import queries
from luodi.values.refusal import NotAllowed, NotFound, Refusal
from luodi.web.access import actor_of, permitted
from luodi.web.answering import sentence
from luodi.web.sheets import sheet_response
from luodi.web.tables import Column

SHOWN_ROWS = 500
ROWS = (
    Column("place", gettext_lazy("行"), width="sm"),
    Column("verdict", gettext_lazy("判定"), width="sm"),
    Column("name", gettext_lazy("名称"), width="lg", card="title"),
    Column("where", gettext_lazy("上级或单位"), width="lg"),
    Column("findings", gettext_lazy("发现的问题"), width="grow", card="wide"),
)
EXAMPLE_UNITS = (
    ("【示例】示例区", "示例区", "区", "", "", 1),
    ("【示例】投资促进局", "投促局", "投资促进局", "示例区", "", 2),
    ("【示例】临河街道", "临河", "街道", "示例区", "", 3),
)
EXAMPLE_PEOPLE = (("【示例】某某某", "临河街道", "招商专员", "招商专员", "2025-03-07", "", "", ""),)


class RosterFileMissing(Refusal):
    """The form came without a file."""

    code = "roster_file_missing"


@permitted("people.set_up", methods=("GET", "HEAD", "POST"))
def index(request: HttpRequest) -> HttpResponse:
    """Show the template, the place to put a workbook in, and one's earlier ones."""
    refusal, actor = None, actor_of(request)
    if request.method == "POST":
        try:
            file = request.FILES.get("file")
            if file is None:
                raise RosterFileMissing()
            data = file.read(journey.LARGEST_MB * 1024 * 1024 + 1)
            number = journey.check_workbook(
                data=data, file_name=file.name or "", mode=request.POST.get("mode", ""), by=actor, at=timezone.now()
            )
        except (NotAllowed, NotFound):
            raise
        except Refusal as refused:
            refusal = refused
        else:
            return redirect("settings:roster", roster_id=number)
    context = {
        "error": sentence(refusal) if refusal else "",
        "mode": request.POST.get("mode", ""),
        "limit_mb": journey.LARGEST_MB,
        "earlier": queries.rosters(actor),
        "opens_accounts": actor.may("accounts.edit"),
    }
    return render(request, "settings/set_up.html", context, status=422 if refusal else 200)


@permitted("people.set_up")
def template(request: HttpRequest) -> HttpResponse:
    """Give the workbook to fill in: the sheets 单位 and 人员 with their headings, lists and example rows."""
    target = BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    for name, columns, examples in (
        (journey.UNIT_SHEET, journey.unit_columns(), EXAMPLE_UNITS),
        (journey.PEOPLE_SHEET, journey.people_columns(), EXAMPLE_PEOPLE),
    ):
        _write_sheet(book, name, columns, examples)
    book.set_properties({"title": _("单位人员名册模板")})
    book.close()
    return sheet_response(_("单位人员名册模板.xlsx"), target.getvalue())


def _write_sheet(book, name: str, columns, examples) -> None:
    sheet = book.add_worksheet(name)
    needed = book.add_format({"bold": True, "bg_color": "#DDEBF7", "bottom": 1, "font_color": "#9C0006"})
    plain = book.add_format({"bold": True, "bg_color": "#EEF2F6", "bottom": 1})
    text, quiet = book.add_format({"num_format": "@"}), book.add_format({"italic": True, "font_color": "#7F7F7F"})
    for place, column in enumerate(columns):
        sheet.set_column(place, place, 18, None if column.kind in ("day", "whole") else text)
        sheet.write_string(0, place, column.names[0], needed if column.needed else plain)
        if column.offered:
            rule = {"validate": "list", "source": list(column.offered), "error_type": "warning"}
            sheet.data_validation(1, place, 3000, place, rule)
    for row, example in enumerate(examples, 1):
        for place, value in enumerate(example):
            if value != "":
                sheet.write(row, place, value, quiet)
    sheet.freeze_panes(1, 1)


@permitted("people.set_up")
def detail(request: HttpRequest, roster_id: int) -> HttpResponse:
    """Show every row with what was found, or what was brought in."""
    actor = actor_of(request)
    page = queries.roster(actor, roster_id)
    rows = [] if page.done_at else journey.roster_rows(roster_id=roster_id, by=actor, at=timezone.now())
    counts = {verdict: sum(row.verdict == verdict for row in rows) for verdict in ("good", "doubtful", "bad", "known")}
    order = {"bad": 0, "doubtful": 1, "good": 2, "known": 3}
    shown = sorted(rows, key=lambda row: order[row.verdict])[:SHOWN_ROWS]
    language = translation.get_language() or "zh-hans"
    context = {
        "page": page,
        "rows": [_shown(row, language) for row in shown],
        "columns": ROWS,
        "counts": counts,
        "total": len(rows),
        "ready": counts["good"] + counts["doubtful"] > 0 and not (page.mode == "all" and counts["bad"]),
    }
    return render(request, "settings/roster.html", context)


def _shown(row: journey.Checked, language: str) -> dict:
    names = {column.key: column.names[0] for column in (*journey.unit_columns(), *journey.people_columns())}
    return {
        "place": f"{row.sheet} {row.number}",
        "verdict": row.verdict,
        "name": row.cells.get("name", ""),
        "where": row.cells.get("parent") or row.cells.get("unit", ""),
        "findings": [(names.get(each.field, ""), each.sentence(language)) for each in row.findings],
    }


@permitted("people.set_up", methods=("POST",))
def bring_in(request: HttpRequest, roster_id: int) -> HttpResponse:
    """Bring the workbook in, as chosen beforehand."""
    try:
        journey.bring_in(roster_id=roster_id, by=actor_of(request), at=timezone.now())
    except (NotAllowed, NotFound):
        raise
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(request, _("已导入。"))
    return redirect("settings:roster", roster_id=roster_id)
