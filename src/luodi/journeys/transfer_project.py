"""Passing a project from one unit to another (流转): its subject's shares, and the project itself."""

from datetime import datetime

from django.db import transaction

from luodi.observations import operations as observations
from luodi.observations.operations import Proposal
from luodi.projects import operations as projects
from luodi.values.actor import Actor


@transaction.atomic
def propose_transfer(*, project_id: int, proposal: Proposal, by: Actor, at: datetime) -> int:
    """Propose that a project passes to another unit, and return the transfer's id; shares are kept from now on."""
    subject_id = projects.give_subject(project_id=project_id, by=by, at=at)
    return observations.propose_transfer(subject_id=subject_id, proposal=proposal, by=by, at=at).pk


@transaction.atomic
def approve_transfer(*, transfer_id: int, version: int, note: str = "", by: Actor, at: datetime) -> None:
    """Approve a transfer: the project passes now to the receiving unit, and to the person who accepted it there."""
    done = observations.approve_transfer(transfer_id=transfer_id, version=version, note_text=note, by=by, at=at)
    projects.pass_subject(
        subject_id=done.subject_id,
        unit_id=done.to_unit_id,
        officer_id=done.accepted_by_id,
        reason=done.note,
        by=by,
        at=at,
    )
