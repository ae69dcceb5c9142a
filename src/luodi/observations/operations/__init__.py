"""Keeping subjects, changing who gets credit for them, and writing what was observed. One module an area; callers import from here."""

from luodi.observations.operations.consenting import request_consent, subject_of_company, withdraw_consent
from luodi.observations.operations.correcting import approve_correction, propose_correction, reject_correction
from luodi.observations.operations.deciding import (
    accept_transfer,
    approve_transfer,
    decline_transfer,
    reject_transfer,
    withdraw_transfer,
)
from luodi.observations.operations.linking import (
    FirmAnswer,
    LinkPage,
    answer_link,
    make_confirm_link,
    make_consent_link,
    open_link,
)
from luodi.observations.operations.observing import (
    Source,
    dispute_observation,
    look_at_value,
    note_statistics_answer,
    record_observation,
    verify_observation,
)
from luodi.observations.operations.returning import approve_return, reject_return, take_in_return
from luodi.observations.operations.subjects import keep_subject, move_unit, open_subject, subject_of_unit
from luodi.observations.operations.transfers import Proposal, propose_transfer

__all__ = [
    "subject_of_unit",
    "take_in_return",
    "reject_return",
    "approve_return",
    "open_link",
    "make_consent_link",
    "make_confirm_link",
    "answer_link",
    "LinkPage",
    "FirmAnswer",
    "Source",
    "dispute_observation",
    "look_at_value",
    "note_statistics_answer",
    "record_observation",
    "verify_observation",
    "request_consent",
    "subject_of_company",
    "withdraw_consent",
    "approve_correction",
    "propose_correction",
    "reject_correction",
    "Proposal",
    "accept_transfer",
    "approve_transfer",
    "decline_transfer",
    "keep_subject",
    "move_unit",
    "open_subject",
    "propose_transfer",
    "reject_transfer",
    "withdraw_transfer",
]
