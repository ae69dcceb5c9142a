"""Agreements: the list, one agreement, drafting, terms, review, approval, signing, redlines, clauses, the legacy ledger."""

from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import File, Form, Query, Router, UploadedFile

from luodi.agreements import operations, queries
from luodi.agreements.operations import Decision, Head, NewDuty, NewPayment, NewPeriod, NewStage, NewTerm, Party, Source
from luodi.agreements.queries import AgreementFilter, CleanUpFilter
from luodi.api.agreement_answers import (
    Agreement,
    Agreements,
    CleanUp,
    CleanUps,
    ModelClause,
    RedlineShape,
    TakenUpShape,
)
from luodi.api.agreement_inputs import (
    AgreementEnded,
    AgreementNew,
    AgreementsAsked,
    AgreementSentBack,
    AgreementTermGiven,
    Approval,
    CleanUpsAsked,
    DecisionGiven,
    HeadGiven,
    PaymentGiven,
    ProgressGiven,
    Signing,
    Submitted,
    SupplementNew,
    TakenOver,
    TermsGiven,
    TextGiven,
)
from luodi.api.contract import (
    Id,
    actor_of,
    made,
    money_of,
    offer,
)

router = Router()


def _head(given: HeadGiven) -> Head:
    parties = tuple(Party(**each.model_dump()) for each in given.parties)
    return Head(
        title=given.title, number=given.number, parties=parties, scope=given.scope, valid_from=given.valid_from,
        valid_to=given.valid_to, amount=money_of(given.amount, given.currency), rate=_decimal(given.rate),
        rate_date=given.rate_date, data_class=given.data_class,
    )  # fmt: skip


def _decimal(text: str | None) -> Decimal | None:
    return Decimal(text) if text is not None else None


def _one(request: HttpRequest, agreement_id: int):
    return queries.agreement(actor_of(request), agreement_id, today=timezone.localdate())


def _given(request: HttpRequest) -> dict[str, Any]:
    return {"by": actor_of(request), "at": timezone.now()}


@offer(router, "GET", "/agreements", permission="agreements.view", answer=Agreements, summary="Agreements")
def agreements(request: HttpRequest, asked: Query[AgreementsAsked]):
    """List the agreements that the caller may see."""
    filters = AgreementFilter(
        kind=asked.kind,
        state=asked.state,
        unit_id=asked.unit,
        project_id=asked.project,
        due=asked.due,
        words=asked.q.strip(),
    )
    today = timezone.localdate()
    return queries.agreements(
        actor_of(request), filters, today=today, sort=asked.sort, page=asked.page, size=asked.size
    )


@offer(
    router,
    "POST",
    "/agreements",
    permission="agreements.edit",
    answer=Agreement,
    status=201,
    summary="Draft an agreement",
)
def draft(request: HttpRequest, given: AgreementNew):
    """Draft an agreement of a project."""
    drafted = operations.draft_agreement(
        kind=given.kind,
        project_id=given.project_id,
        head=_head(given),
        source=Source(text=given.text),
        **_given(request),
    )
    return made(_one(request, drafted.pk))


@offer(
    router, "GET", "/agreements/{agreement_id}", permission="agreements.view", answer=Agreement, summary="One agreement"
)
def agreement(request: HttpRequest, agreement_id: Id):
    """Give one agreement with its clauses, versions and terms."""
    return _one(request, agreement_id)


@offer(
    router,
    "POST",
    "/agreements/{agreement_id}/text",
    permission="agreements.edit",
    answer=Agreement,
    summary="Change a draft's text",
)
def change_text(request: HttpRequest, agreement_id: Id, given: TextGiven):
    """Make a new version of a draft's text."""
    operations.change_text(
        agreement_id=agreement_id,
        version=given.version,
        source=Source(text=given.text),
        reason=given.reason,
        **_given(request),
    )
    return _one(request, agreement_id)


