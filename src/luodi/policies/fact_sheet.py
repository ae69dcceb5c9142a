"""The Excel sheet of firms' facts: a row for each firm and year, a column for each field; out and in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO

import xlsxwriter

from luodi.engines.sheets import Column, read_rows, read_workbook_confined
from luodi.policies.fact_values import form_of, storable_fields

HEAD = (
    Column("code", ("统一社会信用代码", "信用代码"), longest=40),
    Column("name", ("企业名称", "企业"), longest=200),
    Column("year", ("年份", "年度"), needed=True, longest=20),
    Column("source", ("来源依据", "来源"), needed=True, longest=300),
    Column("answer", ("异常说明",), longest=300),
)
KEYS = {column.key: column.names[0] for column in HEAD}
HINT = "金额须带单位，如 2600万元；日期写 2024-05-01；是否写“是”或“否”；集合用逗号隔开。空格子表示不知道，不当作 0。"


@dataclass(frozen=True, slots=True)
class FactLine:
    """A row of the sheet: who and when, its source, and the written value of each field that is not empty."""

    number: int
    code: str
    name: str
    year: str
    source: str
    answer: str
    values: dict[str, str]


def fact_lines(data: bytes, file_name: str) -> list[FactLine]:
    """Read the rows of a sheet as they were written.

    :raises Refusal: of `engines.sheets` for a file that is no such sheet
    """
    fields = [Column(each.code, (each.zh, each.code), longest=300) for each in storable_fields()]
    read = read_rows(read_workbook_confined(data), (*HEAD, *fields), file_name)
    found = []
    for row in read.rows:
        cells = {key: text.strip() for key, text in row.cells.items() if text.strip()}
        values = {each.key: cells[each.key] for each in fields if each.key in cells}
        found.append(FactLine(row.number, *(cells.get(key, "") for key in KEYS), values))
    return found


def fact_sheet(lines: Iterable[Sequence[str]], codes: Sequence[str]) -> bytes:
    """Write a sheet with the given fields that can be read in again; each line begins with the five columns of the head."""
    target = BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet, notes = book.add_worksheet("企业数据"), book.add_worksheet("填写说明")
    bold = book.add_format({"bold": True, "bottom": 1, "bg_color": "#EEF2F6"})
    fields = {each.code: each for each in storable_fields()}
    for place, title in enumerate([*KEYS.values(), *(fields[code].zh for code in codes)]):
        sheet.set_column(place, place, 22)
        sheet.write_string(0, place, title, bold)
    for row, line in enumerate(lines, 1):
        for place, text in enumerate(line):
            sheet.write_string(row, place, text)
    notes.set_column(0, 2, 30)
    notes.write_string(0, 0, HINT)
    for row, each in enumerate(fields.values(), 2):
        for place, text in enumerate((each.zh, each.en, form_of(each))):
            notes.write_string(row, place, text)
    sheet.freeze_panes(1, 2)
    book.close()
    return target.getvalue()
