"""The first amount of money, count or rate that a clause's condition compares with, and the same text with it moved."""

import re
from fractions import Fraction

FACTORS = (-30, -20, -10, 0, 10, 20, 30)
WHEN = re.compile(r"^(when[ \t]*=[ \t]*)(.*)$", re.MULTILINE)
NUMBER = re.compile(
    r"(?P<sign>[<>]=?[ \t]*)(?P<number>\d+(?:\.\d+)?)(?P<unit>亿元|万元|元|%|㎡|人|家)?(?![\d.\-年月日])"
)


def first_threshold(text: str) -> str:
    """Give the first threshold of a clause's condition as it is written ("100万元"); "" where there is none."""
    found = _found(text)
    return f"{found['number']}{found['unit'] or ''}" if found else ""


def moved(text: str, percent: int) -> str:
    """Give a clause's text with its first threshold larger by so many percent; whole numbers stay whole."""
    line, found = WHEN.search(text), _found(text)
    if line is None or found is None or not percent:
        return text
    number = Fraction(found["number"]) * (100 + percent) / 100
    written = _written(number, whole=found["unit"] in (None, "人", "家"))
    start = line.start(2) + found.start("number")
    return text[:start] + written + text[line.start(2) + found.end("number") :]


def _found(text: str) -> re.Match[str] | None:
    line = WHEN.search(text)
    return NUMBER.search(line.group(2)) if line else None


def _written(number: Fraction, *, whole: bool) -> str:
    if whole:
        return str(round(number))
    hundredths = round(number * 100)
    return f"{hundredths // 100}.{hundredths % 100:02d}".rstrip("0").rstrip(".")
