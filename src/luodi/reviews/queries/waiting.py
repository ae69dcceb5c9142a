"""What waits for one person in fair-competition reviews: findings to answer, answers to accept, reviews to conclude."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import BooleanField, Case, Count, Exists, OuterRef, Q, QuerySet, When

from luodi.reviews.models import Finding, Hearing, Review, Text
from luodi.reviews.queries.reading import LIVE
from luodi.values.actor import Actor

UNANSWERED = Q(findings__state="open", findings__severity__in=["forbid", "review"])
TO_ACCEPT = Q(findings__state="answered", findings__severity="forbid")


@dataclass(frozen=True, slots=True)
class ReviewWaits:
    """A review that waits: `what` is answer, complete (hearing or first review missing), accept or conclude."""

    id: int
    title: str
    number: str
    what: str
    n: int
    who: str
    since: datetime


def reviews_waiting(viewer: Actor, *, limit: int = 50) -> list[ReviewWaits]:
    """List the reviews whose next step is the viewer's, those that changed longest ago first; one SQL statement.

    The drafter's unit answers what is open, then attaches what is missing; the reviewing unit accepts answers and, where
    nothing is open, concludes: nobody who asked, worded or answered (条例 arts. 13, 14).
    """
    mine, theirs = Q(pk__in=[]), Q(pk__in=[])
    if viewer.may("reviews.answer"):
        mine = Q(unit_id__in=viewer.unit_ids) & (Q(unanswered__gt=0) | Q(to_accept=0, complete=False))
    if viewer.may("reviews.conclude") and viewer.person_id is not None:
        ready = Q(to_accept__gt=0) | Q(complete=True)
        theirs = Q(reviewer_unit_id__in=viewer.unit_ids, unanswered=0) & ready & ~Q(wrote=True) & ~Q(answered_one=True)
        theirs &= ~Q(asked_by_id=viewer.person_id)
    found = _annotated(Review.objects.visible_to(viewer).filter(state__in=LIVE), viewer.person_id).filter(mine | theirs)
    rows = found.select_related("unit", "reviewer_unit").order_by("changed_at", "pk")[:limit]
    return [_row(each) for each in rows]


def _annotated(found: QuerySet[Review], person_id: int | None) -> QuerySet[Review]:
    heard = Hearing.objects.filter(review=OuterRef("pk"))
    has_hearing = (Q(kind="policy") & Exists(heard.exclude(heard="none"))) | (~Q(kind="policy") & Exists(heard))
    first_done = ~Q(issued_by="government") | Q(first_reviewed_at__isnull=False)
    said = Finding.objects.filter(
        review=OuterRef("pk"), state__in=["answered", "accepted"], answered_by_id=person_id or 0
    )
    wrote = Text.objects.filter(review=OuterRef("pk"), version=OuterRef("text_version"), person_id=person_id or 0)
    return found.annotate(
        unanswered=Count("findings", filter=UNANSWERED), to_accept=Count("findings", filter=TO_ACCEPT),
        complete=Case(When(has_hearing & first_done, then=True), default=False, output_field=BooleanField()),
        wrote=Exists(wrote), answered_one=Exists(said),
    )  # fmt: skip


def _row(each: Review) -> ReviewWaits:
    if each.unanswered:
        what, n = "answer", each.unanswered
    elif each.to_accept:
        what, n = "accept", each.to_accept
    else:
        what, n = ("conclude", 0) if each.complete else ("complete", 0)
    who = each.reviewer_unit.name if what in ("answer", "complete") else each.unit.name
    return ReviewWaits(each.pk, each.title, each.number or "", what, n, who, each.changed_at)
