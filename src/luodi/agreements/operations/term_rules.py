"""What may be watched, paid for and owed: the checks of one term, one payment, one duty (handbook §0, §2.3, §4.1)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from luodi.agreements import refusals
from luodi.agreements.drivers import drivers
from luodi.agreements.models import Agreement
from luodi.documents.models import Document
from luodi.people.models import Unit
from luodi.policies.models import ClauseVersion
from luodi.values.actor import Actor
from luodi.values.indicator import indicators, of_agreements
from luodi.values.refusal import NotFound
from luodi.values.share import WHOLE

if TYPE_CHECKING:
    from luodi.agreements.operations.terms import NewDuty, NewPayment, NewPeriod, NewTerm

STATISTICS = re.compile(r"联网直报|统计报表|一套表|统计局.{0,6}(?:数据|台账|微观)|入统|纳统")
FLOW_MEASURES = ("sum", "level", "average", "cumulative")
DUTIES = ("land", "permit", "payment", "service", "other")


def refuse_framework(agreement: Agreement, payments: Sequence[NewPayment], duties: Sequence[NewDuty]) -> None:
    """Refuse payments, land promises and duties to pay in a framework agreement.

    :raises FrameworkPromises: naming them
    """
    if agreement.kind != "framework":
        return
    promised = [each.what for each in payments] + [each.what for each in duties if each.kind in ("land", "payment")]
    if promised:
        raise refusals.FrameworkPromises(what=promised)


def refuse_term(term: NewTerm, payments: Sequence[NewPayment]) -> None:
    """Refuse a term that watches nothing, by nothing, or by what the law keeps for statistics.

    :raises TermIndicatorUnknown, TermMeasureUnknown, TermWithoutPeriod, TermTargetMissing: each for its fault
    :raises TermPeriodWrong, TermsOverlap, TermEvidenceMissing, TermEvidenceIsStatistics, TermPaidForTax: as well
    """
    milestone = term.indicator == "milestone"
    if not milestone and term.indicator not in of_agreements():
        raise refusals.TermIndicatorUnknown(indicator=term.indicator)
    name = term.name or ("里程碑" if milestone else indicators()[term.indicator].zh)
    if (term.measure == "date") != milestone or term.measure not in (*FLOW_MEASURES, "date"):
        raise refusals.TermMeasureUnknown(measure=term.measure)
    if not term.periods:
        raise refusals.TermWithoutPeriod(term=name)
    for place, period in enumerate(term.periods, 1):
        _refuse_period(name, place, period, milestone)
    spans = sorted((each.from_date, each.to_date) for each in term.periods if each.from_date and each.to_date)
    if term.measure != "cumulative" and any(one[1] > other[0] for one, other in pairwise(spans)):
        raise refusals.TermsOverlap(term=name)
    if not [each for each in term.evidence if each.strip()]:
        raise refusals.TermEvidenceMissing(term=name)
    for each in term.evidence:
        if STATISTICS.search(each):
            raise refusals.TermEvidenceIsStatistics(term=name, evidence=each)
    if term.payment is not None:
        _refuse_link(term.payment, payments)
        if not milestone and not indicators()[term.indicator].payable:
            raise refusals.TermPaidForTax(term=name, article=drivers()[term.indicator].article)


def _refuse_period(name: str, place: int, period: NewPeriod, milestone: bool) -> None:
    if not milestone and (period.target is None or period.target <= 0):
        raise refusals.TermTargetMissing(term=name)
    backwards = period.from_date and period.to_date and period.to_date <= period.from_date
    if backwards or (period.to_date and period.due_date < period.to_date):
        raise refusals.TermPeriodWrong(term=name, period=place)


def _refuse_link(place: int, payments: Sequence[NewPayment]) -> None:
    if not 1 <= place <= len(payments):
        raise refusals.PaymentUnknown(place=place)


def refuse_payment(payment: NewPayment, by: Actor) -> None:
    """Refuse a payment that follows what the law forbids, has no ground, or does not add up.

    :raises PaymentDriverForbidden: with the article
    :raises PaymentWithoutGround, PaymentOnTwoGrounds, PolicyNotPublished: for its ground
    :raises PaymentInForeignMoney, PaymentNotReckoned, PaymentOverCap, PaymentStagesDoNotSumToOne: for its sum
    """
    driver = drivers().get(payment.driver)
    if driver is None:
        raise refusals.PaymentDriverUnknown(driver=payment.driver)
    if not driver.lawful:
        raise refusals.PaymentDriverForbidden(
            what=payment.what,
            driver=driver.zh,
            driver_en=driver.en,
            article=driver.article,
            article_en=driver.article_en,
        )
    _refuse_ground(payment, by)
    for money in (payment.cap, payment.amount):
        if money is not None and money.currency != "CNY":
            raise refusals.PaymentInForeignMoney(what=payment.what, currency=money.currency)
    if payment.amount is None and not payment.basis.strip():
        raise refusals.PaymentNotReckoned(what=payment.what)
    if payment.cap.amount <= 0 or (payment.amount and not 0 < payment.amount.amount <= payment.cap.amount):
        raise refusals.PaymentOverCap(what=payment.what)
    total = sum(stage.share_ppm for stage in payment.stages)
    if total != WHOLE or any(not 0 < stage.share_ppm <= WHOLE for stage in payment.stages):
        raise refusals.PaymentStagesDoNotSumToOne(
            what=payment.what, total=_percent(total), difference=_percent(WHOLE - total)
        )


def _refuse_ground(payment: NewPayment, by: Actor) -> None:
    legal = payment.legal_basis.strip()
    grounds = (payment.clause_id is not None, payment.policy_id is not None, bool(legal))
    if sum(grounds) > 1:
        raise refusals.PaymentOnTwoGrounds(what=payment.what)
    if payment.clause_id is not None:
        _refuse_clause(payment, by)
        return
    if payment.policy_id is None:
        if not legal:
            raise refusals.PaymentWithoutGround(what=payment.what)
        return
    if not payment.policy_article.strip():
        raise refusals.PaymentWithoutGround(what=payment.what)
    policy = Document.objects.visible_to(by).filter(pk=payment.policy_id).first()
    if policy is None:
        raise NotFound()
    if policy.data_class != "public":
        raise refusals.PolicyNotPublished(title=policy.title)


def _refuse_clause(payment: NewPayment, by: Actor) -> None:
    clause = ClauseVersion.objects.visible_to(by).filter(pk=payment.clause_id).first()
    if clause is None:
        raise NotFound()
    if clause.state != "published":
        raise refusals.PolicyNotPublished(title=clause.title)
    if payment.policy_article.strip():
        raise refusals.PaymentOnTwoGrounds(what=payment.what)


def refuse_duty(duty: NewDuty, payments: Sequence[NewPayment]) -> None:
    """Refuse a duty of the district without a unit, without a day, or to pay without a budget line.

    :raises DutyUnitUnknown, DutyWithoutDay, DutyWithoutBudget, PaymentUnknown: each for its fault
    """
    if duty.kind not in DUTIES or not Unit.objects.filter(pk=duty.unit_id, active=True).exists():
        raise refusals.DutyUnitUnknown(what=duty.what)
    if duty.due_date is None and not (duty.within_days and duty.within_days > 0):
        raise refusals.DutyWithoutDay(what=duty.what)
    if duty.kind == "payment" and not duty.budget_line.strip():
        raise refusals.DutyWithoutBudget(what=duty.what)
    if duty.payment is not None:
        _refuse_link(duty.payment, payments)


def _percent(ppm: int) -> str:
    return f"{(Decimal(ppm) / 10_000).normalize():f}%"
