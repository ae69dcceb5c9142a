"""Setting what an agreement watches, what it pays for, and what the district owes, each by its own rules."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from luodi.agreements.models import Agreement, Duty, Payment, PaymentStage, Term, TermPeriod, TermSheet
from luodi.agreements.operations.locking import locked, note, require_state, store
from luodi.agreements.operations.term_rules import refuse_duty, refuse_framework, refuse_payment, refuse_term
from luodi.agreements.permissions import may_edit
from luodi.values.actor import Actor
from luodi.values.indicator import indicators
from luodi.values.money import Money


@dataclass(frozen=True, slots=True)
class NewPeriod:
    """A period of a term: from a day to (not including) a day, its target, and when the evidence is due."""

    due_date: date
    target: Decimal | None = None
    from_date: date | None = None
    to_date: date | None = None


@dataclass(frozen=True, slots=True)
class NewTerm:
    """What is watched. `indicator` is a code of values/indicators.toml or "milestone"; targets are in 元 or a number.

    `payment` is the place (from 1) of the payment that it is linked to; `tolerance_ppm` the part that may be missed.
    """

    indicator: str
    measure: str
    periods: Sequence[NewPeriod]
    evidence: Sequence[str] = ()
    name: str = ""
    entities: str = ""
    tolerance_ppm: int = 0
    cure: dict[str, int] = field(default_factory=dict)
    remedy: str = ""
    payment: int | None = None


@dataclass(frozen=True, slots=True)
class NewStage:
    """A part of a payment: its share in millionths, what has to be shown for it, and by when."""

    share_ppm: int
    condition: str
    due_date: date | None = None


@dataclass(frozen=True, slots=True)
class NewPayment:
    """What is paid for: on a published clause, or a public document with its article, or a legal basis; on one only."""

    what: str
    driver: str
    cap: Money
    stages: Sequence[NewStage]
    amount: Money | None = None
    basis: str = ""
    clause_id: int | None = None
    policy_id: int | None = None
    policy_article: str = ""
    legal_basis: str = ""
    budget_line: str = ""


@dataclass(frozen=True, slots=True)
class NewDuty:
    """What the district owes: by a day or within days, by which unit, and for a payment from which budget line."""

    kind: str
    what: str
    unit_id: int
    due_date: date | None = None
    within_days: int | None = None
    budget_line: str = ""
    payment: int | None = None


@transaction.atomic
def set_terms(
    *, agreement_id: int, version: int, terms: Sequence[NewTerm], payments: Sequence[NewPayment],
    duties: Sequence[NewDuty], by: Actor, at: datetime,
) -> TermSheet:  # fmt: skip
    """Set all terms of a draft anew; the earlier sheet stays as it was (handbook §4.1).

    :raises SignedTextIsFixed: if the agreement is signed: then a supplement is needed
    :raises FrameworkPromises: for money, land or payment triggers in a framework agreement (§2.3)
    :raises PaymentDriverForbidden: for a payment that follows tax, registration or statistics, with the article
    :raises Refusal: those of `term_rules`, each naming the term, payment or duty
    """
    agreement = locked(agreement_id, version, by)
    may_edit(by, agreement.unit_id)
    require_state(agreement, "draft")
    refuse_framework(agreement, payments, duties)
    for term in terms:
        refuse_term(term, payments)
    for payment in payments:
        refuse_payment(payment, by)
    for duty in duties:
        refuse_duty(duty, payments)
    sheet = _written(agreement, terms, payments, duties, by, at)
    agreement.sheet, agreement.maker_id = sheet, by.person_id
    store(agreement, at, "sheet", "maker")
    note("agreement.terms_set", agreement, by, at, terms=len(terms), payments=len(payments), duties=len(duties))
    return sheet


def _written(
    agreement: Agreement, terms: Sequence[NewTerm], payments: Sequence[NewPayment], duties: Sequence[NewDuty],
    by: Actor, at: datetime,
) -> TermSheet:  # fmt: skip
    ordinal = agreement.sheet.ordinal + 1 if agreement.sheet else 1
    sheet = TermSheet.objects.create(agreement=agreement, ordinal=ordinal, made_by_id=by.person_id, made_at=at)
    paid = Payment.objects.bulk_create(_payment(sheet, place, each) for place, each in enumerate(payments, 1))
    PaymentStage.objects.bulk_create(
        PaymentStage(
            payment=row, ordinal=place, share_ppm=stage.share_ppm, condition=stage.condition.strip()[:200],
            due_date=stage.due_date,
        )
        for row, each in zip(paid, payments, strict=True)
        for place, stage in enumerate(each.stages, 1)
    )  # fmt: skip
    watched = Term.objects.bulk_create(_term(sheet, place, each, paid) for place, each in enumerate(terms, 1))
    TermPeriod.objects.bulk_create(
        TermPeriod(
            term=row, ordinal=place, from_date=period.from_date, to_date=period.to_date, target=period.target,
            due_date=period.due_date,
        )
        for row, each in zip(watched, terms, strict=True)
        for place, period in enumerate(each.periods, 1)
    )  # fmt: skip
    Duty.objects.bulk_create(
        Duty(
            sheet=sheet, ordinal=place, kind=each.kind, what=each.what.strip()[:200], unit_id=each.unit_id,
            due_date=each.due_date, within_days=each.within_days, budget_line=each.budget_line.strip()[:120],
            payment=paid[each.payment - 1] if each.payment else None,
        )
        for place, each in enumerate(duties, 1)
    )  # fmt: skip
    return sheet


def _payment(sheet: TermSheet, place: int, new: NewPayment) -> Payment:
    return Payment(
        sheet=sheet, ordinal=place, what=new.what.strip()[:200], driver=new.driver, cap=new.cap.amount,
        amount=new.amount.amount if new.amount else None, basis=new.basis.strip()[:300], clause_id=new.clause_id,
        policy_id=new.policy_id,
        policy_article=new.policy_article.strip()[:60], legal_basis=new.legal_basis.strip()[:300],
        budget_line=new.budget_line.strip()[:120],
    )  # fmt: skip


def _term(sheet: TermSheet, place: int, new: NewTerm, paid: list[Payment]) -> Term:
    return Term(
        sheet=sheet, ordinal=place, indicator=new.indicator, name=new.name.strip()[:120], measure=new.measure,
        unit_word=_unit_word(new.indicator), entities=new.entities.strip()[:200], tolerance_ppm=new.tolerance_ppm,
        evidence=[each.strip()[:100] for each in new.evidence if each.strip()], cure=dict(new.cure),
        remedy=new.remedy.strip()[:300], payment=paid[new.payment - 1] if new.payment else None,
    )  # fmt: skip


def _unit_word(indicator: str) -> str:
    return indicators()[indicator].unit if indicator in indicators() else ""
