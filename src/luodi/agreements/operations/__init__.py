"""Writing agreements: drafts, terms, approval, signing, supplements, the clause library and the legacy ledger."""

from luodi.agreements.operations.approving import approve, send_back, submit
from luodi.agreements.operations.drafting import Head, Party, change_head, change_text, draft_agreement, supplement
from luodi.agreements.operations.legacy import (
    Decision,
    add_finding,
    decide_clean_up,
    import_legacy,
    note_progress,
    register_legacy,
    scan_legacy,
)
from luodi.agreements.operations.model_clauses import (
    Choice,
    add_template,
    draft_from_library,
    pass_clause,
    retire_clause,
    rewrite_clause,
    write_clause,
)
from luodi.agreements.operations.promising import TakenUp, take_into_ledger
from luodi.agreements.operations.shipping import load_library
from luodi.agreements.operations.signing import end_agreement, follow_calendar, record_signing
from luodi.agreements.operations.taking_over import take_over_rewrite
from luodi.agreements.operations.terms import NewDuty, NewPayment, NewPeriod, NewStage, NewTerm, set_terms
from luodi.agreements.operations.texts import Source

__all__ = [
    "Choice", "Decision", "Head", "NewDuty", "NewPayment", "NewPeriod", "NewStage", "NewTerm", "Party", "Source", "TakenUp",
    "add_finding", "add_template", "approve", "change_head", "change_text", "decide_clean_up", "draft_agreement",
    "draft_from_library", "end_agreement", "follow_calendar", "import_legacy", "load_library", "note_progress",
    "pass_clause", "record_signing", "register_legacy", "retire_clause", "rewrite_clause", "scan_legacy", "send_back",
    "set_terms", "submit", "supplement", "take_into_ledger",
    "take_over_rewrite", "write_clause",
]  # fmt: skip
