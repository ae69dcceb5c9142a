"""The Excel sheet of a unit's quarterly return: its template, and its rows as they were filled in."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from io import BytesIO

import xlsxwriter

from luodi.engines.sheets import BAD, Column, SheetRow, read_rows, read_workbook_confined
from luodi.values.indicator import indicators

COLUMNS = (
    Column("subject", ("对象编号",), needed=True, longest=20),
    Column("name", ("对象名称",), longest=200),
    Column("indicator", ("指标",), needed=True, longest=40),
    Column("value", ("数值",), needed=True, longest=40),
    Column("unit", ("单位",), needed=True, longest=20),
    Column("source", ("来源依据",), needed=True, longest=300),
    Column("answer", ("异常说明",), longest=300),
)
WIDTHS = (12, 36, 18, 18, 12, 36, 36)
HINT = "税收、营收等单户数据须有企业授权；填“统计报表”的不收。数值与以往相差过大的，请在“异常说明”写明原因。"


@dataclass(frozen=True, slots=True)
class FilledRow:
    """A row of a return: the cells as they stand, and what was wrong with them already when they were read."""

    number: int
    cells: dict[str, str]
    problem: str = ""
    problem_en: str = ""

    @property
    def value(self) -> Decimal | None:
        """Give the number that was filled in; None where it is none."""
        try:
            found = Decimal(self.cells.get("value", "").replace(",", "").replace("，", "").strip())
        except InvalidOperation:
            return None
        return found if found.is_finite() else None


def return_template(*, title: str, subjects: Sequence[tuple[int, str]]) -> bytes:
    """Write the sheet to fill in: a line for each subject of the unit, the indicators and units to choose from."""
    target = BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet, lists = book.add_worksheet("报表"), book.add_worksheet("指标")
    bold, quiet = book.add_format({"bold": True, "bottom": 1, "bg_color": "#EEF2F6"}), book.add_format({"italic": True})
    for place, (column, width) in enumerate(zip(COLUMNS, WIDTHS, strict=True)):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, column.names[0], bold)
    for row, (subject_id, name) in enumerate(subjects, 1):
        sheet.write_string(row, 0, str(subject_id))
        sheet.write_string(row, 1, name)
    for row, each in enumerate(indicators().values()):
        lists.write_string(row, 0, each.zh)
        lists.write_string(row, 1, "元、万元、亿元" if each.is_money else each.unit)
    lists.write_string(len(indicators()) + 1, 0, HINT, quiet)
    last = max(len(subjects), 1) + 500
    sheet.data_validation(1, 2, last, 2, {"validate": "list", "source": f"=指标!$A$1:$A${len(indicators())}"})
    sheet.freeze_panes(1, 2)
    book.set_properties({"title": title})
    book.close()
    return target.getvalue()


def filled_rows(data: bytes, file_name: str) -> list[FilledRow]:
    """Read the rows of a return that say anything; lines of the template that were left empty are passed over.

    :raises Refusal: of `engines.sheets` for a file that is no such sheet
    """
    read = read_rows(read_workbook_confined(data), COLUMNS, file_name)
    rows = [_filled(row) for row in read.rows]
    return [row for row in rows if row.cells.get("value") or row.cells.get("indicator")]


def _filled(row: SheetRow) -> FilledRow:
    cells = {column.key: row.cells.get(column.key, "").strip()[:300] for column in COLUMNS}
    values = {key: str(row.values[key]) for key in ("value",) if row.values.get(key) not in (None, "")}
    bad = [each for each in row.findings if each.severity == BAD and each.field not in ("value", "source")]
    if not (cells["value"] or cells["indicator"]) or not bad:
        return FilledRow(row.number, cells | values)
    return FilledRow(row.number, cells | values, bad[0].sentence("zh"), bad[0].sentence("en"))
