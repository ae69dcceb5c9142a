"""Reading Excel sheets with care: container, header, merged cells, formulas, typed cells, findings for each row.

Pure: bytes and columns in, rows and findings out. No Django, no clock; the confined reading runs a child process.
"""

from .cells import as_json, shown
from .columns import Column, Header, find_header, letter, plain_title
from .confined import read_workbook_confined
from .finding import BAD, DOUBT, NOTE, WEIGHT, Finding, verdict
from .refusals import (
    AmountUnitMissing,
    ColumnsMissing,
    ColumnTwice,
    HeaderNotFound,
    SheetBroken,
    SheetEmpty,
    SheetHasDoctype,
    SheetIsEncrypted,
    SheetIsNotExcel,
    SheetIsOldExcel,
    SheetRefused,
    SheetsAllHidden,
    SheetTooHeavy,
    SheetTooLarge,
)
from .rows import Read, SheetRow, read_rows
from .workbook import Extent, Merged, Sheet, extents, read_workbook, require_workbook

__all__ = [
    "BAD",
    "DOUBT",
    "NOTE",
    "WEIGHT",
    "AmountUnitMissing",
    "Column",
    "ColumnTwice",
    "ColumnsMissing",
    "Extent",
    "Finding",
    "Header",
    "HeaderNotFound",
    "Merged",
    "Read",
    "Sheet",
    "SheetBroken",
    "SheetEmpty",
    "SheetHasDoctype",
    "SheetIsEncrypted",
    "SheetIsNotExcel",
    "SheetIsOldExcel",
    "SheetRefused",
    "SheetRow",
    "SheetTooHeavy",
    "SheetTooLarge",
    "SheetsAllHidden",
    "as_json",
    "extents",
    "find_header",
    "letter",
    "plain_title",
    "read_rows",
    "read_workbook",
    "read_workbook_confined",
    "require_workbook",
    "shown",
    "verdict",
]
