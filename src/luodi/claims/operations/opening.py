"""How a claim begins: invited (免申即享, 即申即享) or drafted by the firm (申报), and handed in with its inputs frozen."""

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from luodi.claims import refusals
from luodi.claims.models import ENDED, Check, Claim
from luodi.claims.operations.evidence import doubt, refuse_missing
from luodi.claims.operations.moving import due_day, in_words, locked_claim, move, note, tell_department, tell_firm
from luodi.claims.permissions import acts_for_firm, require_of_unit
from luodi.claims.queries.dues import Due, due_of
from luodi.people.permissions import require
from luodi.promises.models import Promise
from luodi.values.actor import Actor
from luodi.values.refusal import NotAllowed, NotFound

INVITED_MODES = ("confirm", "instant")
SURE = ("verified",)


@transaction.atomic
def invite(
    *, company_id: int, clause: str, year: int, promise_id: int | None = None, promise_stage: int | None = None,
    by: Actor, at: datetime,
) -> Claim:  # fmt: skip
    """Invite a firm to a payout that is due by what is known: it confirms once, the inputs are frozen then.

    `promise_id` and `promise_stage` name the stage of a promise that this payout is paid for, where there is one.

    :raises NotAllowed: without the right to invite for the clause's department
    :raises ClaimNotDue: if the firm is not due anything by what is known, with the reason
    :raises ClaimThereAlready: if it has a claim for the clause and year
    :raises NotFound: for a promise that the actor does not see, or that is not the firm's
    """
    require(by, "claims.invite")
    due = due_of(company_id, clause, year, at=at)
    require_of_unit(by, "claims.invite", due.unit_id)
    _require_promise(promise_id, company_id, by)
    claim = _stored(due, "invited", by, at, promise_id, promise_stage if promise_id else None)
    note("claim.invited", claim, by, at)
    tell_firm(claim, "claim.invited", by, at)
    return claim


@transaction.atomic
def invite_many(*, company_ids: Sequence[int], clause: str, year: int, by: Actor, at: datetime) -> dict[int, str]:
    """Invite firms one by one, and say of each what became of it: "" where it was invited, else the refusal's code."""
    require(by, "claims.invite")
    found: dict[int, str] = {}
    for company_id in dict.fromkeys(company_ids):
        try:
            with transaction.atomic():
                invite(company_id=company_id, clause=clause, year=year, by=by, at=at)
            found[company_id] = ""
        except (refusals.ClaimNotDue, refusals.ClaimThereAlready) as refusal:
            found[company_id] = refusal.code
    return found


@transaction.atomic
def confirm_invitation(*, claim_id: int, version: int, by: Actor, at: datetime) -> Claim:
    """Confirm an invitation as the firm: what is due is reckoned once more and frozen.

    :raises ClaimNotDue: if it is no longer due
    """
    claim = _of_firm(claim_id, version, by, "invited")
    return _hand_in(claim, by, at)


@transaction.atomic
def decline_invitation(*, claim_id: int, version: int, reason: str, by: Actor, at: datetime) -> Claim:
    """Decline an invitation, or withdraw a claim that the department has not checked, with a reason.

    :raises ClaimNeedsWords: without a reason
    """
    claim = _of_firm(claim_id, version, by, "invited", "draft", "submitted")
    claim.outcome = in_words(reason)
    return move(claim, "withdrawn", "claim.withdrawn", by, at, "outcome", reason=claim.outcome)


@transaction.atomic
def draft_claim(*, company_id: int, clause: str, year: int, by: Actor, at: datetime) -> Claim:
    """Begin a claim as the firm; the draft is kept until it is handed in, and only the firm sees it.

    :raises ClaimNotDue: if nothing is due by what is known
    """
    require(by, "claims.own")
    if not acts_for_firm(by, company_id):
        raise NotAllowed(permission="claims.own")
    claim = _stored(due_of(company_id, clause, year, at=at, maybe=True), "draft", by, at)
    note("claim.drafted", claim, by, at)
    return claim


@transaction.atomic
def keep_draft(*, claim_id: int, version: int, words: str, by: Actor, at: datetime) -> Claim:
    """Keep what the firm has written so far."""
    claim = _of_firm(claim_id, version, by, "draft")
    claim.words = words.strip()[:1000]
    return move(claim, "draft", "claim.draft_kept", by, at, "words")


@transaction.atomic
def submit_claim(*, claim_id: int, version: int, by: Actor, at: datetime) -> Claim:
    """Hand a draft in: the evidence has to be whole, and what is due is reckoned once more and frozen.

    :raises ClaimEvidenceMissing: naming what is missing
    :raises ClaimNotDue: with the reason
    """
    claim = _of_firm(claim_id, version, by, "draft")
    refuse_missing(claim)
    return _hand_in(claim, by, at)


