"""A text cut into pieces for the page: paragraphs, marks where facts stand, and what the reader repaired."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from luodi.documents.queries import FactRow

BREAK = re.compile(r"[ \t\u3000]*(?:\r\n|[\r\n\f\v])[\s\u3000]*")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that lies under the same facts and repairs. `fact` is the one that a click opens first.

    `anchors` are the facts whose first piece this is; `edit` is the kind of repair: cut_credit, drop_dup, gap, join.
    """

    text: str
    at: int
    fact: FactRow | None = None
    facts: tuple[int, ...] = ()
    anchors: tuple[int, ...] = ()
    edit: str = ""
    lit: bool = False


@dataclass(slots=True)
class Paragraph:
    """A paragraph of an article; `head` for the lines of its headline, kicker and decks."""

    pieces: list[Piece] = field(default_factory=list)
    head: str = ""

    @property
    def text(self) -> str:
        """Give the paragraph's text without blanks."""
        return re.sub(r"\s", "", "".join(piece.text for piece in self.pieces))


def paragraphs(
    text: str,
    span: tuple[int, int],
    facts: Sequence[FactRow] = (),
    edits: Sequence[dict[str, Any]] = (),
    heads: Sequence[tuple[str, str]] = (),
    lit: Sequence[tuple[int, int]] = (),
) -> list[Paragraph]:
    """Cut a stretch of text into paragraphs of pieces; every character but line breaks is shown, once, in order.

    `heads` are (kind, words) of headline, kicker and decks; `lit` spans are shown highlighted.
    """  # fmt: skip
    breaks = [each.span() for each in BREAK.finditer(text, *span)]
    cuts = {span[0], span[1], *(at for each in breaks for at in each), *(at for each in lit for at in each)}
    for each in (*(span for fact in facts for span in fact.spans), *(tuple(edit["span"]) for edit in edits)):
        cuts |= {min(max(at, span[0]), span[1]) for at in each}
    at, seen, found = sorted(cuts), set(), [Paragraph()]
    starts = {start for start, _ in breaks}
    ends = dict(breaks)
    covering = _sweep(at, facts)
    for index, (start, end) in enumerate(zip(at, at[1:], strict=False)):
        if any(a <= start < b for a, b in _near(breaks, start)):
            if start in starts:
                _break(found, start, ends[start], edits)
            continue
        under = covering[index]
        anchors = tuple(fact.id for fact in under if fact.id not in seen)
        seen |= set(anchors)
        edit = next((each["kind"] for each in edits if each["kind"] in ("cut_credit", "drop_dup")
                     and each["span"][0] <= start < each["span"][1]), "")  # fmt: skip
        shines = any(a <= start < b for a, b in lit)
        first = under[0] if under else None
        found[-1].pieces.append(
            Piece(text[start:end], start, first, tuple(each.id for each in under), anchors, edit, shines)
        )
    return _headed([each for each in found if each.pieces], heads)


def _near(breaks: list[tuple[int, int]], at: int) -> list[tuple[int, int]]:
    low, high = 0, len(breaks)
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if breaks[middle][0] <= at else (low, middle)
    return breaks[max(0, low - 1) : low]


def _sweep(at: list[int], facts: Sequence[FactRow]) -> list[list[FactRow]]:
    """Give for each stretch between two cuts the facts over it: the narrowest first, rejected ones last."""
    place = {offset: index for index, offset in enumerate(at)}
    over: list[list[FactRow]] = [[] for _ in at]
    for fact in sorted(facts, key=lambda fact: (fact.state == "rejected", sum(b - a for a, b in fact.spans), fact.id)):
        for a, b in fact.spans:
            for index in range(place.get(a, 0), place.get(b, 0)):
                over[index].append(fact)
    return over


def _break(found: list[Paragraph], start: int, end: int, edits: Sequence[dict[str, Any]]) -> None:
    """End the paragraph at a line break, unless the reader joined the two sides; say where words are missing."""
    joined = any(each["kind"] == "join" and each["span"][0] <= start < each["span"][1] for each in edits)
    missing = any(each["kind"] == "gap" and each["span"][0] <= end and start <= each["span"][1] for each in edits)
    if missing:
        found[-1].pieces.append(Piece("", start, edit="gap"))
    if joined:
        if not found[-1].pieces or found[-1].pieces[-1].edit != "join":
            found[-1].pieces.append(Piece("", start, edit="join"))
        return
    if found[-1].pieces:
        found.append(Paragraph())


def _headed(found: list[Paragraph], heads: Sequence[tuple[str, str]]) -> list[Paragraph]:
    waiting = [(kind, re.sub(r"\s", "", words)) for kind, words in heads if words]
    for paragraph in found[:8]:
        bare = paragraph.text
        paragraph.head = next((kind for kind, words in waiting if bare and bare in words), "")
        if not paragraph.head:
            break
    return found


def outside(text: str, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """List the stretches of a text that belong to no article and are not blank."""
    found, last = [], 0
    for a, b in sorted(spans):
        found.append((last, a))
        last = max(last, b)
    found.append((last, len(text)))
    return [(a, b) for a, b in found if a < b and text[a:b].strip()]
