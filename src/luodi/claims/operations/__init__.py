"""Writing claims and their money. One module an area; callers import from here."""

from luodi.claims.operations.accounts import decide_account, propose_account
from luodi.claims.operations.applying import (
    MOST_BYTES,
    PAPER_KINDS,
    Admitted,
    Applicant,
    ApplicationState,
    admit_applicant,
    apply,
    forget_applications,
    open_paper,
    refuse_applicant,
    state_of_application,
)
from luodi.claims.operations.deciding import (
    answer_objection,
    approve_claim,
    archive_claim,
    check_claim,
    cross_check,
    look_for_doubles,
    object_to,
    publish_claims,
    reject_claim,
)
from luodi.claims.operations.envelopes import appropriate, divide_envelope, open_envelope
from luodi.claims.operations.evidence import add_evidence, drop_evidence, settle_doubt, upload_evidence
from luodi.claims.operations.looking import look_at_inputs
from luodi.claims.operations.opening import (
    confirm_invitation,
    decline_invitation,
    draft_claim,
    invite,
    invite_many,
    keep_draft,
    submit_claim,
)
from luodi.claims.operations.paying import (
    drop_batch,
    make_batch,
    pause_payment,
    release_batch,
    resume_payment,
    send_batch,
)
from luodi.claims.operations.recovering import decide_recovery, note_repaid, propose_recovery
from luodi.claims.operations.releasing import release_claim
from luodi.claims.operations.returning import read_return
from luodi.claims.operations.signing_up import Approved, decide_sign_up, sign_up

__all__ = [
    "MOST_BYTES",
    "PAPER_KINDS",
    "Admitted",
    "Applicant",
    "ApplicationState",
    "Approved",
    "add_evidence",
    "admit_applicant",
    "answer_objection",
    "apply",
    "appropriate",
    "approve_claim",
    "archive_claim",
    "check_claim",
    "confirm_invitation",
    "cross_check",
    "decide_account",
    "decide_recovery",
    "decide_sign_up",
    "decline_invitation",
    "divide_envelope",
    "draft_claim",
    "drop_batch",
    "drop_evidence",
    "forget_applications",
    "invite",
    "invite_many",
    "keep_draft",
    "look_at_inputs",
    "look_for_doubles",
    "make_batch",
    "note_repaid",
    "object_to",
    "open_envelope",
    "open_paper",
    "pause_payment",
    "propose_account",
    "propose_recovery",
    "publish_claims",
    "read_return",
    "refuse_applicant",
    "reject_claim",
    "release_batch",
    "release_claim",
    "resume_payment",
    "send_batch",
    "settle_doubt",
    "sign_up",
    "state_of_application",
    "submit_claim",
    "upload_evidence",
]
