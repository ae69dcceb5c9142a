"""The real newspaper page, read from the shared folder where that lies beside the project; tests skip where it is missing."""

import json
import os
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from luodi.engines.reading import Reading, read

SHARED = Path(os.environ.get("LUODI_SHARED") or Path(__file__).resolve().parents[4] / "shared")
PAGE = SHARED / "seed" / "gongshu-page.txt"
GOLD = SHARED / "reading" / "seed-gold.json"

needs_page = pytest.mark.skipif(not PAGE.exists(), reason=f"the real page is not there ({PAGE.name} in LUODI_SHARED)")


@cache
def text() -> str:
    """Load the real page's text."""
    return PAGE.read_bytes().decode("utf-8")


@cache
def reading(issue: date | None = date(2025, 3, 8)) -> Reading:
    """Read the real page once."""
    return read(text(), issue_date=issue, doc=PAGE.name)


def gold() -> dict:
    """Load the answer that comes with the real page (it carries raw spans)."""
    return json.loads(GOLD.read_text(encoding="utf-8"))
