"""The rows of a sheet, read under its header: typed values, the text as it stood, and what was found in each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from luodi.values.width import tight

from .cells import shown, typed
from .columns import Column, Header, find_header, letter
from .finding import BAD, DOUBT, NOTE, Finding
from .refusals import HeaderNotFound, SheetEmpty, SheetsAllHidden
from .workbook import Merged, Sheet

EXAMPLE_MARKS = ("【示例】", "[示例]", "(示例)", "〔示例〕")
TEMPLATE_SHEETS = frozenset(("填写说明", "选项"))
TOTALS = frozenset(("合计", "总计", "小计", "共计", "累计", "total"))


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row: its number in the sheet (from 1), texts and typed values of the cells that are not empty, and findings."""

    number: int
    cells: dict[str, str]
    values: dict[str, object]
    findings: list[Finding] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Read:
    """A sheet that was read: which one, its header, its rows, and what concerns the sheet as a whole."""

    sheet: str
    header: Header
    rows: list[SheetRow]
    findings: list[Finding]


def read_rows(sheets: Sequence[Sheet], columns: Sequence[Column], filename: str = "") -> Read:
    """Read the rows of the first visible sheet that has the columns' header.

    Blank rows, totals and rows marked 示例 are left out and counted in the findings.

    :raises SheetEmpty: if no row stands below the header
    :raises SheetsAllHidden: if content stands in hidden sheets only
    :raises HeaderNotFound, ColumnsMissing, ColumnTwice, AmountUnitMissing: where the header is not as it should be
    """
    filled = [sheet for sheet in sheets if any(any(cell != "" for cell in row) for row in sheet.rows)]
    visible = [sheet for sheet in filled if sheet.visible]
    if not visible:
        if filled:
            raise SheetsAllHidden(names=[sheet.name for sheet in filled])
        raise SheetEmpty(filename=filename)
    sheet, header = _sheet_with_header(visible, columns)
    findings = _about(sheet, header, filled)
    rows = list(_rows(sheet, header, columns, findings))
    if not rows:
        raise SheetEmpty(filename=filename)
    return Read(sheet.name, header, rows, findings)


def _sheet_with_header(visible: Sequence[Sheet], columns: Sequence[Column]) -> tuple[Sheet, Header]:
    first: HeaderNotFound | None = None
    for sheet in visible:
        try:
            return sheet, find_header(_titles(sheet), columns, sheet.name)
        except HeaderNotFound as missing:
            first = first or missing
    raise first or HeaderNotFound(wanted=[], rows=0)


def _titles(sheet: Sheet) -> list[list[object]]:
    """Give the first rows with merged titles repeated downwards, as a header of two rows needs."""
    rows = [list(row) for row in sheet.rows[:12]]
    for area in sheet.merged:
        if area.left == area.right and area.bottom < len(rows):
            for row in range(area.top, area.bottom + 1):
                if area.left < len(rows[row]):
                    rows[row][area.left] = rows[area.top][area.left]
    return rows


def _about(sheet: Sheet, header: Header, filled: Sequence[Sheet]) -> list[Finding]:
    found = []
    beside = [other for other in filled if other is not sheet and other.name not in TEMPLATE_SHEETS]
    hidden = [other.name for other in beside if not other.visible]
    others = [other.name for other in beside if other.visible]
    if hidden:
        found.append(Finding("sheets_hidden", NOTE, "", {"names": hidden}))
    if others:
        found.append(Finding("sheets_left_out", NOTE, "", {"names": others, "sheet": sheet.name}))
    if sheet.hidden_rows:
        found.append(Finding("rows_hidden", NOTE, "", {"rows": sheet.hidden_rows}))
    if header.row > 1:
        found.append(Finding("header_below", NOTE, "", {"row": header.row}))
    if header.unknown:
        titles = [f"{title} ({where})" for where, title in header.unknown]
        found.append(Finding("columns_unknown", NOTE, "", {"columns": titles[:20]}))
    return found


