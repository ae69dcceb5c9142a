"""Articles found on the page, and their head matter told apart: kicker, headline, decks, byline."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from .lines import AUTHORS, BRACKETED, DATELINE, HAN, OPENING, PLAIN, ROLE, Line, is_closed, is_head_like
from .strip import Strip
from .vocabulary import alternation, words

MAX_HEAD_LINES = 6


@dataclass(frozen=True)
class Block:
    """The lines of one article: headline block first, then the body's lines."""

    head: tuple[Line, ...]
    body: tuple[Line, ...]


@dataclass(frozen=True)
class Head:
    """Head matter: each part is a strip of canonical text."""

    headline: Strip | None
    kicker: Strip | None
    decks: tuple[Strip, ...]


def blocks(listed: list[Line]) -> list[Block]:
    """Split the page's lines into articles: at openings (本报讯…, bylines) and at headlines that stand alone."""
    starts = _starts(listed)
    found: list[Block] = []
    for number, (start, body_start) in enumerate(starts):
        end = starts[number + 1][0] if number + 1 < len(starts) else len(listed)
        body = [line for line in listed[body_start:end] if line.role != "furniture"]
        if body or start < body_start:
            found.append(Block(tuple(listed[start:body_start]), tuple(body)))
    return found


def _starts(listed: list[Line]) -> list[tuple[int, int]]:
    starts: list[tuple[int, int]] = []
    i = 0
    while i < len(listed):
        if listed[i].role in ("anchor", "byline"):
            floor = starts[-1][1] if starts else 0
            if starts and i - floor <= 1 and not _head_before(listed, i, floor) and listed[i].role == "byline":
                i += 1
                continue
            start = _head_before(listed, i, floor)
            if start is None:
                start = i
            if starts and start <= starts[-1][0]:
                start = i
            starts.append((start, i))
            i += 1
            while i < len(listed) and listed[i].role == "byline":
                i += 1
            if i < len(listed) and listed[i].role == "anchor" and listed[i - 1].role == "byline":
                i += 1
        elif _stands_alone(listed, i, bool(starts)):
            end = i
            while (
                end < len(listed)
                and is_head_like(listed[end])
                and end - i < MAX_HEAD_LINES
                and not _continues(listed, end, i)
            ):
                end += 1
            if end < len(listed) and listed[end].role in ("anchor", "byline"):
                i = end
                continue
            starts.append((i, max(end, i + 1)))
            i = max(end, i + 1)
        else:
            i += 1
    if not starts and any(line.role in ("text", "item", "row") for line in listed):
        first = next(n for n, line in enumerate(listed) if line.role in ("text", "item", "row"))
        starts = [(first, first)]
    return starts


def _continues(listed: list[Line], end: int, start: int) -> bool:
    # A line after the first one of a block that opens a body sentence is body already.
    return end > start and bool(OPENING.match(listed[end].text)) and "," in listed[end].text


def _head_before(listed: list[Line], anchor: int, floor: int) -> int | None:
    start = anchor
    while start > floor and anchor - start < MAX_HEAD_LINES:
        line = listed[start - 1]
        if line.role in ("furniture", "credit", "caption") and start < anchor:
            break
        if line.role in ("furniture", "credit", "caption"):
            return None if start == anchor else start
        if not is_head_like(line):
            break
        start -= 1
    return start if start < anchor else None


def _stands_alone(listed: list[Line], i: int, inside: bool) -> bool:
    """Tell whether line i begins a headline block of an article without dateline."""
    line = listed[i]
    if not is_head_like(line):
        return False
    before = next(
        (listed[k] for k in range(i - 1, -1, -1) if listed[k].role not in ("furniture", "caption", "credit")), None
    )
    if before is None:
        return _followed_by_body(listed, i)
    listing = before.role in ("item", "row")
    if not (is_closed(before.text) or listing or "下转" in before.text or before.role == "byline"):
        return False
    if listing and not line.blanks_before:
        return False
    score = 0
    text = line.text
    score += any(verb in text for verb in words("events")["headline_verbs"])
    score += " " in text.strip()
    following = _next_lines(listed, i)
    score += bool(following) and bool(OPENING.match(following[0].text))
    score += bool(following) and following[0].role in ("item", "row")
    score += bool(line.blanks_before)
    score -= 2 * (not following)
    strong = bool(following) and bool(re.match(r"日前|近日|昨日|昨天|\d{1,2}月\d{1,2}日", following[0].text))
    told = any(verb in text for verb in words("events")["headline_verbs"])
    if strong and ((line.blanks_before and len(text) >= 6) or (told and len(text) >= 8)):
        return True
    has_lead = bool(following) and (bool(OPENING.match(following[0].text)) or following[0].role in ("item", "row"))
    return has_lead and score >= (3 if inside else 2)


