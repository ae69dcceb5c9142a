"""A fair-competition review is concluded, and the project's gate sees it; what opens a review again takes it back."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from luodi.projects import operations as projects
from luodi.reviews import operations as reviews
from luodi.reviews import queries
from luodi.tasks import operations as tasks
from luodi.tasks.operations import NewTask
from luodi.values.actor import Actor

ITEM, ORIGIN = "fairness_conclusion", "reviews.review"


@transaction.atomic
def conclude_fairness_review(*, review_id: int, version: int, words: str, by: Actor, at: datetime) -> None:
    """Conclude a review and, where it belongs to a project, show its conclusion to the project's gate.

    :raises Refusal: those of `reviews.operations.conclude_review`
    """
    written = reviews.conclude_review(review_id=review_id, version=version, words=words, by=by, at=at)
    if written.review.project_number is not None:
        projects.put_evidence(
            project_id=written.review.project_number, item=ITEM, reference=written.review.number, origin_kind=ORIGIN,
            origin_id=review_id, effective_date=None, by=by, at=at,
        )  # fmt: skip
    outcome = f"结论 {written.review.number}"
    tasks.close_of_origin(origin_kind=ORIGIN, origin_id=review_id, kind="follow_up", outcome=outcome, by=by, at=at)


@transaction.atomic
def expire_exemptions(*, today: date, by: Actor, at: datetime) -> int:
    """End the exemptions whose day has passed; the drafter gets a task, the gate loses the conclusion."""
    ended = reviews.expire_exemptions(today=today, by=by, at=at)
    for each in ended:
        words = f"例外到期，请重新处理审查发现 {each.rule}：{each.title}"
        _back_to_drafter(each.review_id, each.title, each.unit_id, each.data_class, words, by, at)
    return len(ended)


@transaction.atomic
def end_exemption(*, exemption_id: int, reason: str, by: Actor, at: datetime) -> None:
    """End one exemption by hand; the drafter gets a task, the gate loses the conclusion."""
    each = reviews.end_exemption(exemption_id=exemption_id, reason=reason, by=by, at=at)
    words = f"例外终止，请重新处理审查发现 {each.rule}：{each.title}"
    _back_to_drafter(each.review_id, each.title, each.unit_id, each.data_class, words, by, at)


@transaction.atomic
def rescan_some(*, rescan_id: int, size: int, by: Actor, at: datetime) -> int:
    """Read the next texts of a rescan again, give each drafter a task for what came, and give how many were read."""
    read, brought = reviews.rescan_some(rescan_id=rescan_id, size=size, by=by, at=at)
    for each in brought:
        words = f"规则包更新后有 {each.findings} 条审查发现待答复：{each.title}"
        _back_to_drafter(each.review_id, each.title, each.unit_id, each.data_class, words, by, at)
    return read


def rescan_all(*, rescan_ids: Iterable[int], by: Actor, at: datetime, size: int = 50) -> int:
    """Read everything that is left of some rescans, a batch a transaction, and mark them as done."""
    total = 0
    for rescan_id in rescan_ids:
        while read := rescan_some(rescan_id=rescan_id, size=size, by=by, at=at):
            total += read
        reviews.finish_rescan(rescan_id=rescan_id, by=by, at=at)
    return total


def _back_to_drafter(
    review_id: int, title: str, unit_id: int, data_class: str, words: str, by: Actor, at: datetime
) -> None:
    tasks.open_task(
        task=NewTask(
            kind="follow_up", title=words[:300], unit_id=unit_id, origin_kind=ORIGIN, origin_id=review_id,
            origin_label=title[:200], origin_unit_id=unit_id, data_class=data_class,
        ),
        by=by, at=at,
    )  # fmt: skip
    project_id = queries.project_of(review_id, by)
    if project_id is not None:
        projects.withdraw_evidence(
            reason=words[:200], project_id=project_id, item=ITEM, origin_kind=ORIGIN, origin_id=review_id, by=by, at=at
        )
