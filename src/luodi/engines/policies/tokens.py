"""An expression cut into tokens: names (Chinese ones need no spaces), amounts with units, dates, texts and signs."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from .kinds import AREA, COUNT, DATE, MONEY, NUMBER, PRICE, RATE, WAN, YI, Kind, day_number
from .problems import Fault

LONGEST, MOST_TOKENS = 4_000, 1_000
LARGEST_FEN = 10**16  # 100万亿元: a larger literal is a wrong unit
LARGEST_NUMBER = 10**12
WIDE = str.maketrans("（），；：％＞＜＝＋－＊／［］“”‘’　。·×÷−", "(),;:%><=+-*/[]\"\"'' .·*/-")
WORDS = {
    "and": "and", "且": "and", "并且": "and", "or": "or", "或": "or", "或者": "or", "not": "not", "非": "not", "不是": "not",
    "in": "in", "属于": "in", "under": "under", "归属": "under", "has": "has", "具有": "has", "min": "min", "取小": "min",
    "max": "max", "取大": "max", "if": "if", "如果": "if", "then": "then", "则": "then", "else": "else", "否则": "else",
    "tier": "tier", "分档": "tier", "marginal": "marginal", "超额累进": "marginal", "up": "up", "to": "to", "below": "below",
    "不超过": "upto", "低于": "below", "from": "from", "自": "from", "其余": "else", "prev": "prev", "上年": "prev",
    "days": "days", "天数": "days", "months": "months", "月数": "months", "years": "years", "年数": "years",
    "floor": "floor", "取整": "floor", "as_of": "as_of", "基准日": "as_of", "true": "true", "是": "true", "false": "false",
    "否": "false",
}  # fmt: skip
CHINESE = tuple(sorted((word for word in WORDS if not word.isascii()), key=len, reverse=True))
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)|(\d{4})年(\d{1,2})月(\d{1,2})日")
_NAME = re.compile(r"[^\W\d]\w*")
_SIGN = re.compile(r"<=|>=|==|!=|<>|[-+*/()\[\],;:<>=≤≥≠]")
_MONEY = re.compile(r"(万亿|千万|百万|亿|万|百|千)?(元|分)(/(?:㎡|平方米|m2|m²)(?:[·/]?(?:天|日))?)?")
_AREA = re.compile(r"(万亿|亿|万)?(?:㎡|平方米|m2|m²)")
_PART = re.compile(r"(个?百分点|%|‰)")
_COUNT = re.compile(r"(万亿|亿|万)?(人|家|户|个|项|件|台|套|次|天|日|月|年|名)(?![\w])")
_SIZE = re.compile(r"万亿|亿|万")
SIZES = {"万亿": WAN * YI, "千万": 1000 * WAN, "百万": 100 * WAN, "亿": YI, "万": WAN, "千": 1000, "百": 100, None: 1}
SAME = {"≤": "<=", "≥": ">=", "≠": "!=", "<>": "!=", "=": "=="}


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text: `sort` is a sign, a word's meaning, or number, date, text, name, end."""

    sort: str
    start: int
    end: int
    value: object = None
    kind: Kind | None = None


def tokens_of(text: str, names: Collection[str]) -> list[Token]:
    """Cut an expression into tokens; `names` are the fields and parameters that may stand in it.

    :raises Fault: at the character that can't be read
    """
    if len(text) > LONGEST:
        raise Fault("policy_text_too_long", LONGEST, most=LONGEST)
    normal = text.translate(WIDE)
    found, at = [], 0
    while at < len(normal):
        if normal[at].isspace():
            at += 1
            continue
        token = _next(normal, at, names)
        found.append(token)
        if len(found) > MOST_TOKENS:
            raise Fault("policy_text_too_long", at, most=LONGEST)
        at = token.end
    return [*found, Token("end", len(text), len(text))]


def _next(text: str, at: int, names: Collection[str]) -> Token:
    if text[at].isdigit():
        return _dated(text, at) or _amount(text, at)
    if text[at] in "\"'":
        return _quoted(text, at)
    if found := _NAME.match(text, at):
        return _named(found[0], at, names)
    if found := _SIGN.match(text, at):
        return Token(SAME.get(found[0], found[0]), at, found.end())
    raise Fault("policy_character_unknown", at, text=text[at])


def _dated(text: str, at: int) -> Token | None:
    found = _DATE.match(text, at)
    if not found:
        return None
    parts = [int(part) for part in found.groups() if part]
    try:
        return Token("date", at, found.end(), day_number(date(*parts)), DATE)
    except ValueError as error:
        raise Fault("policy_date_unknown", at, text=found[0]) from error


def _amount(text: str, at: int) -> Token:
    found = _NUMBER.match(text, at)
    if not found or not found[0].isascii():
        raise Fault("policy_character_unknown", at, text=text[at])
    value, end = Fraction(found[0]), found.end()
    if len(found[0]) > 30:
        raise Fault("policy_amount_too_large", at, text=found[0][:30] + "…")
    if unit := _MONEY.match(text, end):
        fen = value * SIZES[unit[1]] * (1 if unit[2] == "分" else 100)
        return _checked(Token("number", at, unit.end(), fen, PRICE if unit[3] else MONEY), text, LARGEST_FEN)
    if unit := _AREA.match(text, end):
        return _checked(Token("number", at, unit.end(), value * SIZES[unit[1]], AREA), text, LARGEST_NUMBER)
    if unit := _PART.match(text, end):
        return _checked(Token("number", at, unit.end(), value / (1000 if unit[1] == "‰" else 100), RATE), text, 10**6)
    if unit := _COUNT.match(text, end):
        return _checked(Token("number", at, unit.end(), value * SIZES[unit[1]], COUNT), text, LARGEST_NUMBER)
    if unit := _SIZE.match(text, end):
        value, end = value * SIZES[unit[0]], unit.end()
    if end < len(text) and text[end].isalpha() and not _starts_word(text, end):
        raise Fault("policy_unit_unknown", end, text=_NAME.match(text, end)[0])  # type: ignore[index]
    return _checked(Token("number", at, end, value, NUMBER), text, LARGEST_NUMBER)


def _checked(token: Token, text: str, most: int) -> Token:
    if token.value > most:  # type: ignore[operator]
        raise Fault("policy_amount_too_large", token.start, text=text[token.start : token.end])
    return token


def _starts_word(text: str, at: int) -> bool:
    """Say whether a Chinese word of the language follows a number directly: 100且…"""
    return any(text.startswith(word, at) for word in CHINESE)


def _quoted(text: str, at: int) -> Token:
    end = text.find(text[at], at + 1)
    if end < 0:
        raise Fault("policy_quote_open", at)
    return Token("text", at, end + 1, text[at + 1 : end])


def _named(run: str, at: int, names: Collection[str]) -> Token:
    """Take the longest name or word of the language that the run of letters begins with."""
    for length in range(len(run), 0, -1):
        piece = run[:length]
        if length < len(run) and run[length].isascii() and piece[-1].isascii():
            continue  # an English word ends where the letters end
        if piece in names:
            return Token("name", at, at + length, piece)
        if piece in WORDS:
            return Token(WORDS[piece], at, at + length, piece)
    return Token("name", at, at + len(run), run)
