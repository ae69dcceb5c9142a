"""What a claim rests on: its evidence, looks at its frozen inputs, the machine's look for doubles, its release; the firm's own calls."""

from datetime import date

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from ninja import File, Form, Router, Schema, UploadedFile
from pydantic import Field

from luodi.api.claim_shapes import ClaimDetail, ClaimShape
from luodi.api.contract import Asked, Id, Reason, Version, actor_of, made, offer
from luodi.claims import operations, queries

router = Router()


class ClaimReleased(Asked):
    """Why a committed claim is not paid after all."""

    version: Version
    reason: Reason


class ClaimLooked(Asked):
    """Why the inputs are opened."""

    reason: Reason


class EvidenceSent(Asked):
    """Under which name of the clause's list a file is put in, and until when it holds."""

    name: str = Field(min_length=1, max_length=120)
    expires_date: date | None = None


class ClaimBegun(Asked):
    """Which clause a firm applies for, of which year."""

    clause: str = Field(min_length=1, max_length=60)
    year: int = Field(ge=2000, le=2100)


class ClaimKept(Asked):
    """What the firm adds to its draft."""

    version: Version
    words: str = Field("", max_length=1000)


class ClaimWithdrawn(Asked):
    """Why the firm declines an invitation or withdraws its claim."""

    version: Version
    reason: Reason


class ClaimAppealed(Asked):
    """What the firm holds against a publication or a rejection."""

    text: str = Field(min_length=1, max_length=1000)


class DoublesFound(Schema):
    """How many doubts are open."""

    open: int


class OwnClaims(Schema):
    """The claims of one's own firm, newest first."""

    rows: list[ClaimShape]


@offer(
    router, "POST", "/claims/{claim_id}/evidence", permission="claims.view", answer=ClaimDetail, status=201,
    summary="Put in evidence",
)  # fmt: skip
def put_in(request: HttpRequest, claim_id: Id, given: Form[EvidenceSent], file: File[UploadedFile]):
    """Put a file behind a claim, for its department."""
    return made(_put_in(request, claim_id, given, file))


@offer(
    router, "POST", "/claims/{claim_id}/evidence/{evidence_id}/drop", permission="claims.view", answer=ClaimDetail,
    summary="Take evidence away",
)  # fmt: skip
def drop(request: HttpRequest, claim_id: Id, evidence_id: Id):
    """Take evidence away again."""
    return _drop(request, claim_id, evidence_id)


@offer(
    router, "POST", "/claims/{claim_id}/looks", permission="claims.look", answer=ClaimDetail, status=201,
    summary="Open the inputs",
)  # fmt: skip
def look(request: HttpRequest, claim_id: Id, asked: ClaimLooked):
    """Open what a claim was reckoned from for a reason; this answer carries it, the next does not."""
    by = actor_of(request)
    found = operations.look_at_inputs(claim_id=claim_id, reason=asked.reason, by=by, at=timezone.now())
    return made(queries.claim_page(by, claim_id, today=timezone.localdate(), look_id=found.pk))


@offer(
    router, "POST", "/claims/{claim_id}/doubles", permission="claims.cross", answer=DoublesFound, summary="Look for doubles"
)  # fmt: skip
def doubles(request: HttpRequest, claim_id: Id):
    """Let the machine look for double funding of a claim now."""
    return {"open": operations.look_for_doubles(claim_id=claim_id, by=actor_of(request), at=timezone.now())}


@offer(
    router, "POST", "/claims/{claim_id}/release", permission="claims.approve", answer=ClaimDetail,
    summary="Give a commitment back",
)  # fmt: skip
def release(request: HttpRequest, claim_id: Id, asked: ClaimReleased):
    """Give a claim's commitment back to its envelope as another person than who approved it."""
    operations.release_claim(claim_id=claim_id, by=actor_of(request), at=timezone.now(), **asked.model_dump())
    return _detail(request, claim_id)


@offer(
    router, "GET", "/firms/{company_id}/claims", permission="claims.own", answer=OwnClaims, summary="My firm's claims"
)
def own_claims(request: HttpRequest, company_id: Id):
    """List the claims of one's own firm."""
    return {"rows": queries.own_claims(actor_of(request), company_id, today=timezone.localdate())}


