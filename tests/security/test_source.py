"""IN1, IN4: what the source itself may not contain: evaluated text, marked-safe markup, SQL glued from input, inline scripts."""

import re
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2] / "src" / "luodi"
PYTHON = sorted(path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts)
TEMPLATES = sorted(SOURCE.rglob("*.html"))


@pytest.mark.parametrize(
    "pattern",
    [r"\bmark_safe\(", r"(?<![\w.])eval\(", r"(?<![\w.])exec\(", r"\bos\.system\(", r"shell=True", r"\bpickle\b"],
)
def test_no_module_evaluates_text_or_opens_a_shell(pattern):
    assert [
        str(path.relative_to(SOURCE)) for path in PYTHON if re.search(pattern, path.read_text(encoding="utf-8"))
    ] == []


def test_markup_is_made_only_where_components_are_made():
    makers = {
        str(path.relative_to(SOURCE)) for path in PYTHON if re.search(r"\bMarkup\(", path.read_text(encoding="utf-8"))
    }
    assert {name for name in makers if not name.startswith("web/")} == set()


@pytest.mark.parametrize(
    "pattern",
    [
        r"\|\s*safe\b",
        r"<script(?![^>]*\bsrc=)[^>]*>",
        r"<style\b",
        r"\sstyle\s*=",
        r"\son[a-z]+\s*=\s*[\"']",
        r"javascript:",
        r"autoescape\s+false",
    ],
)
def test_no_template_carries_inline_script_style_or_unescaped_values(pattern):
    assert [
        str(path.relative_to(SOURCE)) for path in TEMPLATES if re.search(pattern, path.read_text(encoding="utf-8"))
    ] == []