@offer(
    router,
    "POST",
    "/agreements/{agreement_id}/terms",
    permission="agreements.edit",
    answer=Agreement,
    summary="Set a draft's terms",
)
def set_terms(request: HttpRequest, agreement_id: Id, given: TermsGiven):
    """Set what is watched, what is paid for and what the district owes."""
    operations.set_terms(
        agreement_id=agreement_id, version=given.version, terms=[_term(each) for each in given.terms],
        payments=[_payment(each) for each in given.payments],
        duties=[NewDuty(**each.model_dump()) for each in given.duties], **_given(request),
    )  # fmt: skip
    return _one(request, agreement_id)


def _term(given: AgreementTermGiven) -> NewTerm:
    periods = tuple(
        NewPeriod(each.due_date, _decimal(each.target), each.from_date, each.to_date) for each in given.periods
    )
    return NewTerm(**given.model_dump(exclude={"periods"}) | {"periods": periods})


def _payment(given: PaymentGiven) -> NewPayment:
    stages = tuple(NewStage(**each.model_dump()) for each in given.stages)
    cap = money_of(given.cap)
    assert cap is not None
    return NewPayment(
        **given.model_dump(exclude={"stages", "cap", "amount"})
        | {"stages": stages, "cap": cap, "amount": money_of(given.amount)}
    )


@offer(
    router,
    "POST",
    "/agreements/{agreement_id}/submit",
    permission="agreements.edit",
    answer=Agreement,
    summary="Submit for review",
)
def submit(request: HttpRequest, agreement_id: Id, given: Submitted):
    """Send a draft into review."""
    operations.submit(agreement_id=agreement_id, **given.model_dump(), **_given(request))
    return _one(request, agreement_id)


@offer(
    router,
    "POST",
    "/agreements/{agreement_id}/take-over",
    permission="agreements.edit",
    answer=Agreement,
    summary="Take a review's rewrite over as the next version",
)
def take_over(request: HttpRequest, agreement_id: Id, given: TakenOver):
    """Make the text that the review worded anew the agreement's next version."""
    operations.take_over_rewrite(agreement_id=agreement_id, version=given.version, **_given(request))
    return _one(request, agreement_id)


@offer(
    router,
    "POST",
    "/agreements/{agreement_id}/send-back",
    permission="agreements.edit",
    answer=Agreement,
    summary="Send back to draft",
)
def send_back(request: HttpRequest, agreement_id: Id, given: AgreementSentBack):
    """Send an agreement back to draft, with a reason."""
    operations.send_back(agreement_id=agreement_id, **given.model_dump(), **_given(request))
    return _one(request, agreement_id)


@offer(
    router,
    "POST",
    "/agreements/{agreement_id}/approve",
    permission="agreements.approve",
    answer=Agreement,
    summary="Approve the text",
)
def approve(request: HttpRequest, agreement_id: Id, given: Approval):
    """Approve the text in review; another than its maker does."""
    operations.approve(agreement_id=agreement_id, **given.model_dump(), **_given(request))
    return _one(request, agreement_id)


@offer(
    router,
    "POST",
    "/agreements/{agreement_id}/sign",
    permission="agreements.sign",
    answer=Agreement,
    summary="Record the signing",
)
def sign(request: HttpRequest, agreement_id: Id, given: Form[Signing], file: File[UploadedFile]):
    """Record the signing with the signed file, whose wording has to be the approved one."""
    source = Source(data=file.read(), file_name=file.name or "file")
    operations.record_signing(agreement_id=agreement_id, file=source, **given.model_dump(), **_given(request))
    return _one(request, agreement_id)


@offer(
    router, "POST", "/agreements/{agreement_id}/ledger", permission="promises.make", answer=TakenUpShape, status=201,
    summary="Take a signed agreement into the ledger of promises",
)  # fmt: skip
def take_into_ledger(request: HttpRequest, agreement_id: Id, given: TakenOver):
    """Make promises of what the agreement watches and of what the district owes; what is there stays."""
    return made(operations.take_into_ledger(agreement_id=agreement_id, version=given.version, **_given(request)))


