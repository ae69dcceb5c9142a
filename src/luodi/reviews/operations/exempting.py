"""Exemptions (条例 art. 12): granted with all four fields, ended by their day, by their condition or by hand."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from luodi.reviews.models import GROUNDS, Answer, Exemption, Finding, Review
from luodi.reviews.operations.answering import require_another
from luodi.reviews.operations.locking import finding_of, locked, require_live, store, tell
from luodi.reviews.permissions import require_reviewer
from luodi.reviews.refusals import (
    ExemptionEndsTooSoon,
    ExemptionIncomplete,
    FindingIsClosed,
    OnlyForbidsNeedExemption,
    ReasonMissing,
)
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound


@dataclass(frozen=True, slots=True)
class Ended:
    """A finding that came back because its exemption ended, with what the drafter's task has to say."""

    review_id: int
    title: str
    unit_id: int
    data_class: str
    rule: str
    until_date: date | None


@transaction.atomic
def grant_exemption(
    *,
    review_id: int,
    version: int,
    finding_id: int,
    ground: str,
    no_milder: str,
    reasons: str,
    until_date: date | None = None,
    until_condition: str = "",
    by: Actor,
    at: datetime,
) -> Exemption:
    """Grant an exemption for a forbid: ground, no less restrictive means, an end, detailed reasons (P04).

    :raises ExemptionIncomplete: naming what is missing
    :raises ReviewerIsDrafter: if the actor drafted the text or answered the finding
    """
    review = locked(review_id, version, by)
    require_reviewer(by, review)
    require_live(review)
    finding = finding_of(review, finding_id)
    if finding.severity != "forbid":
        raise OnlyForbidsNeedExemption(rule=finding.rule)
    if finding.state in ("exempt", "accepted"):
        raise FindingIsClosed(rule=finding.rule)
    require_another(by, review, finding.answered_by_id)
    _require_whole(ground, no_milder, reasons, until_date, until_condition)
    if until_date is not None and until_date <= localdate(at):
        raise ExemptionEndsTooSoon(until_date=until_date)
    granted = Exemption.objects.create(
        finding=finding, ground=ground, no_milder=no_milder.strip(), until_date=until_date, reasons=reasons.strip(),
        until_condition=until_condition.strip()[:300], drafter_id=review.asked_by_id, granted_by_id=by.person_id,
        granted_at=at,
    )  # fmt: skip
    finding.state, finding.answer, finding.answer_words = "exempt", "exempted", reasons.strip()
    finding.save(update_fields=["state", "answer", "answer_words"])
    _say(finding, "exempted", reasons.strip(), by, at)
    store(review, at=at)
    until = until_date or granted.until_condition
    tell("review.exempted", review, by, at, rule=finding.rule, ground=ground, until=str(until))
    return granted


@transaction.atomic
def end_exemption(*, exemption_id: int, reason: str, by: Actor, at: datetime) -> Ended:
    """End an exemption whose condition is met or whose reasons fell away; its finding is open again.

    :raises ReasonMissing: without a reason
    """
    found = Exemption.objects.select_related("finding").filter(pk=exemption_id, ended_at__isnull=True).first()
    if found is None:
        raise NotFound()
    review = locked(found.finding.review_id, None, by)
    require_reviewer(by, review)
    if not reason.strip():
        raise ReasonMissing()
    exemption = Exemption.objects.select_for_update().get(pk=exemption_id)
    if exemption.ended_at is not None:
        raise FindingIsClosed(rule=found.finding.rule)
    return _end(exemption, found.finding, review, reason.strip()[:300], by, at)


@transaction.atomic
def expire_exemptions(*, today: date, by: Actor, at: datetime) -> list[Ended]:
    """End the exemptions whose last day has passed, open their findings again, and tell which; twice does no harm."""
    over = Exemption.objects.select_for_update(skip_locked=True, of=("self",)).select_related("finding__review")
    due = over.filter(ended_at__isnull=True, until_date__lt=today).order_by("pk")
    ended = []
    for exemption in due:
        review = Review.objects.select_for_update().get(pk=exemption.finding.review_id)
        ended.append(_end(exemption, exemption.finding, review, f"到期：{exemption.until_date}", by, at))
    return ended


def _end(exemption: Exemption, finding: Finding, review: Review, reason: str, by: Actor, at: datetime) -> Ended:
    exemption.ended_at, exemption.ended_reason = at, reason
    exemption.save(update_fields=["ended_at", "ended_reason"])
    if finding.state == "exempt":
        finding.state = "open"
        finding.save(update_fields=["state"])
        _say(finding, "reopened", reason, by, at)
    if review.state == "concluded":
        review.state = "reopened"
    store(review, "state", at=at)
    tell("review.exemption_ended", review, by, at, rule=finding.rule, reason=reason)
    return Ended(review.pk, review.title, review.unit_id, review.data_class, finding.rule, exemption.until_date)


def _require_whole(ground: str, no_milder: str, reasons: str, until_date: date | None, until_condition: str) -> None:
    missing = []
    if ground not in GROUNDS:
        missing.append("四项情形之一")
    if not no_milder.strip():
        missing.append("没有对公平竞争影响更小的替代方案")
    if until_date is None and not until_condition.strip():
        missing.append("合理的实施期限或终止条件")
    if not reasons.strip():
        missing.append("详细理由")
    if missing:
        raise ExemptionIncomplete(missing=missing)


def _say(finding: Finding, kind: str, words: str, by: Actor, at: datetime) -> None:
    Answer.objects.create(finding=finding, kind=kind, words=words, person_id=by.person_id, at=at)
