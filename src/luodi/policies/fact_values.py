"""Values of a firm's facts: from the words that people write to the engine's stored form, its canonical text, and back."""

import tomllib
from datetime import date
from functools import cache
from pathlib import Path

from luodi.engines.policies import Field, all_fields, kinds
from luodi.engines.policies.parsing import stored
from luodi.engines.policies.problems import Fault
from luodi.policies.refusals import FactFieldUnknown, FactNegative, FactStatistics, FactValueWrong

FORMS = {
    "money": "2600万元", "area": "800㎡", "price": "1.2元/㎡·天", "rate": "3.5%", "count": "12", "date": "2024-05-01", "flag": "是 / 否",
    "code": "C27", "set": "高企,专精特新",
}  # fmt: skip
YES, NO = {"是", "有", "yes", "true", "y", "1"}, {"否", "无", "没有", "no", "false", "n", "0"}


@cache
def _classes() -> dict[str, list[str]]:
    return tomllib.loads(Path(__file__).with_name("fact_classes.toml").read_text(encoding="utf-8"))


def field_of(name: str) -> Field:
    """Find a field by its code, Chinese or English name.

    :raises FactFieldUnknown: if there is none
    :raises FactStatistics: for micro-data of the statistics office
    """
    word = name.strip()
    found = all_fields().get(word) or next((each for each in all_fields().values() if word in (each.zh, each.en)), None)
    if found is None:
        raise FactFieldUnknown(given=word[:40])
    if found.code in _classes()["refused"]:
        raise FactStatistics()
    return found


def storable_fields() -> list[Field]:
    """Give the fields that may be stored of a firm, in the order of their file."""
    return [each for each in all_fields().values() if each.code not in _classes()["refused"]]


def class_of(code: str) -> str:
    """Give the data class of a field's values."""
    classes = _classes()
    return "secret" if code in classes["secret"] else "internal" if code in classes["internal"] else "sensitive"


def form_of(field: Field) -> str:
    """Show how a value of a field is written."""
    return "、".join(field.values) or FORMS[field.kind.key]


def canonical(field: Field, words: str) -> str:
    """Turn what a person wrote into the canonical text of the field's value.

    :raises FactValueWrong: for what is no value of it
    :raises FactNegative: for what lies below the field's bounds
    """
    text = words.strip()
    try:
        value = _stored(field, text)
    except (Fault, ValueError, RecursionError) as wrong:
        raise _wrong(field, text) from wrong
    if value is None or (field.values and value not in field.values) or _over(field, value):
        raise _wrong(field, text)
    if field.kind.is_amount and value < field.low:
        raise FactNegative(field=field.zh, field_en=field.en, given=text[:40])
    return text_of(field, value)


def _stored(field: Field, text: str) -> object:
    if field.kind.name == "flag":
        word = text.lower()
        return True if word in YES else False if word in NO else None
    if field.kind.name == "date" and text in kinds.NEVER_WORDS:
        return kinds.NEVER
    if field.kind.name == "date":
        return stored(date.fromisoformat(text.replace("/", "-").replace(".", "-")), field)
    if field.kind.name == "code":
        return text if 0 < len(text) <= 80 else None
    if field.kind.name == "set":
        parts = [part.strip() for part in text.replace("、", ",").replace("，", ",").replace(";", ",").split(",")]
        return frozenset(filter(None, parts)) or None
    return stored(text.replace(",", "").replace("，", ""), field)


def _over(field: Field, value: object) -> bool:
    return field.kind.is_amount and field.high > 0 and isinstance(value, int) and value > field.high


def _wrong(field: Field, text: str) -> FactValueWrong:
    return FactValueWrong(field=field.zh, field_en=field.en, given=text[:40], form=form_of(field))


def text_of(field: Field, value: object) -> str:
    """Write a stored value as canonical text."""
    if field.kind.name == "flag":
        return "true" if value else "false"
    if field.kind.name == "date":
        return kinds.day_of(int(value)).isoformat()  # type: ignore[call-overload]
    if field.kind.name == "set":
        return ",".join(sorted(value))  # type: ignore[call-overload]
    return str(value)


def value_of(code: str, text: str) -> object:
    """Read canonical text as the engine's stored value; None for a field that is no more."""
    field = all_fields().get(code)
    if field is None:
        return None
    if field.kind.name == "flag":
        return text == "true"
    if field.kind.name == "date":
        return (date.fromisoformat(text) - kinds.EPOCH).days
    if field.kind.name == "set":
        return frozenset(filter(None, text.split(",")))
    return text if field.kind.name == "code" else int(text)


def worded(code: str, text: str, language: str = "zh") -> str:
    """Say a canonical value as people do: 2600万元, 3.5%, 是."""
    field = all_fields().get(code)
    value = value_of(code, text)
    if field is None or value is None:
        return text
    if field.kind.name == "code":
        return text
    if field.kind.is_amount and field.kind.scale > 1:
        return kinds.shown(kinds.Fraction(int(value), field.kind.scale), field.kind, language)  # type: ignore[call-overload]
    return kinds.shown(value, field.kind, language)
