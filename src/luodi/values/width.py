"""Full-width and half-width characters, and spaces that only the eye needs."""

import re

_HALF = {full: full - 0xFEE0 for full in range(0xFF01, 0xFF5F)} | {0x3000: " ", 0x00A0: " ", 0xFFE5: "¥"}
_GAPS = re.compile(r"[\s\u200b-\u200d\u2060\ufeff]+")


def half_width(text: str) -> str:
    """Turn full-width letters, digits and signs into half-width ones; Chinese characters and "。" stay."""
    return text.translate(_HALF)


def tight(text: str) -> str:
    """Turn full-width characters into half-width ones and drop all spaces, also invisible ones."""
    return _GAPS.sub("", half_width(text))
