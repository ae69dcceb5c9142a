"""One claim with everything that was frozen in it and everything that was found since; publications for everybody."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count

from luodi.claims.models import Check, Claim, Evidence, InputLook, Objection, Publication, Recovery
from luodi.claims.permissions import acts_for_firm, is_oneself, looks_at_inputs, may_approve, may_check, sees_inputs
from luodi.claims.queries.desk import ClaimRow, claim_row, require_own_firm, told
from luodi.people.permissions import acts_for
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound, sentence_of


@dataclass(frozen=True, slots=True)
class InputRow:
    """A frozen input: its name, its value in words, whether it was verified, and where it came from."""

    field: str
    label: str
    value: str
    state: str
    source: str
    source_kind: str
    source_id: int | None


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """A file behind a claim; `late` says that it had expired when it was put there."""

    id: int
    document_id: int
    name: str
    title: str
    sha256: str
    expires_date: date | None
    late: bool
    person: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CheckRow:
    """A check or a doubt: `sentence` words a doubt, `settled` says that somebody answered it."""

    id: int
    kind: str
    passed: bool | None
    sentence: str
    sentence_en: str
    words: str
    person: str
    at: datetime
    settled: bool
    answer: str
    settled_by: str


@dataclass(frozen=True, slots=True)
class ObjectionRow:
    """An objection or appeal with its answer; `by_whom` is empty for who may not see it."""

    id: int
    kind: str
    by_whom: str
    text: str
    received_date: date
    answered: bool
    upheld: bool | None
    answer: str
    answered_by: str
    own: bool


@dataclass(frozen=True, slots=True)
class ClaimPayment:
    """A payment of a claim."""

    id: int
    batch_id: int
    batch: str
    number: str
    amount_fen: int
    state: str
    reason: str
    paid_date: date | None
    version: int


@dataclass(frozen=True, slots=True)
class RecoveryRow:
    """A recovery with what came back of it."""

    id: int
    ground: str
    amount_fen: int
    reason: str
    state: str
    due_date: date | None
    made_by: str
    note: str
    repaid_fen: int
    repayments: list[tuple[date, int, str]]
    own: bool


@dataclass(frozen=True, slots=True)
class LookRow:
    """Who opened the inputs for a reason: the firm reads the unit, its department the person too."""

    person: str
    unit: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Hands:
    """Who took which step of a claim."""

    made_by: str
    submitted_by: str
    checked_by: str
    crossed_by: str
    approved_by: str
    approved_at: datetime | None
    meeting_decision: str


@dataclass(frozen=True, slots=True)
class ClaimPage:
    """One claim. `inputs` and `explanation` are empty and `hidden` is true for who does not see what it was reckoned from."""

    row: ClaimRow
    clause_version_id: int
    clause_number: int
    clause_sha256: str
    inputs_sha256: str
    frozen_at: datetime | None
    notice_days: int
    wanted: list[str]
    missing: list[str]
    words: str
    outcome: str
    ratio_ppm: int | None
    hidden: bool
    inputs: list[InputRow]
    explanation: list[str]
    explanation_en: list[str]
    evidence: list[EvidenceRow]
    checks: list[CheckRow]
    objections: list[ObjectionRow]
    publication: tuple[int, str, date, date] | None
    payments: list[ClaimPayment]
    recoveries: list[RecoveryRow]
    looks: list[LookRow]
    hands: Hands
    may: frozenset[str]


@dataclass(frozen=True, slots=True)
class PublicationRow:
    """A publication in a list."""

    id: int
    title: str
    unit: str
    from_date: date
    until_date: date
    claims: int
    running: bool


@dataclass(frozen=True, slots=True)
class PublicationPage:
    """A publication as everybody sees it: firm, clause, year and amount; no person and no input."""

    row: PublicationRow
    contact: str
    lines: list[tuple[str, str, str, int, int]]


def claim_page(viewer: Actor, claim_id: int, *, today: date, look_id: int | None = None) -> ClaimPage:
    """Give one claim with all that hangs on it; eight SQL statements. `look_id` opens the inputs by the viewer's own look.

    :raises NotFound: if there is none that the viewer may see
    """
    people = ("made_by", "submitted_by", "checked_by", "crossed_by", "approved_by", "publication")
    claim = told(Claim.objects.visible_to(viewer).filter(pk=claim_id)).select_related(
        "company", "unit", "envelope", *people
    ).first()  # fmt: skip
    if claim is None:
        raise NotFound()
    shown = sees_inputs(viewer, claim)
    looks = _looks(claim, viewer) if shown else []
    shown = shown or _opened_by(look_id, claim, viewer)
    evidence = _evidence(claim)
    named = {each.name for each in evidence}
    published = claim.publication
    return ClaimPage(
        row=claim_row(claim, today), clause_version_id=claim.clause_version_id,
        clause_number=claim.clause_number, clause_sha256=claim.clause_sha256, inputs_sha256=claim.inputs_sha256,
        frozen_at=claim.frozen_at, notice_days=claim.notice_days, wanted=claim.wanted,
        missing=[each for each in claim.wanted if each not in named], words=claim.words, outcome=claim.outcome,
        ratio_ppm=claim.ratio_ppm, hidden=not shown, inputs=_inputs(claim) if shown else [],
        explanation=claim.explanation.get("zh", []) if shown else [],
        explanation_en=claim.explanation.get("en", []) if shown else [],
        evidence=evidence, checks=_checks(claim), objections=_objections(claim, viewer),
        publication=(published.pk, published.title, published.from_date, published.until_date) if published else None,
        payments=_payments(claim), recoveries=_recoveries(claim, viewer), looks=looks, hands=_hands(claim),
        may=_may(viewer, claim, today),
    )  # fmt: skip


def own_claim_page(viewer: Actor, company_id: int, claim_id: int, *, today: date) -> ClaimPage:
    """Give one claim of one's own firm.

    :raises NotFound: for another firm's, or another firm
    """
    require_own_firm(viewer, company_id)
    found = claim_page(viewer, claim_id, today=today)
    if found.row.company_id != company_id:
        raise NotFound()
    return found


def evidence_file(viewer: Actor, evidence_id: int) -> Evidence:
    """Give a claim's evidence with its document, for who sees the claim and what it was reckoned from.

    :raises NotFound: for everybody else
    """
    found = Evidence.objects.visible_to(viewer).select_related("claim", "document").filter(pk=evidence_id).first()
    if found is None or not sees_inputs(viewer, found.claim):
        raise NotFound()
    return found


def publications(*, today: date, limit: int = 200) -> list[PublicationRow]:
    """List what was published, newest first; for everybody. One SQL statement."""
    rows = Publication.objects.select_related("unit").annotate(n=Count("claims")).order_by("-pk")[:limit]
    return [_publication(each, each.n, today) for each in rows]


def publication_page(publication_id: int, *, today: date) -> PublicationPage:
    """Give one publication; for everybody. Two SQL statements.

    :raises NotFound: if there is none
    """
    found = Publication.objects.select_related("unit").filter(pk=publication_id).first()
    if found is None:
        raise NotFound()
    claims = list(Claim.objects.filter(publication=found).select_related("company").order_by("company__name", "pk"))
    lines = [
        (each.company.name, each.clause_title, each.clause_title_en, each.year, each.granted_fen or 0)
        for each in claims
    ]
    return PublicationPage(_publication(found, len(claims), today), found.contact, lines)


def _publication(each: Publication, number: int, today: date) -> PublicationRow:
    return PublicationRow(
        each.pk, each.title, each.unit.name, each.from_date, each.until_date, number, today <= each.until_date
    )


def _may(viewer: Actor, claim: Claim, today: date) -> frozenset[str]:
    department, own = may_check(viewer, claim), acts_for_firm(viewer, claim.company_id)
    cross = viewer.may("claims.cross") and not is_oneself(viewer, [claim.checked_by_id, claim.submitted_by_id])
    over = claim.publication is None or today > claim.publication.until_date
    found = {
        "check": claim.stage == "submitted" and department and not is_oneself(viewer, [claim.submitted_by_id]),
        "settle": department or viewer.may("claims.cross"),
        "evidence": claim.stage in ("invited", "draft", "submitted") and (department or own),
        "cross": claim.stage == "checked" and cross,
        "publish": claim.stage == "crossed" and viewer.may("claims.publish") and acts_for(viewer, claim.unit_id),
        "object": (claim.stage == "published" and (viewer.may("claims.publish") or own))
        or (claim.stage == "rejected" and own),
        "answer": viewer.may("claims.publish"),
        "approve": claim.stage == "published" and over and may_approve(viewer, claim),
        "release": claim.stage == "committed"
        and viewer.may("claims.approve")
        and not is_oneself(viewer, [claim.approved_by_id]),
        "archive": claim.stage == "paid" and viewer.may("claims.pay"),
        "recover": claim.stage in ("paid", "archived") and viewer.may("claims.recover"),
        "repay": viewer.may("claims.pay"),
        "pay": viewer.may("claims.pay"),
        "firm": own,
        "look": looks_at_inputs(viewer, claim),
    }
    return frozenset(name for name, holds in found.items() if holds)


def _inputs(claim: Claim) -> list[InputRow]:
    return [
        InputRow(
            field=name, label=given.get("label", name), value=given.get("shown") or str(given.get("value", "")),
            state=given.get("state", ""), source=given.get("source", ""), source_kind=given.get("source_kind", ""),
            source_id=given.get("source_id"),
        )
        for name, given in sorted(claim.inputs.items())
    ]  # fmt: skip


def _evidence(claim: Claim) -> list[EvidenceRow]:
    rows = Evidence.objects.filter(claim=claim, dropped_at=None).select_related("document", "added_by").order_by("pk")
    return [
        EvidenceRow(
            id=each.pk, document_id=each.document_id, name=each.name, title=each.document.title, sha256=each.sha256,
            expires_date=each.expires_date,
            late=each.expires_date is not None and each.expires_date < each.added_at.date(),
            person=each.added_by.name if each.added_by else "", at=each.added_at,
        )
        for each in rows
    ]  # fmt: skip


def _checks(claim: Claim) -> list[CheckRow]:
    rows = Check.objects.filter(claim=claim).select_related("made_by", "settled_by").order_by("pk")
    return [
        CheckRow(
            id=each.pk, kind=each.kind, passed=each.passed,
            sentence=sentence_of(f"claim_doubt_{each.code}", each.params, "zh") if each.kind == "doubt" else "",
            sentence_en=sentence_of(f"claim_doubt_{each.code}", each.params, "en") if each.kind == "doubt" else "",
            words=each.words, person=each.made_by.name if each.made_by else "", at=each.made_at,
            settled=each.settled_at is not None, answer=each.answer,
            settled_by=each.settled_by.name if each.settled_by else "",
        )
        for each in rows
    ]  # fmt: skip


def _objections(claim: Claim, viewer: Actor) -> list[ObjectionRow]:
    rows = Objection.objects.filter(claim=claim).select_related("answered_by").order_by("pk")
    named = viewer.may("claims.publish")
    return [
        ObjectionRow(
            id=each.pk, kind=each.kind, by_whom=each.by_whom if named or each.kind == "appeal" else "", text=each.text,
            received_date=each.received_date, answered=each.answered_at is not None, upheld=each.upheld,
            answer=each.answer, answered_by=each.answered_by.name if each.answered_by else "",
            own=is_oneself(viewer, [each.made_by_id]),
        )
        for each in rows
    ]  # fmt: skip


def _looks(claim: Claim, viewer: Actor) -> list[LookRow]:
    rows = InputLook.objects.filter(claim=claim).select_related("person", "unit").order_by("-pk")[:50]
    own = acts_for_firm(viewer, claim.company_id)
    return [
        LookRow("" if own else each.person.name, each.unit.name if each.unit else "", each.reason, each.looked_at)
        for each in rows
    ]


def _opened_by(look_id: int | None, claim: Claim, viewer: Actor) -> bool:
    own = InputLook.objects.filter(pk=look_id, claim=claim, person=viewer.person_id)
    return look_id is not None and viewer.person_id is not None and own.exists()


def _payments(claim: Claim) -> list[ClaimPayment]:
    rows = claim.payments.select_related("batch").order_by("pk")
    return [
        ClaimPayment(each.pk, each.batch_id, each.batch.title, each.number, each.amount_fen, each.state, each.reason,
                     each.paid_date, each.version)
        for each in rows
    ]  # fmt: skip


def _recoveries(claim: Claim, viewer: Actor) -> list[RecoveryRow]:
    rows = Recovery.objects.filter(claim=claim).select_related("made_by").prefetch_related("repayments").order_by("pk")
    return [
        RecoveryRow(
            id=each.pk, ground=each.ground, amount_fen=each.amount_fen, reason=each.reason, state=each.state,
            due_date=each.due_date, made_by=each.made_by.name if each.made_by else "", note=each.note,
            repaid_fen=sum(back.amount_fen for back in each.repayments.all()),
            repayments=[(back.day, back.amount_fen, back.reference) for back in each.repayments.all()],
            own=is_oneself(viewer, [each.made_by_id]),
        )
        for each in rows
    ]  # fmt: skip


def _hands(claim: Claim) -> Hands:
    names = [
        person.name if person else ""
        for person in (claim.made_by, claim.submitted_by, claim.checked_by, claim.crossed_by, claim.approved_by)
    ]
    return Hands(*names, claim.approved_at, claim.meeting_decision)
