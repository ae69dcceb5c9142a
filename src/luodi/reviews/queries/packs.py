"""The rule pack in force, its page, and how far a rescan came."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, Sum

from luodi.engines import fairness
from luodi.people.permissions import require
from luodi.reviews.models import Pack, Reread, Rescan, Review
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound

LIVE_STATES = ("open", "concluded", "reopened")


@dataclass(frozen=True, slots=True)
class AdoptedRow:
    """A pack that was adopted, and its rescan."""

    name: str
    version: str
    title: str
    reason: str
    person: str
    adopted_at: datetime
    rescan_id: int | None
    state: str


@dataclass(frozen=True, slots=True)
class PackPage:
    """The pack in force with its rules, the adopted ones, and the names that may be adopted."""

    pack: fairness.Pack
    adopted: tuple[AdoptedRow, ...]
    offered: tuple[str, ...]
    may_adopt: bool


@dataclass(frozen=True, slots=True)
class RereadRow:
    """What a rescan changed in one text that the viewer may see."""

    review_id: int
    number: str
    title: str
    unit: str
    new: int
    gone: int
    changed: int
    lines: tuple[dict, ...]


@dataclass(frozen=True, slots=True)
class RescanPage:
    """A rescan: how far it is, what it changed in all, the texts with a difference, and how many of those are hidden."""

    id: int
    version: str
    before_version: str
    state: str
    done: int
    total: int
    started_at: datetime
    ended_at: datetime | None
    started_by: str
    texts_changed: int
    new: int
    gone: int
    changed: int
    rows: tuple[RereadRow, ...]
    hidden: int
    page: int
    pages: int


def pack_in_force() -> fairness.Pack:
    """Give the pack adopted last, or the one that comes with the engine; one SQL statement."""
    row = Pack.objects.order_by("-adopted_at", "-pk").first()
    return pack_of(row) if row else fairness.load_pack()


def pack_of(row: Pack) -> fairness.Pack:
    """Give the pack of an adopted version: that which was uploaded, or that of the installation."""
    return fairness.parse_pack(tuple(sorted(row.files.items()))) if row.files else fairness.load_pack(row.name)


def pack_page(viewer: Actor) -> PackPage:
    """Give the pack in force and what was adopted before; three SQL statements."""
    require(viewer, "reviews.view")
    pack = pack_in_force()
    rescans = {each.pack_id: each for each in Rescan.objects.all()}
    adopted = []
    for row in Pack.objects.select_related("person").defer("files").order_by("-adopted_at", "-pk"):
        rescan = rescans.get(row.pk)
        name = row.person.name if row.person else ""
        number, state = (rescan.pk, rescan.state) if rescan else (None, "")
        adopted.append(AdoptedRow(row.name, row.version, row.title, row.reason, name, row.adopted_at, number, state))
    taken = {row.version for row in adopted} | {pack.version}
    offered = tuple(name for name in fairness.pack_names() if fairness.load_pack(name).version not in taken)
    return PackPage(pack, tuple(adopted), offered, viewer.may("reviews.packs"))


def rescan_page(rescan_id: int, viewer: Actor, *, page: int = 1, size: int = 50) -> RescanPage:
    """Give a rescan with the differences of the texts that the viewer may see; four SQL statements.

    :raises NotFound: if there is none
    """
    require(viewer, "reviews.view")
    rescan = Rescan.objects.select_related("pack", "started_by").filter(pk=rescan_id).first()
    if rescan is None:
        raise NotFound()
    differs = Q(new__gt=0) | Q(gone__gt=0) | Q(changed__gt=0)
    rereads = Reread.objects.filter(rescan=rescan)
    sums = rereads.aggregate(
        done=Count("pk"), texts=Count("pk", filter=differs), new=Sum("new"), gone=Sum("gone"), changed=Sum("changed")
    )
    seen = rereads.filter(differs, review__in=Review.objects.visible_to(viewer))
    count = seen.count()
    pages = max(1, -(-count // size))
    page = min(max(page, 1), pages)
    found = seen.select_related("review__unit").order_by("-new", "-changed", "pk")[(page - 1) * size : page * size]
    rows = tuple(
        RereadRow(
            each.review_id, each.review.number, each.review.title, each.review.unit.name, each.new, each.gone,
            each.changed, tuple(each.lines),
        )
        for each in found
    )  # fmt: skip
    return RescanPage(
        rescan.pk, rescan.pack.version, rescan.before_version, rescan.state, sums["done"],
        max(rescan.total, sums["done"]), rescan.started_at, rescan.ended_at,
        rescan.started_by.name if rescan.started_by else "", sums["texts"], sums["new"] or 0, sums["gone"] or 0,
        sums["changed"] or 0, rows, sums["texts"] - count, page, pages,
    )  # fmt: skip


def rescans_running() -> list[int]:
    """List the rescans that are not done, for the job that takes up what a killed worker left."""
    return list(Rescan.objects.filter(state="running").values_list("pk", flat=True))
