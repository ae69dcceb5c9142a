"""The one writer of Excel files: a list as it was filtered, with who exported it, when, and under which number.

Every cell is written with its kind, so that no text becomes a formula, a link or a number (a cell that begins with
`=` stays the text that it is).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any
from urllib.parse import quote

import xlsxwriter
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OPTIONS = {
    "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
    "default_date_format": "yyyy-mm-dd", "remove_timezone": True,
}  # fmt: skip
FORMATS = {
    "text": {}, "count": {"num_format": "#,##0"}, "yuan": {"num_format": "#,##0.00"}, "wan": {"num_format": "#,##0.00"},
    "yi": {"num_format": "#,##0.0000"}, "percent": {"num_format": "0.0%"}, "day": {"num_format": "yyyy-mm-dd"},
    "moment": {"num_format": "yyyy-mm-dd hh:mm"},
}  # fmt: skip
SIZES = {"wan": Decimal(10_000), "yi": Decimal(100_000_000)}
EXACT_DIGITS = 15
LONGEST_HEADER = 240
HEAD_ROWS = 3


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column: its heading, what it holds (text, count, yuan, wan, yi, percent, day, moment) and its width in characters.

    Amounts are given in 元; "wan" and "yi" write them in 万元 and 亿元, and the heading carries that unit.
    """

    label: str
    kind: str = "text"
    width: int = 14


@dataclass(frozen=True, slots=True)
class SheetHead:
    """What stands over a sheet: its title, the number of the export's journal line, who, of which unit, when, filters."""

    title: str
    number: int | str
    by: str
    unit: str
    at: datetime
    filters: Sequence[str] = field(default_factory=tuple)

    def lines(self) -> tuple[str, str]:
        """Word the two lines over the columns."""
        moment = timezone.localtime(self.at).strftime("%Y-%m-%d %H:%M")
        first = _("%(title)s · 导出编号 %(number)s · %(unit)s %(by)s · %(at)s") % {
            "title": self.title, "number": self.number, "unit": self.unit, "by": self.by, "at": moment,
        }  # fmt: skip
        return first, _("筛选:%(filters)s") % {"filters": ";".join(self.filters) or _("无")}


def workbook(*, head: SheetHead, columns: Sequence[SheetColumn], rows: Iterable[Sequence[Any]]) -> bytes:
    """Write an .xlsx file: two lines of provenance, the headings, the rows; printed pages carry the same as header."""
    target = BytesIO()
    book = xlsxwriter.Workbook(target, dict(OPTIONS))
    sheet = book.add_worksheet(_sheet_name(head.title))
    styles = {kind: book.add_format(style) for kind, style in FORMATS.items()}
    quiet, bold = (
        book.add_format({"font_color": "#5B6573"}),
        book.add_format({"bold": True, "bottom": 1, "bg_color": "#EEF2F6"}),
    )
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width)
    for number, line in enumerate(head.lines()):
        sheet.write_string(number, 0, line, quiet)
    for place, column in enumerate(columns):
        sheet.write_string(HEAD_ROWS - 1, place, column.label, bold)
    last = HEAD_ROWS - 1
    for last, row in enumerate(rows, HEAD_ROWS):
        for place, (column, value) in enumerate(zip(columns, row, strict=True)):
            _write(sheet, last, place, column.kind, value, styles[column.kind])
    sheet.freeze_panes(HEAD_ROWS, 1)
    sheet.autofilter(HEAD_ROWS - 1, 0, max(last, HEAD_ROWS - 1), max(len(columns) - 1, 0))
    sheet.repeat_rows(HEAD_ROWS - 1)
    sheet.set_landscape()
    sheet.set_header("&L" + head.lines()[0].replace("&", "&&")[:LONGEST_HEADER])
    sheet.set_footer(f"&L{head.number}&R&P / &N")
    book.set_properties({"title": head.title, "author": head.by, "comments": head.lines()[0]})
    book.close()
    return target.getvalue()


def _write(sheet: Any, row: int, place: int, kind: str, value: Any, style: Any) -> None:
    if value is None or value == "":
        sheet.write_blank(row, place, None, style)
    elif kind == "text":
        sheet.write_string(row, place, str(value)[:32_000])
    elif kind == "day" and isinstance(value, date):
        sheet.write_datetime(row, place, value, style)
    elif kind == "moment" and isinstance(value, datetime):
        sheet.write_datetime(row, place, timezone.localtime(value).replace(tzinfo=None), style)
    else:
        _write_number(sheet, row, place, kind, value, style)


def _write_number(sheet: Any, row: int, place: int, kind: str, value: Any, style: Any) -> None:
    number = Decimal(value) / SIZES.get(kind, Decimal(1))
    if len(number.normalize().as_tuple().digits) > EXACT_DIGITS:
        sheet.write_string(
            row, place, f"{number:f}"
        )  # a spreadsheet's numbers hold 15 digits; this one stays exact as text
    else:
        sheet.write_number(row, place, number, style)


def _sheet_name(title: str) -> str:
    return "".join(char for char in title if char not in "[]:*?/\\'")[:31] or "Sheet1"


def sheet_response(name: str, body: bytes) -> HttpResponse:
    """Give a workbook as a download; `name` may be Chinese."""
    plain = "".join(char if char.isascii() and (char.isalnum() or char in "-_.") else "_" for char in name)
    response = HttpResponse(body, content_type=TYPE)
    response["Content-Disposition"] = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"
    return response
