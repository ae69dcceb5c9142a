"""The Excel sheet of a complete list: a row for each firm on it."""

from dataclasses import dataclass

from luodi.engines.sheets import Column, read_rows, read_workbook_confined

HEAD = (
    Column("code", ("统一社会信用代码", "信用代码"), needed=True, longest=40),
    Column("name", ("企业名称", "企业"), longest=200),
    Column("value", ("值", "日期", "内容"), longest=300),
)


@dataclass(frozen=True, slots=True)
class Listed:
    """A firm on a list by its credit code; the value as people write it ("" for yes). `row` is where it stands."""

    row: int
    code: str
    value: str = ""


def listed_in(data: bytes, file_name: str) -> list[Listed]:
    """Read a list from a sheet: credit code, and the day or the contents where the field has some.

    :raises Refusal: of `engines.sheets` for a file that is no such sheet
    """
    rows = read_rows(read_workbook_confined(data), HEAD, file_name).rows
    return [
        Listed(each.number, each.cells.get("code", "").strip(), each.cells.get("value", "").strip()) for each in rows
    ]
