"""One agreement as its page shows it: clauses beside terms, versions, review, what may be done; and its redlines."""

from dataclasses import dataclass
from datetime import date

from luodi.agreements.models import Agreement, Clause, Duty, Payment, Term, Version
from luodi.agreements.permissions import approves, edits, signs
from luodi.agreements.queries.lists import row_of, supplements_of, with_row_columns
from luodi.agreements.queries.rows import (
    AgreementDetail,
    ClauseRow,
    DutyRow,
    PaymentRow,
    PeriodRow,
    StageRow,
    TermRow,
    Terms,
    VersionRow,
)
from luodi.agreements.queries.standing import ReviewStanding, review_standing
from luodi.documents.models import Document
from luodi.engines import fairness, wording
from luodi.policies.queries import published_on, words_of
from luodi.reviews.queries import pack_in_force
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound


@dataclass(frozen=True, slots=True)
class Compared:
    """Two versions of an agreement and what changed between them."""

    agreement_id: int
    title: str
    old: int
    new: int
    ordinals: list[int]
    redline: wording.Redline


def agreement(viewer: Actor, agreement_id: int, *, today: date) -> AgreementDetail:
    """Give one agreement; a fixed number of SQL statements.

    :raises NotFound: if there is none that the viewer may see
    """
    found = _found(viewer, agreement_id, today)
    readable = found.readable
    text = found.current.text if readable and found.current else ""
    return AgreementDetail(
        row=row_of(found),
        readable=readable,
        parties=found.parties,
        scope=found.scope if readable else "",
        valid_from=found.valid_from,
        data_class=found.data_class,
        original_currency=found.original_currency,
        original_amount=found.original_amount if readable else None,
        rate=found.rate if readable else None,
        rate_date=found.rate_date if readable else None,
        parent_id=found.parent_id,
        parent_title=found.parent.title if found.parent else "",
        text=text,
        text_sha256=found.current.text_sha256 if found.current else "",
        ordinal=found.current.ordinal if found.current else 0,
        clauses=clauses_of(found.current_id, text) if readable else [],
        versions=_versions(found) if readable else [],
        terms=terms_of(found.sheet_id, found.sheet.ordinal if found.sheet else 0) if readable else Terms(),
        supplements=supplements_of(viewer, found.pk, today=today),
        standing=review_standing(found.pk, found.current.text_sha256)
        if readable and found.current
        else ReviewStanding(),
        maker=found.maker.name if found.maker else "",
        approved_by=found.approved_by.name if found.approved_by else "",
        approved_at=found.approved_at,
        legal_opinion=found.legal_opinion,
        signed_document_id=found.signed_document_id if readable else None,
        ended_date=found.ended_date,
        end_reason=found.end_reason,
        may_edit=readable and edits(viewer, found.unit_id),
        may_approve=readable and approves(viewer, found),
        may_sign=readable and signs(viewer, found.unit_id),
    )


def readable_agreement(viewer: Actor, agreement_id: int) -> Agreement:
    """Give an agreement whose text and terms the viewer reads; for downloads and redlines.

    :raises NotFound: for any other
    """
    rows = Agreement.objects.visible_to(viewer)
    condition = Agreement.objects.all().open_to(viewer)
    rows = rows if condition is True else rows.filter(condition)
    found = rows.select_related("current").filter(pk=agreement_id).first()
    if found is None:
        raise NotFound()
    return found


def version_text(viewer: Actor, agreement_id: int, ordinal: int) -> tuple[str, str]:
    """Give the title and the text of a version.

    :raises NotFound: if there is none that the viewer may read
    """
    found = readable_agreement(viewer, agreement_id)
    text = Version.objects.filter(agreement=found, ordinal=ordinal).values_list("text", flat=True).first()
    if text is None:
        raise NotFound()
    return found.title, text


def compared(viewer: Actor, agreement_id: int, old: int | None, new: int | None) -> Compared:
    """Compare two versions, by default the newest with the one before.

    :raises NotFound: if there are no such versions that the viewer may read
    """
    found = readable_agreement(viewer, agreement_id)
    ordinals = list(found.versions.order_by("ordinal").values_list("ordinal", flat=True))
    new = new or ordinals[-1]
    old = old or max(new - 1, ordinals[0])
    texts = dict(found.versions.filter(ordinal__in=(old, new)).values_list("ordinal", "text"))
    if old not in texts or new not in texts:
        raise NotFound()
    parties = [each["name"] for each in found.parties]
    return Compared(found.pk, found.title, old, new, ordinals, wording.compare(texts[old], texts[new], parties))


