"""Who may pass a subject on to another unit, and who may report, check and look at what was observed."""

from luodi.observations.models import Transfer
from luodi.people.permissions import acts_for, require
from luodi.people.visibility import sees
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


def require_report(by: Actor, unit_id: int) -> None:
    """Refuse unless the actor may report what a unit's subjects reached: people of the unit, or the bureau.

    :raises NotAllowed: naming the permission
    """
    require(by, "observations.report", unit_id=unit_id)


def require_verify(by: Actor, unit_id: int) -> None:
    """Refuse unless the actor may check what somebody else reported of a unit's subjects.

    :raises NotAllowed: naming the permission
    """
    require(by, "observations.verify", unit_id=unit_id)


def is_oneself(by: Actor, person_id: int | None) -> bool:
    """Tell whether a person is the actor, or somebody for whom the actor stands in."""
    return person_id is not None and person_id in (by.person_id, *by.standing_in_for)


def sees_value(by: Actor, data_class: str, unit_id: int) -> bool:
    """Tell whether values of this class are shown at once: those of class secret never are."""
    return data_class != "secret" and sees(by, data_class, unit_id)


def looks_at(by: Actor, data_class: str, unit_id: int) -> bool:
    """Tell whether the actor may open a masked value for a reason."""
    return data_class == "secret" and by.may("observations.look") and sees(by, data_class, unit_id)
