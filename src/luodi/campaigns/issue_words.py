"""Where issues come from and how grave they are, as the data file `issue_words.toml` names them."""

import tomllib
from pathlib import Path

_FILE = tomllib.loads(Path(__file__).with_name("issue_words.toml").read_text(encoding="utf-8"))
SOURCES: dict[str, list[str]] = _FILE["sources"]
LEVELS: dict[str, list[str]] = _FILE["levels"]


def source_word(code: str, language: str = "zh") -> str:
    """Name a source in Chinese ("zh…") or English."""
    return SOURCES[code][not language.startswith("zh")]


def level_word(code: str, language: str = "zh") -> str:
    """Name a level in Chinese ("zh…") or English."""
    return LEVELS[code][not language.startswith("zh")]
