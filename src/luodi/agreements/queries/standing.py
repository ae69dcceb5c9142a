"""Where the fair-competition review of an agreement's text stands."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from luodi.reviews.models import Review, Text
from luodi.reviews.queries import conclusion_of, open_findings

ORIGIN = "agreements.agreement"


@dataclass(frozen=True, slots=True)
class ReviewStanding:
    """Whether a review of exactly this text was concluded, which one, and how many red lines are open.

    Before a conclusion, `review_id` is the review that was asked for the agreement, and the red lines are its own.
    `rewritten`: that review began with this text and worded it anew since, so that the agreement may take it over.
    """

    concluded: bool = False
    review_id: int | None = None
    number: str = ""
    open_forbid: int = 0
    rewritten: bool = False


def review_standing(agreement_id: int, text_sha256: str) -> ReviewStanding:
    """Give where the review of a text stands; a text that changed by one letter has no conclusion."""
    found = conclusion_of(text_sha256=text_sha256)
    if found is not None and found.clean:
        return ReviewStanding(True, found.review_id, found.number)
    asked = Review.objects.filter(origin_kind=ORIGIN, origin_id=agreement_id).exclude(state="withdrawn")
    begun = Text.objects.filter(review=OuterRef("pk"), sha256=text_sha256, version__lt=OuterRef("text_version"))
    asked = asked.annotate(rewritten=Exists(begun)).order_by("-pk")
    latest = asked.values_list("pk", "number", "rewritten", "text_sha256").first()
    forbids = sum(each[0] == "forbid" for each in open_findings(origin_kind=ORIGIN, origin_id=agreement_id))
    if latest is None:
        return ReviewStanding(open_forbid=forbids)
    pk, number, rewritten, newest = latest
    return ReviewStanding(False, pk, number or "", forbids, rewritten and newest != text_sha256)
