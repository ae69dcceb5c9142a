"""Who may keep envelopes, invite, check, publish, approve, pay and recover; nobody approves what they made."""

from collections.abc import Iterable

from luodi.claims.models import Claim
from luodi.people.permissions import acts_for, require
from luodi.people.visibility import sees
from luodi.values.actor import Actor
from luodi.values.refusal import NotAllowed


def is_oneself(by: Actor, person_ids: Iterable[int | None]) -> bool:
    """Tell whether one of some persons is the actor, or somebody for whom the actor stands in."""
    own = {person for person in (by.person_id, *by.standing_in_for) if person is not None}
    return bool(own & {person for person in person_ids if person is not None})


def require_person(by: Actor, permission: str) -> int:
    """Give the person who acts with a permission.

    :raises NotAllowed: without the permission, or for no person at all
    """
    require(by, permission)
    if by.person_id is None:
        raise NotAllowed(permission=permission)
    return by.person_id


def require_of_unit(by: Actor, permission: str, unit_id: int) -> None:
    """Refuse unless the actor acts with a permission for a unit.

    :raises NotAllowed: naming the permission
    """
    require(by, permission, unit_id=unit_id)


def acts_for_firm(by: Actor, company_id: int) -> bool:
    """Tell whether the actor represents a firm."""
    return by.may("claims.own") and company_id in by.firm_ids


def may_check(by: Actor, claim: Claim) -> bool:
    """Tell whether the actor checks a claim for its department."""
    return by.may("claims.check") and acts_for(by, claim.unit_id)


def may_approve(by: Actor, claim: Claim) -> bool:
    """Tell whether the actor may approve a claim: with the permission, and having had no hand in it."""
    hands = (claim.made_by_id, claim.submitted_by_id, claim.checked_by_id, claim.crossed_by_id)
    return by.may("claims.approve") and not is_oneself(by, hands)


def sees_inputs(by: Actor, claim: Claim) -> bool:
    """Tell whether the actor sees what a claim was reckoned from: its firm, its department, who pays, who sees secrets."""
    if acts_for_firm(by, claim.company_id) or by.may("claims.pay"):
        return True
    return may_check(by, claim) or sees(by, "secret", claim.unit_id)


def looks_at_inputs(by: Actor, claim: Claim) -> bool:
    """Tell whether the actor may open for a reason what a claim was reckoned from, not seeing it otherwise."""
    return by.may("claims.look") and claim.frozen_at is not None and not sees_inputs(by, claim)
