"""A text cut into paragraphs of pieces, each piece under the same findings."""

from collections.abc import Sequence
from dataclasses import dataclass

from luodi.reviews.queries.reading import FindingPage

WEIGHT = {"forbid": 0, "review": 1, "note": 2}


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words under the same findings; `severity` is that of the heaviest open one, "closed" if none is open.

    `first` are the findings that begin here.
    """

    text: str
    findings: tuple[int, ...] = ()
    severity: str = ""
    first: tuple[int, ...] = ()


def paragraphs(text: str, findings: Sequence[FindingPage]) -> list[list[Piece]]:
    """Cut a text at its line ends and at the edges of its findings; every character but line ends is there once."""
    placed = [each for each in findings if each.end > each.start]
    edges = sorted({0, len(text), *(each.start for each in placed), *(each.end for each in placed)})
    starts: dict[int, list[FindingPage]] = {}
    ends: dict[int, list[FindingPage]] = {}
    for each in placed:
        starts.setdefault(each.start, []).append(each)
        ends.setdefault(each.end, []).append(each)
    under: list[FindingPage] = []
    found: list[list[Piece]] = [[]]
    for at, to in zip(edges, edges[1:], strict=False):
        under = [each for each in under if each not in ends.get(at, [])] + starts.get(at, [])
        first = tuple(each.id for each in starts.get(at, []))
        for number, words in enumerate(text[at:to].split("\n")):
            if number:
                found.append([])
            if words:
                found[-1].append(_piece(words, under, () if number else first))
    return [each for each in found if any(piece.text.strip() for piece in each)]


def _piece(words: str, under: list[FindingPage], first: tuple[int, ...]) -> Piece:
    if not under:
        return Piece(words)
    ranked = sorted(under, key=lambda each: (not each.is_open, WEIGHT[each.severity], each.id))
    severity = ranked[0].severity if ranked[0].is_open or ranked[0].severity == "note" else "closed"
    return Piece(words, tuple(each.id for each in ranked), severity, first)
