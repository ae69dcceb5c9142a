"""Claims: the desk, one with all that was frozen, and each step of the district and of the firm."""

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router
from pydantic import Field

from luodi.api.claim_shapes import ClaimDetail, Claims, Dues, PublicationMade
from luodi.api.contract import Asked, Id, Page, Reason, Size, Version, actor_of, made, offer
from luodi.claims import operations, queries
from luodi.claims.queries import ClaimFilter

router = Router()
WORDS = Field("", max_length=1000)


class ClaimsAsked(Asked):
    """What the desk is narrowed to; `stage` may be open: everything under way."""

    q: str = Field("", max_length=60)
    stage: str = Field("", max_length=12)
    unit: Id | None = None
    envelope: Id | None = None
    company: Id | None = None
    year: int | None = Field(None, ge=2000, le=2100)
    late: bool = False
    sort: str = Field("due", pattern=r"^-?(due|amount|company|clause|unit|id)$")
    page: Page = 1
    size: Size = 50


class ClaimInvited(Asked):
    """Whom to invite to what."""

    company_id: Id
    clause: str = Field(min_length=1, max_length=60)
    year: int = Field(ge=2000, le=2100)


class ClaimStep(Asked):
    """A step with a claim as it was read."""

    version: Version


class ClaimChecked(Asked):
    """What a check found; `granted_fen` less than reckoned takes words."""

    version: Version
    passed: bool
    words: str = WORDS
    granted_fen: int | None = Field(None, ge=0, le=10**15)


class ClaimCrossed(Asked):
    """What the cross-check found."""

    version: Version
    passed: bool
    words: str = WORDS


class ClaimsPublished(Asked):
    """Which claims are published together, under which title, with which contact of the office."""

    claim_ids: list[Id] = Field(min_length=1, max_length=500)
    title: str = Field(max_length=160)
    contact: str = Field(max_length=120)


class ClaimObjected(Asked):
    """Who objects, and to what."""

    by_whom: str = Field(max_length=120)
    text: str = Field(max_length=1000)


class ObjectionAnswered(Asked):
    """The answer to an objection; one that is upheld sends the claim back."""

    upheld: bool
    answer: str = Field(max_length=1000)


class ClaimApproved(Asked):
    """The approval, with the number of a meeting's decision where one is needed."""

    version: Version
    meeting_decision: str = Field("", max_length=120)


class ClaimRejected(Asked):
    """Why a claim is rejected."""

    version: Version
    reason: Reason


class DoubtSettled(Asked):
    """What was found about a doubt."""

    answer: str = Field(max_length=500)


@offer(router, "GET", "/claims", permission="claims.view", answer=Claims, summary="Claims")
def claims(request: HttpRequest, asked: Query[ClaimsAsked]):
    """List the claims that the caller may see."""
    filters = ClaimFilter(
        stage=asked.stage, unit_id=asked.unit, envelope_id=asked.envelope, company_id=asked.company, year=asked.year,
        late=asked.late, words=asked.q.strip(),
    )  # fmt: skip
    today = timezone.localdate()
    return queries.claims(actor_of(request), filters, today=today, sort=asked.sort, page=asked.page, size=asked.size)


@offer(router, "POST", "/claims", permission="claims.invite", answer=ClaimDetail, status=201, summary="Invite a firm")
def invite(request: HttpRequest, asked: ClaimInvited):
    """Invite a firm to what it is due by a clause; it confirms once."""
    row = operations.invite(by=actor_of(request), at=timezone.now(), **asked.model_dump())
    return made(_detail(request, row.pk))


@offer(router, "GET", "/claims/{claim_id}", permission="claims.view", answer=ClaimDetail, summary="One claim")
def claim(request: HttpRequest, claim_id: Id):
    """Give one claim with what was frozen, found and paid."""
    return _detail(request, claim_id)


@offer(
    router, "POST", "/claims/{claim_id}/check", permission="claims.check", answer=ClaimDetail, summary="Check a claim"
)
def check(request: HttpRequest, claim_id: Id, asked: ClaimChecked):
    """Check a claim for its department."""
    return _step(request, operations.check_claim, claim_id, asked)


@offer(
    router,
    "POST",
    "/claims/{claim_id}/cross",
    permission="claims.cross",
    answer=ClaimDetail,
    summary="Cross-check a claim",
)
def cross(request: HttpRequest, claim_id: Id, asked: ClaimCrossed):
    """Check a claim against double funding."""
    return _step(request, operations.cross_check, claim_id, asked)


