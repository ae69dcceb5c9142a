"""What a fact of each type says: its fields, how a person's entry is read, and whether it stands in the passage."""

import re
import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from luodi.values import spoken, spoken_dates
from luodi.values.money import Money
from luodi.values.refusal import Refusal
from luodi.values.width import half_width

HERE = Path(__file__).resolve().parent
DOUBTFUL_FROM = Decimal("0.30")  # the reader's own scale: below it the rule that proposed the fact is held to be sure
LOOSE_DAY = re.compile(r"--\d{2}-\d{2}|\d{4}(-\d{2})?")
MONTH_AND_DAY = re.compile(r"([0-9零〇一二三四五六七八九十]{1,3})月([0-9零〇一二三四五六七八九十廿卅]{1,3})[日号]?")
NUMBER = re.compile(r"[0-9零〇一二两三四五六七八九十百千万亿廿卅.,点]+")
AMOUNT = re.compile(
    r"(?:[0-9零〇一二两三四五六七八九十百千万亿点]|[.,](?=\d))+(?:余|多)?[亿万]?(?:美元|欧元|港元|港币|日元|英镑|人民币|元)?"
)
LONGEST = 300


class FactTypeUnknown(Refusal):
    """A type of fact that the product does not know. Params: type."""

    code = "fact_type_unknown"


class FactFieldMissing(Refusal):
    """A field without which a fact of this type says nothing. Params: field."""

    code = "fact_field_missing"


