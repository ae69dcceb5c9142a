"""Keeping subjects, and changing who gets credit for them. One module an area; callers import from here."""

from luodi.observations.operations.deciding import (
    accept_transfer,
    approve_transfer,
    decline_transfer,
    reject_transfer,
    withdraw_transfer,
)
from luodi.observations.operations.subjects import keep_subject, move_unit, open_subject
from luodi.observations.operations.transfers import Proposal, propose_transfer

__all__ = [
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
