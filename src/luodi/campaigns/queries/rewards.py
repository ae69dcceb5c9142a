"""Reading what a plan is rewarded with: its pools with every share, the lists of a month, what is published for all."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256

from django.db.models import Prefetch, Q, QuerySet

from luodi.campaigns.models import Listing, Pool, PoolShare, Statement
from luodi.campaigns.permissions import is_oneself, runs, seen_plan
from luodi.campaigns.queries.plans import PlanRow, plan_row
from luodi.campaigns.queries.standings import period_standing
from luodi.campaigns.rewards.splitting import Standing
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound

JOINED = ("plan__campaign", "made_by", "decided_by")


@dataclass(frozen=True, slots=True)
class PoolRow:
    """A pool as lists show it."""

    id: int
    plan_id: int
    campaign: str
    year: int
    title: str
    first_month: date
    last_month: date
    amount: Decimal
    rule: str
    basis: str
    state: str
    known_at: datetime
    made_by: str
    decided_by: str
    decided_at: datetime | None
    decision_note: str
    version: int


@dataclass(frozen=True, slots=True)
class ShareRow:
    """A street's part of a pool, with its place and points."""

    unit_id: int
    unit: str
    rank: int | None
    points: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True)
class PoolDetail:
    """A pool with its shares. `intact` tells whether the frozen text still has its digest."""

    pool: PoolRow
    shares: tuple[ShareRow, ...]
    digest: str
    intact: bool
    may_decide: bool


@dataclass(frozen=True, slots=True)
class ListingRow:
    """A street on a list, with what it said in its hearing as (words, person, when), and what the viewer may do."""

    id: int
    plan_id: int
    campaign: str
    month: date
    colour: str
    unit_id: int
    unit: str
    rank: int
    points: Decimal
    reason: str
    state: str
    hearing_until: date
    proposed_by: str
    decided_by: str
    decided_at: datetime | None
    decision_note: str
    statements: tuple[tuple[str, str, datetime], ...]
    may_answer: bool
    may_decide: bool
    may_publish: bool
    version: int


@dataclass(frozen=True, slots=True)
class ListingPage:
    """One page of the lists and the number of all their rows."""

    rows: list[ListingRow]
    total: int


@dataclass(frozen=True, slots=True)
class ListingFilter:
    """What the lists are narrowed to; empty fields narrow nothing."""

    colour: str = ""
    state: str = ""
    month: date | None = None
    words: str = ""


def pools(viewer: Actor, plan_id: int) -> list[PoolRow]:
    """List the pools of a plan that the viewer may see, newest first; two SQL statements."""
    seen_plan(viewer, plan_id)
    found = Pool.objects.visible_to(viewer).filter(plan_id=plan_id).select_related(*JOINED)
    return [_pool(each) for each in found.order_by("-first_month", "-pk")]


def pool_detail(viewer: Actor, pool_id: int) -> PoolDetail:
    """Give a pool with its shares, best place first; two SQL statements.

    :raises NotFound: if there is none that the viewer may see
    """
    found = Pool.objects.visible_to(viewer).filter(pk=pool_id).select_related(*JOINED).first()
    if found is None:
        raise NotFound()
    shares = PoolShare.objects.filter(pool=found).select_related("unit").order_by("-amount", "rank", "unit_id")
    return PoolDetail(
        pool=_pool(found),
        shares=tuple(ShareRow(each.unit_id, each.unit.name, each.rank, each.points, each.amount) for each in shares),
        digest=found.digest, intact=sha256(found.frozen_text.encode()).hexdigest() == found.digest,
        may_decide=found.state == "proposed" and runs(viewer, found.plan.office_id, "campaigns.approve")
        and not is_oneself(viewer, found.made_by_id),
    )  # fmt: skip


