"""Sending an agreement into review, back to draft, and approving its text: to the letter, by another than its maker."""

from datetime import datetime

from django.db import transaction

from luodi.agreements import refusals
from luodi.agreements.models import Agreement
from luodi.agreements.operations.asking import ask_for_review
from luodi.agreements.operations.locking import locked, note, require_state, store
from luodi.agreements.permissions import may_edit
from luodi.agreements.queries.standing import review_standing
from luodi.engines import wording
from luodi.people.permissions import require
from luodi.projects.models import Evidence
from luodi.values.actor import Actor


@transaction.atomic
def submit(*, agreement_id: int, version: int, issued_by: str = "department", by: Actor, at: datetime) -> Agreement:
    """Send a draft into review; from now on its text and terms stand still until it is sent back.

    The fair-competition review is asked at once; `issued_by` says who reviews (条例 art. 13, 14): a department itself,
    or, for the district government, the market regulator.

    :raises AgreementNumberMissing: without a number
    :raises TermsMissing: for an investment agreement that watches nothing
    :raises FrameworkPromises: for a framework whose text owes money, promises land or triggers a payment, naming them
    """
    agreement = locked(agreement_id, version, by)
    may_edit(by, agreement.unit_id)
    require_state(agreement, "draft")
    if not agreement.number:
        raise refusals.AgreementNumberMissing()
    if agreement.kind == "investment" and not (agreement.sheet and agreement.sheet.terms.exists()):
        raise refusals.TermsMissing()
    if agreement.kind == "framework" and (found := wording.promises_in(agreement.current.text)):
        raise refusals.FrameworkPromises(what=[f"{each.number}“{each.sentence}”" for each in found[:5]])
    agreement.state, agreement.submitted_by_id, agreement.submitted_at = "in_review", by.person_id, at
    store(agreement, at, "state", "submitted_by", "submitted_at")
    ask_for_review(agreement, issued_by, by, at)
    note("agreement.submitted", agreement, by, at, before="draft", after="in_review", ordinal=agreement.current.ordinal)
    return agreement


@transaction.atomic
def send_back(*, agreement_id: int, version: int, reason: str, by: Actor, at: datetime) -> Agreement:
    """Send an agreement back to draft, with a reason; an approval that it had is gone.

    :raises ReturnReasonMissing: without a reason
    :raises AgreementNotIn: unless it is in review or approved
    """
    agreement = locked(agreement_id, version, by)
    may_edit(by, agreement.unit_id)
    require_state(agreement, "in_review", "approved")
    if not reason.strip():
        raise refusals.ReturnReasonMissing()
    before, agreement.state = agreement.state, "draft"
    agreement.approved = agreement.approved_by_id = agreement.approved_at = None
    agreement.submitted_by_id = agreement.submitted_at = None
    agreement.approved_sha256 = agreement.legal_opinion = ""
    store(
        agreement, at, "state", "approved", "approved_by", "approved_at", "approved_sha256", "legal_opinion",
        "submitted_by", "submitted_at",
    )  # fmt: skip
    note("agreement.returned", agreement, by, at, before=before, after="draft", reason=reason.strip()[:300])
    return agreement


@transaction.atomic
def approve(*, agreement_id: int, version: int, legal_opinion: str, by: Actor, at: datetime) -> Agreement:
    """Approve the text that is in review. Only this wording can be signed afterwards.

    It needs a concluded fair-competition review of this very text with no red line open (公平竞争审查条例 art. 13, 18;
    handbook §4.2 P03), and a legal opinion: its number, or the one that stands at the project's gate (§0 no. 6).

    :raises CheckerMadeTheText: if `by` made or submitted it; the database refuses it as well
    :raises NoFairnessConclusion, FairnessFindingsOpen, LegalOpinionMissing: for what is missing
    :raises AgreementNotIn, Stale: if somebody was quicker
    """
    agreement = locked(agreement_id, version, by)
    require(by, "agreements.approve", unit_id=agreement.unit_id)
    require_state(agreement, "in_review")
    if by.person_id is not None and by.person_id in (agreement.maker_id, agreement.submitted_by_id):
        raise refusals.CheckerMadeTheText()
    text = agreement.current
    standing = review_standing(agreement.pk, text.text_sha256)
    if not standing.concluded and standing.open_forbid:
        raise refusals.FairnessFindingsOpen(count=standing.open_forbid)
    if not standing.concluded:
        raise refusals.NoFairnessConclusion()
    opinion = legal_opinion.strip()[:200] or _opinion_at_gate(agreement)
    if not opinion:
        raise refusals.LegalOpinionMissing()
    agreement.state, agreement.approved, agreement.approved_sha256 = "approved", text, text.wording_sha256
    agreement.approved_by_id, agreement.approved_at, agreement.legal_opinion = by.person_id, at, opinion
    store(agreement, at, "state", "approved", "approved_sha256", "approved_by", "approved_at", "legal_opinion")
    note(
        "agreement.approved", agreement, by, at, before="in_review", after="approved", ordinal=text.ordinal,
        text_sha256=text.text_sha256, legal_opinion=opinion,
    )  # fmt: skip
    return agreement


def _opinion_at_gate(agreement: Agreement) -> str:
    lines = Evidence.objects.standing().filter(project_id=agreement.project_id, item="legal_opinion")
    line = lines.order_by("-pk").first()
    return (line.reference or f"#{line.document_id or line.pk}") if line else ""
