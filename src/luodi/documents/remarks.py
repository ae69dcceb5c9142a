"""The reader's remarks in words: doubts, findings and repairs, in Chinese and English."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent


@cache
def remarks() -> dict[str, dict[str, dict[str, str]]]:
    """Read all remarks: sort (doubt, finding, edit) → code → {"zh": …, "en": …}."""
    return tomllib.loads((HERE / "remarks.toml").read_text(encoding="utf-8"))


class _Params(dict):
    def __missing__(self, key: str) -> str:
        return "?"


def worded(sort: str, code: str, language: str = "zh", **params: Any) -> str:
    """Word a remark; one that has no sentence yet shows as its code."""
    sentences = remarks()[sort].get(code)
    if sentences is None:
        return code
    return sentences["zh" if language.startswith("zh") else "en"].format_map(_Params(params))
