"""Conflicts over first contact, and pairs of projects that may be one."""

from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from luodi.api.contract import Asked, Id, Listed, Reason, Version, actor_of, made, offer
from luodi.api.leads import LeadActed, PageAsked
from luodi.leads import operations, queries
from luodi.leads.operations import Hearing

router = Router()


class Conflict(Schema):
    """A conflict in the queue."""

    id: int
    number: str
    state: str
    first_unit: str
    second_unit: str
    title: str
    opened_at: datetime
    due: date | None
    lamp: str
    winner: str
    version: int


class Conflicts(Listed):
    """A page of conflicts; `counts` are those of each state."""

    counts: dict[str, int]
    rows: list[Conflict]


class ConflictSide(Schema):
    """One side; where `shown` is false it is another unit's."""

    which: str
    shown: bool
    own: bool
    number: str
    title: str
    unit_name: str
    registered_at: datetime | None
    evidence_at: datetime | None
    evidence_kind: str
    evidence_text: str
    holds: bool


class OrderStep(Schema):
    """A step of the order of the rules."""

    ground: str
    favours: str
    decides: bool


class ConflictDetail(Schema):
    """One conflict."""

    row: Conflict
    reason: str
    sides: list[ConflictSide]
    order: list[OrderStep]
    ground: str
    winner_side: str
    hearing_due: date
    ruling_due: date
    ruled_at: datetime | None
    appealed_at: datetime | None
    appeal_decided_at: datetime | None


class Pair(Schema):
    """Two projects that may be one."""

    id: int
    one_id: int
    one_code: str
    one_name: str
    other_id: int
    other_code: str
    other_name: str
    score: Decimal
    reasons: list[str]
    state: str
    reason: str
    version: int


class Pairs(Listed):
    """A page of pairs."""

    rows: list[Pair]


class PairDecided(Schema):
    """A pair after its decision."""

    id: int
    state: str
    reason: str
    version: int


class Raised(Asked):
    """Why a conflict is raised."""

    reason: Reason


class ConflictHeard(Asked):
    """What a hearing found."""

    version: Version
    text: str = Field(max_length=1000)
    first_holds: bool = True
    second_holds: bool = True
    choice: Literal["", "first", "second"] = ""
    choice_reference: str = Field("", max_length=300)


class Ruled(Asked):
    """Who precedes, and why."""

    version: Version
    winner: Literal["", "first", "second"] = ""
    reason: str = Field(max_length=1000)


class ConflictDecided(Asked):
    """Whether two projects are one, and why."""

    version: Version
    verdict: Literal["same", "different"]
    reason: Reason


def _conflict(request: HttpRequest, conflict_id: int) -> queries.ConflictDetail:
    return queries.conflict(actor_of(request), conflict_id, today=timezone.localdate())


@offer(router, "GET", "/leads/conflicts", permission="leads.view", answer=Conflicts, summary="Conflicts")
def conflicts(request: HttpRequest, asked: Query[PageAsked]):
    """List the conflicts that the caller may see."""
    return queries.conflicts(
        actor_of(request), today=timezone.localdate(), state=asked.state, page=asked.page, size=asked.size
    )


@offer(
    router,
    "GET",
    "/leads/conflicts/{conflict_id}",
    permission="leads.view",
    answer=ConflictDetail,
    summary="One conflict",
)
def conflict(request: HttpRequest, conflict_id: Id):
    """Give one conflict; of another unit's side nothing is told."""
    return _conflict(request, conflict_id)


@offer(
    router,
    "POST",
    "/leads/conflicts/{conflict_id}/hear",
    permission="leads.rule",
    answer=ConflictDetail,
    summary="Record a hearing",
)
def hear(request: HttpRequest, conflict_id: Id, heard: ConflictHeard):
    """Record what a hearing found."""
    hearing = Hearing(**heard.model_dump(exclude={"version"}))
    operations.hear(
        conflict_id=conflict_id, version=heard.version, hearing=hearing, by=actor_of(request), at=timezone.now()
    )
    return _conflict(request, conflict_id)


@offer(
    router,
    "POST",
    "/leads/conflicts/{conflict_id}/rule",
    permission="leads.rule",
    answer=ConflictDetail,
    summary="Rule on a conflict",
)
def rule(request: HttpRequest, conflict_id: Id, ruled: Ruled):
    """Rule on a conflict in the order of the rules."""
    operations.rule_conflict(conflict_id=conflict_id, **ruled.model_dump(), by=actor_of(request), at=timezone.now())
    return _conflict(request, conflict_id)


@offer(
    router,
    "POST",
    "/leads/conflicts/{conflict_id}/appeal",
    permission="leads.register",
    answer=ConflictDetail,
    summary="Appeal",
)
def appeal(request: HttpRequest, conflict_id: Id, acted: LeadActed):
    """Appeal against a ruling, once."""
    operations.appeal(conflict_id=conflict_id, **acted.model_dump(), by=actor_of(request), at=timezone.now())
    return _conflict(request, conflict_id)


@offer(
    router,
    "POST",
    "/leads/conflicts/{conflict_id}/decide",
    permission="leads.decide_appeal",
    answer=ConflictDetail,
    summary="Decide an appeal",
)
def decide(request: HttpRequest, conflict_id: Id, ruled: Ruled):
    """Decide an appeal; it is final."""
    operations.decide_appeal(conflict_id=conflict_id, **ruled.model_dump(), by=actor_of(request), at=timezone.now())
    return _conflict(request, conflict_id)


@offer(router, "GET", "/leads/pairs", permission="leads.view", answer=Pairs, summary="Projects that may be one")
def pairs(request: HttpRequest, asked: Query[PageAsked]):
    """List pairs of projects that the caller sees both of."""
    rows, total = queries.pairs(
        actor_of(request), state=asked.state, words=asked.q.strip(), page=asked.page, size=asked.size
    )
    return {"rows": rows, "total": total}


@offer(
    router,
    "POST",
    "/leads/pairs/{pair_id}/decide",
    permission="leads.register",
    answer=PairDecided,
    summary="Decide a pair",
)
def decide_pair(request: HttpRequest, pair_id: Id, decided: ConflictDecided):
    """Decide whether two projects are one; "same" leaves a task to merge them."""
    return operations.decide_pair(pair_id=pair_id, **decided.model_dump(), by=actor_of(request), at=timezone.now())


@offer(
    router,
    "POST",
    "/leads/{registration_id}/conflict",
    permission="leads.register",
    answer=ConflictDetail,
    status=201,
    summary="Raise a conflict",
)
def open_conflict(request: HttpRequest, registration_id: Id, raised: Raised):
    """Raise a conflict as the unit of a shadow."""
    row = operations.open_conflict(
        registration_id=registration_id, reason=raised.reason, by=actor_of(request), at=timezone.now()
    )
    return made(_conflict(request, row.pk))
