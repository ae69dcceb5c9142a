"""The data class of each column (PD1), read from `field_classes.toml`: what may leave, be masked, be erased."""

import tomllib
from functools import cache
from pathlib import Path

from luodi.people.models import DATA_CLASSES

FILE = Path(__file__).resolve().parent / "field_classes.toml"
ROW = "row"  # the class stands in the row's own column data_class, or that of the document it belongs to


@cache
def field_classes() -> dict[str, dict[str, str]]:
    """Read model label → column → data class.

    :raises ValueError: for a class that there is not, or a column that stands in two lists
    """
    found: dict[str, dict[str, str]] = {}
    for label, lists in tomllib.loads(FILE.read_text(encoding="utf-8")).items():
        columns: dict[str, str] = {}
        for name, listed in lists.items():
            if name not in (*DATA_CLASSES, ROW):
                raise ValueError(f"{label}: there is no data class {name}")
            for column in listed:
                if column in columns:
                    raise ValueError(f"{label}.{column} stands in two lists")
                columns[column] = name
        found[label] = columns
    return found


def columns_of(data_class: str) -> list[tuple[str, str]]:
    """List the columns of a data class as (model label, column)."""
    return [
        (label, column)
        for label, columns in field_classes().items()
        for column, name in columns.items()
        if name == data_class
    ]
