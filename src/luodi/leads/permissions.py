"""Who may register, accept and rule, and who sees an investor's identity that is not announced yet."""

from luodi.leads.models import Registration
from luodi.people.permissions import acts_for, require
from luodi.people.visibility import sees, sights
from luodi.values.actor import Actor
from luodi.values.refusal import NotAllowed


def may_register(by: Actor, unit_id: int) -> None:
    """Refuse unless the actor may register first contact for a unit.

    :raises NotAllowed: naming the permission
    """
    require(by, "leads.register", unit_id=unit_id)


def holds(viewer: Actor, unit_id: int) -> bool:
    """Tell whether the viewer acts for the unit of a registration."""
    return viewer.may("leads.register") and acts_for(viewer, unit_id)


def may_check(by: Actor, permission: str, *makers: int | None) -> None:
    """Refuse unless the actor carries the permission and is none of those whose act is checked (maker ≠ checker).

    :raises NotAllowed: naming the permission
    """
    require(by, permission)
    if by.person_id is not None and by.person_id in makers:
        raise NotAllowed(permission=permission)


def sees_identity(viewer: Actor, row: Registration) -> bool:
    """Tell whether the viewer sees who the investor is.

    An investor that is not announced is of class secret (visibility.md): its officer, the head of its unit, and the
    promotion bureau, under whose decision it stands, see it; others see a masked name and may ask with a reason.
    """
    if not row.confidential or viewer.kind == "system":
        return True
    if viewer.may("leads.accept") or viewer.person_id in (row.officer_id, row.registered_by_id):
        return True
    return sees(viewer, "secret", row.unit_id)


def may_reveal(viewer: Actor, unit_id: int) -> bool:
    """Tell whether the viewer may open a masked phone or an unannounced investor of a unit with a reason."""
    if not viewer.may("people.reveal"):
        return False
    scopes = {sight.scope for sight in sights(viewer, "personal") if sight.reveal}
    return "all" in scopes or ("own" in scopes and unit_id in viewer.unit_ids)


def sees_amount(viewer: Actor, unit_id: int) -> bool:
    """Tell whether the viewer sees amounts (class sensitive) of a unit's registrations."""
    return viewer.kind == "system" or sees(viewer, "sensitive", unit_id)
