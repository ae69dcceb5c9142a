"""Tables of subjects and credit, of what was observed, of returns, and of what a firm itself says or allows."""

from luodi.observations.models.consents import Consent, FirmLink, LinkTry
from luodi.observations.models.credit import (
    OPEN_STATES,
    REASONS,
    SHARE_ROLES,
    SUBJECT_KINDS,
    TRANSFER_STATES,
    TRIGGERS,
    CreditShare,
    Split,
    Subject,
    Transfer,
)
from luodi.observations.models.observed import (
    CORRECTION_KINDS,
    SOURCE_KINDS,
    STATES,
    Correction,
    Observation,
    Series,
    StatisticsAnswer,
)
from luodi.observations.models.returns import RETURN_STATES, Return, ReturnRow

__all__ = [
    "CORRECTION_KINDS", "OPEN_STATES", "REASONS", "RETURN_STATES", "SHARE_ROLES", "SOURCE_KINDS", "STATES",
    "SUBJECT_KINDS", "TRANSFER_STATES", "TRIGGERS", "Consent", "Correction", "CreditShare", "FirmLink", "LinkTry",
    "Observation", "Return", "ReturnRow", "Series", "Split", "StatisticsAnswer", "Subject", "Transfer",
]  # fmt: skip
