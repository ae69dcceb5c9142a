"""Texts made comparable: what counts as the same wording in a Word file, a PDF and the text that was approved.

The rule (decision note on agreements): characters are compared after Unicode's compatibility form (NFKC), which makes
full-width digits and letters and the look-alikes that PDF fonts carry equal to the plain ones; white space, line and
page breaks and invisible characters are left out, except one space between two Latin letters or digits, where it tells
words and numbers apart; of a PDF the page number at the first or last line of a page is left out. Nothing else is
forgiven: one other character is a difference.
"""

import hashlib
import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from os.path import commonprefix

PAGE_BREAK = "\n\n"
NUMBERED = re.compile(r"[-—–·\s]*(?:第\s*)?(\d{1,4})\s*(?:页)?\s*(?:[/／,，]?\s*(?:共\s*)?\d{1,4}\s*页?)?[-—–·\s]*")
MARKED = re.compile(r"[页/／—–-]")
BEFORE, AFTER = 24, 36


@dataclass(frozen=True, slots=True)
class Form:
    """A text in its comparable form; `offsets[i]` is the place of its i-th character in the original text."""

    text: str
    offsets: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """The first place where two texts differ: the common words before it, and how each goes on from there."""

    before: str
    one: str
    other: str
    one_at: int
    other_at: int


@cache
def _folded(char: str) -> str:
    return "".join(
        " " if each.isspace() or unicodedata.category(each) in ("Cc", "Cf", "Zl", "Zp") else each
        for each in unicodedata.normalize("NFKC", char)
    )


def signing_form(text: str) -> Form:
    """Give the form in which two texts are compared for signing; offsets lead back to the text."""
    kept: list[str] = []
    offsets: list[int] = []
    gap = False
    for place, char in enumerate(text):
        for each in _folded(char):
            if each == " ":
                gap = True
                continue
            if gap and kept and _latin(kept[-1]) and _latin(each):
                kept.append(" ")
                offsets.append(place)
            kept.append(each)
            offsets.append(place)
            gap = False
    return Form("".join(kept), tuple(offsets))


def _latin(char: str) -> bool:
    return char.isascii() and char.isalnum()


def text_sha256(text: str) -> str:
    """Give the digest of a text exactly as it stands."""
    return hashlib.sha256(text.encode()).hexdigest()


def wording_sha256(text: str) -> str:
    """Give the digest of a text's wording: equal for a Word file and a PDF of the same agreement."""
    return text_sha256(signing_form(text).text)


def without_page_numbers(text: str) -> str:
    """Take the page numbers of a PDF away: a first or last line of a page that is marked as one or counts the pages."""
    pages = text.split(PAGE_BREAK)
    return PAGE_BREAK.join(_page(page, ordinal) for ordinal, page in enumerate(pages, 1))


def _page(page: str, ordinal: int) -> str:
    lines = page.split("\n")
    for place in (0, -1):
        while lines and not lines[place].strip():
            lines.pop(place)
        found = NUMBERED.fullmatch(lines[place]) if lines else None
        if found and (MARKED.search(lines[place]) or int(found[1]) == ordinal):
            lines.pop(place)
    return "\n".join(lines)


def first_difference(one: str, other: str) -> Difference | None:
    """Find the first place where the wording of two texts differs; None if it is the same."""
    first, second = signing_form(one), signing_form(other)
    if first.text == second.text:
        return None
    place = len(commonprefix([first.text, second.text]))
    return Difference(
        before=first.text[max(0, place - BEFORE) : place],
        one=first.text[place : place + AFTER],
        other=second.text[place : place + AFTER],
        one_at=_original(first, place, len(one)),
        other_at=_original(second, place, len(other)),
    )


def _original(form: Form, place: int, end: int) -> int:
    return form.offsets[place] if place < len(form.offsets) else end


def line_of(text: str, place: int) -> int:
    """Give the number of the line, from 1, in which a place of a text stands."""
    starts = [0, *(found.end() for found in re.finditer(r"\n", text))]
    return bisect_right(starts, place)