@offer(
    router, "POST", "/claims/{claim_id}/doubts/{check_id}", permission="claims.check", answer=ClaimDetail,
    summary="Settle a doubt",
)  # fmt: skip
def settle(request: HttpRequest, claim_id: Id, check_id: Id, asked: DoubtSettled):
    """Settle a named doubt in words."""
    _detail(request, claim_id)
    operations.settle_doubt(check_id=check_id, answer=asked.answer, by=actor_of(request), at=timezone.now())
    return _detail(request, claim_id)


@offer(
    router, "POST", "/publications", permission="claims.publish", answer=PublicationMade, status=201,
    summary="Publish claims",
)  # fmt: skip
def publish(request: HttpRequest, asked: ClaimsPublished):
    """Publish claims of one department together."""
    return made(operations.publish_claims(by=actor_of(request), at=timezone.now(), **asked.model_dump()))


@offer(
    router, "POST", "/claims/{claim_id}/objections", permission="claims.publish", answer=ClaimDetail,
    summary="Note an objection",
)  # fmt: skip
def object_to(request: HttpRequest, claim_id: Id, asked: ClaimObjected):
    """Note an objection to a published claim."""
    operations.object_to(claim_id=claim_id, by=actor_of(request), at=timezone.now(), **asked.model_dump())
    return _detail(request, claim_id)


@offer(
    router, "POST", "/claims/{claim_id}/objections/{objection_id}", permission="claims.publish", answer=ClaimDetail,
    summary="Answer an objection",
)  # fmt: skip
def answer(request: HttpRequest, claim_id: Id, objection_id: Id, asked: ObjectionAnswered):
    """Answer an objection or appeal."""
    _detail(request, claim_id)
    operations.answer_objection(
        objection_id=objection_id, by=actor_of(request), at=timezone.now(), **asked.model_dump()
    )
    return _detail(request, claim_id)


@offer(
    router,
    "POST",
    "/claims/{claim_id}/approve",
    permission="claims.approve",
    answer=ClaimDetail,
    summary="Approve a claim",
)
def approve(request: HttpRequest, claim_id: Id, asked: ClaimApproved):
    """Approve a claim: out of a first-come envelope its money is committed at once."""
    return _step(request, operations.approve_claim, claim_id, asked)


@offer(
    router,
    "POST",
    "/claims/{claim_id}/reject",
    permission="claims.approve",
    answer=ClaimDetail,
    summary="Reject a claim",
)
def reject(request: HttpRequest, claim_id: Id, asked: ClaimRejected):
    """Reject a claim at the approval, with a reason."""
    return _step(request, operations.reject_claim, claim_id, asked)


@offer(
    router, "POST", "/claims/{claim_id}/archive", permission="claims.pay", answer=ClaimDetail, summary="Archive a claim"
)
def archive(request: HttpRequest, claim_id: Id, asked: ClaimStep):
    """Put a paid claim into the archive."""
    return _step(request, operations.archive_claim, claim_id, asked)


@offer(router, "GET", "/firms/{company_id}/dues", permission="claims.own", answer=Dues, summary="What my firm is due")
def dues(request: HttpRequest, company_id: Id, year: int = Query(..., ge=2000, le=2100)):
    """Tell how one's own firm stands by every clause in force."""
    return {"rows": queries.own_standings(actor_of(request), company_id, year, at=timezone.now())}


@offer(
    router,
    "POST",
    "/claims/{claim_id}/confirm",
    permission="claims.own",
    answer=ClaimDetail,
    summary="Confirm an invitation",
)
def confirm(request: HttpRequest, claim_id: Id, asked: ClaimStep):
    """Confirm an invitation as the firm."""
    return _step(request, operations.confirm_invitation, claim_id, asked)


@offer(
    router, "POST", "/claims/{claim_id}/submit", permission="claims.own", answer=ClaimDetail, summary="Hand a claim in"
)
def submit(request: HttpRequest, claim_id: Id, asked: ClaimStep):
    """Hand a draft in as the firm."""
    return _step(request, operations.submit_claim, claim_id, asked)


def _step(request: HttpRequest, do, claim_id: int, asked: Asked):
    do(claim_id=claim_id, by=actor_of(request), at=timezone.now(), **asked.model_dump())
    return _detail(request, claim_id)


def _detail(request: HttpRequest, claim_id: int):
    return queries.claim_page(actor_of(request), claim_id, today=timezone.localdate())