def listings(
    viewer: Actor, asked: ListingFilter, *, today: date, plan_id: int | None = None, page: int = 1, size: int = 50
) -> ListingPage:
    """List streets on the lists that the viewer may see, newest month first; three SQL statements (four with a plan)."""
    found = Listing.objects.visible_to(viewer).filter(_narrowed(asked))
    if plan_id is not None:
        seen_plan(viewer, plan_id)
        found = found.filter(plan_id=plan_id)
    first = (max(page, 1) - 1) * size
    rows = _joined(found).order_by("-month", "-colour", "rank", "pk")[first : first + size]
    return ListingPage([_listing(each, viewer, today) for each in rows], found.count())


def listing_detail(viewer: Actor, listing_id: int, *, today: date) -> ListingRow:
    """Give one street on a list; two SQL statements.

    :raises NotFound: if there is none that the viewer may see
    """
    found = _joined(Listing.objects.visible_to(viewer).filter(pk=listing_id)).first()
    if found is None:
        raise NotFound()
    return _listing(found, viewer, today)


def month_standing(viewer: Actor, plan_id: int, month: date, *, known: datetime) -> tuple[Standing, ...]:
    """Give how the streets of a plan stand in a month, best first; six SQL statements.

    :raises NotFound: if there is no such plan that the viewer may see
    """
    return period_standing(seen_plan(viewer, plan_id), [month.replace(day=1)], known=known).standings


def _narrowed(asked: ListingFilter) -> Q:
    condition = Q()
    if asked.colour:
        condition &= Q(colour=asked.colour)
    if asked.state:
        condition &= Q(state=asked.state)
    if asked.month:
        condition &= Q(month=asked.month.replace(day=1))
    if asked.words:
        condition &= Q(unit__name__icontains=asked.words) | Q(reason__icontains=asked.words)
    return condition


def _joined(found: QuerySet[Listing]) -> QuerySet[Listing]:
    said = Prefetch("statements", Statement.objects.select_related("by").order_by("pk"))
    return found.select_related("plan__campaign", "unit", "proposed_by", "decided_by").prefetch_related(said)


def _pool(row: Pool) -> PoolRow:
    return PoolRow(
        id=row.pk, plan_id=row.plan_id, campaign=row.plan.campaign.name, year=row.plan.year, title=row.title,
        first_month=row.first_month, last_month=row.last_month, amount=row.amount, rule=row.rule, basis=row.basis,
        state=row.state, known_at=row.known_at, made_by=_name(row.made_by), decided_by=_name(row.decided_by),
        decided_at=row.decided_at, decision_note=row.decision_note, version=row.version,
    )  # fmt: skip


def _listing(row: Listing, viewer: Actor, today: date) -> ListingRow:
    """Give a street on a list; what it said is for those who take part: itself, the office, and who decides."""
    ours, decides = row.unit_id in viewer.unit_ids, runs(viewer, row.plan.office_id, "campaigns.approve")
    insiders = ours or decides or runs(viewer, row.plan.office_id)
    open_for = row.state == "proposed"
    said = tuple((each.words, _name(each.by), each.at) for each in row.statements.all()) if insiders else ()
    may_decide = open_for and decides and not is_oneself(viewer, row.proposed_by_id)
    return ListingRow(
        id=row.pk, plan_id=row.plan_id, campaign=row.plan.campaign.name, month=row.month, colour=row.colour,
        unit_id=row.unit_id, unit=row.unit.name, rank=row.rank, points=row.points, reason=row.reason, state=row.state,
        hearing_until=row.hearing_until, proposed_by=_name(row.proposed_by), decided_by=_name(row.decided_by),
        decided_at=row.decided_at, decision_note=row.decision_note, statements=said,
        may_answer=open_for and ours and viewer.may("campaigns.report") and today <= row.hearing_until,
        may_decide=may_decide, may_publish=may_decide and today > row.hearing_until, version=row.version,
    )  # fmt: skip


def _name(person) -> str:
    return person.name if person else ""


def plan_head(viewer: Actor, plan_id: int) -> PlanRow:
    """Give the head of a plan; one SQL statement.

    :raises NotFound: if there is none that the viewer may see
    """
    return plan_row(seen_plan(viewer, plan_id))
