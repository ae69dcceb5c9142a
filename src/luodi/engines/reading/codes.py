"""Sentences for the codes that a reading carries: reasons for doubt, findings, edits."""

from collections.abc import Mapping

from .vocabulary import words


def explain(group: str, code: str, params: Mapping[str, object] | None = None, language: str = "zh") -> str:
    """Word a code of the group "doubt", "findings" or "edits" in Chinese ("zh…") or English; an unknown code as it is."""
    sentences = words("codes").get(group, {}).get(code)
    if sentences is None:
        return code
    return sentences["zh" if language.startswith("zh") else "en"].format_map({**(params or {})})
