"""The list of reviews."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from luodi.people.models import Unit
from luodi.people.permissions import require
from luodi.reviews.models import Review
from luodi.values.actor import Actor

SORTS = {
    "changed": ("changed_at", "pk"), "-changed": ("-changed_at", "-pk"), "title": ("title", "pk"),
    "-title": ("-title", "-pk"), "asked": ("asked_at", "pk"), "-asked": ("-asked_at", "-pk"),
    "forbids": ("forbids", "pk"), "-forbids": ("-forbids", "-pk"),
}  # fmt: skip
FORBIDS = Q(findings__severity="forbid", findings__state__in=["open", "answered"])
DOUBTS = Q(findings__severity="review", findings__state="open")


@dataclass(frozen=True, slots=True)
class ReviewFilter:
    """What a list of reviews is narrowed to."""

    kind: str = ""
    state: str = ""
    unit_id: int | None = None
    words: str = ""
    blocked: bool = False
    mine: bool = False
    project_id: int | None = None


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A review as lists show it, with the numbers of forbids and doubts that are open."""

    id: int
    number: str
    title: str
    kind: str
    issued_by: str
    unit_id: int
    unit_name: str
    reviewer_name: str
    state: str
    forbids: int
    doubts: int
    text_version: int
    text_sha256: str
    pack_version: str
    asked_at: datetime
    changed_at: datetime
    version: int


@dataclass(frozen=True, slots=True)
class Reviews:
    """A page of reviews; `counts` are the reviews by state, whatever the state asked for."""

    total: int
    counts: dict[str, int]
    rows: list[ReviewRow]


def reviews(
    viewer: Actor, asked: ReviewFilter | None = None, *, sort: str = "-changed", page: int = 1, size: int = 50
) -> Reviews:
    """List the reviews that the viewer may see; two SQL statements."""
    require(viewer, "reviews.view")
    asked = asked or ReviewFilter()
    found = _narrowed(Review.objects.visible_to(viewer), asked, viewer)
    counts = {row["state"]: row["n"] for row in found.order_by().values("state").annotate(n=Count("pk", distinct=True))}
    if asked.state:
        found = found.filter(state=asked.state)
    total = counts.get(asked.state, 0) if asked.state else sum(counts.values())
    rows = found.select_related("unit", "reviewer_unit").annotate(
        forbids=Count("findings", filter=FORBIDS), doubts=Count("findings", filter=DOUBTS)
    )
    start = (max(page, 1) - 1) * size
    return Reviews(total, counts, [row_of(each) for each in rows.order_by(*SORTS[sort])[start : start + size]])


def units_of_reviews(viewer: Actor) -> list[tuple[int, str]]:
    """List the units whose texts the viewer may see under review."""
    mine = Review.objects.visible_to(viewer).values("unit_id")
    return list(Unit.objects.filter(pk__in=mine).order_by("sort", "pk").values_list("pk", "name"))


def row_of(each: Review) -> ReviewRow:
    """Give a review, with its counts annotated, as lists show it."""
    return ReviewRow(
        each.pk, each.number, each.title, each.kind, each.issued_by, each.unit_id, each.unit.name,
        each.reviewer_unit.name, each.state, each.forbids, each.doubts, each.text_version, each.text_sha256,
        each.pack_version, each.asked_at, each.changed_at, each.version,
    )  # fmt: skip


def _narrowed(found, asked: ReviewFilter, viewer: Actor):
    if asked.kind:
        found = found.filter(kind=asked.kind)
    if asked.unit_id:
        found = found.filter(unit_id=asked.unit_id)
    if asked.project_id:
        found = found.filter(project_number=asked.project_id)
    if asked.words:
        found = found.filter(Q(title__icontains=asked.words) | Q(number__icontains=asked.words))
    if asked.mine:
        found = found.filter(Q(unit_id__in=viewer.unit_ids) | Q(reviewer_unit_id__in=viewer.unit_ids))
    if asked.blocked:
        blocking = Review.objects.filter(FORBIDS).values("pk")
        found = found.filter(pk__in=blocking)
    return found
