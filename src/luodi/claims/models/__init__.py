"""Tables of claims: envelopes and their books, claims with what was frozen in them, checks, publication, payments."""

from luodi.claims.models.applying import (
    APPLICANT_ROLES,
    APPLICATION_STATES,
    PAPER_KINDS,
    Application,
    ApplicationPaper,
    ApplicationTry,
)
from luodi.claims.models.claims import (
    CHECK_KINDS,
    ENDED,
    LIVE,
    MODES,
    STAGES,
    Check,
    Claim,
    Evidence,
    InputLook,
    Objection,
    Publication,
)
from luodi.claims.models.envelopes import LINE_KINDS, OVER, Envelope, EnvelopeLine
from luodi.claims.models.firms import BankAccount, SignUp
from luodi.claims.models.paying import (
    BATCH_STATES,
    PAYMENT_LIVE,
    PAYMENT_STATES,
    BankReturn,
    Batch,
    Payment,
    Recovery,
    Repayment,
)

__all__ = [
    "APPLICANT_ROLES",
    "APPLICATION_STATES",
    "BATCH_STATES",
    "CHECK_KINDS",
    "ENDED",
    "LINE_KINDS",
    "LIVE",
    "MODES",
    "OVER",
    "PAPER_KINDS",
    "PAYMENT_LIVE",
    "PAYMENT_STATES",
    "STAGES",
    "Application",
    "ApplicationPaper",
    "ApplicationTry",
    "BankAccount",
    "BankReturn",
    "Batch",
    "Check",
    "Claim",
    "Envelope",
    "EnvelopeLine",
    "Evidence",
    "InputLook",
    "Objection",
    "Payment",
    "Publication",
    "Recovery",
    "Repayment",
    "SignUp",
]
