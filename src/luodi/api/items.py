"""Items put before meetings (上会), and the decisions on them."""

from datetime import date, datetime

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from luodi.api.contract import Asked, Id, Listed, Page, Reason, Size, Version, actor_of, made, offer
from luodi.meetings import operations, queries
from luodi.meetings.operations import Decided, ItemContent
from luodi.projects.queries import project_heading

router = Router()


class Item(Schema):
    """An item in a list; `outcome` is that of the standing decision, `to_approve` says that another one waits."""

    id: int
    project_id: int
    project_name: str
    project_code: str
    unit_id: int
    unit_name: str
    body: str
    title: str
    planned_date: date | None
    legal_opinion: str
    legal_reference: str
    needs_next: bool
    state: str
    outcome: str
    to_approve: bool
    version: int


class Items(Listed):
    """A page of items."""

    rows: list[Item]


class Dissent(Schema):
    """Who dissented, and what they said."""

    who: str
    what: str


class ItemDecision(Schema):
    """A decision; `conditions` and `dissent` are null where they are not the caller's to read."""

    id: int
    outcome: str
    number: str
    decided_date: date
    conditions: str | None
    dissent: list[Dissent] | None
    document_id: int | None
    replaces_id: int | None
    reason: str
    recorded_by: str
    recorded_at: datetime
    state: str
    checked_by: str
    checked_at: datetime | None
    check_note: str
    standing: bool
    may_check: bool


class ItemDetail(Schema):
    """An item with its materials (documents' ids and titles) and decisions, newest first."""

    row: Item
    text: str | None
    put_by: str
    put_at: datetime
    closed_reason: str
    meeting_id: int | None
    materials: list[tuple[int, str]]
    decisions: list[ItemDecision]
    may_edit: bool
    may_record: bool


class ItemsAsked(Asked):
    """What the list of items is narrowed to; `state` takes waiting, to_approve, withdrawn or an outcome."""

    q: str = Field("", max_length=60)
    body: str = Field("", max_length=16)
    state: str = Field("", max_length=12)
    project: Id | None = None
    planned_from: date | None = None
    planned_to: date | None = None
    page: Page = 1
    size: Size = 50


class ItemPut(Asked):
    """An item to put before a body: joint_review, special, executive, committee or fund."""

    body: str = Field(max_length=16)
    title: str = Field(max_length=200)
    text: str = Field("", max_length=2000)
    planned_date: date | None = None
    legal_opinion: str = Field("none", max_length=12)
    legal_reference: str = Field("", max_length=100)
    needs_next: bool = False
    document_ids: list[Id] = Field([], max_length=50)
    meeting_id: Id | None = None


class ItemEdited(ItemPut):
    """What an item says from now on, and why it is changed."""

    version: Version
    reason: Reason


class ItemWithdrawn(Asked):
    """Why an item is withdrawn."""

    version: Version
    reason: Reason


class DissentGiven(Asked):
    """Who dissented, and what they said."""

    who: str = Field(max_length=60)
    what: str = Field(max_length=300)


class DecisionRecorded(Asked):
    """What a body decided: pass, revise or reject; `reason` says why a standing decision is changed."""

    version: Version
    outcome: str = Field(max_length=10)
    number: str = Field(max_length=100)
    decided_date: date
    conditions: str = Field("", max_length=1000)
    dissent: list[DissentGiven] = Field([], max_length=50)
    document_id: Id | None = None
    reason: Reason = ""


class Refused(Asked):
    """Why a recorded decision is refused."""

    reason: Reason


@offer(router, "GET", "/items", permission="meetings.view", answer=Items, summary="Items before meetings")
def items(request: HttpRequest, asked: Query[ItemsAsked]):
    """List the items that the caller may see, the latest day first."""
    filters = queries.ItemFilter(
        asked.body, asked.state, asked.planned_from, asked.planned_to, asked.q.strip(), asked.project
    )
    return queries.items(actor_of(request), filters, page=asked.page, size=asked.size)


@offer(
    router, "POST", "/projects/{project_id}/items", permission="meetings.edit", answer=ItemDetail, status=201,
    summary="Put a project before a meeting",
)  # fmt: skip
def put_item(request: HttpRequest, project_id: Id, item: ItemPut):
    """Put a project before a body for its decision."""
    project_heading(project_id=project_id, viewer=actor_of(request))
    put = operations.put_item(project_id=project_id, content=_content(item), by=actor_of(request), at=timezone.now())
    return made(queries.item(actor_of(request), put.pk))


@offer(router, "GET", "/items/{item_id}", permission="meetings.view", answer=ItemDetail, summary="One item")
def item(request: HttpRequest, item_id: Id):
    """Give one item with its decisions."""
    return queries.item(actor_of(request), item_id)


@offer(router, "POST", "/items/{item_id}/edit", permission="meetings.edit", answer=ItemDetail, summary="Edit an item")
def edit_item(request: HttpRequest, item_id: Id, edited: ItemEdited):
    """Change an item that waits for its decision."""
    operations.edit_item(
        item_id=item_id, version=edited.version, content=_content(edited), reason=edited.reason, by=actor_of(request),
        at=timezone.now(),
    )  # fmt: skip
    return queries.item(actor_of(request), item_id)


@offer(
    router,
    "POST",
    "/items/{item_id}/withdraw",
    permission="meetings.edit",
    answer=ItemDetail,
    summary="Withdraw an item",
)
def withdraw_item(request: HttpRequest, item_id: Id, withdrawn: ItemWithdrawn):
    """Withdraw an item that waits for its decision."""
    operations.withdraw_item(item_id=item_id, **withdrawn.model_dump(), by=actor_of(request), at=timezone.now())
    return queries.item(actor_of(request), item_id)


@offer(
    router, "POST", "/items/{item_id}/decisions", permission="meetings.edit", answer=ItemDetail, status=201,
    summary="Record a decision",
)  # fmt: skip
def record_decision(request: HttpRequest, item_id: Id, recorded: DecisionRecorded):
    """Record what a body decided; it counts once somebody else has approved it."""
    given = recorded.model_dump(exclude={"version", "dissent"})
    decided = Decided(**given, dissent=tuple((each.who, each.what) for each in recorded.dissent))
    operations.record_decision(
        item_id=item_id, version=recorded.version, decided=decided, by=actor_of(request), at=timezone.now()
    )
    return made(queries.item(actor_of(request), item_id))


@offer(
    router, "POST", "/decisions/{decision_id}/approve", permission="meetings.decide", answer=ItemDetail,
    summary="Approve a decision",
)  # fmt: skip
def approve_decision(request: HttpRequest, decision_id: Id):
    """Approve a decision that somebody else recorded."""
    done = operations.approve_decision(decision_id=decision_id, by=actor_of(request), at=timezone.now())
    return queries.item(actor_of(request), done.item_id)


@offer(
    router, "POST", "/decisions/{decision_id}/refuse", permission="meetings.decide", answer=ItemDetail,
    summary="Refuse a recorded decision",
)  # fmt: skip
def refuse_decision(request: HttpRequest, decision_id: Id, refused: Refused):
    """Refuse a decision whose record is not what the minutes say."""
    done = operations.refuse_decision(
        decision_id=decision_id, reason=refused.reason, by=actor_of(request), at=timezone.now()
    )
    return queries.item(actor_of(request), done.item_id)


def _content(item: ItemPut) -> ItemContent:
    given = item.model_dump(exclude={"version", "reason", "document_ids"})
    return ItemContent(**given, document_ids=tuple(item.document_ids))
