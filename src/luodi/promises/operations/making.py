"""Making a promise with its terms, and what makes terms sound."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise

from django.db import transaction

from luodi.companies.models import Company
from luodi.engines.promises import staged
from luodi.journal.operations import record
from luodi.observations.models import Subject
from luodi.observations.operations.observing import class_of, seen_subject
from luodi.people.models import Unit
from luodi.people.texts import fitting
from luodi.promises import refusals
from luodi.promises.models import BASIS_KINDS, DIRECTIONS, TIME_UNITS, Promise, Supplement, Term
from luodi.promises.permissions import require_make
from luodi.values.actor import Actor
from luodi.values.indicator import Indicator, Kind, indicator
from luodi.values.period import Period
from luodi.values.refusal import NotFound, Stale

SUITING = {
    Kind.FLOW: ("sum", "cumulative"),
    Kind.STOCK: ("level", "average"),
    Kind.RATE: ("rate",),
}
DIGITS = Decimal(10) ** 18
MOST_PAID = Decimal(10) ** 15


@dataclass(frozen=True, slots=True)
class Parties:
    """Who promises, a unit or a firm, and to whom: a unit, a firm or nobody in particular."""

    promisor_unit_id: int | None = None
    promisor_company_id: int | None = None
    beneficiary_unit_id: int | None = None
    beneficiary_company_id: int | None = None


@dataclass(frozen=True, slots=True)
class Basis:
    """What a promise rests on: a clause, target plan, campaign task or own duty, with its id above and its reference."""

    kind: str
    reference: str
    id: int | None = None


@dataclass(frozen=True, slots=True)
class Manner:
    """How a promise is measured. An empty `direction` is the indicator's own."""

    measure: str
    direction: str = ""
    tolerance_ppm: int = 0
    cumulative_cure: int = 0
    time_unit: str = "days"
    weight: Decimal = Decimal(1)
    pays: bool = False
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Drawn:
    """One term as it is drawn up: its days, target in the indicator's unit, day due (last day: at its end), base.

    `amount` is the stage of a payment that hangs on it, in 元.
    """

    period: Period
    target: Decimal
    due: date | None = None
    base: Decimal | None = None
    amount: Decimal | None = None

    @property
    def due_date(self) -> date:
        """Give the last day on which the target may be met."""
        return self.due or self.period.last_day


@transaction.atomic
def make_promise(
    *, parties: Parties, basis: Basis, subject_id: int, indicator_code: str, manner: Manner, terms: list[Drawn],
    by: Actor, at: datetime,
) -> Promise:  # fmt: skip
    """Note a promise with all its terms; the subject's unit is responsible for it.

    :raises NotAllowed: for people of another unit; NotFound for a subject, unit or firm that is not there
    :raises UnknownIndicator, PromiseMeasureWrong, PromiseIndicatorNotPayable: for what is promised
    :raises PromisePartiesWrong, PromiseOfAnotherFirm: for who promises
    :raises PromiseTargetNothing, PromiseBaseWrong, PromiseTermsOverlap, PromiseDueWrong, PromiseTermsMissing: for its terms
    :raises PromiseAmountWrong: for the stages of a payment that hang on them
    """
    subject, measured = seen_subject(subject_id, by), indicator(indicator_code)
    require_make(by, subject.unit_id)
    direction = manner.direction or measured.direction.value
    _refuse_manner(manner, direction, measured)
    _refuse_parties(parties, subject)
    if basis.kind not in BASIS_KINDS:
        raise refusals.PromiseChoiceUnknown(text=basis.kind)
    refuse_terms(terms, measured, direction)
    refuse_amounts(terms, manner.pays)
    row = fitting(Promise(
        promisor_unit_id=parties.promisor_unit_id, promisor_company_id=parties.promisor_company_id,
        beneficiary_unit_id=parties.beneficiary_unit_id, beneficiary_company_id=parties.beneficiary_company_id,
        basis_kind=basis.kind, basis_id=basis.id, basis_reference=in_words(basis.reference), subject=subject,
        indicator=measured.code.text, measure=manner.measure, direction=direction, tolerance_ppm=manner.tolerance_ppm,
        cumulative_cure=manner.cumulative_cure, time_unit=manner.time_unit, weight=manner.weight, pays=manner.pays,
        remedy=manner.remedy.strip(), data_class=class_of(subject, measured), unit_id=subject.unit_id,
        made_by_id=by.person_id, made_at=at,
    ))  # fmt: skip
    row.save(force_insert=True)
    write_terms(row, terms, None, at)
    note("promise.made", row, by, at, terms=len(terms), basis=row.basis_reference)
    return row


def write_terms(promise: Promise, terms: list[Drawn], supplement: Supplement | None, known_at: datetime | None) -> None:
    """Write terms, known from an instant on or waiting for their supplement."""
    Term.objects.bulk_create(
        Term(
            promise=promise, supplement=supplement, valid_from=each.period.start, valid_to=each.period.end,
            due_date=each.due_date, target=each.target, base=each.base, amount=each.amount, known_at=known_at,
        )
        for each in terms
    )  # fmt: skip


