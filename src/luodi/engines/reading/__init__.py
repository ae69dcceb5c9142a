"""The reading engine: a newspaper page becomes articles with facts, each with its place in the text.

`load` turns a file's bytes into text, `read` turns text into a Reading. Pure: no Django, no clock, no network.
"""

from .codes import explain
from .confined import load_confined
from .loading import Loaded, load
from .page import READING_VERSION, read
from .shape import FACT_TYPES, Article, Edit, Fact, Finding, Reading

__all__ = [
    "FACT_TYPES",
    "READING_VERSION",
    "Article",
    "Edit",
    "Fact",
    "Finding",
    "Loaded",
    "Reading",
    "explain",
    "load",
    "load_confined",
    "read",
]