def _of_firm(claim_id: int, version: int, by: Actor, *stages: str) -> Claim:
    require(by, "claims.own")
    claim = locked_claim(claim_id, version, by, *stages)
    if not acts_for_firm(by, claim.company_id):
        raise NotAllowed(permission="claims.own")
    return claim


def _hand_in(claim: Claim, by: Actor, at: datetime) -> Claim:
    due = due_of(claim.company_id, claim.clause_code, claim.year, at=at, without=claim.pk)
    freeze(claim, due, at)
    claim.submitted_by_id = by.person_id
    fields = [*FROZEN, "inputs_sha256", "frozen_at", "submitted_by"]
    move(claim, "submitted", "claim.submitted", by, at, *fields, sha256=claim.inputs_sha256)
    name_doubts(claim, at)
    if claim.mode in INVITED_MODES and _sure(claim):
        return _checked_by_machine(claim, by, at)
    tell_department(claim, "claim.submitted", by, at)
    return claim


FROZEN = (
    "clause_version", "clause_code", "clause_number", "clause_title", "clause_title_en", "clause_sha256", "group",
    "mode", "notice_days", "unit", "envelope", "wanted", "inputs", "explanation", "asked_fen",
)  # fmt: skip


def freeze(claim: Claim, due: Due, at: datetime) -> None:
    """Freeze in a claim the clause, the inputs with their sources, and the reckoning, with a sha256 over all of it."""
    for name, value in _columns(due).items():
        setattr(claim, name, value)
    claim.inputs_sha256, claim.frozen_at = sha256_of(due.clause_sha256, due.inputs, due.asked_fen), at


def sha256_of(clause_sha256: str, inputs: dict[str, object], asked_fen: int) -> str:
    """Give the digest of what was frozen: the clause's text by its own digest, the inputs, the amount."""
    told = {"clause": clause_sha256, "inputs": inputs, "asked_fen": asked_fen}
    return hashlib.sha256(json.dumps(told, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def name_doubts(claim: Claim, at: datetime) -> None:
    """Name what a person has to look at: another claim of the firm in the same group, disputed or unverified inputs."""
    others = Claim.objects.filter(company=claim.company_id, year=claim.year, group=claim.group).exclude(pk=claim.pk)
    if claim.group:
        for other in others.exclude(stage__in=(*ENDED, "draft", "invited")).order_by("pk"):
            doubt(claim, "same_group", at, other=other.pk, clause=other.clause_title)
    for field_name, given in sorted(claim.inputs.items()):
        if given.get("state") == "disputed":
            doubt(claim, "input_disputed", at, field=given.get("label", field_name))


def _sure(claim: Claim) -> bool:
    stated = all(given.get("state") in SURE for given in claim.inputs.values())
    return (
        bool(claim.inputs) and stated and not Check.objects.filter(claim=claim, kind="doubt", settled_at=None).exists()
    )


def _checked_by_machine(claim: Claim, by: Actor, at: datetime) -> Claim:
    Check.objects.create(claim=claim, kind="department", passed=True, code="all_inputs_verified", made_at=at)
    claim.granted_fen = claim.asked_fen
    return move(claim, "checked", "claim.checked", by, at, "granted_fen", by_machine=True)


def _columns(due: Due) -> dict[str, object]:
    keys = {"unit": "unit_id", "envelope": "envelope_id", "clause_version": "clause_version_id"}
    return {keys.get(name, name): getattr(due, keys.get(name, name)) for name in FROZEN}


def _require_promise(promise_id: int | None, company_id: int, by: Actor) -> None:
    if promise_id is None:
        return
    firms = Q(promisor_company=company_id) | Q(beneficiary_company=company_id) | Q(subject__company=company_id)
    if not Promise.objects.visible_to(by).filter(firms, pk=promise_id, pays=True).exists():
        raise NotFound()


def _stored(
    due: Due, stage: str, by: Actor, at: datetime, promise_id: int | None = None, promise_stage: int | None = None
) -> Claim:
    there = Claim.objects.filter(company=due.company_id, clause_code=due.clause_code, year=due.year)
    found = there.exclude(stage__in=ENDED).first()
    if found is not None:
        raise refusals.ClaimThereAlready(clause=due.clause_title, year=due.year, claim_id=found.pk)
    claim = Claim(
        company_id=due.company_id, year=due.year, stage=stage, stage_at=at, stage_due=due_day(stage, at),
        promise_id=promise_id, promise_stage=promise_stage, made_by_id=by.person_id, made_at=at, **_columns(due),
    )  # fmt: skip
    try:
        with transaction.atomic():
            claim.save(force_insert=True)
    except IntegrityError as error:
        raise refusals.ClaimThereAlready(clause=due.clause_title, year=due.year, claim_id="—") from error
    return claim
