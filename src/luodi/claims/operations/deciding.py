"""The steps of the district: department check, cross-check, publication, objections, approval; each by another person."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from luodi.claims import refusals
from luodi.claims.models import Check, Claim, Objection, Publication
from luodi.claims.operations.envelopes import affordable, line
from luodi.claims.operations.evidence import refuse_missing, refuse_open_doubts
from luodi.claims.operations.moving import (
    in_words,
    locked_claim,
    move,
    note,
    require_stage,
    setting,
    tell_department,
    tell_firm,
    yuan,
)
from luodi.claims.operations.opening import name_doubts
from luodi.claims.permissions import acts_for_firm, is_oneself, may_approve, require_of_unit, require_person
from luodi.engines.clocks import working_days_after
from luodi.journal.operations import record
from luodi.people.permissions import require
from luodi.people.texts import fitting
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound


@transaction.atomic
def check_claim(
    *, claim_id: int, version: int, passed: bool, words: str = "", granted_fen: int | None = None, by: Actor, at: datetime
) -> Claim:  # fmt: skip
    """Check a claim for its department: grant what was reckoned or less (with a reason), or reject it with a reason.

    :raises ClaimEvidenceMissing, ClaimDoubtsOpen: while something is missing or a doubt is open
    :raises ClaimAmountWrong: for more than was reckoned
    :raises ClaimCheckerIsMaker: for who handed it in
    """
    person = require_person(by, "claims.check")
    claim = locked_claim(claim_id, version, by, "submitted")
    require_of_unit(by, "claims.check", claim.unit_id)
    _refuse_oneself(by, claim.submitted_by_id)
    claim.checked_by_id = person
    if not passed:
        _look(claim, "department", False, in_words(words), by, at)
        return _reject(claim, words, by, at, "checked_by")
    refuse_missing(claim)
    refuse_open_doubts(claim)
    claim.granted_fen = claim.asked_fen if granted_fen is None else granted_fen
    if not 0 < claim.granted_fen <= claim.asked_fen:
        raise refusals.ClaimAmountWrong(asked=yuan(claim.asked_fen))
    if claim.granted_fen < claim.asked_fen:
        in_words(words)
    _look(claim, "department", True, words.strip()[:1000], by, at)
    return move(claim, "checked", "claim.checked", by, at, "granted_fen", "checked_by", by_machine=False)


@transaction.atomic
def cross_check(*, claim_id: int, version: int, passed: bool, words: str = "", by: Actor, at: datetime) -> Claim:
    """Check a claim against double funding: other claims of the group, other levels, what was paid for before.

    The machine looks once more for other claims of the group; what it finds has to be settled in words first.

    :raises ClaimDoubtsOpen: while a doubt is open
    :raises ClaimCheckerIsMaker: for who checked it for the department
    """
    person = require_person(by, "claims.cross")
    claim = locked_claim(claim_id, version, by, "checked")
    _refuse_oneself(by, claim.checked_by_id, claim.submitted_by_id)
    claim.crossed_by_id = person
    if not passed:
        _look(claim, "cross", False, in_words(words), by, at)
        return _reject(claim, words, by, at, "crossed_by")
    refuse_open_doubts(claim)
    _look(claim, "cross", True, words.strip()[:1000], by, at)
    stage = "crossed" if claim.notice_days else "published"
    return move(claim, stage, "claim.crossed", by, at, "crossed_by")


@transaction.atomic
def look_for_doubles(*, claim_id: int, by: Actor, at: datetime) -> int:
    """Let the machine look for double funding of a claim now, and say how many doubts are open."""
    require(by, "claims.cross")
    claim = locked_claim(claim_id, None, by, "checked")
    name_doubts(claim, at)
    return Check.objects.filter(claim=claim, kind="doubt", settled_at=None).count()


@transaction.atomic
def publish_claims(
    *, claim_ids: Sequence[int], title: str, contact: str, by: Actor, at: datetime
) -> Publication:  # fmt: skip
    """Publish claims of one department together, for the most working days that one of their clauses asks for.

    :raises ClaimsNoneChosen, ClaimsNotOfOneUnit, ClaimWrongStage: each for its fault
    """
    require_person(by, "claims.publish")
    ids = sorted(set(claim_ids))
    if not ids:
        raise refusals.ClaimsNoneChosen()
    claims = [locked_claim(each, None, by, "crossed") for each in ids]
    units = {each.unit_id for each in claims}
    if len(units) != 1:
        raise refusals.ClaimsNotOfOneUnit()
    require_of_unit(by, "claims.publish", units.pop())
    today = localdate(at)
    row = fitting(Publication(
        title=in_words(title, 160), contact=in_words(contact, 120), unit_id=claims[0].unit_id, from_date=today,
        until_date=working_days_after(today, max(each.notice_days for each in claims)).day,
        made_by_id=by.person_id, made_at=at,
    ))  # fmt: skip
    row.save(force_insert=True)
    due = working_days_after(row.until_date, int(setting("claims.approve_days", on=today))).day
    for claim in claims:
        claim.publication = row
        move(claim, "published", "claim.published", by, at, "publication", due=due)
    record("publication.opened", row, by=by, at=at, label=row.title, owner_unit_id=row.unit_id, data_class="public",
           facts={"claims": len(claims), "until": row.until_date.isoformat()})  # fmt: skip
    return row


@transaction.atomic
def object_to(*, claim_id: int, by_whom: str, text: str, day: date | None = None, by: Actor, at: datetime) -> Objection:
    """Take an objection to a published claim, or the firm's own appeal against a rejection.

    :raises ObjectionOutOfPlace: at a stage at which there is nothing to object to
    """
    claim = locked_claim(claim_id, None, by)
    own = acts_for_firm(by, claim.company_id)
    if not own:
        require(by, "claims.publish")
    if claim.stage not in (("published", "rejected") if own else ("published",)):
        raise refusals.ObjectionOutOfPlace(stage=claim.stage)
    kind = "appeal" if claim.stage == "rejected" else "objection"
    row = fitting(Objection(
        claim=claim, publication_id=claim.publication_id, kind=kind, by_whom=in_words(by_whom, 120),
        text=in_words(text, 1000), received_date=min(day or localdate(at), localdate(at)), made_by_id=by.person_id,
        made_at=at,
    ))  # fmt: skip
    row.save(force_insert=True)
    note("claim.objected", claim, by, at, kind=kind)
    tell_department(claim, "claim.objected", by, at)
    return row


@transaction.atomic
def answer_objection(*, objection_id: int, upheld: bool, answer: str, by: Actor, at: datetime) -> Objection:
    """Answer an objection or appeal; one that is upheld sends the claim back to its department's check.

    :raises ObjectionAnswered: if it was answered
    :raises ClaimCheckerIsMaker: for who wrote it down
    """
    person = require_person(by, "claims.publish")
    found = Objection.objects.visible_to(by).filter(pk=objection_id).first()
    if found is None:
        raise NotFound()
    claim = locked_claim(found.claim_id, None, by)
    found.refresh_from_db()
    if found.answered_at is not None:
        raise refusals.ObjectionAnswered()
    _refuse_oneself(by, found.made_by_id)
    found.answer, found.upheld, found.answered_by_id, found.answered_at = in_words(answer, 1000), upheld, person, at
    found.save(update_fields=["answer", "upheld", "answered_by", "answered_at"])
    if upheld:
        _back_to_check(claim, by, at)
    note("claim.objection_answered", claim, by, at, upheld=upheld)
    return found


@transaction.atomic
def approve_claim(
    *, claim_id: int, version: int, meeting_decision: str = "", by: Actor, at: datetime
) -> Claim:  # fmt: skip
    """Approve a published claim: out of a first-come envelope its money is committed at once, to the 分 or not at all;
    in a pro-rata envelope it waits for the division.

    :raises ClaimCheckerIsMaker: for whoever had a hand in it
    :raises ClaimPublicationRuns, ClaimObjectionOpen, ClaimDoubtsOpen: while one of them stands in the way
    :raises ClaimNeedsMeeting: above the parameter without the number of a meeting's decision
    :raises EnvelopeExhausted: if the envelope has less left
    """
    person = require_person(by, "claims.approve")
    claim = locked_claim(claim_id, version, by, "published")
    if not may_approve(by, claim):
        raise refusals.ClaimCheckerIsMaker()
    _refuse_unready(claim, meeting_decision, at)
    claim.meeting_decision = meeting_decision.strip()[:120]
    claim.approved_by_id, claim.approved_at = person, at
    fields = ["approved_by", "approved_at", "meeting_decision"]
    if claim.envelope.over == "pro_rata":
        return move(claim, "approved", "claim.approved", by, at, *fields, decision=claim.meeting_decision)
    claim.payable_fen = affordable(claim)
    move(claim, "committed", "claim.approved", by, at, *fields, "payable_fen", decision=claim.meeting_decision)
    line(claim.envelope_id, "commitment", claim.payable_fen, "批准", by, at, claim=claim)
    return claim


@transaction.atomic
def reject_claim(*, claim_id: int, version: int, reason: str, by: Actor, at: datetime) -> Claim:
    """Reject a claim at the approval, with a reason that the firm reads.

    :raises ClaimCheckerIsMaker: for whoever had a hand in it
    """
    require_person(by, "claims.approve")
    claim = locked_claim(claim_id, version, by, "published")
    if not may_approve(by, claim):
        raise refusals.ClaimCheckerIsMaker()
    return _reject(claim, reason, by, at)


@transaction.atomic
def archive_claim(*, claim_id: int, version: int, by: Actor, at: datetime) -> Claim:
    """Put a paid claim into the archive.

    :raises ClaimWrongStage: if it is not paid
    """
    require(by, "claims.pay")
    claim = locked_claim(claim_id, version, by, "paid")
    return move(claim, "archived", "claim.archived", by, at)


def _refuse_unready(claim: Claim, meeting_decision: str, at: datetime) -> None:
    today = localdate(at)
    if claim.publication is not None and today <= claim.publication.until_date:
        raise refusals.ClaimPublicationRuns(until=claim.publication.until_date.isoformat())
    count = Objection.objects.filter(claim=claim, answered_at=None).count()
    if count:
        raise refusals.ClaimObjectionOpen(count=count)
    refuse_open_doubts(claim)
    limit = setting("claims.meeting_from", on=today)
    if (claim.granted_fen or 0) > limit * 100 and not meeting_decision.strip():
        raise refusals.ClaimNeedsMeeting(limit=f"{limit:,.0f}")


def _back_to_check(claim: Claim, by: Actor, at: datetime) -> None:
    require_stage(claim, "published", "rejected")
    there = Claim.objects.filter(company=claim.company_id, clause_code=claim.clause_code, year=claim.year)
    newer = there.exclude(stage__in=("rejected", "withdrawn")).exclude(pk=claim.pk).first()
    if newer is not None:
        raise refusals.ClaimThereAlready(clause=claim.clause_title, year=claim.year, claim_id=newer.pk)
    claim.publication, claim.granted_fen, claim.outcome = None, None, ""
    claim.checked_by_id = claim.crossed_by_id = None
    fields = ("publication", "granted_fen", "checked_by", "crossed_by", "outcome")
    move(claim, "submitted", "claim.sent_back", by, at, *fields)


def _reject(claim: Claim, reason: str, by: Actor, at: datetime, *changed: str) -> Claim:
    claim.outcome = in_words(reason)
    move(claim, "rejected", "claim.rejected", by, at, "outcome", *changed, reason=claim.outcome)
    tell_firm(claim, "claim.rejected", by, at, reason=claim.outcome[:80])
    return claim


def _look(claim: Claim, kind: str, passed: bool, words: str, by: Actor, at: datetime) -> None:
    fitting(Check(claim=claim, kind=kind, passed=passed, words=words, made_by_id=by.person_id, made_at=at)).save()


def _refuse_oneself(by: Actor, *persons: int | None) -> None:
    if is_oneself(by, persons):
        raise refusals.ClaimCheckerIsMaker()