def clauses_of(version_id: int | None, text: str) -> list[ClauseRow]:
    """List the clauses of a version with their words; one SQL statement."""
    if version_id is None:
        return []
    rows = Clause.objects.filter(version_id=version_id).order_by("ordinal")
    return [
        ClauseRow(
            each.ordinal, each.kind, each.number, each.title, text[each.span_start : each.span_end], each.span_start
        )
        for each in rows
    ]


def terms_of(sheet_id: int | None, ordinal: int) -> Terms:
    """Give the terms of a sheet; five SQL statements."""
    if sheet_id is None:
        return Terms()
    watched = (
        Term.objects.filter(sheet_id=sheet_id).select_related("payment").prefetch_related("periods").order_by("ordinal")
    )
    paid = (
        Payment.objects.filter(sheet_id=sheet_id)
        .select_related("policy", "clause__policy")
        .prefetch_related("stages")
        .order_by("ordinal")
    )
    duties = Duty.objects.filter(sheet_id=sheet_id).select_related("unit", "payment").order_by("ordinal")
    return Terms(
        ordinal, [_term(each) for each in watched], [_payment(each) for each in paid], [_duty(each) for each in duties]
    )


def _found(viewer: Actor, agreement_id: int, today: date) -> Agreement:
    seen = Agreement.objects.visible_to(viewer).filter(pk=agreement_id)
    joined = with_row_columns(seen, viewer, today)
    found = joined.select_related("unit", "project", "current", "sheet", "parent", "maker", "approved_by").first()
    if found is None:
        raise NotFound()
    return found


def _versions(found: Agreement) -> list[VersionRow]:
    rows = found.versions.select_related("made_by").defer("text").order_by("-ordinal")
    return [
        VersionRow(
            each.ordinal, each.made_by.name if each.made_by else "", each.made_at, each.note, each.text_sha256,
            each.document_id, each.pk == found.approved_id,
        )
        for each in rows
    ]  # fmt: skip


def _term(term: Term) -> TermRow:
    periods = sorted(term.periods.all(), key=lambda each: each.ordinal)
    return TermRow(
        term.ordinal, term.indicator, term.name, term.measure, term.unit_word, term.entities, term.tolerance_ppm,
        term.evidence, term.cure, term.remedy, term.payment.ordinal if term.payment else None,
        [PeriodRow(each.from_date, each.to_date, each.target, each.due_date) for each in periods],
    )  # fmt: skip


def _payment(payment: Payment) -> PaymentRow:
    stages = sorted(payment.stages.all(), key=lambda each: each.ordinal)
    return PaymentRow(
        payment.ordinal, payment.what, payment.driver, payment.cap, payment.amount, payment.basis, payment.clause_id,
        words_of(payment.clause) if payment.clause else None, payment.policy_id,
        payment.policy.title if payment.policy else "", payment.policy_article, payment.legal_basis, payment.budget_line,
        [StageRow(each.share_ppm, each.condition, each.due_date) for each in stages],
    )  # fmt: skip


def _duty(duty: Duty) -> DutyRow:
    return DutyRow(
        duty.ordinal, duty.kind, duty.what, duty.unit_id, duty.unit.name, duty.due_date, duty.within_days,
        duty.budget_line, duty.payment.ordinal if duty.payment else None,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Checked:
    """What a look ahead found in a draft: findings of the fairness engine, and promises that a framework must not make."""

    findings: list[dict]
    promises: list[wording.Promise]


def check(viewer: Actor, agreement_id: int) -> Checked:
    """Look at a draft's text as the review will, before it is asked; nothing is kept.

    :raises NotFound: if there is none that the viewer may read
    """
    found = readable_agreement(viewer, agreement_id)
    text = found.current.text if found.current else ""
    outcome = fairness.review(text, pack=pack_in_force())
    promises = wording.promises_in(text) if found.kind == "framework" else []
    return Checked([each.to_json() for each in outcome.findings], promises)


def clauses_offered(*, on: date) -> list[tuple[int, str]]:
    """List the published clauses in force on a day (id, policy and title) that a payment may rest on; one SQL statement."""
    return published_on(on)


def policies_offered(viewer: Actor) -> list[tuple[int, str]]:
    """List the published documents (id, title) that a payment may rest on, the newest first; one SQL statement."""
    found = Document.objects.visible_to(viewer).filter(data_class="public").exclude(kind="ledger")
    return list(found.order_by("-pk").values_list("pk", "title")[:200])
