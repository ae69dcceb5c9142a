"""What a payment may follow, read from `drivers.toml`; a driver with an article is refused by that article."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Driver:
    """Something that a payment's amount could follow. `article` names the rule that forbids it, "" if it may."""

    code: str
    zh: str
    en: str
    article: str = ""
    article_en: str = ""

    @property
    def lawful(self) -> bool:
        """Tell whether a payment may follow it."""
        return not self.article


@cache
def drivers() -> dict[str, Driver]:
    """Read all drivers by code, the lawful ones first."""
    table = tomllib.loads((Path(__file__).resolve().parent / "drivers.toml").read_text(encoding="utf-8"))
    return {code: Driver(code, **row) for code, row in table.items()}
