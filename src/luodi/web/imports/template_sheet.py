"""The template of the project ledger: headings, lists to choose from, an example row that is never imported, help."""

from datetime import date
from io import BytesIO
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from luodi.journeys.ledger_columns import BINDINGS_OFFERED, ledger_columns, stages_offered
from luodi.people.permissions import acts_for
from luodi.people.queries.lookups import active_units, dictionary_words
from luodi.values.actor import Actor
from luodi.values.credit_code import CreditCode
from luodi.web.imports import shown

ROWS = 2000
DAY = "yyyy-mm-dd"
EXAMPLE = {
    "name": "【示例】澄波生物医药研发总部", "investor": "示例澄波生物医药（杭州）有限公司", "code": CreditCode.compose("91", "330105", "MA000000").text, "officer": "某某某",
    "amount": 12000, "currency": "人民币", "binding": "投资协议", "stage": "P7 签约", "signed_date": date(2025, 3, 7),
    "site": "示例产业园 3 号楼", "note": "示例行不会被导入，可以删去",
}  # fmt: skip


def template_workbook(*, by: Actor, today: date) -> bytes:
    """Write the template with the units that the person may import for and the tracks in force."""
    units = [name for pk, name in active_units().items() if acts_for(by, pk)]
    lists = {
        "unit": units,
        "track": list(dictionary_words("tracks", on=today)),
        "stage": stages_offered(),
        "binding": list(BINDINGS_OFFERED),
    }
    target = BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    ledger, help_sheet, options = (
        book.add_worksheet("项目台账"),
        book.add_worksheet("填写说明"),
        book.add_worksheet("选项"),
    )
    _write_ledger(book, ledger, EXAMPLE | {"unit": units[0] if units else ""})
    _write_lists(ledger, options, lists)
    _write_help(book, help_sheet)
    options.hide()
    ledger.activate()
    book.set_properties({"title": _("项目台账导入模板")})
    book.close()
    return target.getvalue()


def _heading(key: str, name: str) -> str:
    return f"{name}(万元)" if key == "amount" else name


def _write_ledger(book: Any, sheet: Any, example: dict[str, object]) -> None:
    needed = book.add_format({"bold": True, "bg_color": "#DDEBF7", "bottom": 1, "font_color": "#9C0006"})
    plain = book.add_format({"bold": True, "bg_color": "#EEF2F6", "bottom": 1})
    text, day = book.add_format({"num_format": "@"}), book.add_format({"num_format": DAY})
    amount = book.add_format({"num_format": "#,##0.00"})
    quiet = book.add_format({"italic": True, "font_color": "#7F7F7F"})
    quiet_day = book.add_format({"italic": True, "font_color": "#7F7F7F", "num_format": DAY})
    for place, each in enumerate(ledger_columns()):
        column = each.column
        style = {"day": day, "code": text, "text": text, "money": amount}.get(column.kind)
        sheet.set_column(place, place, each.width, style)
        sheet.write_string(0, place, _heading(column.key, column.names[0]), needed if column.needed else plain)
        sheet.write_comment(0, place, each.help(shown.language()), {"x_scale": 2})
        value = example.get(column.key)
        if isinstance(value, date):
            sheet.write_datetime(1, place, value, quiet_day)
        elif isinstance(value, int):
            sheet.write_number(1, place, value, quiet)
        elif value:
            sheet.write_string(1, place, str(value), quiet)
    sheet.freeze_panes(1, 1)


def _write_lists(sheet: Any, options: Any, lists: dict[str, list[str]]) -> None:
    """Write the lists on the hidden sheet and let cells choose from them; other words may be typed (the import says why not)."""
    places = {each.key: place for place, each in enumerate(ledger_columns())}
    for at, (key, words) in enumerate(lists.items()):
        for row, word in enumerate(words):
            options.write_string(row, at, word)
        if words:
            letter = chr(65 + at)
            source = f"='选项'!${letter}$1:${letter}${len(words)}"
            words_of: dict[str, object] = {"validate": "list", "source": source, "error_type": "warning", "error_title": _("不在列表中"),
                    "error_message": _("请从列表中选择")}  # fmt: skip
            sheet.data_validation(1, places[key], ROWS, places[key], words_of)
    for each in ledger_columns():
        if each.column.kind == "day":
            rule: dict[str, object] = {"validate": "date", "criteria": "between", "minimum": date(1990, 1, 1), "maximum": date(2100, 1, 1),
                    "error_type": "warning", "error_title": _("不是日期"), "error_message": _("请写作 2025-03-07")}  # fmt: skip
            sheet.data_validation(1, places[each.key], ROWS, places[each.key], rule)


def _write_help(book: Any, sheet: Any) -> None:
    bold = book.add_format({"bold": True, "bg_color": "#EEF2F6", "bottom": 1})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 10)
    sheet.set_column(2, 2, 80, wrap)
    for place, word in enumerate((_("列"), _("必填"), _("怎么填"))):
        sheet.write_string(0, place, word, bold)
    for row, each in enumerate(ledger_columns(), 1):
        sheet.write_string(row, 0, _heading(each.key, each.column.names[0]))
        sheet.write_string(row, 1, _("必填") if each.column.needed else "")
        sheet.write_string(row, 2, each.help(shown.language()), wrap)
    notes = (
        _("列的先后可以变动，不需要的列可以删去；多出来的列会被忽略并提示。"),
        _("金额的单位写在表头里：计划总投资（万元）或计划总投资（亿元）。外币请写明币种、汇率、汇率日期。"),
        _("请不要合并单元格，不要用公式；从别处复制请用“选择性粘贴-数值”。"),
        _("导入的阶段和金额都是“自报”，有证据并经核定后才是“已核”。"),
    )
    for row, note in enumerate(notes, len(ledger_columns()) + 3):
        sheet.write_string(row, 2, note, wrap)
