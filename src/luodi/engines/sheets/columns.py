"""Columns that a sheet may have, and how the header of a real sheet is matched with them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from luodi.values.unit import MAGNITUDES, unit_in_header
from luodi.values.width import tight

from .refusals import AmountUnitMissing, ColumnsMissing, ColumnTwice, HeaderNotFound

SEARCHED_ROWS = 10
KINDS = ("text", "code", "money", "number", "day", "whole", "choice")
_BRACKETED = re.compile(r"[(\[【〔][^()\[\]【】〔〕]*[)\]】〕]")
_UNIT_TAIL = re.compile(rf"({'|'.join(sorted(filter(None, MAGNITUDES), key=len, reverse=True))})(元|人民币|美元)?$")
_SIGNS = re.compile(r"[*:：,，;；/\\_\-—.。]+")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its key, the names it goes by (the first is the one in the template), and the kind of its cells.

    `kind` is text, code (credit code), money, number, day, whole or choice; `choices` maps written words to codes,
    `offered` are those that a refusal names.
    `fill_down` says that a cell merged over several rows is meant for each of them; `longest` limits a text.
    """

    key: str
    names: tuple[str, ...]
    kind: str = "text"
    needed: bool = False
    fill_down: bool = False
    longest: int = 200
    choices: Mapping[str, str] = field(default_factory=dict, hash=False)
    offered: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Header:
    """The header that was found: its row (from 1), column key → place (from 0), and units of the amounts by key.

    `written` are the titles as they stand in the sheet, by key; `unknown` are (letter, title) of columns nobody reads.
    """

    row: int
    places: dict[str, int]
    units: dict[str, str]
    written: dict[str, str]
    unknown: tuple[tuple[str, str], ...]


def letter(place: int) -> str:
    """Give the letter of a column by its place from 0: 0 → "A", 26 → "AA"."""
    text, place = "", place + 1
    while place:
        place, rest = divmod(place - 1, 26)
        text = chr(65 + rest) + text
    return text


def plain_title(title: object) -> str:
    """Bring a title to the form in which it is compared: half width, no spaces, brackets, units, stars or signs."""
    bare = _BRACKETED.sub("", tight(str(title or ""))).lower()
    return _SIGNS.sub("", bare)


def find_header(rows: Sequence[Sequence[object]], columns: Sequence[Column], sheet: str = "") -> Header:
    """Find the header among the first ten rows: the one in which most columns are recognised.

    :raises HeaderNotFound: if no row has two known titles
    :raises ColumnsMissing: naming every necessary column that is not there
    :raises ColumnTwice: if two titles mean one column
    :raises AmountUnitMissing: if an amount's title says neither 元, 万元 nor 亿元
    """
    known = {plain_title(name): column for column in columns for name in column.names}
    best = -1
    found: dict[int, Column] = {}
    for place, row in enumerate(rows[:SEARCHED_ROWS]):
        matched = {at: column for at, title in enumerate(row) if (column := _known(title, known))}
        if len({column.key for column in matched.values()}) > len({column.key for column in found.values()}):
            best, found = place, matched
    if len(found) < 2:
        wanted = [column.names[0] for column in columns if column.needed]
        raise HeaderNotFound(wanted=wanted, rows=min(len(rows), SEARCHED_ROWS))
    return _header(best, rows[best], found, columns, sheet)


def _known(title: object, known: Mapping[str, Column]) -> Column | None:
    plain = plain_title(title)
    if not plain or len(plain) > 30:
        return None
    return known.get(plain) or known.get(_UNIT_TAIL.sub("", plain))


def _header(
    best: int, titles: Sequence[object], found: dict[int, Column], columns: Sequence[Column], sheet: str
) -> Header:
    places: dict[str, int] = {}
    for at, column in found.items():
        if column.key in places:
            raise ColumnTwice(name=column.names[0], one=letter(places[column.key]), other=letter(at))
        places[column.key] = at
    missing = [column.names[0] for column in columns if column.needed and column.key not in places]
    if missing:
        raise ColumnsMissing(missing=missing, row=best + 1, sheet=sheet)
    units = {}
    for at, column in found.items():
        if column.kind == "money":
            unit = unit_in_header(str(titles[at])) or _tail_unit(titles[at])
            if unit is None:
                raise AmountUnitMissing(header=str(titles[at]).strip(), letter=letter(at))
            units[column.key] = unit
    unknown = tuple(
        (letter(at), str(title).strip()[:60])
        for at, title in enumerate(titles)
        if at not in found and str(title or "").strip()
    )
    written = {column.key: str(titles[at]).strip() for at, column in found.items()}
    return Header(best + 1, places, units, written, unknown)


def _tail_unit(title: object) -> str | None:
    found = _UNIT_TAIL.search(plain_title(title))
    return unit_in_header(f"({found[0]})") if found else None