def _rows(sheet: Sheet, header: Header, columns: Sequence[Column], findings: list[Finding]) -> Iterator[SheetRow]:
    wanted = [(column, header.places[column.key]) for column in columns if column.key in header.places]
    merged = _merged_cells(sheet.merged, header.row)
    kept: dict[str, list[int]] = {"example": [], "total": []}
    for place in range(header.row, len(sheet.rows)):
        present = _present(sheet.rows, place, wanted, merged)
        if not any((place, at) not in merged for _, at, _ in present):
            continue
        kind = _left_out(present)
        if kind:
            kept[kind].append(place + 1)
            continue
        yield _row(place, present, sheet, header, merged)
    if kept["example"]:
        findings.append(Finding("rows_example", NOTE, "", {"rows": kept["example"][:20]}))
    if kept["total"]:
        findings.append(Finding("rows_total", NOTE, "", {"rows": kept["total"][:20]}))


def _present(
    rows: Sequence[Sequence[object]],
    place: int,
    wanted: list[tuple[Column, int]],
    merged: dict[tuple[int, int], Merged],
) -> list[tuple[Column, int, object]]:
    """Give the cells of a row that are not empty; one that was merged over several rows shows the value of its first row."""
    found = []
    for column, at in wanted:
        cell = rows[place][at] if at < len(rows[place]) else ""
        area = merged.get((place, at)) if merged else None
        if cell == "" and area is not None and area.left == at:
            cell = rows[area.top][at]
        if cell != "" and shown(cell):
            found.append((column, at, cell))
    return found


def _left_out(present: list[tuple[Column, int, object]]) -> str:
    for column, _, cell in present:
        if column.kind in ("text", "choice") and isinstance(cell, str):
            word = tight(cell)
            if word.startswith(EXAMPLE_MARKS):
                return "example"
            if word.rstrip(":").lower() in TOTALS:
                return "total"
    return ""


def _row(
    place: int,
    present: list[tuple[Column, int, object]],
    sheet: Sheet,
    header: Header,
    merged: dict[tuple[int, int], Merged],
) -> SheetRow:
    texts: dict[str, str] = {}
    values: dict[str, object] = {}
    findings: list[Finding] = []
    for column, at, cell in present:
        texts[column.key] = shown(cell)[:400]
        area = merged.get((place, at)) if merged else None
        if area is not None:
            findings.append(_merged_finding(column, area))
            if findings[-1].severity == BAD:
                continue
        if (place, at) in sheet.formulas:
            unanswered = (place, at) in sheet.unanswered
            params = {"cell": f"{letter(at)}{place + 1}", "text": texts[column.key]}
            findings.append(
                Finding(
                    "formula_unanswered" if unanswered else "formula_taken",
                    BAD if unanswered else DOUBT,
                    column.key,
                    params,
                )
            )
            if unanswered:
                continue
        value, found = typed(cell, column, header.units.get(column.key, ""))
        findings += found
        if value is not None:
            values[column.key] = value
    findings += _unanswered(place, sheet, header, {column.key for column, _, _ in present})
    return SheetRow(place + 1, texts, values, findings)


def _unanswered(place: int, sheet: Sheet, header: Header, seen: set[str]) -> list[Finding]:
    """Name the formulas that stand in cells that look empty because their result was never stored."""
    if not sheet.unanswered:
        return []
    return [
        Finding("formula_unanswered", BAD, key, {"cell": f"{letter(at)}{place + 1}", "text": ""})
        for key, at in header.places.items()
        if key not in seen and (place, at) in sheet.unanswered
    ]


def _merged_cells(areas: Sequence[Merged], below: int) -> dict[tuple[int, int], Merged]:
    return {
        (row, at): area
        for area in areas
        if area.bottom >= below and (area.bottom - area.top) * (area.right - area.left + 1) < 200_000
        for row in range(max(area.top, below), area.bottom + 1)
        for at in range(area.left, area.right + 1)
    }


def _merged_finding(column: Column, area: Merged) -> Finding:
    params = {"first": area.top + 1, "last": area.bottom + 1}
    if area.top == area.bottom:
        return Finding("cells_merged_across", DOUBT, column.key, {"row": area.top + 1})
    return Finding(
        "cells_merged_down" if column.fill_down else "cells_merged",
        DOUBT if column.fill_down else BAD,
        column.key,
        params,
    )
