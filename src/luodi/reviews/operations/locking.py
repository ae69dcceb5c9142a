"""Taking a review for writing: seen, locked, in the version that was read."""

from datetime import datetime

from luodi.journal.operations import record
from luodi.reviews.models import Finding, Review
from luodi.reviews.refusals import FindingIsClosed, ReviewIsClosed
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound, Stale

LIVE = ("open", "reopened")


def locked(review_id: int, version: int | None, by: Actor) -> Review:
    """Lock a review that the actor may see.

    :raises NotFound: if it is not the actor's to see
    :raises Stale: if somebody changed it after it was read
    """
    review = Review.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=review_id).first()
    if review is None:
        raise NotFound()
    if version is not None and review.version != version:
        raise Stale()
    return review


def require_live(review: Review) -> None:
    """Refuse on a review that is concluded or withdrawn.

    :raises ReviewIsClosed: naming it
    """
    if review.state not in LIVE:
        raise ReviewIsClosed(number=review.number)


def finding_of(review: Review, finding_id: int) -> Finding:
    """Lock a finding of the review that still stands in its text.

    :raises NotFound, FindingIsClosed: if there is none, or it is gone
    """
    finding = Finding.objects.select_for_update().filter(pk=finding_id, review=review).first()
    if finding is None:
        raise NotFound()
    if finding.state == "gone":
        raise FindingIsClosed(rule=finding.rule)
    return finding


def store(review: Review, *fields: str, at: datetime) -> None:
    """Save some fields and move the version on."""
    review.version += 1
    review.changed_at = at
    review.save(update_fields=[*fields, "version", "changed_at"])


def tell(event: str, review: Review, by: Actor, at: datetime, **facts: object) -> None:
    """Write the journal line of something done to a review."""
    facts.setdefault("number", review.number)
    record(
        event, review, by=by, at=at, label=review.title, owner_unit_id=review.unit_id, data_class=review.data_class,
        facts=facts,
    )  # fmt: skip
