"""The check of a ledger as Excel: each row as it stood, with its verdict and every finding in words."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from luodi.documents.queries.intakes import IntakePage, RowLine
from luodi.journeys.ledger_columns import ledger_columns
from luodi.values.actor import Actor
from luodi.web.imports import shown
from luodi.web.sheets import SheetColumn, SheetHead, workbook


def findings_workbook(*, page: IntakePage, rows: Sequence[RowLine], number: int, by: Actor, at: datetime) -> bytes:
    """Write the checked rows; the findings stand in one column, the verdict before them."""
    written, order = page.columns.get("written", {}), page.columns.get("order", [])
    known = {each.key: each for each in ledger_columns()}
    columns = [
        SheetColumn(_("行"), "count", 6),
        SheetColumn(_("判定"), width=8),
        SheetColumn(_("发现的问题"), width=60),
    ]
    columns += [SheetColumn(_("选择"), width=24), SheetColumn(_("结果"), width=12)]
    columns += [
        SheetColumn(written.get(key) or known[key].label(shown.language()), width=known[key].width) for key in order
    ]
    head = SheetHead(_("台账检查结果"), number, by.name, by.unit_name, at, (page.line.file_name,))
    return workbook(head=head, columns=columns, rows=(_cells(row, order) for row in rows))


def _cells(row: RowLine, order: Sequence[str]) -> list[object]:
    line = shown.shown_row(row)
    said = "\n".join(f"{each.place}:{each.sentence}" if each.place else each.sentence for each in line.findings)
    result = "" if row.object_id is None else (_("已关联") if line.linked else _("已导入"))
    return [row.number, line.word, said, line.choice_word, result, *(row.cells.get(key, "") for key in order)]
