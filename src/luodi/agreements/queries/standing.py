"""Where the fair-competition review of an agreement's text stands."""

from dataclasses import dataclass

from luodi.reviews.models import Review
from luodi.reviews.queries import conclusion_of, open_findings

ORIGIN = "agreements.agreement"


@dataclass(frozen=True, slots=True)
class ReviewStanding:
    """Whether a review of exactly this text was concluded, which one, and how many red lines are open.

    Before a conclusion, `review_id` is the review that was asked for the agreement, and the red lines are its own.
    """

    concluded: bool = False
    review_id: int | None = None
    number: str = ""
    open_forbid: int = 0


def review_standing(agreement_id: int, text_sha256: str) -> ReviewStanding:
    """Give where the review of a text stands; a text that changed by one letter has no conclusion."""
    found = conclusion_of(text_sha256=text_sha256)
    if found is not None and found.clean:
        return ReviewStanding(True, found.review_id, found.number)
    asked = Review.objects.filter(origin_kind=ORIGIN, origin_id=agreement_id).exclude(state="withdrawn")
    latest = asked.order_by("-pk").values_list("pk", "number").first()
    forbids = sum(each[0] == "forbid" for each in open_findings(origin_kind=ORIGIN, origin_id=agreement_id))
    return ReviewStanding(False, latest[0] if latest else None, (latest[1] or "") if latest else "", forbids)
