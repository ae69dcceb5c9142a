"""Who is credited with a project, and its transfers between units (流转)."""

from datetime import date, datetime
from typing import Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from luodi.api.contract import Asked, Id, Listed, Page, Reason, Size, Version, actor_of, made, offer
from luodi.journeys import transfer_project
from luodi.observations import operations, queries
from luodi.observations.operations import Proposal
from luodi.observations.splitting import UnitShare
from luodi.projects.queries import project_heading, subject_of_project

router = Router()


class Share(Schema):
    """A unit's part in whole millionths."""

    unit_id: int
    unit_name: str
    role: str
    ppm: int


class Stretch(Schema):
    """Shares of one group of indicators in the months from `valid_from` up to, not including, `valid_to`."""

    indicators: str
    valid_from: date
    valid_to: date | None
    shares: list[Share]
    transfer_id: int | None


class Credit(Schema):
    """A project's credit: this month by group, what is to come, what was. Never shared: empty, all is its unit's."""

    subject_id: int | None
    unit_id: int
    now: list[Stretch]
    ahead: list[Stretch]
    past: list[Stretch]


class Transfer(Schema):
    """A transfer; `waits_for` names the unit whose turn it is ("bureau": the bureau's)."""

    id: int
    label: str
    from_unit_id: int
    from_unit: str
    to_unit_id: int
    to_unit: str
    originator: str
    helper: str
    trigger: str
    reason: str
    note: str
    state: str
    waits_for: str
    proposed_by: str
    proposed_at: datetime
    accepted_by: str
    accepted_at: datetime | None
    decided_by: str
    decided_at: datetime | None
    decision_note: str
    valid_from: date | None
    undoes_id: int | None
    version: int


class Transfers(Listed):
    """A page of transfers."""

    rows: list[Transfer]


class TransferDetail(Schema):
    """A transfer with the shares that it brings, and what the caller may do with it."""

    row: Transfer
    stretches: list[Stretch]
    agreed: bool
    may_accept: bool
    may_decide: bool
    may_withdraw: bool


class TransfersAsked(Asked):
    """What the list of transfers is narrowed to."""

    q: str = Field("", max_length=60)
    state: Literal["", "open", "proposed", "accepted", "approved", "declined", "rejected", "withdrawn"] = ""
    reason: str = Field("", max_length=10)
    unit: Id | None = None
    page: Page = 1
    size: Size = 50


class ShareGiven(Asked):
    """An agreed share; together they make up 1,000,000, with one lander: the receiving unit."""

    unit_id: Id
    role: Literal["originator", "lander", "assist"]
    ppm: int = Field(ge=0, le=1_000_000)


class Proposed(Asked):
    """To which unit a project is to pass, why, and who else gets credit; without `own_shares` by the split table."""

    to_unit_id: Id
    trigger: Literal["owner", "no_site", "order"] = "owner"
    reason: Literal["no_site", "chain", "energy", "wish", "undo"]
    note: Reason
    originator_id: Id | None = None
    helper_id: Id | None = None
    own_shares: list[ShareGiven] = Field([], max_length=20)
    undoes_id: Id | None = None


class TransferActed(Asked):
    """The version that was read."""

    version: Version


class TransferReasoned(TransferActed):
    """Why it is declined, rejected or withdrawn."""

    reason: Reason


class Approved(TransferActed):
    """Words on the approval."""

    note: Reason = ""


@offer(router, "GET", "/projects/{project_id}/credit", permission="credit.view", answer=Credit, summary="Credit shares")
def credit(request: HttpRequest, project_id: Id):
    """Say who is credited with a project."""
    viewer = actor_of(request)
    head = project_heading(project_id=project_id, viewer=viewer)
    of = subject_of_project(project_id)
    if of.subject_id is None:
        return {"subject_id": None, "unit_id": head.unit_id, "now": [], "ahead": [], "past": []}
    found = queries.credit(subject_id=of.subject_id, viewer=viewer, on=timezone.localdate())
    return {
        "subject_id": found.subject_id, "unit_id": found.unit_id, "now": list(found.now.values()),
        "ahead": found.ahead, "past": found.past,
    }  # fmt: skip


