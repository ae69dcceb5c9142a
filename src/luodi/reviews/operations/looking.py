"""That somebody opened a review, or took its form away (P05)."""

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from luodi.people.permissions import require
from luodi.reviews.models import Opening
from luodi.reviews.operations.locking import tell
from luodi.reviews.queries.reading import review_seen
from luodi.values.actor import Actor


@transaction.atomic
def note_opened(*, review_id: int, by: Actor, at: datetime) -> None:
    """Note that the actor opened a review, once a day; the list stands on its page. A secret one leaves a line each time.

    :raises NotFound: if it is not the actor's to see
    """
    require(by, "reviews.view")
    review = review_seen(review_id, by)
    if by.person_id is not None:
        row = Opening(review=review, person_id=by.person_id, day=localdate(at), at=at)
        Opening.objects.bulk_create([row], ignore_conflicts=True)
        if review.data_class == "secret":
            tell("review.opened", review, by, at)


@transaction.atomic
def note_form_taken(*, review_id: int, kind: str, by: Actor, at: datetime) -> None:
    """Note that the actor downloaded the review form as a Word file or PDF.

    :raises NotFound: if the review is not the actor's to see
    """
    require(by, "reviews.view")
    tell("review.form_taken", review_seen(review_id, by), by, at, format=kind)
