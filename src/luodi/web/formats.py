"""How figures, days and absences are written on a page, in the language of the reader."""

import json
from collections.abc import Callable
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from markupsafe import Markup

DASH = "—"
WAN = Decimal(10_000)
YI = Decimal(100_000_000)
ENGLISH_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def in_chinese() -> bool:
    """Tell whether the reader's language is Chinese."""
    return (translation.get_language() or "zh").startswith("zh")


def exact(value: Any) -> Decimal | None:
    """Give the exact amount in 元 of a number or a Money value; None stays None.

    :raises ValueError: for a text that is no number
    """
    if value is None or value == "":
        return None
    for name in ("yuan", "amount"):
        if hasattr(value, name):
            value = getattr(value, name)
            break
    if isinstance(value, float):
        raise ValueError("money is exact: a float has no place here")
    try:
        amount = Decimal(value)
    except (InvalidOperation, TypeError, ValueError) as error:
        raise ValueError(f"not a number: {value!r}") from error
    if not amount.is_finite():
        raise ValueError(f"not a number: {value!r}")
    return amount


def rounded(value: Decimal, digits: int) -> str:
    """Write a number with thousands separators and exactly `digits` decimals, half up."""
    quantum = Decimal(1).scaleb(-digits)
    return f"{value.quantize(quantum, rounding=ROUND_HALF_UP):,}"


def trimmed(value: Decimal, digits: int) -> str:
    """Write a number with at most `digits` decimals and no trailing zeros."""
    text = rounded(value, digits)
    return text.rstrip("0").rstrip(".") if "." in text else text


def yi(value: Any, digits: int = 2) -> str:
    """Write an amount in 亿元 without its unit, for a column whose header carries the unit."""
    amount = exact(value)
    return DASH if amount is None else rounded(amount / YI, digits)


def wan(value: Any, digits: int = 0) -> str:
    """Write an amount in 万元 without its unit."""
    amount = exact(value)
    return DASH if amount is None else rounded(amount / WAN, digits)


def yuan(value: Any, digits: int = 2) -> str:
    """Write an amount in 元 without its unit."""
    amount = exact(value)
    return DASH if amount is None else rounded(amount, digits)


def money_parts(value: Any) -> tuple[str, str]:
    """Give an amount as (number, unit) in the unit that reads best: 亿元, 万元, 元; in English bn, m, CNY."""
    amount = exact(value)
    if amount is None:
        return DASH, ""
    size = abs(amount)
    if in_chinese():
        if size >= YI:
            return trimmed(amount / YI, 2), "亿元"
        if size >= WAN:
            return trimmed(amount / WAN, 2), "万元"
        return trimmed(amount, 2), "元"
    if size >= 10 * YI:
        return trimmed(amount / (10 * YI), 2), "bn CNY"
    if size >= 100 * WAN:
        return trimmed(amount / (100 * WAN), 2), "m CNY"
    return trimmed(amount, 2), "CNY"


def money(value: Any) -> Markup:
    """Write an amount with its unit set small; the exact 元 stand in the title."""
    number, unit = money_parts(value)
    if not unit:
        return none_as_dash(None)
    title = f"{exact(value):,.2f} " + _("元")
    return Markup('<span class="ld-num" title="{}">{}<span class="ld-unit">{}</span></span>').format(
        title, number, unit
    )


def none_as_dash(value: Any) -> Any:
    """Write "—" in grey, read aloud as 无数据, for what is not known; anything else stays as it is."""
    if value is None or value == "":
        return Markup('<span class="ld-none" title="{0}">—<span class="visually-hidden">{0}</span></span>').format(
            _("无数据")
        )
    return value


def day(value: Any) -> str:
    """Write a day as 2025-03-07; an instant gives its local day."""
    if value is None or value == "":
        return DASH
    return _local(value).isoformat()[:10] if isinstance(value, date) else str(value)


def day_short(value: Any) -> str:
    """Write a day within the year as 3月7日, in English 7 Mar."""
    if value is None or value == "":
        return DASH
    local = _local(value)
    return f"{local.month}月{local.day}日" if in_chinese() else f"{local.day} {ENGLISH_MONTHS[local.month - 1]}"


def day_long(value: Any) -> str:
    """Write a day in full as 2025年3月7日, in English 7 Mar 2025."""
    if value is None or value == "":
        return DASH
    local = _local(value)
    return f"{local.year}年{local.month}月{local.day}日" if in_chinese() else f"{day_short(value)} {local.year}"


def moment(value: Any) -> str:
    """Write an instant as 2025-03-07 14:05 in the district's time."""
    return DASH if value is None or value == "" else _local(value).isoformat(sep=" ", timespec="minutes")[:16]


def percent(value: Any, digits: int = 1) -> str:
    """Write a ratio (0.336) as a percentage (33.6%)."""
    if value is None or value == "":
        return DASH
    return rounded(Decimal(str(value)) * 100, digits) + "%"


def bar_width(part: Any) -> str:
    """Give the width of a bar, 0 to 100, for a part of 0 to 1; None gives 0, and what lies outside is cut off."""
    return trimmed(max(Decimal(0), min(Decimal(100), Decimal(str(part or 0)) * 100)), 2)


def count(value: Any) -> str:
    """Write a whole number with thousands separators."""
    return DASH if value is None or value == "" else f"{int(value):,}"


def setting(value: Any) -> Any:
    """Write the value of a parameter: a list with 、 between its words, a table as JSON, a large number in groups of three."""
    if isinstance(value, list):
        value = "、".join(str(each) for each in value)
    elif isinstance(value, dict):
        value = json.dumps(value, ensure_ascii=False)
    elif isinstance(value, int) and abs(value) >= WAN:
        value = f"{value:,}"
    return none_as_dash(value)


def count_capped(value: Any, cap: int = 1000) -> str:
    """Write a count that was cut off: more than `cap` reads as "1000+"."""
    return DASH if value is None or value == "" else (f"{cap}+" if int(value) > cap else str(int(value)))


def size(value: Any) -> str:
    """Write a file's size in bytes as B, KB or MB."""
    if value is None or value == "":
        return DASH
    number = Decimal(int(value))
    for unit in ("B", "KB", "MB"):
        if number < 1024 or unit == "MB":
            return f"{trimmed(number, 0 if unit == 'B' else 1)} {unit}"
        number /= 1024
    raise AssertionError("unreachable")


def change(value: Any, digits: int = 1) -> str:
    """Write a difference with its sign: +12.4, −3.0, ±0."""
    if value is None or value == "":
        return DASH
    number = Decimal(str(value))
    text = trimmed(abs(number), digits)
    return "±0" if text == "0" else ("+" if number > 0 else "−") + text


def _local(value: date) -> date:
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value


FILTERS: dict[str, Callable[..., Any]] = {
    "yi": yi,
    "wan": wan,
    "yuan": yuan,
    "money": money,
    "money_parts": money_parts,
    "dash": none_as_dash,
    "day": day,
    "day_short": day_short,
    "day_long": day_long,
    "moment": moment,
    "percent": percent,
    "count_of": count,
    "count_capped": count_capped,
    "file_size": size,
    "change": change,
    "setting": setting,
}