@offer(
    router,
    "POST",
    "/agreements/{agreement_id}/end",
    permission="agreements.sign",
    answer=Agreement,
    summary="End an agreement",
)
def end(request: HttpRequest, agreement_id: Id, given: AgreementEnded):
    """End an agreement, at its term or early."""
    operations.end_agreement(agreement_id=agreement_id, **given.model_dump(), **_given(request))
    return _one(request, agreement_id)


@offer(
    router,
    "POST",
    "/agreements/{agreement_id}/supplements",
    permission="agreements.edit",
    answer=Agreement,
    status=201,
    summary="Draft a supplement",
)
def supplement(request: HttpRequest, agreement_id: Id, given: SupplementNew):
    """Draft a supplement to a signed agreement."""
    child = operations.supplement(
        parent_id=agreement_id, head=_head(given), source=Source(text=given.text), **_given(request)
    )
    return made(_one(request, child.pk))


@offer(
    router,
    "GET",
    "/agreements/{agreement_id}/redline",
    permission="agreements.view",
    answer=RedlineShape,
    summary="Compare two versions",
)
def redline(request: HttpRequest, agreement_id: Id, old: int | None = None, new: int | None = None):
    """Say what changed between two versions, by default the newest and the one before."""
    found = queries.compared(actor_of(request), agreement_id, _ordinal(old), _ordinal(new))
    changes = [
        {
            "kind": each.kind, "number": each.number, "title": each.title, "was": each.was, "touches": list(each.touches),
            "pieces": [[piece.op, piece.text] for piece in each.pieces],
        }
        for each in found.redline.changes
        if each.kind != "same"
    ]  # fmt: skip
    return {"old": found.old, "new": found.new, "touches": list(found.redline.touches), "changes": changes}


def _ordinal(given: int | None) -> int | None:
    return given if given is not None and 0 < given < 2**31 else (None if given is None else 2**31 - 1)


@offer(
    router,
    "GET",
    "/model-clauses",
    permission="agreements.view",
    answer=list[ModelClause],
    summary="The clause library",
)
def model_clauses(request: HttpRequest):
    """List the clauses of the library."""
    return queries.model_clauses(actor_of(request))


@offer(router, "GET", "/clean-ups", permission="agreements.view", answer=CleanUps, summary="The legacy ledger")
def clean_ups(request: HttpRequest, asked: Query[CleanUpsAsked]):
    """List findings in legacy agreements and what is done about them."""
    filters = CleanUpFilter(
        way=asked.way, state=asked.state, due=asked.due, words=asked.q.strip(), agreement_id=asked.agreement
    )
    return queries.clean_ups(actor_of(request), filters, today=timezone.localdate(), page=asked.page, size=asked.size)


@offer(
    router,
    "POST",
    "/clean-ups/{clean_up_id}/decision",
    permission="agreements.clean_up",
    answer=CleanUp,
    summary="Decide on a finding",
)
def decide(request: HttpRequest, clean_up_id: Id, given: DecisionGiven):
    """Decide how a finding is dealt with."""
    decision = Decision(**given.model_dump(exclude={"version"}))
    operations.decide_clean_up(clean_up_id=clean_up_id, version=given.version, decision=decision, **_given(request))
    return queries.clean_up(actor_of(request), clean_up_id, today=timezone.localdate()).row


@offer(
    router,
    "POST",
    "/clean-ups/{clean_up_id}/progress",
    permission="agreements.edit",
    answer=CleanUp,
    summary="Note progress",
)
def progress(request: HttpRequest, clean_up_id: Id, given: ProgressGiven):
    """Note what was done about a finding."""
    operations.note_progress(clean_up_id=clean_up_id, **given.model_dump(), **_given(request))
    return queries.clean_up(actor_of(request), clean_up_id, today=timezone.localdate()).row
