"""A text brought to one form for the vocabularies, with a map back to where each character stood.

Full-width digits and letters become plain, traditional characters simplified, spaces inside words and line breaks inside
sentences go, quotation marks go, the words inside 《》 are covered (a title names a thing, it orders nothing).
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from .pack import CURRENT, read_toml

COVER = "〇"
BREAK = "\n"
CELL = "|"
QUOTES = frozenset("“”‘’「」『』\"'*`_＂＇")
ENDS = frozenset("。;!?" + BREAK)
MARKER = re.compile(
    r"(?:第[一二三四五六七八九十百零〇\d]{1,6}[条章节款]|附件|[(][一二三四五六七八九十百\d]{1,4}[)]|[一二三四五六七八九十]{1,3}[、.]"
    r"|\d{1,2}(?:\.\d{1,2}){1,3}(?!\d)|\d{1,3}[、.)](?!\d)|[①-⑳]|[-•●·◆■□★]|[一二三四五六七八九十]是|其[一二三四五六七八九])"
)
HEADING = re.compile(rf"{MARKER.pattern}[^,。;:!?]{{0,22}}\Z")
FURNITURE = re.compile(r"[-—–\s]*\d{1,4}[-—–\s]*\Z|第\d{1,4}页(?:[,/]?共\d{1,4}页)?\Z|\d{1,4}/\d{1,4}\Z")
TITLE = re.compile(r"《([^《》\n]{3,80})》")
KEPT_OF_TITLE = re.compile(r"(?:条例|办法|规定|政策|意见|措施|细则|方案|通知|目录|清单|标准|协议|合同|法)\Z")


@dataclass(frozen=True, slots=True)
class Canonical:
    """The text in one form; `at[i]` is where its character i stands in the given text."""

    text: str
    at: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Say where a piece stands in the given text, half open."""
        return self.at[start], self.at[end - 1] + 1


@cache
def _simplified() -> dict[str, str]:
    pairs = "".join(read_toml(CURRENT, "traditional")["pairs"].split())
    return {old: new for old, new in zip(pairs[::2], pairs[1::2], strict=True) if old != new}


def canonical(text: str) -> Canonical:
    """Bring a text to one form."""
    lines = _lines(text)
    chars: list[str] = []
    at: list[int] = []
    for number, (line, places) in enumerate(lines):
        if not line:
            _break(chars, at)
            continue
        if number and chars and (chars[-1] in ENDS or not _joins(lines[number - 1][0], line)):
            _break(chars, at)
        chars.extend(line)
        at.extend(places)
    return Canonical(_titles_covered("".join(chars)), tuple(at))


def _break(chars: list[str], at: list[int]) -> None:
    if chars and chars[-1] != BREAK:
        chars.append(BREAK)
        at.append(at[-1])


def _joins(before: str, after: str) -> bool:
    """Tell whether a line break lies inside a sentence."""
    if not before or CELL in before or CELL in after:
        return False
    return not (before[-1] in ":：" or MARKER.match(after) or HEADING.match(before))


def _lines(text: str) -> list[tuple[str, list[int]]]:
    """Give the lines in their plain form with places; page numbers are left out, empty lines stay as breaks."""
    found: list[tuple[str, list[int]]] = []
    chars: list[str] = []
    places: list[int] = []

    def close() -> None:
        line, where = _closed_up(chars, places)
        if not line or not FURNITURE.match(line):
            found.append((line, where))
        elif found and not found[-1][0]:
            found.pop()  # the empty line before a page number is the end of a page, not of a sentence
        chars.clear()
        places.clear()

    skip_empty = False
    for place, char in enumerate(text):
        if char in "\n\r\v\f\x85\u2028\u2029":
            if char == "\n" and place and text[place - 1] == "\r":
                continue
            before = len(found)
            close()
            if len(found) > before and not found[-1][0] and skip_empty:
                found.pop()
            skip_empty = len(found) <= before
            continue
        for plain in _plain(char):
            chars.append(plain)
            places.append(place)
    close()
    return found


def _plain(char: str) -> str:
    if "\u4e00" <= char <= "\u9fff":
        return _simplified().get(char, char)
    if char in QUOTES:
        return ""
    if char == "\t":
        return CELL
    if char.isspace():
        return " "
    if char.isascii():
        return char if char.isprintable() else ""
    if unicodedata.category(char) in ("Cf", "Cc", "Cs", "Co", "Cn"):
        return ""
    if "①" <= char <= "⑳":
        return char
    plain = unicodedata.normalize("NFKC", char)
    return plain if len(plain) <= 4 and BREAK not in plain else char


def _closed_up(chars: list[str], places: list[int]) -> tuple[str, list[int]]:
    """Take the spaces out of a line except between Latin words, and the cell marks at its ends."""
    kept = [
        (char, place)
        for number, (char, place) in enumerate(zip(chars, places, strict=True))
        if char != " " or (0 < number < len(chars) - 1 and _latin(chars[number - 1]) and _latin(chars[number + 1]))
    ]
    while kept and kept[0][0] in " |":
        kept.pop(0)
    while kept and kept[-1][0] in " |":
        kept.pop()
    return "".join(char for char, _ in kept), [place for _, place in kept]


def _latin(char: str) -> bool:
    return char.isascii() and char.isalpha()


def _titles_covered(text: str) -> str:
    def cover(match: re.Match[str]) -> str:
        title = match[1]
        kept = KEPT_OF_TITLE.search(title)
        tail = kept[0] if kept else ""
        return f"《{COVER * (len(title) - len(tail))}{tail}》"

    return TITLE.sub(cover, text)


def rising(at: tuple[int, ...]) -> bool:
    """Tell whether places never go back (the invariant of a canonical text)."""
    return all(one <= other for one, other in pairwise(at))