def _next_lines(listed: list[Line], i: int) -> list[Line]:
    k = i + 1
    while k < len(listed) and k - i < MAX_HEAD_LINES and is_head_like(listed[k]) and not OPENING.match(listed[k].text):
        k += 1
    return listed[k : k + 2]


def _followed_by_body(listed: list[Line], i: int) -> bool:
    following = _next_lines(listed, i)
    return bool(following) and following[0].role not in ("anchor", "byline")


def head_of(block: Block) -> Head:
    """Tell headline, kicker and decks of a block apart by their words."""
    pieces = [line.strip for line in block.head if line.role == "text"]
    if not pieces:
        return Head(None, None, ())
    decks = [p for p in pieces[1:] if is_deck(p.text) or p.text.startswith(("——", "--", "—"))]
    rest = [p for p in pieces if p not in decks]
    if len(rest) == 1:
        return Head(rest[0], None, tuple(decks))
    best = max(range(len(rest)), key=lambda n: (headline_score(rest[n].text), -n))
    if best == 0 and is_kicker(rest[0].text):
        best = 1
    kicker = rest[best - 1] if best else None
    later = [p for p in pieces if p in rest[best + 1 :] or p in decks]
    return Head(rest[best], kicker, tuple(later))


def is_deck(text: str) -> bool:
    """Tell whether a head line says who attended (“甲出席并讲话 乙主持”)."""
    verbs = alternation(words("events")["deck_verbs"])
    parts = text.split()
    hits = sum(
        bool(re.fullmatch(rf"{HAN}{{2,14}}?{verbs}(?:并?{verbs})*(?:会议|大会|活动|仪式)?", part)) for part in parts
    )
    return hits > 0 and hits * 2 >= len(parts) and not re.search(r"区委常委会|召开|举行", text)


def is_kicker(text: str) -> bool:
    """Tell whether a head line only leads to the headline (“…时要求”)."""
    return any(text.endswith(ending) for ending in words("events")["kicker_endings"])


def headline_score(text: str) -> float:
    """Score how much a head line names an event rather than a slogan."""
    vocabulary = words("events")
    score = 0.0
    score += 2.0 * bool(
        re.search(r"召开|举行|举办|开幕|签约|赴|启动|开工|揭牌|清单|名单|一览|投产|落户|公布|发布|通报|交办|考察", text)
    )
    score += 1.0 * bool(re.search(r"(?:区|市|县|镇|街道|局|委|会)", text[:8]))
    score += 0.5 * bool(re.search(r"\d", text))
    score -= 1.0 * any(text.startswith(word) for word in vocabulary["slogans"])
    score -= 4.0 * is_kicker(text)
    return score


def byline_of(strip: Strip) -> tuple[tuple[Mapping[str, str], ...], int]:
    """Read the byline at the start of an article's first line; return the authors and where the text goes on."""
    text = strip.text
    at = 0
    dateline = DATELINE.match(text)
    if dateline:
        at = dateline.end()
    for pattern in (BRACKETED, PLAIN):
        match = pattern.match(text, at)
        if match:
            return authors(match["who"]), match.end()
    return (), at


def closing_byline(text: str) -> tuple[tuple[Mapping[str, str], ...], int]:
    """Read a byline in brackets at the end of a text; return the authors and where the text ends."""
    match = re.search(rf"\(\s*(?P<who>{AUTHORS})\s*\)\s*\Z", text[-80:])
    if not match:
        return (), len(text)
    return authors(match["who"]), max(0, len(text) - 80) + match.start()


def authors(text: str) -> tuple[Mapping[str, str], ...]:
    """List the authors named in a byline with their roles."""
    found: list[Mapping[str, str]] = []
    for match in re.finditer(rf"(?P<role>{ROLE})[ :/]*(?P<names>(?:(?!{ROLE}).)*)", text):
        role = match["role"].removeprefix("本报")
        names = (
            re.sub(rf"({HAN}) ({HAN})(?=$|[ 、/,])", r"\1\2", match["names"])
            if _spaced(match["names"])
            else match["names"]
        )
        for name in re.split(r"[ 、/,;]+", names):
            if 2 <= len(name) <= 4:
                found.append({"name": name, "role": role})
    return tuple(found)


def _spaced(names: str) -> bool:
    # “王 翔” set with a space between surname and given name.
    return bool(re.fullmatch(rf" *{HAN} {HAN} *", names))
