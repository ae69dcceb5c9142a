"""A report as a workbook: the figures on the first sheet, the projects behind each figure on the second."""

from datetime import timedelta
from io import BytesIO

import xlsxwriter

from luodi.cockpit.reports import Report

YI = 100_000_000


def report_book(found: Report, *, mark: str) -> bytes:
    """Write a report as .xlsx; `mark` (number, who, when) stands over both sheets and on every printed page.

    Texts stay texts: nothing that is written becomes a formula or a link.
    """
    target = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(target, options)
    title = f"{found.template.zh} {found.first:%Y-%m-%d} — {found.end - timedelta(days=1):%Y-%m-%d}"
    _figures(book, found, title, mark)
    _sources(book, found, title, mark)
    book.set_properties({"title": title, "comments": mark})
    book.close()
    return target.getvalue()


def _sheet(book: xlsxwriter.Workbook, name: str, title: str, mark: str):
    sheet = book.add_worksheet(name)
    sheet.write_string(0, 0, title, book.add_format({"bold": True, "font_size": 14}))
    sheet.write_string(1, 0, mark, book.add_format({"font_color": "#5B6573"}))
    sheet.set_landscape()
    sheet.set_header("&L" + mark.replace("&", "&&")[:240])
    sheet.set_footer("&R&P / &N")
    return sheet


def _figures(book: xlsxwriter.Workbook, found: Report, title: str, mark: str) -> None:
    sheet = _sheet(book, "报表", title, mark)
    head = book.add_format({"bold": True, "bottom": 1, "bg_color": "#EEF2F6", "align": "center"})
    count, yi = book.add_format({"num_format": "#,##0"}), book.add_format({"num_format": "#,##0.0000"})
    sheet.write_string(3, 0, "单位" if found.template.by == "unit" else "赛道", head)
    sheet.set_column(0, 0, 24)
    words = ("个数", "亿元", "其中已核个数", "其中已核亿元")
    for place, heading in enumerate(found.headings):
        first = 1 + 4 * place
        sheet.merge_range(2, first, 2, first + 3, heading, head)
        for offset, word in enumerate(words):
            sheet.write_string(3, first + offset, word, head)
    for number, (name, cells) in enumerate([*found.lines, ("合计", found.total)], 4):
        sheet.write_string(number, 0, name)
        for place, cell in enumerate(cells):
            first = 1 + 4 * place
            sheet.write_number(number, first, cell.projects, count)
            sheet.write_number(number, first + 1, cell.amount / YI, yi)
            sheet.write_number(number, first + 2, cell.confirmed, count)
            sheet.write_number(number, first + 3, cell.confirmed_amount / YI, yi)
    sheet.freeze_panes(4, 1)


def _sources(book: xlsxwriter.Workbook, found: Report, title: str, mark: str) -> None:
    sheet = _sheet(book, "来源", title, mark)
    head = book.add_format({"bold": True, "bottom": 1, "bg_color": "#EEF2F6"})
    day, yuan = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"num_format": "#,##0.00"})
    for place, (word, width) in enumerate(
        (
            ("指标", 16),
            ("行", 18),
            ("项目编号", 16),
            ("项目", 40),
            ("责任单位", 20),
            ("日期", 12),
            ("投资额（元）", 18),
            ("已核", 8),
        )
    ):
        sheet.write_string(3, place, word, head)
        sheet.set_column(place, place, width)
    words = dict(zip(found.template.figures, found.headings, strict=True))
    for number, each in enumerate(found.sources, 4):
        for place, text in enumerate((words[each.figure], each.line, each.code, each.name, each.unit)):
            sheet.write_string(number, place, text)
        sheet.write_datetime(number, 5, each.day, day)
        if each.amount is not None:
            sheet.write_number(number, 6, each.amount, yuan)
        sheet.write_string(number, 7, "是" if each.confirmed else "")
    sheet.freeze_panes(4, 0)
    sheet.autofilter(3, 0, max(3 + len(found.sources), 3), 7)
