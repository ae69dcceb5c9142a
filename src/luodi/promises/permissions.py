"""Who may make promises, supplement them and decide about them."""

from luodi.people.permissions import acts_for, require
from luodi.people.visibility import sees
from luodi.promises.models import Promise
from luodi.values.actor import Actor
from luodi.values.indicator import indicator


def require_make(by: Actor, unit_id: int) -> None:
    """Refuse unless the actor may make and supplement promises for which a unit is responsible.

    :raises NotAllowed: naming the permission
    """
    require(by, "promises.make", unit_id=unit_id)


def require_approve(by: Actor, unit_id: int) -> None:
    """Refuse unless the actor may approve supplements and decisions of a unit's promises.

    :raises NotAllowed: naming the permission
    """
    require(by, "promises.approve", unit_id=unit_id)


def may_approve(by: Actor, unit_id: int) -> bool:
    """Tell whether the actor may approve for a unit."""
    return by.may("promises.approve") and acts_for(by, unit_id)


def is_oneself(by: Actor, person_id: int | None) -> bool:
    """Tell whether a person is the actor, or somebody for whom the actor stands in."""
    return person_id is not None and person_id in (by.person_id, *by.standing_in_for)


def sees_figures(by: Actor, promise: Promise) -> bool:
    """Tell whether the actor sees what was reached: whoever would see the observations, so never one firm's secrets.

    Who pays sees what a payment is reckoned from (the payments before it). Being promised to lets one see the promise and its verdict, not the observed values of another unit's subject.
    """
    subject, measured = promise.subject, indicator(promise.indicator)
    data_class = measured.data_class if subject.kind in ("company", "project") else subject.data_class
    pays_for_it = promise.pays and data_class == "sensitive" and by.may("promises.pay")
    return data_class != "secret" and (pays_for_it or sees(by, data_class, subject.unit_id))
