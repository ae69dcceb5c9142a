"""Indicators 指标: what is promised and observed, each defined once in `indicators.toml`."""

import re
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from luodi.values.refusal import Refusal
from luodi.values.width import tight

_CODE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")


class UnknownIndicator(Refusal):
    """There is no indicator of this name or code; `known` lists those there are."""

    code = "unknown_indicator"


class Kind(StrEnum):
    """Say how values of several periods relate: flows add up, stocks and rates don't."""

    FLOW = "flow"
    STOCK = "stock"
    RATE = "rate"


class Joining(StrEnum):
    """Say how several values become one: added up, the last one, their mean, or not at all."""

    SUM = "sum"
    LAST = "last"
    MEAN = "mean"
    NONE = "none"


class Direction(StrEnum):
    """Say which way is better."""

    HIGHER = "higher"
    LOWER = "lower"


@dataclass(frozen=True, slots=True, order=True)
class IndicatorCode:
    """Hold the name that an indicator bears in code, tables and the API: lower-case words joined by "_".

    :raises ValueError: if it is not written like that
    """

    text: str

    def __post_init__(self) -> None:
        if not _CODE.fullmatch(self.text):
            raise ValueError(f"{self.text!r} is not an indicator code")

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Indicator:
    """Describe one indicator.

    `watchable` and `payable` are separate on purpose: what may be followed is more than what may be paid for,
    and `reason_zh`, `reason_en` say why. `unit` is 元 for money, else what is counted; `places` are the decimals kept.
    `data_class` is that of one firm's value; `credit` names the group by whose shares units are credited, empty for none.
    """

    code: IndicatorCode
    zh: str
    en: str
    unit: str
    kind: Kind
    direction: Direction
    places: int
    over_periods: Joining
    over_subjects: Joining
    data_class: str
    observers: tuple[str, ...]
    watchable: bool
    payable: bool
    reason_zh: str
    reason_en: str
    aliases: tuple[str, ...] = ()
    credit: str = ""
    in_agreements: bool = False

    @property
    def is_money(self) -> bool:
        """Tell whether its values are amounts of money."""
        return self.unit == "元"

    def label(self, language: str = "zh") -> str:
        """Name it in Chinese ("zh…") or English."""
        return self.zh if language.startswith("zh") else self.en

    def reason(self, language: str = "zh") -> str:
        """Say what it may be used for and why, in Chinese ("zh…") or English."""
        return self.reason_zh if language.startswith("zh") else self.reason_en


@cache
def indicators() -> dict[str, Indicator]:
    """Give all indicators by code, in the order of the data file."""
    tables = tomllib.loads(Path(__file__).with_name("indicators.toml").read_text(encoding="utf-8"))
    return {code: _of_table(code, table) for code, table in tables.items()}


def of_agreements() -> dict[str, Indicator]:
    """Give the indicators that a term of an agreement may watch, by code."""
    return {code: each for code, each in indicators().items() if each.in_agreements}


def indicator(name: str) -> Indicator:
    """Find an indicator by code, Chinese or English name or alias.

    :raises UnknownIndicator: with the Chinese names of those there are
    """
    wanted = tight(name).lower()
    for one in indicators().values():
        if wanted in {tight(known).lower() for known in (one.code.text, one.zh, one.en, *one.aliases)}:
            return one
    raise UnknownIndicator(text=name, known=[one.zh for one in indicators().values()])


def _of_table(code: str, table: dict) -> Indicator:
    return Indicator(
        **table
        | {
            "code": IndicatorCode(code),
            "kind": Kind(table["kind"]),
            "direction": Direction(table["direction"]),
            "over_periods": Joining(table["over_periods"]),
            "over_subjects": Joining(table["over_subjects"]),
            "observers": tuple(table["observers"]),
            "aliases": tuple(table.get("aliases", ())),
        }
    )
