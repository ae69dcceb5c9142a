"""What the extractors of facts share: the article's texts, the known names, the dates; and a drafted fact."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from ..strip import Strip

SENTENCE_END = re.compile(r"[。!?;\n\x1d]")
CLAUSE_END = re.compile(r"[,。!?;:\n\x1d\t]")


@dataclass
class Draft:
    """A fact before it gets its number: where it stands (strip, start, end) and its fields."""

    type: str
    strip: Strip
    start: int
    end: int
    fields: dict[str, Any]
    doubt: float = 0.1
    reasons: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """Give the canonical text of the fact's quote."""
        return self.strip.text[self.start : self.end]


@dataclass
class Context:
    """One article as the extractors see it: body, headline parts, issue date, year, known names, facts so far."""

    raw: str
    body: Strip
    heads: tuple[Strip, ...]
    kind: str
    issue_date: date | None
    year: int | None
    known: Counter[str]
    drafts: list[Draft] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Give the body's canonical text."""
        return self.body.text

    @cached_property
    def sentences(self) -> tuple[tuple[int, int], ...]:
        """List the body's sentences as [start, end) of canonical text."""
        return tuple(pieces(self.text, SENTENCE_END))

    @cached_property
    def clauses(self) -> tuple[tuple[int, int], ...]:
        """List the body's clauses as [start, end) of canonical text."""
        return tuple(pieces(self.text, CLAUSE_END))

    @cached_property
    def paragraphs(self) -> tuple[tuple[int, int], ...]:
        """List the body's paragraphs as [start, end) of canonical text."""
        return tuple(pieces(self.text, re.compile(r"[\n]")))

    def sentence_at(self, at: int) -> tuple[int, int]:
        """Return the sentence that holds the offset."""
        return next(((a, b) for a, b in self.sentences if a <= at <= b), (at, at))

    def clause_at(self, at: int) -> tuple[int, int]:
        """Return the clause that holds the offset."""
        return next(((a, b) for a, b in self.clauses if a <= at <= b), (at, at))

    def paragraph_at(self, at: int) -> tuple[int, int]:
        """Return the paragraph that holds the offset."""
        return next(((a, b) for a, b in self.paragraphs if a <= at <= b), (at, at))

    def of_type(self, *types: str) -> list[Draft]:
        """List the facts drafted so far of these types."""
        return [draft for draft in self.drafts if draft.type in types]

    def strips(self) -> tuple[Strip, ...]:
        """Give body first, then the head parts: the order in which repeated facts are kept."""
        return (self.body, *self.heads)

    def quote(self, strip: Strip, start: int, end: int) -> str:
        """Return the raw text of [start, end) of a strip."""
        return "".join(self.raw[a:b] for a, b in strip.spans(start, end))


def pieces(text: str, end: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Yield [start, end) between matches of `end`, empty ones left out."""
    start = 0
    for match in end.finditer(text):
        if match.start() > start:
            yield start, match.start()
        start = match.end()
    if start < len(text):
        yield start, len(text)
