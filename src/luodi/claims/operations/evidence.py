"""Evidence of a claim, and the doubts that the machine names: a file used twice, a certificate that has expired."""

from dataclasses import replace
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from luodi.claims import refusals
from luodi.claims.models import ENDED, Check, Claim, Evidence
from luodi.claims.operations.moving import in_words, locked_claim, note
from luodi.claims.permissions import acts_for_firm, may_check
from luodi.documents.models import Document
from luodi.documents.operations import add_document
from luodi.documents.storage import digest_of
from luodi.people.permissions import require
from luodi.people.texts import fitting
from luodi.values.actor import Actor
from luodi.values.refusal import NotAllowed, NotFound

OPEN_STAGES = ("invited", "draft", "submitted")


@transaction.atomic
def add_evidence(
    *, claim_id: int, document_id: int, name: str, expires_date: date | None = None, by: Actor, at: datetime
) -> Evidence:
    """Put a document behind a claim under the name by which its clause asks for it.

    The very file behind another firm's claim, or behind one for the same clause, is refused by name; behind another
    clause's claim of the same firm it becomes a named doubt, and so does a certificate that has expired.

    :raises NotFound: for a claim or document that the actor does not see
    :raises NotAllowed: for who is neither the firm nor the department
    :raises ClaimEvidenceLocked: once the department has checked
    :raises ClaimEvidenceThere, ClaimEvidenceUsed: naming where the file stands
    """
    claim = _changeable(claim_id, by)
    document = Document.objects.visible_to(by).filter(pk=document_id).first()
    if document is None:
        raise NotFound()
    there = Evidence.objects.filter(claim=claim, sha256=document.file_id, dropped_at=None).first()
    if there is not None:
        raise refusals.ClaimEvidenceThere(name=there.name)
    doubled = _used_elsewhere(claim, document.file_id)
    row = fitting(Evidence(
        claim=claim, document=document, sha256=document.file_id, name=in_words(name, 120), expires_date=expires_date,
        added_by_id=by.person_id, added_at=at,
    ))  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise refusals.ClaimEvidenceThere(name=row.name) from error
    for other in doubled:
        doubt(claim, "evidence_used_twice", at, name=row.name, other=other.claim_id, clause=other.claim.clause_title)
    if expires_date is not None and expires_date < localdate(at):
        doubt(claim, "certificate_expired", at, name=row.name, day=expires_date.isoformat())
    note("claim.evidence_added", claim, by, at, name=row.name, sha256=row.sha256)
    return row


@transaction.atomic
def upload_evidence(
    *, claim_id: int, data: bytes, file_name: str, name: str, expires_date: date | None = None, by: Actor, at: datetime
) -> Evidence:  # fmt: skip
    """Put a file behind a claim: kept as a document of the claim's department, then as `add_evidence`.

    A firm puts files in for its claims only, and reads them there; the department's documents stay closed to it.

    :raises Refusal: those of `documents.add_document` for a file that is not what it should be
    """
    claim = _changeable(claim_id, by)
    inside = _as_put_in_for(claim, by)
    there = Document.objects.filter(file_id=digest_of(data), unit_id=claim.unit_id).first()
    document = there or add_document(
        data=data, file_name=file_name, title=f"{claim.company.name} · {in_words(name, 120)}", kind="other",
        data_class="sensitive", unit_id=claim.unit_id, by=inside, at=at,
    )  # fmt: skip
    return add_evidence(
        claim_id=claim_id, document_id=document.pk, name=name, expires_date=expires_date, by=inside, at=at
    )


def _as_put_in_for(claim: Claim, by: Actor) -> Actor:
    """Give the firm's actor the one right that it lacks: to put a file into the department that its claim is before."""
    if not acts_for_firm(by, claim.company_id):
        return by
    return replace(
        by, permissions=by.permissions | {"documents.upload"}, unit_ids=frozenset({claim.unit_id}),
        unit_id=claim.unit_id, roles=by.roles | {"department"},
    )  # fmt: skip


@transaction.atomic
def drop_evidence(*, evidence_id: int, by: Actor, at: datetime) -> Evidence:
    """Take evidence away again; the row stays to be read, doubts about it stay to be settled.

    :raises NotFound: if there is none that the actor sees, or it was taken away
    """
    found = Evidence.objects.visible_to(by).filter(pk=evidence_id, dropped_at=None).first()
    if found is None:
        raise NotFound()
    claim = _changeable(found.claim_id, by)
    found.dropped_at = at
    found.save(update_fields=["dropped_at"])
    note("claim.evidence_dropped", claim, by, at, name=found.name)
    return found


@transaction.atomic
def settle_doubt(*, check_id: int, answer: str, by: Actor, at: datetime) -> Check:
    """Settle a named doubt in words: what was looked at, and why it stands no longer in the way.

    :raises NotFound: if there is none that the actor sees
    :raises ClaimDoubtSettled: if it was settled before
    """
    found = Check.objects.visible_to(by).filter(pk=check_id, kind="doubt").first()
    if found is None:
        raise NotFound()
    claim = locked_claim(found.claim_id, None, by)
    if not (may_check(by, claim) or by.may("claims.cross")):
        raise NotAllowed(permission="claims.check")
    found.refresh_from_db()
    if found.settled_at is not None:
        raise refusals.ClaimDoubtSettled()
    found.answer, found.settled_by_id, found.settled_at = in_words(answer, 500), by.person_id, at
    found.save(update_fields=["answer", "settled_by", "settled_at"])
    note("claim.doubt_settled", claim, by, at, code=found.code, answer=found.answer)
    return found


def doubt(claim: Claim, code: str, at: datetime, **params: object) -> None:
    """Name a doubt about a claim, once."""
    if not Check.objects.filter(claim=claim, kind="doubt", code=code, params=params).exists():
        Check.objects.create(claim=claim, kind="doubt", code=code, params=params, made_at=at)


def refuse_open_doubts(claim: Claim) -> None:
    """Refuse while a doubt about a claim is open.

    :raises ClaimDoubtsOpen: with their number
    """
    count = Check.objects.filter(claim=claim, kind="doubt", settled_at=None).count()
    if count:
        raise refusals.ClaimDoubtsOpen(count=count)


def refuse_missing(claim: Claim) -> None:
    """Refuse while evidence that the clause asks for is missing.

    :raises ClaimEvidenceMissing: naming what is missing
    """
    there = set(Evidence.objects.filter(claim=claim, dropped_at=None).values_list("name", flat=True))
    missing = [name for name in claim.wanted if name not in there]
    if missing:
        raise refusals.ClaimEvidenceMissing(missing=missing)


def _used_elsewhere(claim: Claim, sha256: str) -> list[Evidence]:
    others = Evidence.objects.filter(sha256=sha256, dropped_at=None).exclude(claim=claim)
    others = others.exclude(claim__stage__in=ENDED).select_related("claim").order_by("pk")
    for each in others:
        if each.claim.company_id != claim.company_id or each.claim.clause_code == claim.clause_code:
            raise refusals.ClaimEvidenceUsed(claim_id=each.claim_id, name=each.name)
    return list(others)


def _changeable(claim_id: int, by: Actor) -> Claim:
    claim = locked_claim(claim_id, None, by)
    if not (acts_for_firm(by, claim.company_id) or may_check(by, claim)):
        require(by, "claims.check", unit_id=claim.unit_id)
    if claim.stage not in OPEN_STAGES:
        raise refusals.ClaimEvidenceLocked(stage=claim.stage)
    return claim
