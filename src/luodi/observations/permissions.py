"""Who may propose, accept and decide that a subject passes to another unit."""

from luodi.observations.models import Transfer
from luodi.people.permissions import acts_for, require
from luodi.values.actor import Actor
from luodi.values.refusal import NotAllowed


def proposes(by: Actor, unit_id: int) -> bool:
    """Tell whether the actor may propose to pass on what this unit holds: the unit itself, or the bureau."""
    return (by.may("credit.transfer") and acts_for(by, unit_id)) or by.may("credit.order")


def require_propose(by: Actor, unit_id: int) -> None:
    """Refuse unless the actor may propose to pass on what this unit holds.

    :raises NotAllowed: naming the permission
    """
    if not proposes(by, unit_id):
        raise NotAllowed(permission="credit.transfer")


def accepts(by: Actor, transfer: Transfer) -> bool:
    """Tell whether the actor may accept or decline for the receiving unit: somebody of that unit, not the bureau for it."""
    return by.kind == "system" or (by.may("credit.transfer") and transfer.to_unit_id in by.unit_ids)


def require_accept(by: Actor, transfer: Transfer) -> None:
    """Refuse unless the actor may accept or decline for the receiving unit.

    :raises NotAllowed: naming the permission
    """
    if not accepts(by, transfer):
        raise NotAllowed(permission="credit.transfer")


def decides(by: Actor, transfer: Transfer) -> bool:
    """Tell whether the actor may decide a transfer: the bureau, and nobody who proposed or accepted it."""
    return by.may("credit.order") and not made_by(by, transfer)


def made_by(by: Actor, transfer: Transfer) -> bool:
    """Tell whether the actor, or somebody for whom they stand in, proposed or accepted it."""
    own = {by.person_id, *by.standing_in_for} - {None}
    return bool(own & {transfer.proposed_by_id, transfer.accepted_by_id})


def require_order(by: Actor) -> None:
    """Refuse unless the actor may decide transfers.

    :raises NotAllowed: naming the permission
    """
    require(by, "credit.order")
