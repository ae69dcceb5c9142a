"""A Word template filled with an agreement's clauses; no template language is run."""

import copy
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zipfile import BadZipFile

import docx
from docx.document import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from .blanks import BLANK, blanks_of
from .refusals import BlankUnknown, TemplateBroken

CLAUSES = "条款"


@dataclass(frozen=True, slots=True)
class FilledClause:
    """A clause ready for the text: its title and its body, blanks filled."""

    title: str
    body: str


def merge(template: bytes, values: Mapping[str, str], clauses: Sequence[FilledClause], *, filename: str) -> bytes:
    """Fill a Word template: {{ name }} by `values`, a paragraph {{ 条款 }} by the clauses, numbered 第一条 onwards.

    No template language is run: anything else in double braces is refused, and values are written as plain text.

    :raises TagRefused, BlankUnknown, TemplateBroken: each for its fault
    """
    document = _opened(template, filename)
    for paragraph in list(_paragraphs(document)):
        text = _text(paragraph)
        names = [blank.name for blank in blanks_of(text)]
        if names == [CLAUSES] and BLANK.fullmatch(text.strip()):
            _put_clauses(paragraph, clauses)
        elif names:
            if unknown := sorted(set(names) - set(values)):
                raise BlankUnknown(names=unknown)
            _write(paragraph, BLANK.sub(lambda found: values[found[1]], text))
    return _saved(document)


def names_in(template: bytes, *, filename: str) -> tuple[str, ...]:
    """List the names that a template asks for.

    :raises TagRefused, TemplateBroken: if it can't be filled at all
    """
    found: dict[str, None] = {}
    for paragraph in _paragraphs(_opened(template, filename)):
        found |= dict.fromkeys(blank.name for blank in blanks_of(_text(paragraph)))
    return tuple(found)


def _opened(data: bytes, filename: str) -> Document:
    try:
        return docx.Document(io.BytesIO(data))
    except (PackageNotFoundError, BadZipFile, KeyError, ValueError) as broken:
        raise TemplateBroken(filename=filename) from broken


def _paragraphs(document: Document) -> Iterator[Paragraph]:
    """Give every paragraph: of the body with its tables and boxes, and of headers and footers."""
    roots = [document.element.body]
    for section in document.sections:
        roots += [section.header._element, section.footer._element]
    for root in roots:
        for element in root.iter(qn("w:p")):
            yield Paragraph(element, document)  # type: ignore[arg-type]


def _text(paragraph: Paragraph) -> str:
    return "".join(each.text or "" for each in paragraph._p.iter(qn("w:t")))


def _write(paragraph: Paragraph, text: str) -> None:
    """Put a text into a paragraph's first run of words and empty the others; Word may have cut a blank into several."""
    places = list(paragraph._p.iter(qn("w:t")))
    for place, element in enumerate(places):
        element.text = _legal(text) if place == 0 else ""
        element.set(qn("xml:space"), "preserve")


def _put_clauses(paragraph: Paragraph, clauses: Sequence[FilledClause]) -> None:
    for number, clause in enumerate(clauses, 1):
        for line in (f"第{_chinese(number)}条　{clause.title}", *clause.body.split("\n")):
            twin = copy.deepcopy(paragraph._p)
            paragraph._p.addprevious(twin)
            _write(Paragraph(twin, paragraph._parent), line)
    parent: Any = paragraph._p.getparent()
    parent.remove(paragraph._p)


def _chinese(number: int) -> str:
    digits = "零一二三四五六七八九"
    if number < 10:
        return digits[number]
    tens, ones = divmod(number, 10)
    return f"{digits[tens] if tens > 1 else ''}十{digits[ones] if ones else ''}"


def _legal(text: str) -> str:
    """Leave out the characters that XML can't hold."""
    return "".join(char for char in text if char >= " " or char == "\t")


def _saved(document: Document) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()
