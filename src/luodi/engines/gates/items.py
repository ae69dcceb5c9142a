"""The kinds of evidence that gates ask for, as one list, read from `items.toml`."""

import tomllib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Item:
    """A kind of evidence: its code and names, and whether a person may enter it by hand."""

    code: str
    zh: str
    en: str
    by_hand: bool

    def name(self, language: str = "zh") -> str:
        """Give the item's name in Chinese or English."""
        return self.zh if language.startswith("zh") else self.en


def _read() -> dict[str, Item]:
    raw = tomllib.loads((Path(__file__).resolve().parent / "items.toml").read_text(encoding="utf-8"))
    return {code: Item(code, row["zh"], row["en"], row["by_hand"]) for code, row in raw.items()}


ITEMS = _read()