@offer(
    router, "POST", "/firms/{company_id}/claims", permission="claims.own", answer=ClaimDetail, status=201,
    summary="Begin a claim",
)  # fmt: skip
def begin(request: HttpRequest, company_id: Id, asked: ClaimBegun):
    """Begin a claim of one's own firm; the draft is kept until it is handed in."""
    queries.require_own_firm(actor_of(request), company_id)
    row = operations.draft_claim(company_id=company_id, by=actor_of(request), at=timezone.now(), **asked.model_dump())
    return made(_detail(request, row.pk))


@offer(
    router, "GET", "/firms/{company_id}/claims/{claim_id}", permission="claims.own", answer=ClaimDetail,
    summary="One claim of my firm",
)  # fmt: skip
def own_claim(request: HttpRequest, company_id: Id, claim_id: Id):
    """Give one claim of one's own firm."""
    return _own(request, company_id, claim_id)


@offer(
    router, "POST", "/firms/{company_id}/claims/{claim_id}/evidence", permission="claims.own", answer=ClaimDetail,
    status=201, summary="Put in my firm's evidence",
)  # fmt: skip
def put_in_own(
    request: HttpRequest, company_id: Id, claim_id: Id, given: Form[EvidenceSent], file: File[UploadedFile]
):  # fmt: skip
    """Put a file behind a claim of one's own firm."""
    _own(request, company_id, claim_id)
    return made(_put_in(request, claim_id, given, file))


@offer(
    router, "POST", "/firms/{company_id}/claims/{claim_id}/evidence/{evidence_id}/drop", permission="claims.own",
    answer=ClaimDetail, summary="Take my firm's evidence away",
)  # fmt: skip
def drop_own(request: HttpRequest, company_id: Id, claim_id: Id, evidence_id: Id):
    """Take evidence of a claim of one's own firm away again."""
    _own(request, company_id, claim_id)
    return _drop(request, claim_id, evidence_id)


@offer(router, "POST", "/claims/{claim_id}/keep", permission="claims.own", answer=ClaimDetail, summary="Keep a draft")
def keep(request: HttpRequest, claim_id: Id, asked: ClaimKept):
    """Keep what the firm has written so far."""
    operations.keep_draft(claim_id=claim_id, by=actor_of(request), at=timezone.now(), **asked.model_dump())
    return _detail(request, claim_id)


@offer(
    router, "POST", "/claims/{claim_id}/withdraw", permission="claims.own", answer=ClaimDetail, summary="Withdraw a claim"
)  # fmt: skip
def withdraw(request: HttpRequest, claim_id: Id, asked: ClaimWithdrawn):
    """Decline an invitation, or withdraw a claim that the department has not checked."""
    operations.decline_invitation(claim_id=claim_id, by=actor_of(request), at=timezone.now(), **asked.model_dump())
    return _detail(request, claim_id)


@offer(router, "POST", "/claims/{claim_id}/appeal", permission="claims.own", answer=ClaimDetail, summary="Appeal")
def appeal(request: HttpRequest, claim_id: Id, asked: ClaimAppealed):
    """Object to the publication of one's own claim, or appeal against its rejection."""
    by = actor_of(request)
    operations.object_to(claim_id=claim_id, by_whom=by.name, text=asked.text, by=by, at=timezone.now())
    return _detail(request, claim_id)


def _put_in(request: HttpRequest, claim_id: int, given: EvidenceSent, file: UploadedFile):
    operations.upload_evidence(
        claim_id=claim_id, data=file.read(settings.UPLOAD_LIMIT + 1), file_name=file.name or "", name=given.name,
        expires_date=given.expires_date, by=actor_of(request), at=timezone.now(),
    )  # fmt: skip
    return _detail(request, claim_id)


def _drop(request: HttpRequest, claim_id: int, evidence_id: int):
    _detail(request, claim_id)
    operations.drop_evidence(evidence_id=evidence_id, by=actor_of(request), at=timezone.now())
    return _detail(request, claim_id)


def _own(request: HttpRequest, company_id: int, claim_id: int):
    return queries.own_claim_page(actor_of(request), company_id, claim_id, today=timezone.localdate())


def _detail(request: HttpRequest, claim_id: int):
    return queries.claim_page(actor_of(request), claim_id, today=timezone.localdate())
