"""The ways in which a whole sheet is refused; sentences stand in refusals.toml beside this module."""

from luodi.engines.files import FileRefused


class SheetRefused(FileRefused):
    """A workbook that is not taken in, whatever the reason."""

    code = "sheet_refused"


class SheetIsOldExcel(SheetRefused):
    """A workbook of Excel 97-2003 (.xls). Params: filename."""

    code = "sheet_old_excel"


class SheetIsEncrypted(SheetRefused):
    """A workbook that asks for a password. Params: filename."""

    code = "sheet_encrypted"


class SheetIsNotExcel(SheetRefused):
    """A file that is no workbook at all. Params: filename, kind."""

    code = "sheet_not_excel"


class SheetHasDoctype(SheetRefused):
    """XML with a document type or entities, which no spreadsheet program writes. Params: part."""

    code = "sheet_has_doctype"


class SheetBroken(SheetRefused):
    """A workbook that cannot be read. Params: reason."""

    code = "sheet_broken"


class SheetTooLarge(SheetRefused):
    """More rows, columns or text than is taken in at once. Params: rows, columns, limit_rows, limit_columns."""

    code = "sheet_too_large"


class SheetTooHeavy(SheetRefused):
    """Reading took more memory or time than is allowed. Params: seconds, megabytes."""

    code = "sheet_too_heavy"


class SheetEmpty(SheetRefused):
    """No visible sheet has a row below its header. Params: filename."""

    code = "sheet_empty"


class SheetsAllHidden(SheetRefused):
    """The only sheets with content are hidden. Params: names."""

    code = "sheets_all_hidden"


class HeaderNotFound(SheetRefused):
    """None of the first rows looks like the header. Params: wanted, rows."""

    code = "header_not_found"


class ColumnsMissing(SheetRefused):
    """Necessary columns are missing. Params: missing, row, sheet."""

    code = "columns_missing"


class ColumnTwice(SheetRefused):
    """Two headers mean the same column. Params: name, one, other."""

    code = "column_twice"


class AmountUnitMissing(SheetRefused):
    """The header of an amount names no unit. Params: header, letter."""

    code = "amount_unit_missing"
