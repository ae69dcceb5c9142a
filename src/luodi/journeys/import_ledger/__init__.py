"""Taking the project ledger in from Excel: upload, check, answers, import, undo."""

from .answering import accept_hints, answer_rows
from .answers import Answer, AnswerNeedsReason, AnswerUnknown, Offer, offers
from .check import check_intake, judge, read_ledger
from .run import LedgerChanged, NothingToImport, RowsNotReady, run_intake, start_run
from .undo import Hanging, LaterWorkHangs, UndoNeedsReason, hanging_work, undo_import
from .upload import AT_ONCE, ImportModeUnknown, take_in_ledger

__all__ = [
    "AT_ONCE", "Answer", "AnswerNeedsReason", "AnswerUnknown", "Hanging", "ImportModeUnknown", "LaterWorkHangs",
    "LedgerChanged", "NothingToImport", "Offer", "RowsNotReady", "UndoNeedsReason", "accept_hints", "answer_rows",
    "check_intake", "hanging_work", "judge", "offers", "read_ledger", "run_intake", "start_run", "take_in_ledger",
    "undo_import",
]  # fmt: skip
