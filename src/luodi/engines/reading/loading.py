"""A file's bytes to the text of a page: txt, docx, PDF with text."""

from dataclasses import dataclass

from luodi.engines import files

from . import docx, pdf
from .refusals import NotAPage, PageEmpty, TooMuchText

MAX_CHARS = 400_000
MAX_PAGES = 60


@dataclass(frozen=True)
class Loaded:
    """The text of a document, the kind of file it came from, and notes on what was done ("encoding:gb18030", "pages:2")."""

    text: str
    kind: str
    notes: tuple[str, ...]


def load(
    data: bytes,
    filename: str,
    *,
    max_bytes: int = files.DEFAULT_MAX_BYTES,
    max_pages: int = MAX_PAGES,
    max_chars: int = MAX_CHARS,
) -> Loaded:
    """Take the text out of a file's bytes. A text file's characters stay exactly as they are (an encoding mark apart).

    :raises Refusal: one for each fault (see engines.files and refusals.toml): too large, wrong kind, broken, scan, empty…
    """
    notes: tuple[str, ...]
    kind = files.sniff(data, filename, max_bytes=max_bytes)
    if kind == "txt":
        decoded = files.decode(data)
        text, notes = decoded.text, (f"encoding:{decoded.encoding}",)
    elif kind == "docx":
        text, notes = docx.text_of(data, filename)
    elif kind == "pdf":
        text, notes = pdf.text_of(data, filename, max_pages)
    else:
        raise NotAPage(filename=filename, kind=kind)
    if not text.strip("\ufeff \t\r\n\f\v\u3000"):
        raise PageEmpty(filename=filename)
    if len(text) > max_chars:
        raise TooMuchText(filename=filename, chars=len(text), limit=max_chars)
    return Loaded(text, kind, notes)
