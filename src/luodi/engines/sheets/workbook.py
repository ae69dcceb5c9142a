"""A workbook opened with care: its container is guarded, its parts are examined before they are parsed, then read.

What python-calamine does not tell (formulas, hidden rows, how far the cells reach) is taken from the sheets' XML.
"""

import io
import posixpath
import re
from dataclasses import dataclass
from xml.etree.ElementTree import ParseError

import python_calamine
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from luodi.engines.files import GuardedArchive, guard_zip, sniff

from .refusals import SheetBroken, SheetHasDoctype, SheetIsEncrypted, SheetIsNotExcel, SheetIsOldExcel, SheetTooLarge

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAX_ROWS, MAX_COLUMNS = 50_000, 256
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
_FILLED = re.compile(rb"<(?:\w+:)?c\b[^>]*?\br=\"([A-Z]{1,3})(\d{1,8})\"[^>]*?(?<!/)>\s*<(?!/)")
_FORMULA = re.compile(
    rb"<(?:\w+:)?c\b[^>]*?\br=\"([A-Z]{1,3})(\d{1,8})\"[^>]*?(?<!/)>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)"
    rb"\s*(<(?:\w+:)?(?:v|is)\b[^>]*[^/]>[^<]|<(?:\w+:)?v>[^<])?"
)
_HIDDEN_ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*\bhidden=\"(?:1|true)\"")


@dataclass(frozen=True, slots=True)
class Merged:
    """Cells merged into one: rows and columns from 0, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: rows of cells as str, float, int, bool, date, time or "" (empty), beginning at A1.

    `formulas` and `unanswered` hold (row, column) from 0: cells with a formula, and those whose result was not stored.
    """

    name: str
    visible: bool
    rows: list[list]
    formulas: frozenset[tuple[int, int]] = frozenset()
    unanswered: frozenset[tuple[int, int]] = frozenset()
    merged: tuple[Merged, ...] = ()
    hidden_rows: int = 0


@dataclass(frozen=True, slots=True)
class Extent:
    """How far the filled cells of a sheet reach, and how many rows it has."""

    rows: int
    columns: int


def require_workbook(data: bytes, filename: str) -> None:
    """Refuse everything that is not a plain .xlsx workbook, with what to do instead.

    :raises FileRefused: one of the file engine's or this engine's refusals
    """
    if data.startswith(OLE):
        wanted = "EncryptedPackage".encode("utf-16-le")
        raise (SheetIsEncrypted if wanted in data else SheetIsOldExcel)(filename=filename)
    kind = sniff(data, filename)
    if kind != "xlsx":
        raise SheetIsNotExcel(filename=filename, kind=kind)


def read_workbook(data: bytes) -> list[Sheet]:
    """Read every worksheet; hidden ones are marked.

    :raises FileRefused: where the container or a part is unsafe
    :raises SheetTooLarge: where cells reach beyond 50,000 rows or 256 columns
    :raises SheetBroken: where the content cannot be read
    """
    archive = guard_zip(data)
    parts = _sheet_parts(archive)
    for name in archive.names:
        if name.startswith("xl/") and name.endswith(".xml") and name not in parts.values():
            _safe(archive, name)
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        shown = {meta.name: meta for meta in book.sheets_metadata}
        return [
            _sheet(book, shown[name], _safe(archive, part))
            for name, part in parts.items()
            if _is_worksheet(shown, name)
        ]
    except (python_calamine.CalamineError, python_calamine.ZipError, python_calamine.XmlError, ValueError) as broken:
        raise SheetBroken(reason=str(broken)[:120]) from broken


def extents(data: bytes) -> dict[str, Extent]:
    """Tell how far each sheet reaches without parsing it, so that a caller may decide to read it in the background.

    :raises FileRefused: as `read_workbook` does
    """
    archive = guard_zip(data)
    return {name: _extent(_safe(archive, part)) for name, part in _sheet_parts(archive).items()}


def _is_worksheet(shown: dict, name: str) -> bool:
    return name in shown and shown[name].typ == python_calamine.SheetTypeEnum.WorkSheet


def _safe(archive: GuardedArchive, part: str) -> bytes:
    content = archive.read(part)
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise SheetHasDoctype(part=part)
    return content


def _sheet_parts(archive: GuardedArchive) -> dict[str, str]:
    """Map the names of the sheets to the parts that hold them, in the order of the workbook."""
    try:
        book = fromstring(_safe(archive, "xl/workbook.xml"))
        links = fromstring(_safe(archive, "xl/_rels/workbook.xml.rels"))
    except (ParseError, DefusedXmlException) as broken:
        raise SheetBroken(reason=str(broken)[:120]) from broken
    targets = {link.get("Id"): _part_of(link.get("Target") or "") for link in links}
    sheets = [node for node in book.iter() if node.tag.rpartition("}")[2] == "sheet"]
    found = {sheet.get("name") or "": targets.get(sheet.get(_ID) or sheet.get(_STRICT), "") for sheet in sheets}
    return {name: part for name, part in found.items() if part in archive}


def _part_of(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))


def _extent(xml: bytes) -> Extent:
    cells = set(_FILLED.findall(xml))
    rows = max((int(row) for _, row in cells), default=0)
    columns = max((_place(letters) for letters in {letters for letters, _ in cells}), default=-1) + 1
    return Extent(rows, columns)


def _sheet(book: python_calamine.CalamineWorkbook, meta: python_calamine.SheetMetadata, xml: bytes) -> Sheet:
    reach = _extent(xml)
    if reach.rows > MAX_ROWS or reach.columns > MAX_COLUMNS:
        raise SheetTooLarge(rows=reach.rows, columns=reach.columns, limit_rows=MAX_ROWS, limit_columns=MAX_COLUMNS)
    sheet = book.get_sheet_by_name(meta.name)
    formulas, unanswered = _formulas(xml)
    return Sheet(
        name=meta.name,
        visible=meta.visible == python_calamine.SheetVisibleEnum.Visible,
        rows=sheet.to_python(skip_empty_area=False),
        formulas=formulas,
        unanswered=unanswered,
        merged=tuple(
            Merged(top, left, bottom, right) for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
        ),
        hidden_rows=len(_HIDDEN_ROW.findall(xml)),
    )


def _formulas(xml: bytes) -> tuple[frozenset[tuple[int, int]], frozenset[tuple[int, int]]]:
    if b"<f" not in xml and b":f" not in xml:
        return frozenset(), frozenset()
    found = [((int(row) - 1, _place(letters)), bool(value)) for letters, row, value in _FORMULA.findall(xml)]
    return frozenset(place for place, _ in found), frozenset(place for place, answered in found if not answered)


def _place(letters: bytes) -> int:
    place = 0
    for each in letters:
        place = place * 26 + each - 64
    return place - 1
