"""Sentences of a text, the wording that a rewrite offers, and what differs between two texts."""

import re
import tomllib
from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path

ENDS = "。；！？\n"
OFFERED = re.compile("改为“([^“”]{6,400})”")
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


@cache
def _wordings() -> dict[str, str]:
    return tomllib.loads((Path(__file__).resolve().parent / "wordings.toml").read_text(encoding="utf-8"))


def wording_of(rule: str, rewrite: str) -> str:
    """Give the sentence that is offered in place of one that a rule found, or "" where the rule only advises."""
    found = OFFERED.search(rewrite)
    words = _wordings().get(rule) or (found.group(1).strip() if found else "")
    return words if not words or words[-1] in "。；！？" else f"{words}。"


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
