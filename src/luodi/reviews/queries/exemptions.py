"""Exemptions and when each ends."""

from dataclasses import dataclass
from datetime import date, datetime

from luodi.people.permissions import require
from luodi.reviews.models import Exemption, Review
from luodi.values.actor import Actor


@dataclass(frozen=True, slots=True)
class ExemptionRow:
    """An exemption with its four fields; `lamp` is green, amber (30 days or less), red (over) or grey (ended)."""

    id: int
    review_id: int
    number: str
    title: str
    unit: str
    rule: str
    quote: str
    ground: str
    no_milder: str
    reasons: str
    until_date: date | None
    until_condition: str
    granted_by: str
    granted_at: datetime
    ended_at: datetime | None
    ended_reason: str
    lamp: str


def exemptions(
    viewer: Actor, *, today: date, state: str = "running", words: str = "", page: int = 1, size: int = 50
) -> tuple[int, list[ExemptionRow]]:
    """List the exemptions of reviews that the viewer may see, what ends first first; two SQL statements."""
    require(viewer, "reviews.view")
    found = Exemption.objects.filter(finding__review__in=Review.objects.visible_to(viewer))
    if state:
        found = found.filter(ended_at__isnull=state == "running")
    if words:
        found = found.filter(finding__review__title__icontains=words)
    rows = found.select_related("finding__review__unit", "granted_by").order_by("until_date", "pk")
    start = (max(page, 1) - 1) * size
    return found.count(), [_row(each, today) for each in rows[start : start + size]]


def _row(each: Exemption, today: date) -> ExemptionRow:
    finding, review = each.finding, each.finding.review
    return ExemptionRow(
        each.pk, review.pk, review.number, review.title, review.unit.name, finding.rule, finding.quote, each.ground,
        each.no_milder, each.reasons, each.until_date, each.until_condition, each.granted_by.name, each.granted_at,
        each.ended_at, each.ended_reason, _lamp(each, today),
    )  # fmt: skip


def _lamp(each: Exemption, today: date) -> str:
    if each.ended_at is not None:
        return "grey"
    if each.until_date is None:
        return "green"
    days = (each.until_date - today).days
    return "red" if days < 0 else "amber" if days <= 30 else "green"
