"""Numbers as people write them: Chinese numerals, digits, and the two mixed ("3万5千", "一百二十三万", "廿五")."""

import re
from decimal import ROUND_HALF_EVEN, Context, Decimal

from luodi.values.refusal import Refusal
from luodi.values.width import half_width, tight

_DIGITS = {
    char: value
    for value, chars in enumerate(
        ("零〇○", "一壹", "二贰貳两兩", "三叁參", "四肆", "五伍", "六陆陸", "七柒", "八捌", "九玖")
    )
    for char in chars
}
_STEPS = (
    ("亿", Decimal(10**8)),
    ("万", Decimal(10**4)),
    ("千", Decimal(1000)),
    ("百", Decimal(100)),
    ("十", Decimal(10)),
)
_SAME = str.maketrans(
    {
        "億": "亿",
        "萬": "万",
        "仟": "千",
        "佰": "百",
        "拾": "十",
        "廿": "二十",
        "卅": "三十",
        "點": "点",
        "○": "零",
        "〇": "零",
    }
)
_PLAIN = re.compile(r"(\d{1,3}(,\d{3})+|\d+)(\.\d+)?", re.ASCII)
_VAGUE = re.compile(r"[约近超逾余多几数来]|左右|上下|以上|以下|不足|至少|不低于|不超过")
_EXACT = Context(prec=60)
_LONGEST = 28
_CELL = Context(prec=15, rounding=ROUND_HALF_EVEN)


class NumberNotUnderstood(Refusal):
    """The text is not one number; `text` is what was written."""

    code = "number_not_understood"


class NumberIsVague(Refusal):
    """The text names a number only roughly (约, 近, 余…); `text` is what was written."""

    code = "number_is_vague"


class NumberIsScientific(Refusal):
    """The text is in scientific notation, in which a spreadsheet may have dropped digits."""

    code = "number_is_scientific"


def number(text: str) -> Decimal:
    """Read one exact number: "1,234.5", "1.2亿", "3万5千", "一百二十三万", "三点五亿", "壹佰", "廿五", "二〇二五", "负三".

    A digit after a larger unit follows speech: "两万五" is 25,000; the same in Arabic digits ("2万5") is refused as unclear.

    :raises NumberNotUnderstood: if the text is not a number
    :raises NumberIsVague: if it says about, nearly, more than…
    :raises NumberIsScientific: for "1.2E+8"
    """
    bare = tight(text).translate(_SAME)
    negative = bare[:1] in ("-", "−", "负")
    torn = len(bare) > _LONGEST or re.search(r"\d\s+\d", half_width(text))
    value = None if torn else _value(bare[negative:], 0)
    if value is None:
        if re.fullmatch(r"[-+]?\d+(\.\d+)?[eE][-+]?\d+", bare):
            raise NumberIsScientific(text=text)
        raise NumberIsVague(text=text) if _VAGUE.search(bare) else NumberNotUnderstood(text=text)
    return -value if negative and value else value


def whole(text: str) -> int:
    """Read one whole number, as `number` does.

    :raises NumberNotUnderstood: also if it has a fraction
    """
    value = number(text)
    if value != value.to_integral_value():
        raise NumberNotUnderstood(text=text)
    return int(value)


def of_cell(cell: str | int | float | Decimal) -> Decimal:
    """Give the exact number that a spreadsheet cell shows.

    Spreadsheets keep binary floats of 15 meaningful digits; 0.1 + 0.2 is given back as 0.3, not as 0.30000000000000004.

    :raises NumberNotUnderstood: if it is a text that is not a number, or infinite
    """
    if isinstance(cell, str):
        return number(cell)
    if isinstance(cell, bool):
        raise NumberNotUnderstood(text=str(cell))
    value = Decimal(repr(cell)) if isinstance(cell, float) else Decimal(cell)
    if not value.is_finite():
        raise NumberNotUnderstood(text=str(cell))
    return _CELL.plus(value) if isinstance(cell, float) else value


def in_chinese(value: int | Decimal) -> str:
    """Write a number in Chinese numerals: 123 → "一百二十三", 10005 → "一万零五", 3.5 → "三点五".

    :raises ValueError: from 10^16 upwards, which has no everyday wording
    """
    if not -(10**16) < value < 10**16:
        raise ValueError(f"{value} has no everyday wording")
    sign = "负" if value < 0 else ""
    integer, _, fraction = f"{abs(Decimal(value)):f}".partition(".")
    point = "点" + "".join(_NAMES[int(d)] for d in fraction) if fraction.strip("0") else ""
    return sign + _write(int(integer)) + point


_NAMES = "零一二三四五六七八九"


def _write(value: int) -> str:
    if value < 10:
        return _NAMES[value]
    unit, size = next((name, int(size)) for name, size in _STEPS if value >= size)
    head, rest = divmod(value, size)
    front = "" if unit == "十" and head == 1 else _write(head)
    if not rest:
        return front + unit
    gap = "零" if rest * 10 < size else ""
    tail = _write(rest)
    return front + unit + gap + ("一" + tail if tail.startswith("十") else tail)


def _value(text: str, step: int) -> Decimal | None:
    """Read `text` with the units from `_STEPS[step]` downwards; None if it makes no sense."""
    for below, (unit, size) in enumerate(_STEPS[step:], step + 1):
        if unit in text:
            head, _, tail = text.partition(unit)
            front = _count_of(unit, head, below)
            rest = _rest(tail, size, below)
            if front is None or rest is None or (rest and front % 1):
                return None
            return _EXACT.add(_EXACT.multiply(front, size), rest)
    return _plain(text)


def _count_of(unit: str, head: str, step: int) -> Decimal | None:
    """Read how many of a unit are meant: "三点五" of 亿, one digit of 千, nothing at all before 十."""
    if not head:
        return Decimal(1) if unit == "十" else None
    if head[0] == "零" and len(head) > 1 and head[1] != "点":
        return None
    if len(head) > 1 and all(char in _DIGITS for char in head):
        return None
    return _value(head, step) if unit in "亿万" else _plain(head)


def _rest(tail: str, size: Decimal, step: int) -> Decimal | None:
    """Read what follows a unit of `size`; it must be smaller, and fill the next place unless 零 stands before it."""
    if not tail:
        return Decimal(0)
    if tail in _DIGITS and tail != "零":
        return _DIGITS[tail] * size / 10
    if tail[0] == "点":
        return _plain("零" + tail)
    bare = tail.removeprefix("零")
    value = _value(bare, step) if bare else None
    if value is None or value >= size or not value:
        return None
    spelled = bare != tail or any(unit in bare for unit, _ in _STEPS)
    return value if spelled or value * 10 >= size else None


def _plain(text: str) -> Decimal | None:
    """Read digits without units: "1,234.50", "五", "三点一四", "二零二五"."""
    if _PLAIN.fullmatch(text):
        return Decimal(text.replace(",", ""))
    integer, point, fraction = text.partition("点")
    if not integer or bool(point) != bool(fraction) or any(char not in _DIGITS for char in integer + fraction):
        return None
    spell = (
        "".join(str(_DIGITS[char]) for char in integer)
        + ("." if point else "")
        + "".join(str(_DIGITS[char]) for char in fraction)
    )
    return Decimal(spell)
