"""The reader's vocabularies: data files in `words/`, read once."""

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent / "words"


@cache
def words(name: str) -> dict[str, Any]:
    """Return the vocabulary file `words/<name>.toml`."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def surnames() -> tuple[frozenset[str], frozenset[str]]:
    """Return the single and the compound surnames."""
    lines = (FOLDER / "surnames.txt").read_text(encoding="utf-8").splitlines()
    listed = [name for line in lines if not line.startswith("#") for name in line.split()]
    return frozenset(n for n in listed if len(n) == 1), frozenset(n for n in listed if len(n) == 2)


def alternation(listed: Iterable[str]) -> str:
    """Make a regular expression that matches any of the words, longest first."""
    return "(?:" + "|".join(re.escape(word) for word in sorted(set(listed), key=lambda w: (-len(w), w))) + ")"


def longest_end(text: str, endings: Iterable[str]) -> str | None:
    """Return the longest of the endings that `text` ends with."""
    found = [ending for ending in endings if text.endswith(ending)]
    return max(found, key=len) if found else None


def longest_start(text: str, starts: Iterable[str], at: int = 0) -> str | None:
    """Return the longest of the words that `text` begins with at offset `at`."""
    found = [start for start in starts if text.startswith(start, at)]
    return max(found, key=len) if found else None
