"""What each line of the page is: opening of an article, byline, credit, list item, furniture, or running text."""

import re
from dataclasses import dataclass
from functools import cache

from . import strip as strips
from .strip import Strip
from .vocabulary import alternation, words

HAN = r"[\u4e00-\u9fff]"
TERMINAL = "。!?…"
ITEM = re.compile(
    r"(?:\d{1,3}|[一二三四五六七八九十]{1,3}|第[一二三四五六七八九十]{1,3}[项条]?)\s*[.、)](?!\d)|\((?:\d{1,3}|[一二三四五六七八九十]{1,3})\)|[●■◆▲★◎○□▪·]\s*|[①-⑳]"
)
ROW = re.compile(r"\d{1,3}[ \t]+\S")
CREDIT = re.compile(
    rf"\(?(?:本报)?(?:记者|通讯员|特约摄影师|摄影师?)?[ :/]*{HAN}{{2,4}}(?:[ 、]{HAN}{{2,4}})?[ /]*(?:摄影报道|摄影|摄|供图|图|绘|制图)\)?\Z"
    rf"|\(?(?:摄影|供图|图片?|图/文|文/图|制图)[ :/]+(?:记者|通讯员)?[ :/]*{HAN}{{2,4}}\)?\Z|\(?资料(?:图片|照片|图)\)?\Z"
)
CAPTION = re.compile(r"(?:[▲▼△▽◀▶←→↑↓]|图[为①-⑨一二三\d]|上图|下图|左图|右图)")
JUMP = re.compile(r"[(\[]?\s*(?P<jump>下转\s*第?\s*[A-Z]?\d{1,2}\s*版(?:▶|►|>+)?)\s*[)\]]?\s*\Z")
CONTINUED = re.compile(r"[(\[]?\s*(?:◀|<+)?\s*(?P<from>上接\s*第?\s*[A-Z]?\d{1,2}\s*版)\s*[)\]]?")
ROLE = r"(?:本报)?(?:首席|实习|见习|特约|全媒体|融媒体?)?(?:记者|通讯员|实习生|作者|撰稿|评论员|见习生|报道组)"
SOON = r"(?!昨日|昨天|近日|日前|今天|今日|近期|连日|为[^ ]{3})"
ONE = rf"{SOON}(?:{HAN}{{2,4}}|{HAN} {HAN})(?![\u4e00-\u9fff])"
PEOPLE = rf"{ONE}(?:[ 、/,]+(?!(?:本报|通讯|记者|实习)){ONE})*"
AUTHORS = rf"{ROLE}[ :/]*{PEOPLE}(?:[ /,、;]*{ROLE}[ :/]*{PEOPLE})*"
DATELINE = re.compile(rf"(?:本报讯|本报消息|本台消息|(?!通讯|短讯|简讯|音讯){HAN}{{1,7}}(?:讯|电)(?=[ (]|{ROLE}))[ :]*")
BRACKETED = re.compile(rf"\(\s*(?P<who>{AUTHORS})\s*(?:文/图|报道|整理|采写)?\s*\)[ :]*")
PLAIN = re.compile(rf"[□■◎●▢]?\s*(?P<who>{AUTHORS})\s*(?:文/图|报道|整理|采写|/文|/摄)*\s*")
FURNITURE = re.compile(
    r"(?:第\s*\d{1,2}\s*版|[A-Z]?\d{1,2}\s*版)(?:\s*\S{0,6})\Z|(?:责任?编辑|责编|编辑|版式|校对|审读|美编|值班|热线|网址|邮箱|电话|国内统一|邮发|总第|农历|主办|主管|印刷)[ ::].*\Z"
    r"|(?:要闻|综合新闻|时政|本地新闻|专题|专版|新闻)\Z|\d{1,3}\Z"
)
MASTHEAD = re.compile(
    r"(?:\S{0,8}[ \t])?(?P<y>(?:19|20)\d\d)年(?P<m>\d{1,2})月(?P<d>\d{1,2})日[ \t]*(?:星期|周|农历|第|总|今日|\Z)"
)
OPENING = re.compile(
    r"(?:近日|日前|昨日|昨天|今天|连日来|近期|上周|本月|\d{1,2}月\d{1,2}日|\d{1,2}日|\d{4}年\d{1,2}月|[一二三四五六七八九十]{1,3}月|为[^,。]{4,})"
)


