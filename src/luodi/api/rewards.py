"""Incentive pools of plans, and the red and the black list of a month."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from luodi.api.contract import (
    Amount,
    AmountGiven,
    Asked,
    Id,
    Listed,
    Page,
    Reason,
    Size,
    Version,
    actor_of,
    made,
    offer,
)
from luodi.campaigns import operations, queries
from luodi.campaigns.operations import NewPool
from luodi.campaigns.queries import ListingFilter, ListingRow, PoolDetail

router = Router()
Month = Annotated[date, Field(description="any day of the month")]


class PoolShape(Schema):
    """A pool of a plan."""

    id: int
    plan_id: int
    campaign: str
    year: int
    title: str
    first_month: date
    last_month: date
    amount: Amount
    rule: str
    basis: str
    state: str
    known_at: datetime
    made_by: str
    decided_by: str
    decided_at: datetime | None
    decision_note: str
    version: int


class ShareShape(Schema):
    """A street's part of a pool."""

    unit_id: int
    unit: str
    rank: int | None
    points: Amount
    amount: Amount


class PoolPageShape(Schema):
    """A pool with its shares; `intact` tells whether the frozen text still has its digest."""

    pool: PoolShape
    shares: list[ShareShape]
    digest: str
    intact: bool
    may_decide: bool


class StatementShape(Schema):
    """What a listed street said in its hearing."""

    words: str
    by: str
    at: datetime


class ListingShape(Schema):
    """A street on a list; what it said is given to those who take part."""

    id: int
    plan_id: int
    campaign: str
    month: date
    colour: str
    unit_id: int
    unit: str
    rank: int
    points: Amount
    reason: str
    state: str
    hearing_until: date
    proposed_by: str
    decided_by: str
    decided_at: datetime | None
    decision_note: str
    statements: list[StatementShape]
    version: int


class Listings(Listed):
    """A page of the lists."""

    rows: list[ListingShape]


class PoolGiven(Asked):
    """A pool for the months from `first` to `last`; the shares follow from the streets' points."""

    title: Annotated[str, Field(max_length=120)]
    first: Month
    last: Month
    amount: AmountGiven
    rule: Literal["points", "first_three", "first_five"]
    basis: Annotated[str, Field(max_length=200)]


class RewardDecided(Asked):
    """Approved (published) or not, with the reason or answer."""

    version: Version
    approve: bool
    reason: Reason = ""


class ListingGiven(Asked):
    """A street for a list."""

    unit_id: Id
    colour: Literal["red", "black"]


class ListsGiven(Asked):
    """Streets for the lists of a month, with the reason."""

    month: Month
    units: Annotated[list[ListingGiven], Field(max_length=200)]
    reason: Reason


class RewardSaid(Asked):
    """A statement of the listed street."""

    words: Annotated[str, Field(max_length=500)]


class ListingsAsked(Asked):
    """What the lists are narrowed to."""

    colour: Literal["", "red", "black"] = ""
    state: Literal["", "proposed", "published", "withdrawn"] = ""
    month: Month | None = None
    q: Annotated[str, Field(max_length=60)] = ""
    page: Page = 1
    size: Size = 50


@offer(
    router, "GET", "/plans/{plan_id}/pools", permission="campaigns.view", answer=list[PoolShape], summary="Pools of a plan"
)  # fmt: skip
def pools(request: HttpRequest, plan_id: Id):
    """List the pools of a plan that the caller may see, newest first."""
    return queries.pools(actor_of(request), plan_id)


@offer(
    router, "POST", "/plans/{plan_id}/pools", permission="campaigns.plan", answer=PoolPageShape, status=201,
    summary="Propose a pool",
)  # fmt: skip
def propose_pool(request: HttpRequest, plan_id: Id, given: PoolGiven):
    """Propose a pool; another person approves it."""
    new = NewPool(given.title, given.first, given.last, Decimal(given.amount), given.rule, given.basis)
    row = operations.propose_pool(plan_id=plan_id, pool=new, by=actor_of(request), at=timezone.now())
    return made(_pool(request, row.pk))


