"""A canonical text cut into what a rule looks at: sentences with their lead-in, inside blocks (an article, a paragraph)."""

import re
from dataclasses import dataclass, field

from .canonical import BREAK, ENDS, HEADING, Canonical

LONGEST = 420  # a longer "sentence" is cut at a comma, so that work stays linear in the length of the text
LONGEST_LEAD = 240
ARTICLE = re.compile(
    r"第[一二三四五六七八九十百零〇\d]{1,6}[条章节]|[一二三四五六七八九十]{1,3}[、.]|附件|\d{1,2}\.\d{1,2}(?!\d|[%万亿元倍年])"
)
ITEM = re.compile(
    r"[(][一二三四五六七八九十百\d]{1,4}[)]|\d{1,3}[、.)](?!\d)|[①-⑳]|[一二三四五六七八九十]是|[-•●·◆■□★]"
)
IN_LAW = re.compile(r"第[一二三四五六七八九十百零〇\d]{1,6}条")


@dataclass(slots=True)
class Block:
    """What stands together: one article with its paragraphs, or one paragraph. `start`, `end` index the canonical text."""

    start: int
    end: int = 0
    heading: str = ""
    article: bool = False


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence (or item of a list) from `start` to `end` of the canonical text, with the words that lead in to it."""

    start: int
    end: int
    text: str
    lead: str
    block: Block = field(compare=False)

    @property
    def whole(self) -> str:
        """Give the lead-in and the sentence in one piece; the sentence starts at `len(lead)`."""
        return self.lead + self.text


def units(page: Canonical) -> list[Unit]:
    """Cut a canonical text into units, in order."""
    found: list[Unit] = []
    block = Block(0)
    heading, lead, fresh, ended = "", "", True, BREAK
    for start, end, closing in _pieces(page.text):
        text = page.text[start:end]
        titled = fresh and closing == BREAK and ARTICLE.match(text) and HEADING.match(text)
        if fresh and (titled or not _goes_on(block, text, bool(lead), ended)):
            block.end = start
            heading = text if titled else "" if _ends(heading, text) else heading
            block = Block(start, end, heading, bool(IN_LAW.match(text) or IN_LAW.match(heading)))
            lead = ""
        elif lead and not ITEM.match(text) and ended[0] not in ";:":
            lead = ""
        block.end = end
        leads = _lead_of(text, closing)
        found.append(Unit(start, end, text, lead, block))
        if leads and not (lead and ITEM.match(text)):
            lead = leads
        elif leads:
            lead = (lead + leads)[-LONGEST_LEAD:]
        fresh = closing.endswith(BREAK)
        ended = ":" if leads and fresh else closing
    return found


def _ends(heading: str, text: str) -> bool:
    """Tell whether a numbered article ends what stood under a heading of a list ("三、负面清单"); chapters hold articles."""
    return text.startswith("第") and not heading.startswith("第")


def _goes_on(block: Block, text: str, led: bool, ended: str) -> bool:
    """Tell whether a paragraph belongs to the block before it: an item of its list, or a paragraph of its article."""
    if ARTICLE.match(text):
        return False
    if ITEM.match(text):
        return led or block.article
    return ended == ":" or (block.article and not IN_LAW.match(text))


def _lead_of(text: str, closing: str) -> str:
    """Give the words that lead in to a list, where the sentence is one ("…的,给予支持:")."""
    at = text.rfind(":")
    if at < 0:
        return ""
    rest = text[at + 1 :]
    if (not rest and closing.endswith(BREAK)) or ITEM.match(rest):
        return text[: at + 1][-LONGEST_LEAD:]
    return ""


def _pieces(text: str) -> list[tuple[int, int, str]]:
    """Cut at sentence ends; a very long piece at a comma. Give (start, end, what closed it)."""
    found: list[tuple[int, int, str]] = []
    start = 0
    for at, char in enumerate(text):
        if char in ENDS:
            _add(found, text, start, at, char)
            start = at + 1
    _add(found, text, start, len(text), BREAK)
    return found


def _add(found: list[tuple[int, int, str]], text: str, start: int, end: int, closing: str) -> None:
    while end - start > LONGEST:
        cut = text.rfind(",", start + LONGEST // 2, start + LONGEST) + 1 or start + LONGEST
        found.append((start, cut, ","))
        start = cut
    if end > start:
        found.append((start, end, closing))
    elif found and closing == BREAK and not found[-1][2].endswith(BREAK):
        found[-1] = (found[-1][0], found[-1][1], found[-1][2] + BREAK)
