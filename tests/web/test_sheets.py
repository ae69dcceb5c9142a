"""The writer of Excel files: kinds, number formats, provenance, and never a formula."""

import zipfile
from datetime import date
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest

from luodi.web.sheets import SheetColumn, SheetHead, sheet_response, workbook
from tests.given.people import NOW

HEAD = SheetHead("台账[1]", 77, "测试员", "临河街道", NOW, ["阶段=签约"])
NASTY = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "＝1+1",
    '=HYPERLINK("http://x")',
    "http://example.test",
    "001",
    "1e5",
    "{=A1}",
]


def sheet_of(columns, rows, head=HEAD):
    return openpyxl.load_workbook(BytesIO(workbook(head=head, columns=columns, rows=rows))).active


def test_texts_stay_texts_whatever_they_begin_with():
    sheet = sheet_of([SheetColumn("名称")], [[text] for text in NASTY])
    assert [row[0].value for row in sheet.iter_rows(min_row=4)] == [text.replace("\r", "_x000D_") for text in NASTY]
    assert {row[0].data_type for row in sheet.iter_rows(min_row=4)} == {"s"}
    assert all(row[0].hyperlink is None for row in sheet.iter_rows(min_row=4))


def test_the_file_holds_no_formula_element():
    body = workbook(head=HEAD, columns=[SheetColumn("=1"), SheetColumn("x", "wan")], rows=[["=1", Decimal(1)]])
    with zipfile.ZipFile(BytesIO(body)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def test_numbers_and_days_are_such_with_their_formats():
    columns = [
        SheetColumn("a", "wan"),
        SheetColumn("b", "yi"),
        SheetColumn("c", "day"),
        SheetColumn("d", "moment"),
        SheetColumn("e", "count"),
    ]
    sheet = sheet_of(columns, [[Decimal("120000000.50"), Decimal(190 * 10**8), date(2025, 3, 7), NOW, 5]])
    cells = next(sheet.iter_rows(min_row=4))
    assert cells[0].value == 12000.00005
    assert cells[0].number_format == "#,##0.00"
    assert cells[1].value == 190
    assert cells[2].value.date() == date(2025, 3, 7)
    assert cells[3].value.strftime("%H:%M") == "09:00"
    assert cells[4].value == 5


def test_an_amount_beyond_a_spreadsheets_digits_stays_exact_as_text():
    sheet = sheet_of([SheetColumn("a", "yuan")], [[Decimal("9999999999999999.99")]])
    assert sheet["A4"].value == "9999999999999999.99"


def test_what_is_unknown_stays_empty_and_is_no_zero():
    sheet = sheet_of([SheetColumn("a", "wan"), SheetColumn("b", "day"), SheetColumn("c")], [[None, None, ""]])
    assert [cell.value for cell in next(sheet.iter_rows(min_row=4))] == [None, None, None]


def test_carries_number_person_unit_time_and_filters_on_the_sheet_and_on_paper():
    sheet = sheet_of([SheetColumn("a")], [["x"]])
    for part in ("77", "测试员", "临河街道", "2025-03-08 09:00"):
        assert part in sheet["A1"].value
        assert part in sheet.oddHeader.left.text
    assert "阶段=签约" in sheet["A2"].value


def test_a_title_with_signs_and_no_rows_are_fine():
    assert sheet_of([SheetColumn("a")], []).title == "台账1"


@pytest.mark.parametrize("name", ["项目台账-20250308-7.xlsx", 'a"b\r\nX-Evil: 1.xlsx'])
def test_the_download_has_a_safe_name(name):
    disposition = sheet_response(name, b"x")["Content-Disposition"]
    assert "\n" not in disposition
    assert "filename*=UTF-8''" in disposition