class FactFieldNotUnderstood(Refusal):
    """An entry that can't be read as what its field holds. Params: field, text, why."""

    code = "fact_field_not_understood"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a type: its code, names, kind of value, and whether the passage has to bear it."""

    code: str
    zh: str
    en: str
    kind: str
    required: bool = False
    interpreted: bool = False
    choices: tuple[str, ...] = ()

    def label(self, language: str) -> str:
        """Give the field's name in the reader's language."""
        return self.zh if language.startswith("zh") else self.en


@dataclass(frozen=True, slots=True)
class FactType:
    """A type of fact with its fields in reading order."""

    code: str
    zh: str
    en: str
    fields: tuple[Field, ...]

    def label(self, language: str) -> str:
        """Give the type's name in the reader's language."""
        return self.zh if language.startswith("zh") else self.en

    @property
    def key(self) -> Field:
        """Give the field that a fact of this type is known by: its first."""
        return self.fields[0]


@cache
def fact_types() -> dict[str, FactType]:
    """Read all types from the data file, in their order there."""
    raw = tomllib.loads((HERE / "fact_types.toml").read_text(encoding="utf-8"))
    return {
        code: FactType(
            code,
            row["zh"],
            row["en"],
            tuple(
                Field(name, each["zh"], each["en"], each["kind"], each.get("required", False),
                      each.get("interpreted", False), tuple(each.get("choices", ())))
                for name, each in row["fields"].items()
            ),
        )
        for code, row in raw.items()
    }  # fmt: skip


def type_named(code: str) -> FactType:
    """Give a type by its code.

    :raises FactTypeUnknown: if there is none
    """
    found = fact_types().get(code)
    if found is None:
        raise FactTypeUnknown(type=code)
    return found


def read_entry(type_code: str, entry: dict[str, Any], language: str = "zh") -> dict[str, Any]:
    """Read what a person entered for a fact into its value: whole numbers, exact amounts in 元, ISO days, texts.

    Empty fields are left out; names that the type does not have are ignored.

    :raises FactFieldMissing, FactFieldNotUnderstood: naming the field
    """
    value: dict[str, Any] = {}
    for field in type_named(type_code).fields:
        text = str(entry.get(field.code) if entry.get(field.code) is not None else "").strip()
        if not text:
            if field.required:
                raise FactFieldMissing(field=field.label(language))
            continue
        value[field.code] = _read(field, text, language)
    return value


def _read(field: Field, text: str, language: str) -> Any:
    if len(text) > LONGEST:
        raise FactFieldNotUnderstood(field=field.label(language), text=text[:20] + "…", why=f"> {LONGEST}")
    try:
        if field.kind == "whole":
            return spoken.whole(text)
        if field.kind == "decimal":
            return _plain(spoken.number(text))
        if field.kind == "money":
            return _plain(Money.parse(text, "元").amount)
        if field.kind == "date":
            bare = half_width(text).strip()
            return bare if LOOSE_DAY.fullmatch(bare) else spoken_dates.parse_day(text).isoformat()
    except Refusal as why:
        raise FactFieldNotUnderstood(field=field.label(language), text=text, why=why.sentence(language)) from why
    if field.kind == "choice" and text not in field.choices:
        raise FactFieldNotUnderstood(field=field.label(language), text=text, why="、".join(field.choices))
    return text


def _plain(number: Decimal) -> int | str:
    whole = number.to_integral_value()
    return int(whole) if whole == number else f"{number.normalize():f}"


def stands_in_passage(
    type_code: str, value: dict[str, Any], before: dict[str, Any], quote: str, years: set[int]
) -> bool:
    """Tell whether what was changed from `before` to `value` stands in the quoted passage.

    Numbers are compared as numbers ("五个" bears 5), days by month and day with a year of `years` (those that the page
    itself gives), words as they are written. Fields that interpret the passage need not stand in it.
    """
    for field in type_named(type_code).fields:
        now = value.get(field.code)
        if field.interpreted or now is None or now == before.get(field.code):
            continue
        if not _stands(field, now, quote, years):
            return False
    return True


def _stands(field: Field, value: Any, quote: str, years: set[int]) -> bool:
    if field.kind in ("whole", "decimal"):
        return Decimal(str(value)) in _numbers(quote)
    if field.kind == "money":
        return Decimal(str(value)) in _amounts(quote)
    if field.kind == "date":
        return _day_stands(str(value), quote, years)
    return _bare(str(value)) in _bare(quote)


def _bare(text: str) -> str:
    return re.sub(r"[\s“”\"'‘’《》]", "", half_width(text)).lower()


def _numbers(quote: str) -> set[Decimal]:
    return {found for piece in NUMBER.findall(half_width(quote)) if (found := _number(piece.strip(",."))) is not None}


def _number(text: str) -> Decimal | None:
    try:
        return spoken.number(text)
    except Refusal:
        return None


def _amounts(quote: str) -> set[Decimal]:
    found = set()
    for piece in AMOUNT.findall(half_width(quote)):
        try:
            found.add(Money.parse(piece, "元").amount)
        except Refusal:
            continue
    return found


def _day_stands(value: str, quote: str, years: set[int]) -> bool:
    year, rest = ("", value[2:]) if value.startswith("--") else value.partition("-")[::2]
    written = re.sub(r"\s", "", half_width(quote))
    quoted_years = {int(each) for each in re.findall(r"(?<!\d)(\d{4})(?!\d)", written)}
    if year and int(year) not in quoted_years | years:
        return False
    if not rest:
        return int(year) in quoted_years
    month, _, day = rest.partition("-")
    pairs = {(_number(m), _number(d)) for m, d in MONTH_AND_DAY.findall(written)}
    pairs |= {(Decimal(m), Decimal(d)) for m, d in re.findall(r"(?<!\d)(\d{1,2})[-/.](\d{1,2})(?!\d)", written)}
    if not day:
        months = {_number(m) for m in re.findall(r"([0-9零〇一二三四五六七八九十]{1,3})月", written)}
        return Decimal(month) in months
    return (Decimal(month), Decimal(day)) in pairs


def key_of(type_code: str, value: dict[str, Any]) -> tuple:
    """Give what makes two facts of one type at one passage the same fact."""
    if type_code in ("count", "quantity"):
        return value.get("value"), value.get("measure") or value.get("unit")
    if type_code == "money":
        return value.get("value"), value.get("currency")
    if type_code == "task":
        return ()
    return (value.get(type_named(type_code).key.code),)
