"""Answering findings, and accepting or refusing answers to forbids."""

from datetime import datetime

from django.db import transaction

from luodi.reviews.models import Answer, Finding, Review
from luodi.reviews.operations.locking import finding_of, locked, require_live, store, tell
from luodi.reviews.permissions import require_answer, require_reviewer
from luodi.reviews.refusals import AnswerMissing, FindingIsClosed, ForbidNeedsMore, NothingToAccept, ReviewerIsDrafter
from luodi.values.actor import Actor

ANSWER = ["state", "answer", "answer_words", "answered_by", "answered_at", "accepted_by"]


@transaction.atomic
def answer_finding(
    *, review_id: int, version: int, finding_id: int, kind: str, words: str, by: Actor, at: datetime
) -> Finding:
    """Answer a finding: `explained`, or `not_applicable` with reasons. Of a forbid the latter waits for the reviewer.

    :raises ForbidNeedsMore: when a forbid is only explained
    :raises AnswerMissing: without reasons
    """
    review = locked(review_id, version, by)
    require_answer(by, review)
    require_live(review)
    finding = finding_of(review, finding_id)
    if finding.state in ("accepted", "exempt"):
        raise FindingIsClosed(rule=finding.rule)
    if not words.strip():
        raise AnswerMissing()
    if finding.severity == "forbid" and kind != "not_applicable":
        raise ForbidNeedsMore(rule=finding.rule)
    finding.state, finding.answer, finding.answer_words = "answered", kind, words.strip()
    finding.answered_by_id, finding.answered_at, finding.accepted_by_id = by.person_id, at, None
    _keep(finding, kind, finding.answer_words, by, at)
    store(review, at=at)
    tell("review.answered", review, by, at, rule=finding.rule, answer=kind)
    return finding


@transaction.atomic
def accept_answer(
    *, review_id: int, version: int, finding_id: int, accepted: bool, words: str, by: Actor, at: datetime
) -> Finding:
    """Accept, or refuse with a reason, the answer that a forbid does not apply; never by the one who gave it.

    :raises NothingToAccept: if no answer waits
    :raises ReviewerIsDrafter: if the actor drafted the text or gave the answer
    :raises AnswerMissing: if it is refused without a reason
    """
    review = locked(review_id, version, by)
    require_reviewer(by, review)
    require_live(review)
    finding = finding_of(review, finding_id)
    if finding.severity != "forbid" or finding.state != "answered":
        raise NothingToAccept(rule=finding.rule)
    require_another(by, review, finding.answered_by_id)
    reason = words.strip() or ("同意" if accepted else "")
    if not reason:
        raise AnswerMissing()
    finding.state = "accepted" if accepted else "open"
    finding.accepted_by_id = by.person_id if accepted else None
    _keep(finding, "accepted" if accepted else "refused", reason, by, at)
    store(review, at=at)
    event = "review.answer_accepted" if accepted else "review.answer_refused"
    tell(event, review, by, at, rule=finding.rule, reason=reason[:300])
    return finding


def require_another(by: Actor, review: Review, *others: int | None) -> None:
    """Refuse when the actor asked for the review, wrote its text, or is one of `others`.

    :raises ReviewerIsDrafter: then
    """
    writers = review.texts.filter(version=review.text_version).values_list("person_id", flat=True)
    if by.person_id in {review.asked_by_id, *writers, *others}:
        raise ReviewerIsDrafter()


def _keep(finding: Finding, kind: str, words: str, by: Actor, at: datetime) -> None:
    finding.save(update_fields=ANSWER)
    Answer.objects.create(finding=finding, kind=kind, words=words, person_id=by.person_id, at=at)