def label_words() -> list[str]:
    """List the words that begin a labelled line (责任单位:…, 项目名称:…, 完成时限:…)."""
    deals, organisations = words("deals"), words("organisations")
    listed = [label for labels in organisations["labels"].values() for label in labels]
    listed += words("tasks")["deadline_labels"] + words("tasks")["other_labels"]
    return listed + deals["labels_project"] + deals["labels_investor"] + deals["labels_amount"]


@cache
def label_line() -> re.Pattern[str]:
    """Return the pattern of a line that begins with a label and a colon."""
    return re.compile(rf"[●■◆·*-]?\s*{alternation(label_words())}\s*:")


@dataclass(frozen=True)
class Line:
    """One non-empty line: its text, its role, how many empty lines stand before it."""

    strip: Strip
    role: str
    blanks_before: int

    @property
    def text(self) -> str:
        """Give the line's canonical text."""
        return self.strip.text

    @property
    def start(self) -> int:
        """Give the raw offset of the first character."""
        return self.strip.at[0]

    @property
    def end(self) -> int:
        """Give the raw offset after the last character."""
        return self.strip.at[-1] + 1


def classify(page: Strip) -> list[Line]:
    """List the page's non-empty lines with their roles: anchor, byline, credit, caption, furniture, row, item, text."""
    found: list[Line] = []
    blanks = 0
    for piece in strips.lines(page):
        if not piece.text:
            blanks += 1
            continue
        found.append(Line(piece, role_of(piece.text), blanks))
        blanks = 0
    return found


def role_of(text: str) -> str:
    """Tell the role of one line, seen alone."""
    if len(text) <= 40 and (CREDIT.match(text) and not text.startswith(("区", "市"))):
        return "credit"
    if len(text) <= 60 and (FURNITURE.match(text) or (MASTHEAD.match(text) and len(text) <= 40 and "," not in text)):
        return "furniture"
    if len(text) <= 120 and CAPTION.match(text):
        return "caption"
    if DATELINE.match(text) or BRACKETED.match(text):
        return "anchor"
    plain = PLAIN.match(text)
    if plain and plain.end() == len(text):
        return "byline"
    if plain and text[plain.end() - 1] in " \t:":
        return "anchor"
    if is_row(text):
        return "row"
    return "item" if ITEM.match(text) or label_line().match(text) else "text"


def is_row(text: str) -> bool:
    """Tell whether a line is a row of a table: cells apart by spaces, no sentence."""
    parts = text.replace("\t", " ").split()
    if len(parts) < 3 or text[-1] in TERMINAL + ",;" or any(mark in text for mark in "。;"):
        return False
    headings = sum(re.sub(r"\(.*\)", "", part) in label_words() or part in ("序号", "编号") for part in parts)
    if headings >= 2 and headings * 2 >= len(parts):
        return True
    if ROW.match(text) or "\t" in text or re.search(r"\d(?:万|亿)?(?:美元|元)?\Z", parts[-1]):
        return True
    return "  " in text and (len(parts) > 3 or any(char.isdigit() for char in text))


def is_head_like(line: Line) -> bool:
    """Tell whether a line could be part of a headline block: short, and no sentence."""
    text = line.text
    if line.role != "text" or len(text) > 64 or len(text) < 4:
        return False
    if text[0] == "(" and text[-1] == ")":
        return False
    if text[-1] in ",、;:。" or "。" in text or ";" in text:
        return False
    return not JUMP.search(text)


def is_closed(text: str) -> bool:
    """Tell whether running text ends a sentence here."""
    if not text:
        return True
    last = text[-1]
    if last in TERMINAL:
        return True
    return last in "”)" and len(text) > 1 and text[-2] in TERMINAL + ")"
