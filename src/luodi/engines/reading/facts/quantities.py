"""Quantities with a unit of measure: 300亩, 1.3万人, 12.5%, 5万平方米."""

import re
from functools import cache

from ..numerals import NUMBER, number, whole
from ..vocabulary import alternation, words
from .context import Context, Draft


@cache
def _pattern() -> re.Pattern[str]:
    unit = alternation(words("measures")["units"])
    return re.compile(
        rf"(?<![\d.+第A-Za-z-])(?P<n>{NUMBER})(?P<more>余|多)?(?P<scale>[万亿])?(?P<u>{unit})(?![A-Za-z])"
    )


PERCENT = re.compile(r"百分之(?P<n>[零一二三四五六七八九十百]{1,6}(?:点[零一二三四五六七八九]{1,3})?)")


def find(context: Context) -> list[Draft]:
    """Find the article's quantities in its body."""
    found = []
    names = words("measures")["unit_names"]
    text = context.text
    for match in _pattern().finditer(text):
        value = number(match["n"])
        if value is None or not _is_meant(text, match):
            continue
        if match["scale"]:
            value *= {"万": 10_000, "亿": 100_000_000}[match["scale"]]
        unit = names.get(match["u"], match["u"])
        fields: dict[str, object] = {
            "value": whole(value),
            "unit": unit,
            "object": _object(text, match.start(), match.end()),
        }
        before = text[max(0, match.start() - 2) : match.start()]
        if match["more"] or re.search(r"(?:近|约|超|逾)\Z|超过\Z", before):
            fields["approximate"] = True
        found.append(Draft("quantity", context.body, match.start(), match.end(), fields, 0.15))
    for match in PERCENT.finditer(text):
        value = number(match["n"])
        if value is not None:
            fields = {"value": whole(value), "unit": "%", "object": _object(text, match.start(), match.end())}
            found.append(Draft("quantity", context.body, match.start(), match.end(), fields, 0.15))
    return found


def _is_meant(text: str, match: re.Match[str]) -> bool:
    unit, written = match["u"], match["n"]
    after = text[match.end() : match.end() + 3]
    if unit in ("人", "米", "升", "P", "吨") and not re.search(r"\d", written) and len(written) < 2:
        return False
    if unit == "人" and after.startswith(("大", "民", "工", "才", "均", "口")):
        return False
    if unit == "人" and (
        after.startswith("以上") or text[match.start() - 1 : match.start()] == "等" or after.startswith("“")
    ):
        return False
    return not (unit == "米" and after.startswith(("粉", "饭")))


def _object(text: str, start: int, end: int) -> str:
    edge = max(text.rfind(mark, 0, start) for mark in ",。;:\n\x1d\t、")
    before = re.sub(r"(?:近|约|超过?|逾|达到?|共|总计|为|了|有|增长|提升至?|达)+\Z", "", text[edge + 1 : start])
    if before:
        return before[-16:]
    after = re.match(r"的?([\u4e00-\u9fff]{2,8})", text[end:])
    return after.group(1) if after else ""
