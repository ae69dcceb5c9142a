"""Sentences of a text, the wording that a rewrite offers, and what differs between two texts."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

ENDS = "。；！？\n"
OFFERED = re.compile("“([^“”]{6,400})”")
NUMBER = re.compile(
    r"(?:第[^条款项\s]{1,8}[条款项]|[一二三四五六七八九十]{1,3}、|[（(][^）)]{1,4}[）)]|\d+(?:\.\d+)*[.、．]?)[ \t\u3000]*"
)
LONGEST_COMPARED = 4000


def sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    """Give the span of the sentence that a place stands in, with its end mark and without its number ("第三条")."""
    before = max(text.rfind(mark, 0, start) for mark in ENDS) + 1
    if end > before and text[end - 1 : end] in ENDS and end > start:
        return _without_number(text, before, start, end)
    found = [place for mark in ENDS if (place := text.find(mark, end)) >= 0]
    after = min(found) if found else len(text)
    return _without_number(text, before, start, after + 1 if after < len(text) and text[after] != "\n" else after)


def _without_number(text: str, first: int, start: int, end: int) -> tuple[int, int]:
    while first < start and text[first] in " \t\u3000":
        first += 1
    number = NUMBER.match(text, first, start)
    return (number.end() if number else first), end


def wording_of(rewrite: str) -> str:
    """Give the wording that a rewrite offers in quotation marks as a sentence, or "" where it only advises."""
    found = OFFERED.search(rewrite)
    if found is None:
        return ""
    words = found.group(1).strip()
    return words if words[-1] in "。；！？" else f"{words}。"


def pieces_changed(before: str, after: str) -> Iterator[tuple[str, str]]:
    """Give the pieces of two texts in order as (mark, words): "" kept, "deleted", "inserted".

    Long texts are compared line by line first, then within the lines that differ.
    """
    if len(before) + len(after) <= LONGEST_COMPARED:
        yield from _compared(before, after)
        return
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    for tag, i, j, m, n in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        was, now = "".join(old[i:j]), "".join(new[m:n])
        if tag == "equal":
            yield "", was
        elif was and now and len(was) + len(now) <= LONGEST_COMPARED:
            yield from _compared(was, now)
        else:
            yield from ((mark, words) for mark, words in (("deleted", was), ("inserted", now)) if words)


def _compared(before: str, after: str) -> Iterator[tuple[str, str]]:
    for tag, i, j, m, n in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            yield "", before[i:j]
            continue
        if i < j:
            yield "deleted", before[i:j]
        if m < n:
            yield "inserted", after[m:n]
