"""Who may answer a review, and who may conclude it: never one person both (条例 arts. 13, 14)."""

from luodi.people.permissions import acts_for
from luodi.reviews.models import Review
from luodi.values.actor import Actor
from luodi.values.refusal import NotAllowed


def may_answer(by: Actor, review: Review) -> bool:
    """Tell whether the actor works on the drafter's side: answers, words anew, attaches hearings, withdraws."""
    return by.may("reviews.answer") and acts_for(by, review.unit_id)


def in_reviewing_unit(by: Actor, review: Review) -> bool:
    """Tell whether the actor may conclude and belongs to the very unit that reviews; nobody stands in for it."""
    return by.person_id is not None and by.may("reviews.conclude") and review.reviewer_unit_id in by.unit_ids


def require_answer(by: Actor, review: Review) -> None:
    """Refuse unless the actor works on the drafter's side.

    :raises NotAllowed: naming the permission
    """
    if not may_answer(by, review):
        raise NotAllowed(permission="reviews.answer")


def require_reviewer(by: Actor, review: Review) -> None:
    """Refuse unless the actor belongs to the unit that reviews and may conclude.

    :raises NotAllowed: naming the permission
    """
    if not in_reviewing_unit(by, review):
        raise NotAllowed(permission="reviews.conclude")
