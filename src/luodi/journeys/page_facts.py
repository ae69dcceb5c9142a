"""The confirmed facts of a page as the decision about records sees them, and the words that decide."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class PageFact:
    """A confirmed fact: `value` holds the fields of its type as decided, `spans` index the document's text.

    `by_hand` says that a person corrected or marked it, so that it outweighs what the machine said of the article.
    """

    id: int
    type: str
    quote: str
    spans: tuple[tuple[int, int], ...]
    value: Mapping[str, Any]
    by_hand: bool = False

    @property
    def start(self) -> int:
        """Give the offset of the quote's first character."""
        return self.spans[0][0]

    def text(self, key: str) -> str:
        """Give a field as a text; "" where it is missing."""
        return str(self.value.get(key) or "")

    def within(self, other: "PageFact") -> bool:
        """Tell whether this passage lies inside another's (from its first to its last character)."""
        return other.start <= self.start and self.spans[-1][1] <= other.spans[-1][1]


@dataclass(frozen=True, slots=True)
class PageArticle:
    """An article with its confirmed facts in the order of the text."""

    id: int
    headline: str
    event: Mapping[str, Any]
    facts: tuple[PageFact, ...]

    def of_type(self, kind: str) -> list[PageFact]:
        """List the facts of one type."""
        return [fact for fact in self.facts if fact.type == kind]


@dataclass(frozen=True, slots=True)
class Left:
    """A confirmed fact from which no record of its own follows; `reason` is a code."""

    fact_id: int
    reason: str


@cache
def words() -> dict[str, Any]:
    """Read the vocabulary that decides, `page_words.toml`."""
    return tomllib.loads((Path(__file__).resolve().parent / "page_words.toml").read_text(encoding="utf-8"))


def matching(text: str, kinds: Mapping[str, list[str]]) -> list[str]:
    """List the kinds one of whose words stands in a text; a word inside a longer one that also stands there is dropped."""
    found = [(word, kind) for kind, listed in kinds.items() for word in listed if word in text]
    kept = {kind for word, kind in found if not any(word != other and word in other for other, _ in found)}
    return [kind for kind in kinds if kind in kept]


def mentions(text: str, listed: list[str]) -> bool:
    """Tell whether one of the words stands in a text."""
    return any(word in text for word in listed)


def bare(text: str) -> str:
    """Give a text without quotation marks, brackets and spaces, for comparing names."""
    return "".join(char for char in text if char not in "“”\"‘’'《》〈〉「」 \u3000\n")
