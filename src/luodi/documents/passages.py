"""Passages of a text: cut at line breaks, shown with what stands around them, found again by their words."""

import re
from dataclasses import dataclass
from datetime import date

Spans = list[list[int]]
BLANKS = " \t\r\n\f\v\u3000"
YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)年")


@dataclass(frozen=True, slots=True)
class Passage:
    """A quote with the text before and after it; breaks of lines are closed up."""

    before: str
    quote: str
    after: str


def cut_at_breaks(text: str, spans: list[tuple[int, int]]) -> Spans:
    """Cut spans at line breaks and trim blanks, so that each piece is text of one line; joined they are the quote."""
    pieces = []
    for a, b in spans:
        start = a
        for at in range(a, b + 1):
            if at == b or text[at] in "\r\n":
                pieces.append(_trimmed(text, start, at))
                start = at + 1
    return [[a, b] for a, b in pieces if a < b]


def _trimmed(text: str, a: int, b: int) -> tuple[int, int]:
    while a < b and text[a] in BLANKS:
        a += 1
    while b > a and text[b - 1] in BLANKS:
        b -= 1
    return a, b


def around(text: str, spans: Spans, context: int = 60, within: tuple[int, int] | None = None) -> Passage:
    """Give the passage of the spans with up to `context` characters either side, not beyond `within` (an article)."""
    low, high = within or (0, len(text))
    first, last = spans[0][0], spans[-1][1]
    start, end = max(low, first - context), min(high, last + context)
    before = ("…" if start > low else "") + closed_up(text[start:first])
    after = closed_up(text[last:end]) + ("…" if end < high else "")
    return Passage(before, closed_up(text[first:last]), after)


def closed_up(text: str) -> str:
    """Close up the breaks of lines: between Chinese characters without a space, elsewhere with one."""
    return re.sub(r"[ \t\u3000]*[\r\n\f\v]+[ \t\u3000]*", "", text)


def places_of(text: str, quote: str, within: tuple[int, int]) -> list[tuple[int, int]]:
    """Find where a quote stands within a stretch of text, whatever blanks and breaks stand between its characters."""
    wanted = [char for char in quote if char not in BLANKS]
    if not wanted:
        return []
    pattern = re.compile(rf"[{BLANKS}]*".join(map(re.escape, wanted)))
    return [(each.start(), each.end()) for each in pattern.finditer(text, *within)]


def years_given(text: str, span: tuple[int, int] | None, issue_date: date | None) -> set[int]:
    """List the years that a page itself gives: its day of issue, and those written within a span."""
    found = {issue_date.year} if issue_date else set()
    return found | {int(year) for year in YEAR.findall(text[span[0] : span[1]] if span else "")}
