"""Text of a PDF, page by page; a scan (pictures and no text) is refused."""

import pypdfium2
import pypdfium2.raw as pdfium

from .refusals import PageEmpty, PdfBroken, PdfLocked, ScanRefused, TooManyPages

FEW_CHARS = 8


def text_of(data: bytes, filename: str, max_pages: int) -> tuple[str, tuple[str, ...]]:
    """Return the text of a PDF, pages apart by an empty line, and notes.

    :raises PdfBroken, PdfLocked, TooManyPages, ScanRefused, PageEmpty: each for its own fault
    """
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as broken:
        locked = "password" in str(broken).lower()
        raise (PdfLocked if locked else PdfBroken)(filename=filename) from broken
    try:
        return _text(document, filename, max_pages)
    except pypdfium2.PdfiumError as broken:
        raise PdfBroken(filename=filename) from broken
    finally:
        document.close()


def _text(document: pypdfium2.PdfDocument, filename: str, max_pages: int) -> tuple[str, tuple[str, ...]]:
    count = len(document)
    if count > max_pages:
        raise TooManyPages(filename=filename, pages=count, limit=max_pages)
    texts: list[str] = []
    scanned: list[int] = []
    for number in range(count):
        page = document[number]
        words = page.get_textpage()
        text = (
            words.get_text_range().replace("\r\n", "\n").replace("\r", "\n").replace("\ufffe", "").replace("\x00", "")
        )
        words.close()
        if len(text.strip()) < FEW_CHARS and any(page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=3)):
            scanned.append(number + 1)
        page.close()
        texts.append(text)
    if scanned and len(scanned) == count:
        raise ScanRefused(filename=filename, pages=count)
    if not "".join(texts).strip():
        raise PageEmpty(filename=filename)
    notes = (f"pages:{count}", *((f"scanned_pages:{','.join(map(str, scanned))}",) if scanned else ()))
    return "\n\n".join(texts), notes