@offer(router, "GET", "/pools/{pool_id}", permission="campaigns.view", answer=PoolPageShape, summary="One pool")
def pool(request: HttpRequest, pool_id: Id):
    """Give a pool with what every street gets."""
    return _pool(request, pool_id)


@offer(
    router, "POST", "/pools/{pool_id}/decide", permission="campaigns.approve", answer=PoolPageShape,
    summary="Decide a pool",
)  # fmt: skip
def decide_pool(request: HttpRequest, pool_id: Id, given: RewardDecided):
    """Approve a pool, which freezes it, or reject it saying why."""
    operations.decide_pool(
        pool_id=pool_id, version=given.version, approve=given.approve, words=given.reason, by=actor_of(request),
        at=timezone.now(),
    )  # fmt: skip
    return _pool(request, pool_id)


@offer(
    router, "GET", "/campaign-lists", permission="campaigns.view", answer=Listings, summary="Red and black lists"
)  # fmt: skip
def lists(request: HttpRequest, asked: Query[ListingsAsked]):
    """List the streets that are published, and those of whose hearing the caller takes part."""
    filters = ListingFilter(asked.colour, asked.state, asked.month, asked.q.strip())
    found = queries.listings(actor_of(request), filters, today=timezone.localdate(), page=asked.page, size=asked.size)
    return {"rows": [_shaped(each) for each in found.rows], "total": found.total}


@offer(
    router, "POST", "/plans/{plan_id}/lists", permission="campaigns.plan", answer=list[ListingShape], status=201,
    summary="Propose streets for the lists",
)  # fmt: skip
def propose_lists(request: HttpRequest, plan_id: Id, given: ListsGiven):
    """Propose streets for the lists of a month; each is heard before another person publishes it."""
    by = actor_of(request)
    rows = operations.propose_listings(
        plan_id=plan_id, month=given.month, colours={each.unit_id: each.colour for each in given.units},
        reason=given.reason, by=by, at=timezone.now(),
    )  # fmt: skip
    today = timezone.localdate()
    return made([_shaped(queries.listing_detail(by, each.pk, today=today)) for each in rows])


@offer(
    router, "GET", "/campaign-lists/{listing_id}", permission="campaigns.view", answer=ListingShape,
    summary="One street on a list",
)  # fmt: skip
def listing(request: HttpRequest, listing_id: Id):
    """Give one street on a list."""
    return _listing(request, listing_id)


@offer(
    router, "POST", "/campaign-lists/{listing_id}/answer", permission="campaigns.report", answer=ListingShape,
    summary="Make a statement on a listing",
)  # fmt: skip
def answer(request: HttpRequest, listing_id: Id, given: RewardSaid):
    """Make a statement for the listed street while its hearing goes on."""
    operations.answer_listing(listing_id=listing_id, words=given.words, by=actor_of(request), at=timezone.now())
    return _listing(request, listing_id)


@offer(
    router, "POST", "/campaign-lists/{listing_id}/decide", permission="campaigns.approve", answer=ListingShape,
    summary="Decide a listing",
)  # fmt: skip
def decide(request: HttpRequest, listing_id: Id, given: RewardDecided):
    """Publish a street once its hearing is over, or take it off saying why."""
    operations.decide_listing(
        listing_id=listing_id, version=given.version, publish=given.approve, words=given.reason, by=actor_of(request),
        at=timezone.now(),
    )  # fmt: skip
    return _listing(request, listing_id)


def _pool(request: HttpRequest, pool_id: int) -> PoolDetail:
    return queries.pool_detail(actor_of(request), pool_id)


def _listing(request: HttpRequest, listing_id: int) -> dict:
    return _shaped(queries.listing_detail(actor_of(request), listing_id, today=timezone.localdate()))


def _shaped(row: ListingRow) -> dict:
    names = [name for name in ListingShape.model_fields if name != "statements"]
    said = [{"words": words, "by": by, "at": at} for words, by, at in row.statements]
    return {name: getattr(row, name) for name in names} | {"statements": said}
