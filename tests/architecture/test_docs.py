"""The documents say what the code does: layers, glossary, settings, decisions."""

import re
from pathlib import Path

from tests.architecture.test_layers import LAYERS, SOURCE

ROOT = Path(__file__).resolve().parents[2]


def test_the_architecture_page_shows_the_layers_of_the_contract():
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    block = text.split("```")[1].strip().splitlines()
    shown = [re.split(r"  +", line)[0] for line in block]
    built = [" | ".join(name for name in layer.split(" | ") if not name.startswith("(")) for layer in LAYERS]
    assert shown == [layer for layer in built if layer]


def test_every_glossary_term_exists_in_the_code():
    table = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    places = re.findall(r"\| `([\w.]+)` \|", table)
    missing = []
    for place in places:
        folder, _, name = place.rpartition(".")
        module = SOURCE / folder.replace(".", "/")
        models = [module / "models.py", *(module / "models").glob("*.py")]
        files = models if name[0].isupper() else [module / f"{name}.py", module / name / "__init__.py"]
        if not any(
            path.exists() and (name in path.read_text(encoding="utf-8") or not name[0].isupper()) for path in files
        ):
            missing.append(place)
    assert places and missing == []


def test_decisions_are_numbered_without_gap_or_double():
    numbers = sorted(int(path.name[:4]) for path in (ROOT / "docs" / "decisions").glob("[0-9]*.md"))
    assert numbers == list(range(1, len(numbers) + 1))


def test_every_promise_of_security_has_a_test_file_that_exists():
    text = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([A-Z]{2}\d) \|.*\| `(tests/[\w/]+\.py)` \|$", text, re.M)
    assert len(rows) >= 34
    assert [f"{code} {path}" for code, path in rows if not (ROOT / path).exists()] == []
