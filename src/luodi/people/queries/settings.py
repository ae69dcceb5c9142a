"""Reading dated parameters and the district's dictionaries."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path

from luodi.people.models import Entry, Parameter, Person
from luodi.people.permissions import require
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound, Refusal

HERE = Path(__file__).resolve().parent.parent


class ParameterNotSet(Refusal):
    """A rule needs a parameter that has no value for the day."""

    code = "parameter_not_set"


@dataclass(frozen=True, slots=True)
class ParameterRow:
    """A value of a parameter: from which day, on whose word, by whom and when entered; `current` is the one in force."""

    id: int
    value: object
    unit: str
    source: str
    valid_from: date
    set_by: str
    set_at: datetime
    current: bool


@dataclass(frozen=True, slots=True)
class ParameterPage:
    """A parameter with the value in force and all rows, the newest first."""

    code: str
    label: str
    unit: str
    value: object | None
    rows: tuple[ParameterRow, ...]


@dataclass(frozen=True, slots=True)
class Dictionary:
    """A dictionary of the district and how many of its words hold today."""

    code: str
    label: str
    note: str
    words: int


@dataclass(frozen=True, slots=True)
class EntryRow:
    """A word of a dictionary; `state` is ahead, valid or over."""

    id: int
    code: str
    zh: str
    en: str
    note: str
    sort: int
    valid_from: date
    valid_to: date | None
    state: str


@cache
def _file(name: str) -> dict[str, dict]:
    return tomllib.loads((HERE / name).read_text(encoding="utf-8"))


def _label(row: dict, language: str, key: str = "") -> str:
    return row.get(key + ("en" if language.startswith("en") else "zh"), "")


def parameter_or_none(code: str, *, on: date) -> object | None:
    """Give a parameter's value on a day, or None where it has none."""
    rows = Parameter.objects.filter(code=code, valid_from__lte=on).order_by("-valid_from", "-set_at", "-pk")
    return rows.values_list("value", flat=True).first()


def parameter(code: str, *, on: date) -> object:
    """Give a parameter's value on a day.

    :raises ParameterNotSet: if it has no value then; the sentence says where to set it
    """
    value = parameter_or_none(code, on=on)
    if value is None:
        raise ParameterNotSet(code=code, on=on)
    return value


def parameter_values(codes: Iterable[str], *, on: date) -> dict[str, object]:
    """Give the values that some parameters have on a day, in one SQL statement; those without a value are left out."""
    rows = (
        Parameter.objects.filter(code__in=sorted(codes), valid_from__lte=on)
        .order_by("code", "-valid_from", "-set_at", "-pk")
        .distinct("code")
    )
    return dict(rows.values_list("code", "value"))


def parameters_in_force(prefix: str, *, on: date) -> dict[str, object]:
    """Give all parameters whose code begins with a prefix as they stand on a day, by code; one SQL statement.

    What no row sets yet has the initial value of the parameter file.
    """
    rows = Parameter.objects.filter(code__startswith=prefix, valid_from__lte=on).order_by("valid_from", "set_at", "pk")
    first = {code: row["value"] for code, row in _file("parameters.toml").items() if code.startswith(prefix)}
    return first | dict(rows.values_list("code", "value"))


def has_parameters() -> bool:
    """Tell whether any parameter has a value yet: whether the district was set up."""
    return Parameter.objects.exists()


def parameters(viewer: Actor, *, today: date) -> list[ParameterPage]:
    """List every parameter that a rule asks for, with its history; two SQL statements."""
    require(viewer, "parameters.view")
    rows = list(Parameter.objects.order_by("-valid_from", "-set_at", "-pk"))
    names = dict(
        Person.objects.filter(pk__in={row.set_by_id for row in rows if row.set_by_id}).values_list("pk", "name")
    )
    return [
        _parameter_page(code, row, rows, names, today, viewer.language)
        for code, row in _file("parameters.toml").items()
    ]


def _parameter_page(
    code: str, known: dict, rows: list[Parameter], names: dict, today: date, language: str
) -> ParameterPage:
    own = [row for row in rows if row.code == code]
    force = next((row for row in own if row.valid_from <= today), None)
    listed = tuple(
        ParameterRow(
            id=row.pk, value=row.value, unit=row.unit, source=row.source, valid_from=row.valid_from,
            set_by=names.get(row.set_by_id, ""), set_at=row.set_at, current=row is force,
        )
        for row in own
    )  # fmt: skip
    return ParameterPage(code, _label(known, language), known.get("unit", ""), force.value if force else None, listed)


def dictionaries(viewer: Actor, *, today: date) -> list[Dictionary]:
    """List the dictionaries with the number of words in force; one SQL statement."""
    require(viewer, "people.set_up")
    held = [row for row in Entry.objects.all() if _entry_state(row, today) == "valid"]
    return [
        Dictionary(
            code,
            _label(row, viewer.language),
            _label(row, viewer.language, "note_"),
            sum(e.dictionary == code for e in held),
        )
        for code, row in _file("dictionaries.toml").items()
    ]


def dictionary(viewer: Actor, code: str, *, today: date) -> tuple[Dictionary, list[EntryRow]]:
    """Give one dictionary with all its words, those in force first; one SQL statement.

    :raises NotFound: if there is none
    """
    require(viewer, "people.set_up")
    known = _file("dictionaries.toml").get(code)
    if known is None:
        raise NotFound()
    rows = [
        _entry_row(row, today) for row in Entry.objects.filter(dictionary=code).order_by("sort", "code", "-valid_from")
    ]
    rows.sort(key=lambda row: row.state == "over")
    head = Dictionary(
        code,
        _label(known, viewer.language),
        _label(known, viewer.language, "note_"),
        sum(row.state == "valid" for row in rows),
    )
    return head, rows


def _entry_state(row: Entry, today: date) -> str:
    if row.valid_from > today:
        return "ahead"
    return "valid" if row.valid_to is None or row.valid_to > today else "over"


def _entry_row(row: Entry, today: date) -> EntryRow:
    return EntryRow(
        id=row.pk, code=row.code, zh=row.zh, en=row.en, note=row.note, sort=row.sort,
        valid_from=row.valid_from, valid_to=row.valid_to, state=_entry_state(row, today),
    )  # fmt: skip
