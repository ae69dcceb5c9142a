"""Canonical text with an index map: every character knows where it stands in the raw text."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .shape import Span

NOWHERE = -1
PARAGRAPH = "\n"
GAP = "\x1d"
CELL = "\t"

_SAME = {
    "「": "“", "」": "”", "『": "“", "』": "”", "〝": "“", "〞": "”", "〈": "《", "〉": "》", "﹁": "“", "﹂": "”",
    "〔": "(", "〕": ")", "【": "(", "】": ")", "［": "(", "］": ")", "﹐": ",", "﹔": ";", "﹕": ":", "﹑": "、", "｡": "。",
    "､": "、", "•": "·", "‧": "·", "・": "·", "．": ".", "〇": "〇", "～": "~", "〜": "~", "—": "—", "–": "-", "－": "-",
    "％": "%", "﹪": "%", "㎡": "㎡", "‘": "‘", "’": "’", "\u00a0": " ", "\u3000": " ", "\u2002": " ", "\u2003": " ",
    "\u2009": " ", "\u202f": " ", "\v": " ", "\f": "\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n",
}  # fmt: skip
_DROPPED = set("\ufeff\u200b\u200c\u200d\u2060\u00ad\ufffe\uffff")


def canonical_char(char: str) -> str:
    """Return the one character that stands for `char` in canonical text, or "" where it is dropped."""
    if char in _DROPPED:
        return ""
    if char in _SAME:
        return _SAME[char]
    if "\uff01" <= char <= "\uff5e":
        return chr(ord(char) - 0xFEE0)
    if char < " " and char not in "\t\n\r":
        return ""
    return char


@dataclass(frozen=True)
class Strip:
    """A piece of canonical text; `at[i]` is the raw offset of character i, or NOWHERE for a mark of ours."""

    text: str
    at: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.text)

    def slice(self, start: int, end: int) -> "Strip":
        """Cut out [start, end)."""
        return Strip(self.text[start:end], self.at[start:end])

    def spans(self, start: int, end: int) -> tuple[Span, ...]:
        """Return the raw spans of [start, end): runs of neighbouring raw offsets."""
        runs: list[list[int]] = []
        for offset in self.at[start:end]:
            if offset == NOWHERE:
                continue
            if runs and runs[-1][1] == offset:
                runs[-1][1] = offset + 1
            else:
                runs.append([offset, offset + 1])
        return tuple((run[0], run[1]) for run in runs)


def join(strips: Iterable[Strip]) -> Strip:
    """Put strips one after the other."""
    texts: list[str] = []
    at: list[int] = []
    for strip in strips:
        texts.append(strip.text)
        at.extend(strip.at)
    return Strip("".join(texts), tuple(at))


def mark(char: str) -> Strip:
    """Make a strip of one mark of ours (PARAGRAPH, GAP, CELL) that stands nowhere in the raw text."""
    return Strip(char, (NOWHERE,))


def canonical(raw: str) -> Strip:
    """Map raw text to canonical characters, one for one or dropped; straight quotes become “ and ” in turn per line."""
    chars: list[str] = []
    at: list[int] = []
    opened = False
    for offset, char in enumerate(raw):
        same = canonical_char(char)
        if not same:
            continue
        if same in "\n\r":
            opened, same = False, "\n"
        elif same == '"':
            opened, same = not opened, "”" if opened else "“"
        chars.append(same)
        at.append(offset)
    return Strip("".join(chars), tuple(at))


def lines(strip: Strip) -> Iterator[Strip]:
    """Yield the lines of a strip, trimmed of spaces; empty lines come as empty strips."""
    start = 0
    text = strip.text
    while start <= len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        left, right = start, end
        while left < right and text[left] in " \t":
            left += 1
        while right > left and text[right - 1] in " \t":
            right -= 1
        yield strip.slice(left, right)
        start = end + 1


def squeeze(strip: Strip) -> Strip:
    """Drop spaces inside running text, except one between two Latin words."""
    text = strip.text
    keep: list[int] = []
    for i, char in enumerate(text):
        if char not in " \t" or 0 < i < len(text) - 1 and _latin(text[i - 1]) and _latin(text[i + 1]):
            keep.append(i)
    if len(keep) == len(text):
        return strip
    return Strip("".join(text[i] for i in keep), tuple(strip.at[i] for i in keep))


def cells(strip: Strip) -> Strip:
    """Turn each run of spaces in a table row into one CELL mark."""
    text = strip.text
    parts: list[Strip] = []
    start = 0
    i = 0
    while i < len(text):
        if text[i] in " \t":
            parts.append(strip.slice(start, i))
            parts.append(mark(CELL))
            while i < len(text) and text[i] in " \t":
                i += 1
            start = i
        else:
            i += 1
    parts.append(strip.slice(start, len(text)))
    return join(parts)


def _latin(char: str) -> bool:
    return char.isascii() and char.isalpha()
