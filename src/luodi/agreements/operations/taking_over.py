"""Taking the wording that a review found over into the agreement, as a new version of its text."""

from datetime import datetime

from django.db import transaction

from luodi.agreements import refusals
from luodi.agreements.models import Agreement
from luodi.agreements.operations.asking import ask_for_review
from luodi.agreements.operations.locking import locked, note, require_state, store
from luodi.agreements.operations.texts import Source, add_version
from luodi.agreements.permissions import may_edit
from luodi.agreements.queries.standing import ORIGIN, review_standing
from luodi.reviews.models import Review, Text
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound

APPROVAL = ("state", "approved", "approved_by", "approved_at", "approved_sha256", "legal_opinion")


@transaction.atomic
def take_over_rewrite(*, agreement_id: int, version: int, by: Actor, at: datetime) -> Agreement:
    """Make the text that the review worded anew the agreement's next version: text, clauses and a journal line.

    The new text has a hash of its own. The review knows it already, so that its findings and its conclusion are on these
    very words; where it does not (a line end that the agreement does not keep), it gets them and is open again. An
    approval given to the former text is gone (公平竞争审查条例 art. 13; handbook §4.2 P03).

    :raises NothingToTakeOver: if the review did not begin with the current text, or did not change it
    :raises SignedTextIsFixed: once it is signed: then a supplement is needed
    """
    agreement = locked(agreement_id, version, by)
    may_edit(by, agreement.unit_id)
    require_state(agreement, "draft", "in_review", "approved")
    former = agreement.current
    review = _rewritten(agreement, by)
    text = Text.objects.get(review=review, version=review.text_version).text
    made = add_version(agreement, Source(text=text), "采用审查中的改写", by, at)
    before = agreement.state
    if before == "approved":
        agreement.state, agreement.approved, agreement.approved_by_id, agreement.approved_at = (
            "in_review",
            None,
            None,
            None,
        )
        agreement.approved_sha256 = agreement.legal_opinion = ""
    store(agreement, at, "current", "maker", *APPROVAL)
    if made.text_sha256 != review.text_sha256 and agreement.state == "in_review":
        ask_for_review(agreement, review.issued_by, by, at)
    note(
        "agreement.rewrite_taken_over", agreement, by, at, before=former.text_sha256, after=made.text_sha256,
        ordinal=made.ordinal, review=review.number,
    )  # fmt: skip
    return agreement


def _rewritten(agreement: Agreement, by: Actor) -> Review:
    """Give the review that worded the current text anew."""
    standing = review_standing(agreement.pk, agreement.current.text_sha256)
    if not standing.rewritten:
        raise refusals.NothingToTakeOver()
    found = Review.objects.visible_to(by).filter(pk=standing.review_id, origin_kind=ORIGIN, origin_id=agreement.pk)
    review = found.first()
    if review is None:
        raise NotFound()
    return review
