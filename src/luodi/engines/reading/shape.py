"""What a reading is made of: frozen facts, articles, edits and findings, and their JSON form."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Span = tuple[int, int]

FACT_TYPES = ("date", "count", "money", "quantity", "person", "org", "site", "named", "deal", "task")


@dataclass(frozen=True)
class Fact:
    """One proposed fact: its type, the quote with its raw spans, its fields, and how doubtful it is (0 sure … 1)."""

    id: str
    type: str
    quote: str
    spans: tuple[Span, ...]
    fields: Mapping[str, Any]
    doubt: float = 0.1
    doubt_reasons: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the fact as a flat dict: id, type, quote, the fields of its type, spans, doubt."""
        flat: dict[str, Any] = {"id": self.id, "type": self.type, "quote": self.quote}
        flat.update({key: _plain(value) for key, value in self.fields.items()})
        flat["spans"] = [list(span) for span in self.spans]
        flat["doubt"] = self.doubt
        flat["doubt_reasons"] = list(self.doubt_reasons)
        return flat


@dataclass(frozen=True)
class Edit:
    """A repair of the running text: `drop_dup`, `cut_credit`, `gap` or `join`, with the raw text it touches."""

    kind: str
    span: Span
    text: str
    reason: str

    def to_json(self) -> dict[str, Any]:
        """Return the edit as a dict."""
        return {"kind": self.kind, "span": list(self.span), "text": self.text, "reason": self.reason}


@dataclass(frozen=True)
class Finding:
    """Something that does not fit and that a person should look at; `code` with parameters, and the facts concerned."""

    code: str
    params: Mapping[str, Any]
    facts: tuple[str, ...] = ()
    article: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the finding as a dict."""
        return {"code": self.code, "params": dict(self.params), "facts": list(self.facts), "article": self.article}


@dataclass(frozen=True)
class Article:
    """One article of the page with its head matter, event, repairs and facts."""

    id: str
    headline: str
    kicker: str | None
    decks: tuple[str, ...]
    byline: tuple[Mapping[str, str], ...]
    event: Mapping[str, Any]
    jump: str | None
    complete: bool
    gaps: tuple[str, ...]
    span: Span
    photo: Mapping[str, str] | None = None
    edits: tuple[Edit, ...] = ()
    facts: tuple[Fact, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the article in the shape that docs/reading.md describes."""
        return {
            "id": self.id,
            "headline": self.headline,
            "kicker": self.kicker,
            "decks": list(self.decks),
            "byline": [dict(author) for author in self.byline],
            "event": {key: _plain(value) for key, value in self.event.items()},
            "photo": dict(self.photo) if self.photo else None,
            "jump": self.jump,
            "complete": self.complete,
            "gaps": list(self.gaps),
            "span": list(self.span),
            "edits": [edit.to_json() for edit in self.edits],
            "facts": [fact.to_json() for fact in self.facts],
        }


@dataclass(frozen=True)
class Reading:
    """A whole page read: articles with facts, and findings that cross them."""

    doc: str
    chars: int
    version: str
    issue_date: str | None
    articles: tuple[Article, ...]
    findings: tuple[Finding, ...] = field(default=())

    def to_json(self) -> dict[str, Any]:
        """Return the reading in the shape that docs/reading.md describes."""
        return {
            "doc": self.doc,
            "chars": self.chars,
            "reading_version": self.version,
            "issue_date": self.issue_date,
            "articles": [article.to_json() for article in self.articles],
            "findings": [finding.to_json() for finding in self.findings],
        }


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    return value
