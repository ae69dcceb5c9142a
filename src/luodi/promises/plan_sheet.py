"""The Excel sheet of a year's target plans (目标计划书): its template, and its rows as they were filled in."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from io import BytesIO

import xlsxwriter

from luodi.engines.sheets import BAD, Column, read_rows, read_workbook_confined
from luodi.values.indicator import indicators

COLUMNS = (
    Column("owner", ("责任单位",), needed=True, longest=80),
    Column("indicator", ("指标",), needed=True, longest=40),
    Column("target", ("年度目标",), needed=True, longest=40),
    Column("unit", ("计量单位",), needed=True, longest=20),
    Column("weight", ("权重",), longest=10),
    Column("due", ("完成期限",), kind="day"),
    Column("clause", ("计划书条款",), longest=100),
)
WIDTHS = (24, 18, 16, 12, 8, 14, 28)
USUAL = ("signed_projects", "landed_projects", "started_projects", "fixed_assets", "foreign_capital", "tax")


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """A row of the sheet: its number, the cells as they stand, and what was wrong with them when they were read."""

    number: int
    cells: dict[str, str]
    problem: str = ""
    problem_en: str = ""

    def number_in(self, key: str) -> Decimal | None:
        """Give the number in a cell; None where it is none."""
        try:
            found = Decimal(self.cells.get(key, "").replace(",", "").replace("，", "").strip())
        except InvalidOperation:
            return None
        return found if found.is_finite() else None


def plan_template(*, title: str, units: Sequence[str]) -> bytes:
    """Write the sheet to fill in: for each unit the usual indicators, and on a second sheet all of them with their units."""
    target = BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet, lists = book.add_worksheet("目标计划"), book.add_worksheet("指标")
    bold = book.add_format({"bold": True, "bottom": 1, "bg_color": "#EEF2F6"})
    known = indicators()
    for place, (column, width) in enumerate(zip(COLUMNS, WIDTHS, strict=True)):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, column.names[0], bold)
    lines = [(unit, known[code]) for unit in units for code in USUAL]
    for row, (unit, measured) in enumerate(lines, 1):
        sheet.write_string(row, 0, unit)
        sheet.write_string(row, 1, measured.zh)
        sheet.write_string(row, 3, "万元" if measured.is_money else measured.unit)
    for row, each in enumerate(known.values()):
        lists.write_string(row, 0, each.zh)
        lists.write_string(row, 1, "元、万元、亿元" if each.is_money else each.unit)
    sheet.data_validation(1, 1, len(lines) + 500, 1, {"validate": "list", "source": f"=指标!$A$1:$A${len(known)}"})
    sheet.freeze_panes(1, 2)
    book.set_properties({"title": title})
    book.close()
    return target.getvalue()


def planned_rows(data: bytes, file_name: str) -> list[PlannedRow]:
    """Read the rows that name a target; lines of the template that were left empty are passed over.

    :raises Refusal: of `engines.sheets` for a file that is no such sheet
    """
    read = read_rows(read_workbook_confined(data), COLUMNS, file_name)
    found = []
    for row in read.rows:
        cells = {column.key: row.cells.get(column.key, "").strip()[:300] for column in COLUMNS}
        if not cells["target"]:
            continue
        cells |= {
            key: str(row.values[key]) for key in ("target", "weight", "due") if row.values.get(key) not in (None, "")
        }
        bad = [each for each in row.findings if each.severity == BAD and each.field != "target"]
        words = (bad[0].sentence("zh"), bad[0].sentence("en")) if bad else ("", "")
        found.append(PlannedRow(row.number, cells, *words))
    return found
