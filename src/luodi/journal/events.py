"""The catalogue of events: every `events.toml` beside the code that records them, read once.

An entry: ["project.registered"] zh = "登记项目“{label}”", en = "registered project “{label}”".
Placeholders are filled from the line's facts and personal values.
"""

import tomllib
from functools import cache
from pathlib import Path

CATALOGUE_ROOT = Path(__file__).resolve().parent.parent


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """Collect all events: code → {"zh": …, "en": …}.

    :raises ValueError: if two files define one event
    """
    found: dict[str, dict[str, str]] = {}
    for path in sorted(CATALOGUE_ROOT.rglob("events.toml")):
        if path.is_relative_to(CATALOGUE_ROOT / "engines"):
            continue  # engines record nothing; their word lists may bear any name
        for code, sentences in tomllib.loads(path.read_text(encoding="utf-8")).items():
            if code in found:
                raise ValueError(f"event {code} is defined twice, again in {path.parent.name}/{path.name}")
            found[code] = sentences
    return found


class _Values(dict):
    def __missing__(self, key: str) -> str:
        return "—"


def sentence_of(event: str, values: dict[str, object], language: str = "zh") -> str:
    """Word an event in Chinese or English; values that were erased or never given show as a dash."""
    sentences = catalogue().get(event)
    if sentences is None:
        return event
    return sentences["zh" if language.startswith("zh") else "en"].format_map(_Values(values))
