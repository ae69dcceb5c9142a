"""Blanks of clauses and templates, written {{ name }} or {{ name:type }}: found, checked and filled; nothing is run."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from luodi.values.money import Money
from luodi.values.refusal import Refusal
from luodi.values.spoken import number
from luodi.values.spoken_dates import day_label, parse_day

from .refusals import BlankMissing, BlankNotUnderstood, TagRefused

NAME = r"[A-Za-z0-9_\u4e00-\u9fff]{1,20}"
BLANK = re.compile(rf"\{{\{{\s*({NAME})\s*(?:[:：]\s*(money|date|number|text))?\s*\}}\}}")
BRACES = re.compile(r"\{\{.{0,40}|\}\}|\{%.{0,40}|\{#.{0,40}", re.S)
TYPES = {"money": ("金额", "amount"), "date": ("日期", "day"), "number": ("数字", "number"), "text": ("文字", "text")}
LONGEST = 300


@dataclass(frozen=True, slots=True)
class Blank:
    """A blank: its name and type (money, date, number, text)."""

    name: str
    type: str


def blanks_of(text: str) -> tuple[Blank, ...]:
    """List the blanks of a text once each, in order.

    :raises TagRefused: for anything in double braces that is no blank: no expression is ever evaluated
    """
    rest = BRACES.search(BLANK.sub("", text))
    if rest:
        raise TagRefused(tag=rest[0][:40])
    found: dict[str, str] = {}
    for name, kind in BLANK.findall(text):
        found[name] = found.get(name) or kind
    return tuple(Blank(name, kind or "text") for name, kind in found.items())


def fill(text: str, values: Mapping[str, str], *, clause: str = "") -> str:
    """Fill a clause's blanks, each value read by its blank's type and written as an agreement writes it.

    :raises BlankMissing, BlankNotUnderstood, TagRefused: each for its fault, naming the blank
    """
    worded = {}
    for blank in blanks_of(text):
        given = values.get(blank.name, "").strip()
        if not given:
            raise BlankMissing(name=blank.name, clause=clause)
        worded[blank.name] = worded_value(blank, given)
    return BLANK.sub(lambda found: worded[found[1]], text)


def worded_value(blank: Blank, given: str) -> str:
    """Write an entered value as its type asks: 12000000元 → 1200万元, 2026-03-01 → 2026年3月1日."""
    try:
        if blank.type == "money":
            return plain_money(Money.parse(given, "万元"))
        if blank.type == "date":
            return day_label(parse_day(given))
        if blank.type == "number":
            return f"{number(given).normalize():f}"
    except Refusal as said:
        words = TYPES[blank.type]
        raise BlankNotUnderstood(name=blank.name, type=words[0], type_en=words[1], text=given[:40]) from said
    clean = "".join(char for char in given if char.isprintable())
    return clean[:LONGEST]


def plain_money(money: Money) -> str:
    """Write an amount without thousands marks or needless decimals: 1200万元, 1.2亿元, 350元."""
    for unit, size in (("亿元", 10**8), ("万元", 10**4)):
        if money.currency == "CNY" and abs(money.amount) >= size:
            return f"{(money.amount / Decimal(size)).normalize():f}{unit}"
    return f"{money.amount.normalize():f}元" if money.currency == "CNY" else money.format()
