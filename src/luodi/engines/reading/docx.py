"""Text of a Word file: paragraphs and table rows of its main part, read under the limits of engines.files."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from luodi.engines.files import guard_zip

from .refusals import DocxBroken

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SKIPPED = {f"{W}del", f"{W}moveFrom", f"{W}instrText", f"{W}delText"}


def text_of(data: bytes, filename: str) -> tuple[str, tuple[str, ...]]:
    """Return the document's text, one line a paragraph or table row, and notes.

    :raises DocxBroken: when the document part is no valid XML, or one with entities
    """
    archive = guard_zip(data)
    part = next((name for name in archive.names if name.lower() == "word/document.xml"), "word/document.xml")
    try:
        root = fromstring(archive.read(part), forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, RecursionError) as broken:
        raise DocxBroken(filename=filename) from broken
    body = root.find(f"{W}body")
    lines = list(_lines(body)) if body is not None else []
    tables = sum(1 for _ in root.iter(f"{W}tbl"))
    notes = (f"paragraphs:{len(lines)}", *((f"tables:{tables}",) if tables else ()))
    return "\n".join(lines), notes


def _lines(parent: Element) -> Iterator[str]:
    for child in parent:
        if child.tag == f"{W}p":
            yield _paragraph(child)
        elif child.tag == f"{W}tbl":
            for row in child.iter(f"{W}tr"):
                yield "\t".join(
                    " ".join(_paragraph(p) for p in cell.iter(f"{W}p")).strip() for cell in row.findall(f"{W}tc")
                )
        elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}ins"):
            yield from _lines(child)


def _paragraph(paragraph: Element) -> str:
    return "".join(_runs(paragraph))


def _runs(parent: Element) -> Iterator[str]:
    for child in parent:
        if child.tag in SKIPPED:
            continue
        if child.tag == f"{W}t":
            yield child.text or ""
        elif child.tag == f"{W}tab":
            yield "\t"
        elif child.tag in (f"{W}br", f"{W}cr"):
            yield "\n"
        elif child.tag not in (f"{W}pPr", f"{W}rPr", f"{W}p"):
            yield from _runs(child)
