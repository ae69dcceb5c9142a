"""Hearing those concerned, and the written conclusion: no open finding, another person than the drafter."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Count, Q

from luodi.reviews.models import Conclusion, Finding, Hearing, Review
from luodi.reviews.operations.answering import require_another
from luodi.reviews.operations.locking import locked, require_live, store, tell
from luodi.reviews.permissions import require_answer, require_reviewer
from luodi.reviews.refusals import (
    ConclusionMissing,
    FindingsOpen,
    FirstReviewMissing,
    HearingIncomplete,
    HearingMissing,
    ReviewerIsDrafter,
)
from luodi.values.actor import Actor

OPEN_NOW = Q(severity="forbid", state__in=["open", "answered"]) | Q(severity="review", state="open")


@transaction.atomic
def attach_hearing(
    *,
    review_id: int,
    version: int,
    heard: str,
    held_date: date,
    who: str = "",
    summary: str,
    document_id: int | None = None,
    by: Actor,
    at: datetime,
) -> Hearing:
    """Attach a record that operators, associations or the public were heard (P02), or why nobody has to be (`none`).

    :raises HearingIncomplete: without who, or without what they said
    """
    review = locked(review_id, version, by)
    require_answer(by, review)
    require_live(review)
    if not summary.strip() or (heard != "none" and not who.strip()):
        raise HearingIncomplete()
    hearing = Hearing.objects.create(
        review=review, heard=heard, held_date=held_date, who=who.strip()[:300], summary=summary.strip(),
        document_id=document_id, person_id=by.person_id, at=at,
    )  # fmt: skip
    store(review, at=at)
    tell("review.heard", review, by, at, heard=heard, held_date=held_date)
    return hearing


@transaction.atomic
def conclude_review(*, review_id: int, version: int, words: str, by: Actor, at: datetime) -> Conclusion:
    """Conclude a review in writing; the hash of the text is part of the conclusion (P03). One of two who press wins.

    :raises NotAllowed, ReviewerIsDrafter: for a person of another unit, or who drafted, worded or answered
    :raises FindingsOpen: naming every finding that is open
    :raises FirstReviewMissing, HearingMissing, ConclusionMissing: each for what is not there yet
    """
    review = locked(review_id, version, by)
    require_reviewer(by, review)
    require_live(review)
    answered = Finding.objects.filter(review=review, state__in=["answered", "accepted"])
    require_another(by, review, *answered.values_list("answered_by_id", flat=True).distinct())
    _require_ready(review)
    if not words.strip():
        raise ConclusionMissing()
    drafter = review.asked_by_id or review.texts.values_list("person_id", flat=True).order_by("version").first()
    if drafter is None:
        raise ReviewerIsDrafter()
    standing = Finding.objects.filter(review=review).exclude(state="gone")
    counts = {row["severity"]: row["n"] for row in standing.values("severity").annotate(n=Count("pk"))}
    exempt = standing.filter(state="exempt").count()
    concluded = Conclusion.objects.create(
        review=review, round=Conclusion.objects.filter(review=review).count() + 1, text_version=review.text_version,
        text_sha256=review.text_sha256, pack_version=review.pack_version, words=words.strip(),
        result="passed_with_exemption" if exempt else "passed", counts=counts | {"exempt": exempt},
        drafter_id=drafter, reviewer_id=by.person_id, at=at,
    )  # fmt: skip
    review.state = "concluded"
    store(review, "state", at=at)
    tell("review.concluded", review, by, at, text_sha256=review.text_sha256, result=concluded.result)
    return concluded


def _require_ready(review: Review) -> None:
    still_open = Finding.objects.filter(OPEN_NOW, review=review).order_by("start", "pk")
    if still_open:
        raise FindingsOpen(findings=[f"{each.rule}“{each.quote[:20]}”" for each in still_open])
    if review.issued_by == "government" and review.first_reviewed_at is None:
        raise FirstReviewMissing()
    hearings = Hearing.objects.filter(review=review)
    if review.kind == "policy":
        hearings = hearings.exclude(heard="none")
    if not hearings.exists():
        raise HearingMissing()
