"""The English words beside the Chinese ones: compile the `.po` files, and check that none is missing.

Sources speak Chinese; each part keeps its English in `locale/<part>/en/LC_MESSAGES/django.po`. Compiled files are made
at set-up and not kept in git.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

SOURCE = Path(__file__).resolve().parent.parent
KEYWORDS = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None, "ngettext": (1, 2), "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3),
}  # fmt: skip
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")


def catalogues() -> list[Path]:
    """List every `.po` file of the project."""
    return sorted(SOURCE.glob("locale/*/*/LC_MESSAGES/django.po"))


def compile_words() -> int:
    """Compile each `.po` file that is newer than its `.mo` file; return how many were compiled."""
    done = 0
    for path in catalogues():
        target = path.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= path.stat().st_mtime_ns:
            continue
        compiled = io.BytesIO()
        write_mo(compiled, read_catalogue(path))
        draft = target.with_suffix(".mo.new")
        draft.write_bytes(compiled.getvalue())
        draft.replace(target)
        done += 1
    return done


def read_catalogue(path: Path) -> Catalog:
    """Read one `.po` file; a faulty one raises babel's error with its line."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parts[-3], charset="utf-8", abort_invalid=True)


def problems() -> list[str]:
    """List what is wrong with the English: missing, empty or uncertain sentences, and placeholders that differ."""
    found: list[str] = []
    known: set[str] = set()
    for path in catalogues():
        for message in read_catalogue(path):
            if not message.id:
                continue
            ids, texts = _forms(message.id), _forms(message.string)
            known.add(ids[0])
            place = f"{path.relative_to(SOURCE)}: {ids[0]!r}"
            if not all(texts):
                found.append(f"{place} has no English")
            elif message.fuzzy:
                found.append(f"{place} is marked fuzzy")
            elif any(_placeholders(text) - _placeholders(*ids) for text in texts):
                found.append(f"{place} has other placeholders in English: {texts[0]!r}")
    found += [f"{place}: {text!r} stands in no .po file" for place, text in used_words() if text not in known]
    return found


def used_words() -> Iterator[tuple[str, str]]:
    """Yield ("file:line", text) for each text that Python code and templates ask to be translated."""
    methods = (("python", "*.py"), ("jinja2.ext.babel_extract", "*.html"), ("jinja2.ext.babel_extract", "*.jinja"))
    for method, pattern in methods:
        for path in sorted(SOURCE.rglob(pattern)):
            options = {
                "encoding": "utf-8",
                "silent": "false",
                "trimmed": "true",
                "extensions": "jinja2.ext.do,jinja2.ext.loopcontrols",
            }
            for line, text, _, _ in extract_from_file(method, path, keywords=KEYWORDS, options=options):
                first = text[0] if isinstance(text, tuple) else text
                if first:
                    yield f"{path.relative_to(SOURCE)}:{line}", first


def _forms(text: object) -> list[str]:
    """Return a message's forms, one or several (plural), as texts."""
    return [str(form or "") for form in text] if isinstance(text, (tuple, list)) else [str(text or "")]


def _placeholders(*texts: str) -> set[str]:
    return {match for text in texts for match in PLACEHOLDER.findall(text)}
