"""Writing reviews: asking, answering, exempting, concluding, adopting packs. One module an area; callers import from here."""

from luodi.reviews.operations.answering import accept_answer, answer_finding
from luodi.reviews.operations.asking import (
    NewReview,
    ask_review,
    give_first_review,
    rewrite_passage,
    rewrite_text,
    withdraw_review,
)
from luodi.reviews.operations.concluding import attach_hearing, conclude_review
from luodi.reviews.operations.exempting import end_exemption, expire_exemptions, grant_exemption
from luodi.reviews.operations.looking import note_form_taken, note_opened
from luodi.reviews.operations.packs import adopt_pack, finish_rescan, rescan_some, upload_pack

__all__ = [
    "NewReview", "accept_answer", "adopt_pack", "answer_finding", "ask_review", "attach_hearing", "conclude_review", "end_exemption",
    "expire_exemptions", "finish_rescan", "give_first_review", "grant_exemption", "note_form_taken", "note_opened",
    "rescan_some", "rewrite_passage", "rewrite_text", "upload_pack", "withdraw_review",
]  # fmt: skip
