"""Formula packs: how a year's figures become points, as data, checked with every fault named by place and field."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from .refusals import PackFault, PackNotUsable

FOLDER = Path(__file__).resolve().parent / "packs"
FORMULAS = ("progress", "level", "lower", "deduction")
EFFECTS = ("indicator_zero", "rank_void")
EARLIER = "earlier"
TEXT, NUMBER, WHOLE, LIST, TABLE = "text", "number", "whole number", "list", "table"
HEAD = {"code": TEXT, "year": WHOLE, "title": TEXT, "title_en": TEXT, "source": TEXT, "total_weight": NUMBER,
        "places": WHOLE, "no_data": TEXT, "not_applicable": TEXT}  # fmt: skip
INDICATOR = {"code": TEXT, "title": TEXT, "title_en": TEXT, "formula": TEXT, "weights": TABLE}
OPTIONS = {"cap": NUMBER, "floor": NUMBER, "direction": TEXT, "per_unit": NUMBER, "per_fault": NUMBER,
           "missed_factor": NUMBER}  # fmt: skip
NAMED = {"code": TEXT, "title": TEXT, "title_en": TEXT}


@dataclass(frozen=True, slots=True)
class Indicator:
    """Describe how one indicator is scored.

    progress: w·min(r/t, cap); level: w·min(r, cap); lower: w·clip((base − a)/(base − target), floor, cap); deduction: w less
    `per_unit` for each unit by which the target is missed. Then × `missed_factor` if its task is missed, less `per_fault` for
    each fault; never below `floor` × w. Source: handbook §6.2, §6.3 Ex 3.
    """

    code: str
    title: str
    title_en: str
    formula: str
    weights: Mapping[str, Fraction]
    cap: Fraction | None
    floor: Fraction
    lower: bool
    per_unit: Fraction
    per_fault: Fraction
    missed_factor: Fraction


@dataclass(frozen=True, slots=True)
class Named:
    """Name a class of units or a veto in both languages; `effects` are a veto's."""

    code: str
    title: str
    title_en: str
    effects: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False, slots=True)
class Pack:
    """Hold a checked pack; `digest` is the sha256 of the file it was read from."""

    code: str
    year: int
    title: str
    title_en: str
    source: str
    total_weight: Fraction
    places: int
    no_data: str
    not_applicable: str
    green: Fraction
    yellow: Fraction
    most_bonus: Fraction | None
    most_penalty: Fraction | None
    ties: tuple[str, ...]
    classes: Mapping[str, Named]
    vetoes: Mapping[str, Named]
    indicators: Mapping[str, Indicator]
    digest: str

    def of_class(self, code: str) -> tuple[Indicator, ...]:
        """Give the indicators that a class of units is scored by."""
        return tuple(each for each in self.indicators.values() if each.weights.get(code))


