"""Who may draft, approve and sign which agreement, and who reads its text, terms and amounts."""

from luodi.agreements.models import Agreement
from luodi.people.permissions import acts_for, require
from luodi.values.actor import Actor


def may_edit(by: Actor, unit_id: int) -> None:
    """Refuse unless the actor may draft and change agreements of this unit.

    :raises NotAllowed: naming the permission
    """
    require(by, "agreements.edit", unit_id=unit_id)


def edits(viewer: Actor, unit_id: int) -> bool:
    """Tell whether the viewer may draft and change agreements of this unit."""
    return viewer.may("agreements.edit") and acts_for(viewer, unit_id)


def approves(viewer: Actor, agreement: Agreement) -> bool:
    """Tell whether the viewer may approve this agreement: the right to, and neither its maker nor who submitted it."""
    mine = viewer.person_id is not None and viewer.person_id in (agreement.maker_id, agreement.submitted_by_id)
    return viewer.may("agreements.approve") and acts_for(viewer, agreement.unit_id) and not mine


def signs(viewer: Actor, unit_id: int) -> bool:
    """Tell whether the viewer may record the signing of agreements of this unit."""
    return viewer.may("agreements.sign") and acts_for(viewer, unit_id)


def cleans_up(viewer: Actor, unit_id: int) -> bool:
    """Tell whether the viewer may decide on legacy agreements of this unit."""
    return viewer.may("agreements.clean_up") and acts_for(viewer, unit_id)