@offer(router, "GET", "/transfers", permission="credit.view", answer=Transfers, summary="Transfers")
def transfers(request: HttpRequest, asked: Query[TransfersAsked]):
    """List the transfers that the caller may see, newest first."""
    filters = queries.TransferFilter(asked.state, asked.unit, asked.reason, asked.q.strip())
    return queries.transfers(actor_of(request), filters, page=asked.page, size=asked.size)


@offer(
    router, "POST", "/projects/{project_id}/transfers", permission="credit.transfer", answer=TransferDetail, status=201,
    summary="Propose a transfer",
)  # fmt: skip
def propose(request: HttpRequest, project_id: Id, proposed: Proposed):
    """Propose that a project passes to another unit."""
    viewer = actor_of(request)
    project_heading(project_id=project_id, viewer=viewer)
    given = proposed.model_dump() | {
        "own_shares": tuple(UnitShare(**share.model_dump()) for share in proposed.own_shares),
        "since_without_site": subject_of_project(project_id).since_without_site,
    }
    number = transfer_project.propose_transfer(
        project_id=project_id, proposal=Proposal(**given), by=viewer, at=timezone.now()
    )
    return made(_detail(request, number))


@offer(
    router, "GET", "/transfers/{transfer_id}", permission="credit.view", answer=TransferDetail, summary="One transfer"
)
def transfer(request: HttpRequest, transfer_id: Id):
    """Give one transfer."""
    return _detail(request, transfer_id)


def _detail(request: HttpRequest, transfer_id: int) -> queries.TransferDetail:
    return queries.transfer(actor_of(request), transfer_id, today=timezone.localdate())


@offer(
    router, "POST", "/transfers/{transfer_id}/accept", permission="credit.transfer", answer=TransferDetail,
    summary="Accept a transfer",
)  # fmt: skip
def accept(request: HttpRequest, transfer_id: Id, acted: TransferActed):
    """Accept a transfer for the receiving unit."""
    operations.accept_transfer(transfer_id=transfer_id, version=acted.version, by=actor_of(request), at=timezone.now())
    return _detail(request, transfer_id)


@offer(
    router, "POST", "/transfers/{transfer_id}/decline", permission="credit.transfer", answer=TransferDetail,
    summary="Decline a transfer",
)  # fmt: skip
def decline(request: HttpRequest, transfer_id: Id, reasoned: TransferReasoned):
    """Decline a transfer for the receiving unit."""
    operations.decline_transfer(
        transfer_id=transfer_id, **reasoned.model_dump(), by=actor_of(request), at=timezone.now()
    )
    return _detail(request, transfer_id)


@offer(
    router, "POST", "/transfers/{transfer_id}/approve", permission="credit.order", answer=TransferDetail,
    summary="Approve a transfer",
)  # fmt: skip
def approve(request: HttpRequest, transfer_id: Id, approved: Approved):
    """Approve a transfer that somebody else proposed and accepted."""
    transfer_project.approve_transfer(
        transfer_id=transfer_id, **approved.model_dump(), by=actor_of(request), at=timezone.now()
    )
    return _detail(request, transfer_id)


@offer(
    router, "POST", "/transfers/{transfer_id}/reject", permission="credit.order", answer=TransferDetail,
    summary="Reject a transfer",
)  # fmt: skip
def reject(request: HttpRequest, transfer_id: Id, reasoned: TransferReasoned):
    """Reject a transfer."""
    operations.reject_transfer(
        transfer_id=transfer_id, **reasoned.model_dump(), by=actor_of(request), at=timezone.now()
    )
    return _detail(request, transfer_id)


@offer(
    router, "POST", "/transfers/{transfer_id}/withdraw", permission="credit.transfer", answer=TransferDetail,
    summary="Withdraw a transfer",
)  # fmt: skip
def withdraw(request: HttpRequest, transfer_id: Id, reasoned: TransferReasoned):
    """Take back a transfer that one's unit proposed."""
    operations.withdraw_transfer(
        transfer_id=transfer_id, **reasoned.model_dump(), by=actor_of(request), at=timezone.now()
    )
    return _detail(request, transfer_id)
