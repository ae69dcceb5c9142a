"""Answering and deciding a transfer: accepted or declined by the receiving unit, approved or rejected by the bureau."""

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from luodi.observations import refusals
from luodi.observations.models import OPEN_STATES, Subject, Transfer
from luodi.observations.operations import splits
from luodi.observations.operations.subjects import keep_subject
from luodi.observations.operations.transfers import note
from luodi.observations.permissions import made_by, require_accept, require_order, require_propose
from luodi.observations.queries.shares import stretches_of_transfer
from luodi.observations.splitting import next_month
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound, Stale

STATE_WORDS = {
    "proposed": ("提出", "proposed"), "accepted": ("接收", "accepted"), "approved": ("批准", "approved"),
    "declined": ("被接收单位退回", "declined by the receiving unit"), "rejected": ("驳回", "rejected"),
    "withdrawn": ("撤回", "withdrawn"),
}  # fmt: skip


@transaction.atomic
def accept_transfer(*, transfer_id: int, version: int, by: Actor, at: datetime) -> Transfer:
    """Accept a proposed transfer for the receiving unit; the bureau has to approve it still.

    :raises NotAllowed: for anybody else than people of the receiving unit
    :raises TransferSettled: if it is settled already
    """
    transfer = _locked(transfer_id, version, by, ("proposed",))
    require_accept(by, transfer)
    transfer.state, transfer.accepted_by_id, transfer.accepted_at = "accepted", by.person_id, at
    _store(transfer, "accepted_by", "accepted_at")
    note("transfer.accepted", transfer, by, at)
    return transfer


@transaction.atomic
def decline_transfer(*, transfer_id: int, version: int, reason: str, by: Actor, at: datetime) -> Transfer:
    """Decline a proposed transfer for the receiving unit, saying why.

    :raises TransferNeedsWords: without a reason
    """
    transfer = _locked(transfer_id, version, by, ("proposed",))
    require_accept(by, transfer)
    return _end(transfer, "declined", reason, by, at)


@transaction.atomic
def reject_transfer(*, transfer_id: int, version: int, reason: str, by: Actor, at: datetime) -> Transfer:
    """Reject an open transfer as the bureau, saying why.

    :raises TransferNeedsWords: without a reason
    """
    transfer = _locked(transfer_id, version, by, OPEN_STATES)
    require_order(by)
    return _end(transfer, "rejected", reason, by, at)


@transaction.atomic
def withdraw_transfer(*, transfer_id: int, version: int, reason: str, by: Actor, at: datetime) -> Transfer:
    """Take back an open transfer as the unit that proposed it, saying why.

    :raises TransferNeedsWords: without a reason
    """
    transfer = _locked(transfer_id, version, by, OPEN_STATES)
    require_propose(by, transfer.from_unit_id)
    return _end(transfer, "withdrawn", reason, by, at)


@transaction.atomic
def approve_transfer(*, transfer_id: int, version: int, note_text: str = "", by: Actor, at: datetime) -> Transfer:
    """Approve a transfer: the subject's unit changes now, its shares from the first of the next month on.

    Earlier months keep the shares that they had. The split table is the one in force on that first day.

    :raises TransferCheckerIsMaker: for who proposed or accepted it
    :raises TransferNotAccepted: if the receiving unit has not accepted and the bureau did not order it
    """
    transfer = _locked(transfer_id, version, by, OPEN_STATES)
    require_order(by)
    if made_by(by, transfer):
        raise refusals.TransferCheckerIsMaker()
    if transfer.state == "proposed" and transfer.trigger != "order":
        raise refusals.TransferNotAccepted(unit=transfer.to_unit.name)
    first = next_month(localdate(at))
    transfer.state, transfer.decided_by_id, transfer.decided_at = "approved", by.person_id, at
    transfer.decision_note, transfer.valid_from = note_text.strip()[:300], first
    _store(transfer, "decided_by", "decided_at", "decision_note", "valid_from")
    splits.write(transfer.subject, stretches_of_transfer(transfer, first=first), transfer.note, by, at, transfer)
    keep_subject(subject_id=transfer.subject_id, unit_id=transfer.to_unit_id, by=by, at=at)
    note("transfer.approved", transfer, by, at, valid_from=first)
    return transfer


def _locked(transfer_id: int, version: int, by: Actor, states: tuple[str, ...] | list[str]) -> Transfer:
    seen = Transfer.objects.visible_to(by).filter(pk=transfer_id).values_list("subject_id", flat=True).first()
    if seen is None:
        raise NotFound()
    Subject.objects.select_for_update(of=("self",)).get(pk=seen)
    transfer = Transfer.objects.select_for_update(of=("self",)).get(pk=transfer_id)
    if transfer.state not in states:
        zh, en = STATE_WORDS[transfer.state]
        raise refusals.TransferSettled(state=zh, state_en=en)
    if transfer.version != version:
        raise Stale()
    return transfer


def _end(transfer: Transfer, state: str, reason: str, by: Actor, at: datetime) -> Transfer:
    if not reason.strip():
        raise refusals.TransferNeedsWords()
    transfer.state, transfer.decided_by_id, transfer.decided_at = state, by.person_id, at
    transfer.decision_note = reason.strip()[:300]
    _store(transfer, "decided_by", "decided_at", "decision_note")
    note(EVENTS[state], transfer, by, at, note=transfer.decision_note)
    return transfer


EVENTS = {state: f"transfer.{state}" for state in ("declined", "rejected", "withdrawn")}


def _store(transfer: Transfer, *fields: str) -> None:
    transfer.version += 1
    transfer.save(update_fields=["state", *fields, "version"])