def pack_names() -> tuple[str, ...]:
    """Name the packs that come with the code."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


@cache
def load_pack(name: str) -> Pack:
    """Read one of the packs that come with the code.

    :raises KeyError: if there is none of that name
    """
    if name not in pack_names():
        raise KeyError(name)
    return read_pack((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def read_pack(text: str) -> Pack:
    """Check the text of a pack and give it.

    :raises PackNotUsable: with every fault, each naming place and field
    """
    try:
        data = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        fault = PackFault(place="文件", field="TOML", reason="toml", value=str(error))
        raise PackNotUsable([fault]) from error
    faults = _Faults()
    pack = _read(data, faults, hashlib.sha256(text.encode()).hexdigest())
    if faults.found or pack is None:
        raise PackNotUsable(faults.found)
    return pack


class _Faults:
    """Collect what is wrong."""

    def __init__(self) -> None:
        self.found: list[PackFault] = []

    def add(self, place: str, field: str, reason: str, value: object = "", wanted: object = "") -> None:
        self.found.append(PackFault(place=place, field=field, reason=reason, value=value, wanted=wanted))

    def table(self, given: Any, place: str, needed: Mapping[str, str], optional: Mapping[str, str]) -> dict[str, Any]:
        """Give the fields of a table that are as they should be; the others become faults."""
        if not isinstance(given, dict):
            self.add(place, place, "missing" if given is None else "kind", given, TABLE)
            return {}
        for name in given.keys() - needed.keys() - optional.keys():
            self.add(place, name, "unknown")
        good = {}
        for name, kind in (*needed.items(), *optional.items()):
            if name not in given:
                if name in needed:
                    self.add(place, name, "missing")
            elif not _is(given[name], kind):
                self.add(place, name, "kind", given[name], kind)
            else:
                good[name] = Fraction(given[name]) if kind == NUMBER else given[name]
        return good

    def choice(self, place: str, field: str, value: object, allowed: tuple[str, ...]) -> None:
        if value is not None and value not in allowed:
            self.add(place, field, "choice", value, "、".join(allowed))

    def range(self, place: str, field: str, value: Fraction | int | None, least: int, most: int | None = None) -> None:
        if value is not None and (value < least or (most is not None and value > most)):
            wanted = f"≥ {least}" if most is None else f"{least}–{most}"
            self.add(place, field, "range", float(value), wanted)

    def once(self, place: str, codes: list[str]) -> None:
        for code in sorted({code for code in codes if codes.count(code) > 1}):
            self.add(place, "code", "twice", code)


def _is(value: object, kind: str) -> bool:
    if isinstance(value, bool):
        return False
    kinds = {TEXT: (str,), NUMBER: (int, Decimal), WHOLE: (int,), LIST: (list,), TABLE: (dict,)}
    return isinstance(value, kinds[kind]) and value != "" and not (isinstance(value, Decimal) and not value.is_finite())


def _read(data: dict[str, Any], faults: _Faults, digest: str) -> Pack | None:
    tables = dict.fromkeys(("pack", "lamps", "ties"), TABLE) | dict.fromkeys(("class", "indicator"), LIST)
    given = faults.table(data, "pack.toml", tables, {"bonus": TABLE, "penalty": TABLE, "veto": LIST})
    head = faults.table(given.get("pack", {}), "[pack]", HEAD, {})
    faults.choice("[pack]", "no_data", head.get("no_data"), ("zero", "redistribute"))
    faults.choice("[pack]", "not_applicable", head.get("not_applicable"), ("redistribute", "drop"))
    faults.range("[pack]", "places", head.get("places"), 0, 6)
    lamps = faults.table(given.get("lamps", {}), "[lamps]", {"green": NUMBER, "yellow": NUMBER}, {})
    faults.range("[lamps]", "yellow", lamps.get("yellow"), 0, lamps.get("green"))
    most = {}
    for name in ("bonus", "penalty"):
        most[name] = faults.table(given.get(name, {}), f"[{name}]", {}, {"most": NUMBER}).get("most")
        faults.range(f"[{name}]", "most", most[name], 0)
    classes = _named(given.get("class", []), "class", faults, {})
    vetoes = _named(given.get("veto", []), "veto", faults, {"effects": LIST})
    indicators = _indicators(given.get("indicator", []), classes, head.get("total_weight"), faults)
    ties = faults.table(given.get("ties", {}), "[ties]", {"order": LIST}, {}).get("order", [])
    for one in ties:
        faults.choice("[ties]", "order", one, (*indicators, EARLIER))
    if faults.found:
        return None
    return Pack(**head, **lamps, most_bonus=most["bonus"], most_penalty=most["penalty"], ties=tuple(ties),
                classes=classes, vetoes=vetoes, indicators=indicators, digest=digest)  # fmt: skip


def _named(rows: list[Any], name: str, faults: _Faults, more: dict[str, str]) -> dict[str, Named]:
    found = []
    for number, row in enumerate(rows, 1):
        place = f"[[{name}]] {number}"
        good = faults.table(row, place, NAMED | more, {})
        for effect in good.get("effects", ()):
            faults.choice(place, "effects", effect, EFFECTS)
        if good.keys() == (NAMED | more).keys():
            found.append(Named(**good | ({"effects": tuple(good["effects"])} if more else {})))
    faults.once(f"[[{name}]]", [each.code for each in found])
    return {each.code: each for each in found}


def _indicators(
    rows: list[Any], classes: Mapping[str, Named], total: Fraction | None, faults: _Faults
) -> dict[str, Indicator]:
    found = []
    for number, row in enumerate(rows, 1):
        code = row.get("code", "") if isinstance(row, dict) else ""
        place = f"[[indicator]] {number} {code}".strip()
        good = faults.table(row, place, INDICATOR, OPTIONS)
        faults.choice(place, "formula", good.get("formula"), FORMULAS)
        faults.choice(place, "direction", good.get("direction"), ("higher", "lower"))
        for name in OPTIONS.keys() - {"direction"}:
            faults.range(place, name, good.get(name), 0, 1 if name in ("missed_factor", "floor") else None)
        if good.get("formula") == "deduction" and "per_unit" not in good:
            faults.add(place, "per_unit", "missing")
        weights = faults.table(good.get("weights", {}), f"{place} weights", {}, dict.fromkeys(classes, NUMBER))
        for name, weight in weights.items():
            faults.range(f"{place} weights", name, weight, 0)
        if INDICATOR.keys() <= good.keys():
            found.append(_indicator(good, weights))
    faults.once("[[indicator]]", [each.code for each in found])
    for name in classes:
        weight = sum((each.weights.get(name, Fraction(0)) for each in found), Fraction(0))
        if total is not None and weight != total:
            faults.add(f"[[class]] {name}", "weights", "weights", float(weight), float(total))
    return {each.code: each for each in found}


def _indicator(good: dict[str, Any], weights: Mapping[str, Fraction]) -> Indicator:
    nothing, all_of_it = Fraction(0), Fraction(1)
    return Indicator(
        good["code"], good["title"], good["title_en"], good["formula"], weights, good.get("cap"),
        good.get("floor", nothing), good.get("direction") == "lower", good.get("per_unit", nothing),
        good.get("per_fault", nothing), good.get("missed_factor", all_of_it),
    )  # fmt: skip
