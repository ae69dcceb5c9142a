"""The pack's own short-hand for regular expressions: {NAME} a vocabulary, <N> up to N characters, <!N> the same without a ban."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cache

TOKEN = re.compile(r"\{([A-Z_]+)\}|<(!?)(\d+)>")
# Words that show the sentence to be about what a government may not do to a firm; a guarded gap does not cross them.
INSIDE = r"[^。;\n]"  # a character of the same sentence
GUARD = r"限制|阻|妨|干预|干涉|要求|设置|影响|因|作为|强|歧视|便利|支持|协助|依法"


def expanded(expression: str, words: dict[str, str]) -> str:
    """Write an expression of the pack as a regular expression."""

    def put(match: re.Match[str]) -> str:
        if match[1]:
            return f"(?:{words[match[1]]})"
        return rf"(?:(?!{GUARD}){INSIDE}){{0,{match[3]}}}?" if match[2] else f"{INSIDE}{{0,{match[3]}}}?"

    return TOKEN.sub(put, expression)


def vocabularies(listed: dict[str, list[str]]) -> dict[str, str]:
    """Expand every vocabulary, those above first."""
    words: dict[str, str] = {}
    for name, pieces in listed.items():
        words[name] = "|".join(expanded(piece, words) for piece in pieces)
    return words


class Expression:
    """A regular expression that is compiled when it is first asked: a text needs only some of a pack's hundreds."""

    __slots__ = ("text", "_compiled")

    def __init__(self, text: str) -> None:
        self.text = text
        self._compiled: re.Pattern[str] | None = None

    @property
    def pattern(self) -> re.Pattern[str]:
        """Give the compiled expression."""
        if self._compiled is None:
            self._compiled = re.compile(self.text)
        return self._compiled

    def places(self, text: str) -> Iterator[tuple[int, int]]:
        """Say where it stands in a text, half open."""
        return (match.span() for match in self.pattern.finditer(text))


@cache
def shared(text: str) -> Expression:
    """Give the one expression of that text: many finds ask for the same vocabulary."""
    return Expression(text)


class Slots:
    """Several expressions that stand near each other in any order: what a sentence holds, not how it is built.

    A place runs from the first to the last of them and is at most `within` characters long.
    """

    __slots__ = ("expressions", "within")

    def __init__(self, expressions: tuple[Expression, ...], within: int) -> None:
        self.expressions = expressions
        self.within = within

    def places(self, text: str) -> Iterator[tuple[int, int]]:
        """Say where all stand together: the shortest place for each word of the first slot."""
        stands = [list(expression.places(text)) for expression in self.expressions]
        if all(stands):
            for start, end in stands[0]:
                for other in stands[1:]:
                    start, end = min(_joined(start, end, each) for each in _beside(other, start))[1:]
                if end - start <= self.within:
                    yield start, end


def _beside(stands: list[tuple[int, int]], place: int) -> list[tuple[int, int]]:
    """Give the places just before and just after a place."""
    after = bisect_right(stands, (place, 0))
    return stands[max(0, after - 1) : after + 1]


def _joined(start: int, end: int, other: tuple[int, int]) -> tuple[int, int, int]:
    low, high = min(start, other[0]), max(end, other[1])
    return high - low, low, high


def any_of(expressions: Iterable[str], words: dict[str, str]) -> Expression:
    """Make an expression that finds any of the expressions."""
    return Expression("|".join(f"(?:{expanded(each, words)})" for each in expressions) or r"(?!)")


def needed(expression: str) -> frozenset[frozenset[str]]:
    """Name the vocabularies without which an expression cannot match: one set for each way in which it can.

    Only what stands outside brackets and is not optional counts; an empty set says that a way needs none.
    """
    return frozenset(_outside_brackets(way) for way in _ways(expression))


def _ways(expression: str) -> list[str]:
    """Cut an expression at the bars outside brackets."""
    depth, ways, start = 0, [], 0
    for at, char in enumerate(expression):
        if at and expression[at - 1] == "\\":
            continue
        depth += (char in "([") - (char in ")]")
        if char == "|" and depth == 0:
            ways.append(expression[start:at])
            start = at + 1
    return [*ways, expression[start:]]


def _outside_brackets(way: str) -> frozenset[str]:
    depth, found, at = 0, set(), 0
    while at < len(way):
        token = TOKEN.match(way, at)
        if token:
            if token[1] and depth == 0 and way[token.end() : token.end() + 1] not in ("?", "*"):
                found.add(token[1])
            at = token.end()
            continue
        if way[at] == "\\":
            at += 2
            continue
        depth += (way[at] in "([") - (way[at] in ")]")
        at += 1
    return frozenset(found)
