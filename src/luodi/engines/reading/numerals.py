"""Numbers as newspapers write them: 1,200 · 432.7 · 1.3万 · 三十七 · 一百九十 · 两 · 二〇二五."""

import re
from decimal import Decimal, InvalidOperation

DIGITS = {
    "零": 0,
    "〇": 0,
    "○": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
    "廿": 20,
}
STEPS = {"十": 10, "百": 100, "千": 1000}
SCALES = {"万": 10_000, "亿": 100_000_000}
MAX_DIGITS = 18

ARABIC = r"\d{1,3}(?:,\d{3})+(?:\.\d{1,6})?|\d{1,15}(?:\.\d{1,6})?"
CHINESE = r"[零〇一二两三四五六七八九十百千]{1,12}(?:点[零〇一二三四五六七八九]{1,4})?"
SCALE = r"(?:千万|百万|十万|万亿|千亿|百亿|万|亿|千|百)?"
NUMBER = rf"(?:(?:{ARABIC}){SCALE}|{CHINESE}(?:[万亿]{CHINESE})*(?:万亿|[万亿])?)"

_PARTS = re.compile(rf"(?P<arabic>{ARABIC})(?P<scale>{SCALE})\Z")


def number(text: str) -> Decimal | None:
    """Return the exact value of a written number, or None where it is none."""
    match = _PARTS.match(text)
    if match:
        try:
            value = Decimal(match["arabic"].replace(",", ""))
        except InvalidOperation:
            return None
        for char in match["scale"]:
            value *= STEPS.get(char) or SCALES[char]
        return value
    return _chinese(text)


def whole(value: Decimal) -> int | float:
    """Return the value as int where it is whole, else as float (for JSON)."""
    return int(value) if value == value.to_integral_value() else float(value)


def _chinese(text: str) -> Decimal | None:
    if not text or len(text) > MAX_DIGITS:
        return None
    text, _, fraction = text.partition("点")
    tail = ""
    if fraction:
        tail = "".join(c for c in fraction if c in SCALES)
        fraction = fraction.rstrip("万亿")
        if any(c not in DIGITS for c in fraction):
            return None
    if not text or any(c not in DIGITS and c not in STEPS and c not in SCALES for c in text):
        return None
    if all(c in DIGITS for c in text):
        value = Decimal("".join(str(DIGITS[c]) for c in text)) if len(text) > 1 else Decimal(DIGITS[text])
    else:
        value = Decimal(_sections(text))
    if fraction:
        value += Decimal("0." + "".join(str(DIGITS[c]) for c in fraction))
    for c in tail:
        value *= SCALES[c]
    return value


def _sections(text: str) -> int:
    total, section, digit = 0, 0, 0
    for char in text:
        if char in DIGITS:
            digit = DIGITS[char]
        elif char in STEPS:
            section += (digit or 1) * STEPS[char]
            digit = 0
        else:
            section += digit
            total = (total + (section or 1)) * SCALES[char] if char == "亿" else total + (section or 1) * SCALES[char]
            section, digit = 0, 0
    return total + section + digit