def refuse_terms(terms: list[Drawn], measured: Indicator, direction: str) -> None:
    """Refuse terms that can't be: none, a target of nothing, days in common, due before the end, a base that is none."""
    if not terms:
        raise refusals.PromiseTermsMissing()
    ordered = sorted(terms, key=lambda each: each.period.start)
    for first, second in pairwise(ordered):
        if second.period.start < first.period.end:
            raise refusals.PromiseTermsOverlap(first=first.period.label(), second=second.period.label())
    for each in ordered:
        period = each.period.label()
        if not _kept(each.target, measured) or each.target <= 0:
            raise refusals.PromiseTargetNothing(period=period, indicator=measured.zh, value=str(each.target)[:40])
        if each.base is not None and (
            direction == "higher" or not _kept(each.base, measured) or each.base <= each.target
        ):
            raise refusals.PromiseBaseWrong(period=period)
        if each.due_date < each.period.last_day:
            raise refusals.PromiseDueWrong(period=period)


def refuse_amounts(terms: list[Drawn], pays: bool) -> None:
    """Refuse stages of a payment where nothing is paid, for some terms only, or that are no sums of money above zero.

    :raises PromiseAmountWrong: naming the period
    """
    amounts = [each.amount for each in terms]
    if not any(each is not None for each in amounts):
        return
    for each in terms:
        sound = pays and each.amount is not None and each.amount.is_finite() and 0 < each.amount < MOST_PAID
        if not sound or each.amount != round(each.amount, 2):
            raise refusals.PromiseAmountWrong(period=each.period.label())


def staged_over(terms: list[Drawn], total: Decimal, shares: list[Decimal]) -> list[Drawn]:
    """Hang a payment on terms, one stage a term by percentages that make up 100, to the 分 (largest remainder).

    :raises PromiseStagesWrong: unless there is a percentage for each term and they make up 100
    """
    finite = total.is_finite() and all(each.is_finite() for each in shares)
    whole = finite and sum(shares) == 100 and all(each > 0 and each == round(each, 4) for each in shares)
    if len(shares) != len(terms) or not whole or not 0 < total < MOST_PAID or total != round(total, 2):
        raise refusals.PromiseStagesWrong(terms=len(terms), stages=len(shares))
    parts = staged(int(total * 100), [int(each * 10_000) for each in shares])
    return [replace(each, amount=Decimal(part) / 100) for each, part in zip(terms, parts, strict=True)]


def in_words(text: str) -> str:
    """Give a reason or reference as it is kept.

    :raises PromiseNeedsWords: if there is none
    """
    if not text.strip():
        raise refusals.PromiseNeedsWords()
    return text.strip()


def locked_promise(promise_id: int, version: int, by: Actor) -> Promise:
    """Lock a promise that the actor may see.

    :raises NotFound: if there is none
    :raises Stale: if somebody decided about it since it was read
    """
    if not Promise.objects.visible_to(by).filter(pk=promise_id).exists():
        raise NotFound()
    row = Promise.objects.select_for_update(of=("self",)).select_related("subject").get(pk=promise_id)
    if row.version != version:
        raise Stale()
    return row


def step(promise: Promise) -> None:
    """Count a change of a locked promise, so that who read it before is told."""
    promise.version += 1
    promise.save(update_fields=["version"])


def note(event: str, promise: Promise, by: Actor, at: datetime, **facts: object) -> None:
    """Write the journal line of something done to a promise; its targets stay out of it."""
    record(
        event, promise, by=by, at=at, label=promise.subject.name, owner_unit_id=promise.unit_id,
        data_class="internal" if promise.data_class == "secret" else promise.data_class,
        facts={"indicator": indicator(promise.indicator).zh} | facts,
    )  # fmt: skip


def _refuse_manner(manner: Manner, direction: str, measured: Indicator) -> None:
    for text, choices in ((direction, DIRECTIONS), (manner.time_unit, TIME_UNITS)):
        if text not in choices:
            raise refusals.PromiseChoiceUnknown(text=text)
    sound = 0 <= manner.tolerance_ppm < 1_000_000 and 0 <= manner.cumulative_cure <= 10 and 0 < manner.weight < 1000
    if not sound:
        raise refusals.PromiseChoiceUnknown(text=f"{manner.tolerance_ppm}/{manner.cumulative_cure}/{manner.weight}")
    if manner.measure not in SUITING[measured.kind]:
        raise refusals.PromiseMeasureWrong(indicator=measured.zh)
    if manner.pays and not measured.payable:
        raise refusals.PromiseIndicatorNotPayable(
            indicator=measured.zh, reason=measured.reason_zh, reason_en=measured.reason_en
        )


def _refuse_parties(parties: Parties, subject: Subject) -> None:
    promisors = {("unit", parties.promisor_unit_id), ("firm", parties.promisor_company_id)}
    others = {("unit", parties.beneficiary_unit_id), ("firm", parties.beneficiary_company_id)}
    promising, receiving = ({each for each in side if each[1] is not None} for side in (promisors, others))
    if len(promising) != 1 or len(receiving) > 1 or promising & receiving:
        raise refusals.PromisePartiesWrong()
    named = promising | receiving
    for kind, model in (("unit", Unit), ("firm", Company)):
        ids = {pk for of, pk in named if of == kind}
        if model.objects.filter(pk__in=ids).count() != len(ids):
            raise NotFound()
    if parties.promisor_company_id and subject.company_id not in (None, parties.promisor_company_id):
        raise refusals.PromiseOfAnotherFirm(subject=subject.name)


def _kept(value: Decimal, measured: Indicator) -> bool:
    return value.is_finite() and abs(value) < DIGITS and value == round(value, measured.places)
