"""The sentences of notices: every file `notices.toml` beside the code that sends them, read once."""

import tomllib
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@cache
def sentences() -> dict[str, dict[str, str]]:
    """Collect the sentences of all kinds of notices: kind → {"zh": …, "en": …}.

    :raises ValueError: if two files define one kind
    """
    found: dict[str, dict[str, str]] = {}
    for path in sorted(ROOT.rglob("notices.toml")):
        for kind, words in tomllib.loads(path.read_text(encoding="utf-8")).items():
            if kind in found:
                raise ValueError(f"notice {kind} is defined twice, again in {path.name}")
            found[kind] = words
    return found


class _Params(dict):
    def __missing__(self, key: str) -> str:
        return "?"


def worded(kind: str, params: dict, language: str) -> str:
    """Put a notice into words in the reader's language."""
    words = sentences().get(kind)
    if words is None:
        return kind
    return words["en" if language.startswith("en") else "zh"].format_map(_Params(params))
