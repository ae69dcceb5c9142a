"""The bodies that decide, as one list, read from `bodies.toml`: gates, items and decisions all speak of these."""

import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Body:
    """A body that decides: its names, whether a project may be put before it, and its rank among meetings (0: none)."""

    code: str
    zh: str
    en: str
    item: bool
    rank: int

    def name(self, language: str = "zh") -> str:
        """Give the body's name in Chinese or English."""
        return self.zh if language.startswith("zh") else self.en


def _read() -> dict[str, Body]:
    raw = tomllib.loads((Path(__file__).resolve().parent / "bodies.toml").read_text(encoding="utf-8"))
    return {code: Body(code, **row) for code, row in raw.items()}


BODIES = _read()
OF_ITEMS = [code for code, body in BODIES.items() if body.item]
MEETINGS = frozenset(code for code, body in BODIES.items() if body.rank)


def not_decided(needed: Collection[str], decided: Collection[str]) -> list[str]:
    """Give those of the needed meetings for which no decision stands: neither their own nor a higher meeting's.

    Where two meetings are needed one after the other (常务会, then 常委会), each decides for itself.
    """
    lacking = []
    for code in needed:
        others = set(needed) - {code}
        higher = {each for each in decided if each in MEETINGS and BODIES[each].rank > BODIES[code].rank}
        if code not in decided and not (higher - others):
            lacking.append(code)
    return lacking
