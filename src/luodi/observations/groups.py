"""Groups of indicators that are credited alike, defined once in `groups.toml`."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from luodi.values.indicator import indicators


@dataclass(frozen=True, slots=True)
class Group:
    """A group of indicators: its words, the codes it holds, and whether a split of it lasts without end."""

    code: str
    zh: str
    en: str
    note_zh: str
    note_en: str
    indicators: tuple[str, ...]
    lasting: bool = False

    def label(self, language: str = "zh") -> str:
        """Name it in Chinese ("zh…") or English."""
        return self.zh if language.startswith("zh") else self.en

    def note(self, language: str = "zh") -> str:
        """Say which indicators it holds, in Chinese ("zh…") or English."""
        return self.note_zh if language.startswith("zh") else self.note_en


@cache
def groups() -> dict[str, Group]:
    """Give all groups by code, in the order of the data file."""
    tables = tomllib.loads(Path(__file__).with_name("groups.toml").read_text(encoding="utf-8"))
    return {code: Group(code=code, indicators=_held(code), **table) for code, table in tables.items()}


def _held(group: str) -> tuple[str, ...]:
    return tuple(code for code, each in indicators().items() if each.credit == group)


GROUP_CODES = ["signing", "investment", "operation", "other"]
"""The codes as the database knows them; a test compares them with the data file."""
