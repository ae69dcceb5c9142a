"""One cell into one typed value: a text, a credit code, an amount, a day, a number, a choice; with what was found."""

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from luodi.values.credit_code import CreditCode
from luodi.values.money import Money
from luodi.values.refusal import Refusal
from luodi.values.spoken import of_cell
from luodi.values.spoken_dates import parse_day
from luodi.values.width import tight

from .columns import Column
from .finding import BAD, DOUBT, NOTE, Finding

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_GAPS = re.compile(r"\s+")
_ERRORS = re.compile(r"#(REF|DIV/0|VALUE|NAME|N/A|NUM|NULL|SPILL|CALC|GETTING_DATA)[!?]?")
Typed = tuple[object, list[Finding]]


def shown(cell: object) -> str:
    """Give the text of a cell as a person would read it: 12.0 → "12", a date → "2025-03-07"."""
    if isinstance(cell, str):
        return _GAPS.sub(" ", _CONTROL.sub("", cell)).strip()
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return f"{cell:.0f}" if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "minutes")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return "" if cell is None else str(cell)


def typed(cell: object, column: Column, unit: str) -> Typed:
    """Read a cell that is not empty as its column's kind wants it; the value is None where it could not be read.

    `unit` is the unit of an amount's column. Never raises for what people type: every fault is a finding.
    """
    if isinstance(cell, str) and _ERRORS.fullmatch(cell.strip()):
        return None, [Finding("cell_error", BAD, column.key, {"text": cell.strip()})]
    try:
        return READERS[column.kind](cell, column, unit)
    except Refusal as refusal:
        return None, [Finding(refusal.code, BAD, column.key, _plain(refusal.params))]


def _plain(params: dict[str, object]) -> dict:
    return {key: value if isinstance(value, int | str | list) else str(value) for key, value in params.items()}


def _text(cell: object, column: Column, unit: str) -> Typed:
    text = shown(cell)
    if len(text) > column.longest:
        params = {"length": len(text), "longest": column.longest, "text": text[:20]}
        return None, [Finding("text_too_long", BAD, column.key, params)]
    return text, []


def _code(cell: object, column: Column, unit: str) -> Typed:
    value = CreditCode.parse(cell if isinstance(cell, str | int | float) else shown(cell))
    return value.text, []


def _money(cell: object, column: Column, unit: str) -> Typed:
    if isinstance(cell, bool | date | time | timedelta):
        return None, [Finding("money_not_understood", BAD, column.key, {"text": shown(cell)})]
    money, caution = Money.parse_in(cell, unit)  # type: ignore[arg-type]
    if money.amount <= 0:
        code = "amount_zero" if money.amount == 0 else "amount_negative"
        return None, [Finding(code, BAD, column.key, {"text": shown(cell)})]
    return money, [Finding(caution.code, DOUBT, column.key, _plain(caution.params))] if caution else []


def _number(cell: object, column: Column, unit: str) -> Typed:
    value = of_cell(cell if isinstance(cell, str | int | float) else shown(cell))
    if value <= 0:
        return None, [Finding("number_not_positive", BAD, column.key, {"text": shown(cell)})]
    return value, []


def _whole(cell: object, column: Column, unit: str) -> Typed:
    bare = re.sub(r"^第|[号个项位.、]$", "", tight(cell)) if isinstance(cell, str) else cell
    value = of_cell(bare if isinstance(bare, str | int | float) else shown(cell))
    if value != value.to_integral_value() or not 0 < value < 1_000_000:
        return None, [Finding("number_not_whole", BAD, column.key, {"text": shown(cell)})]
    return int(value), []


def _day(cell: object, column: Column, unit: str) -> Typed:
    day = parse_day(cell if isinstance(cell, str | int | float | date) else shown(cell))
    params = {"text": shown(cell), "day": day.isoformat()}
    if isinstance(cell, str):
        return day, [Finding("day_written_as_text", NOTE, column.key, params)]
    if isinstance(cell, int | float):
        return day, [Finding("day_written_as_number", DOUBT, column.key, params)]
    return day, []


def _choice(cell: object, column: Column, unit: str) -> Typed:
    word = tight(shown(cell))
    if word in column.choices:
        return column.choices[word], []
    return None, [
        Finding("choice_unknown", BAD, column.key, {"text": shown(cell)[:40], "offered": list(column.offered)})
    ]


READERS: dict[str, Callable[[object, Column, str], Typed]] = {
    "text": _text,
    "code": _code,
    "money": _money,
    "number": _number,
    "whole": _whole,
    "day": _day,
    "choice": _choice,
}


def as_json(value: object) -> object:
    """Give a typed value as JSON holds it: money as [amount, currency], days as ISO, exact numbers as text."""
    if isinstance(value, Money):
        return [str(value.amount), value.currency]
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
