"""Registrations from Excel: the template, the upload, and what became of every row."""

from io import BytesIO

import xlsxwriter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi.journeys.import_leads import LeadRow, import_leads, lead_columns
from luodi.values.refusal import NotAllowed, NotFound, Refusal
from luodi.web.access import actor_of, permitted
from luodi.web.answering import sentence
from luodi.web.sheets import sheet_response

LARGEST_MB = 10
EXAMPLE = {
    "title": "【示例】某某储能电芯项目", "investor_name": "示例某某储能有限公司", "controller": "示例某某控股集团", "unit": "某某街道",
    "sector_code": "C3841", "product": "储能电芯", "need": "厂房 8000 平方米", "amount": 20000, "contact_name": "某某某",
    "contact_phone": "13900000000", "evidence_kind": "会谈纪要", "evidence_text": "洽谈纪要第 3 号", "evidence_at": "2025-03-07 14:30",
    "ranked": "否", "confidential": "否",
}  # fmt: skip


class FileMissing(Refusal):
    """The form came without a file."""

    code = "lead_file_missing"


@permitted("leads.register", methods=("GET", "HEAD", "POST"))
def bring_in(request: HttpRequest) -> HttpResponse:
    """Show where to put a sheet in; posted, register its rows and say what became of each."""
    rows: list[LeadRow] = []
    refused, status = "", 200
    if request.method == "POST":
        try:
            rows = _imported(request)
        except (NotAllowed, NotFound):
            raise
        except Refusal as refusal:
            refused, status = sentence(refusal), 422
    counts = {kind: sum(row.outcome == kind for row in rows) for kind in ("registered", "shadow", "asked", "refused")}
    outcomes = {
        "registered": _("已报备"), "shadow": _("协作"), "asked": _("待核对"), "refused": _("未报备"),
    }  # fmt: skip
    context = {
        "rows": [(row, sentence(row.refusal) if row.refusal else "") for row in rows],
        "counts": counts, "outcomes": outcomes, "refused": refused, "limit_mb": LARGEST_MB,
        "with_candidates": bool(request.POST.get("with_candidates")),
    }  # fmt: skip
    return render(request, "leads/import.html", context, status=status)


def _imported(request: HttpRequest) -> list[LeadRow]:
    file = request.FILES.get("file")
    if file is None:
        raise FileMissing()
    data = file.read(LARGEST_MB * 1024 * 1024 + 1)
    return import_leads(
        data=data, file_name=file.name or "", with_candidates=bool(request.POST.get("with_candidates")), by=actor_of(request),
        at=timezone.now(),
    )  # fmt: skip


@permitted("leads.register")
def template(request: HttpRequest) -> HttpResponse:
    """Give the sheet to fill in, with its headings, its choices and an example that is never registered."""
    target = BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("首谈报备")
    head = book.add_format({"bold": True, "bg_color": "#EEF2F6", "bottom": 1})
    text, quiet = book.add_format({"num_format": "@"}), book.add_format({"italic": True, "font_color": "#7F7F7F"})
    for place, column in enumerate(lead_columns()):
        sheet.set_column(place, place, 18, None if column.kind == "money" else text)
        name = column.names[0]
        sheet.write_string(0, place, f"{name}(万元)" if column.kind == "money" else name, head)
        if column.offered:
            rule = {"validate": "list", "source": list(column.offered), "error_type": "warning"}
            sheet.data_validation(1, place, 500, place, rule)
        if column.key in EXAMPLE:
            sheet.write(1, place, EXAMPLE[column.key], quiet)
    sheet.freeze_panes(1, 1)
    book.set_properties({"title": _("首谈报备导入模板")})
    book.close()
    return sheet_response(_("首谈报备导入模板.xlsx"), target.getvalue())
