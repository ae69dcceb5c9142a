"""Promises: as they stand on any day, made, supplemented, and decided about by two persons."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from luodi.api.contract import Amount, Asked, Id, Listed, Page, Reason, Size, Version, actor_of, made, offer
from luodi.promises import operations, queries
from luodi.promises.operations import Basis, Drawn, Manner, Parties
from luodi.promises.queries import PaymentStage, PromiseDetail, PromiseFilter, PromiseRow, TermReading
from luodi.values.indicator import indicator
from luodi.values.period import Period

router = Router()
Value = Annotated[
    str, Field(pattern=r"^[0-9]{1,17}(\.[0-9]{1,4})?$", description="exact decimal in the indicator's unit")
]
Text = Annotated[str, Field(max_length=300)]
DAY = Field(None, description="as known on this day; today when left out")


class TermShape(Schema):
    """How one term stands. `actual` and what follows from it is null where the caller sees no figures, or there are none."""

    term_id: int
    valid_from: date
    valid_to: date
    due: date
    target: Amount
    amount: Amount | None
    verdict: str
    lamp: str
    hidden: bool
    actual: Amount | None
    completion_ppm: int | None
    time_ppm: int
    forecast: Amount | None
    forecast_low: Amount | None
    forecast_high: Amount | None
    moved_days: int
    cure_until: date | None
    zh: str
    en: str
    observations: list[int]


class PromiseShape(Schema):
    """A promise with all its terms as they are known."""

    id: int
    promisor: str
    beneficiary: str
    basis_kind: str
    basis_reference: str
    subject_id: int
    subject: str
    unit_id: int
    unit: str
    indicator: str
    measure: str
    pays: bool
    data_class: str
    version: int
    terms: list[TermShape]


class Promises(Listed):
    """A page of promises."""

    rows: list[PromiseShape]


class SupplementShape(Schema):
    """A supplement: proposed by one, decided by another."""

    id: int
    number: int
    ground: str
    state: str
    made_by: str
    made_at: datetime
    approved_by: str
    decided_at: datetime | None
    decision_note: str


class ActShape(Schema):
    """What was proposed or decided about a term."""

    id: int
    term_id: int
    kind: str
    day: date
    ground: str
    reason: str
    state: str
    made_by: str
    approved_by: str
    decided_at: datetime | None
    decision_note: str


class PromisePaymentShape(Schema):
    """A stage of the payment that hangs on a promise, in 元; null where the caller sees no figures."""

    number: int
    valid_from: date
    valid_to: date
    amount: Amount
    standing: str
    due: Amount | None
    pay: Amount | None
    carry: Amount | None
    deferred: Amount | None
    claw_back: Amount | None
    paid: Amount


class PromisePageShape(Schema):
    """One promise with what was agreed and decided since, and the payment in stages that hangs on it."""

    promise: PromiseShape
    supplements: list[SupplementShape]
    acts: list[ActShape]
    payments: list[PromisePaymentShape]
    may_propose: bool


class Wanted(Asked):
    """What the list is narrowed to, and the day as known on which it is given."""

    indicator: Annotated[str, Field(max_length=30)] = ""
    verdict: Annotated[str, Field(max_length=12)] = ""
    side: Literal["", "promisor", "beneficiary"] = ""
    subject_id: Id | None = None
    at: date | None = DAY
    page: Page = 1
    size: Size = 50


class PromiseAt(Asked):
    """The day as known on which a promise is given."""

    at: date | None = DAY


class PromiseTermGiven(Asked):
    """One term: its days (`valid_to` is the first day after it), target, and the last day on which it may be met."""

    valid_from: date
    valid_to: date
    target: Value
    due: date | None = None
    base: Value | None = None
    amount: (
        Annotated[str, Field(pattern=r"^[0-9]{1,15}(\.[0-9]{1,2})?$", description="stage of the payment, in 元")] | None
    ) = None


class PromiseGiven(Asked):
    """A promise of a subject's unit, or of its firm to that unit (`promisor`)."""

    subject_id: Id
    promisor: Literal["unit", "company"] = "unit"
    company_id: Id | None = None
    unit_id: Id | None = None
    basis: Literal["clause", "target_plan", "campaign_task", "own_duty"]
    reference: Annotated[str, Field(max_length=200)]
    indicator: Annotated[str, Field(max_length=30)]
    measure: Literal["sum", "level", "average", "cumulative", "rate"]
    tolerance_ppm: Annotated[int, Field(ge=0, lt=1_000_000)] = 0
    pays: bool = False
    remedy: Text = ""
    terms: Annotated[list[PromiseTermGiven], Field(max_length=60)]


class SupplementGiven(Asked):
    """All terms as they shall be, with the ground."""

    version: Version
    ground: Text
    terms: Annotated[list[PromiseTermGiven], Field(max_length=60)]


class ActGiven(Asked):
    """What shall be decided about a term."""

    version: Version
    kind: Literal["moved", "waived", "cure_until", "noticed"]
    day: date
    ground: Literal["government", "force_majeure", "agreed", "handbook"]
    reason: Text


class PromisePaidGiven(Asked):
    """What was paid for a stage, in 元; `back` for what was taken back."""

    version: Version
    stage: Annotated[int, Field(ge=1, le=1000)]
    amount: Annotated[str, Field(pattern=r"^[0-9]{1,15}(\.[0-9]{1,2})?$", description="exact decimal in 元")]
    way: Literal["pay", "back"] = "pay"
    day: date
    reference: Annotated[str, Field(max_length=200)]


class PromiseDecided(Asked):
    """Approved or not, with the reason when not."""

    version: Version
    approve: bool
    reason: Reason = ""


@offer(router, "GET", "/promises", permission="promises.view", answer=Promises, summary="Promises")
def promises(request: HttpRequest, asked: Query[Wanted]):
    """List the promises that the caller may see and how they stand on a day."""
    filters = PromiseFilter(
        indicator=asked.indicator, verdict=asked.verdict, side=asked.side, subject_id=asked.subject_id
    )
    found = queries.promises_known_at(
        actor_of(request), filters, today=_day(asked.at), page=asked.page, size=asked.size
    )
    return {"rows": [_shaped(each) for each in found.rows], "total": found.total}


@offer(
    router,
    "POST",
    "/promises",
    permission="promises.make",
    answer=PromisePageShape,
    status=201,
    summary="Make a promise",
)
def make(request: HttpRequest, given: PromiseGiven):
    """Note a promise with all its terms."""
    by, firm = actor_of(request), given.promisor == "company"
    row = operations.make_promise(
        parties=Parties(
            promisor_unit_id=None if firm else given.unit_id, promisor_company_id=given.company_id if firm else None,
            beneficiary_unit_id=given.unit_id if firm else None,
        ),
        basis=Basis(given.basis, given.reference), subject_id=given.subject_id, indicator_code=given.indicator,
        manner=Manner(given.measure, tolerance_ppm=given.tolerance_ppm, pays=given.pays, remedy=given.remedy),
        terms=_drawn(given.terms), by=by, at=timezone.now(),
    )  # fmt: skip
    return made(_page(request, row.pk))


@offer(
    router, "GET", "/promises/{promise_id}", permission="promises.view", answer=PromisePageShape, summary="One promise"
)
def one(request: HttpRequest, promise_id: Id, asked: Query[PromiseAt]):
    """Give one promise as it stands on a day, with what was agreed and decided since."""
    return _page(request, promise_id, asked.at)


@offer(
    router, "POST", "/promises/{promise_id}/supplements", permission="promises.make", answer=PromisePageShape,
    status=201, summary="Supplement a promise",
)  # fmt: skip
def supplement(request: HttpRequest, promise_id: Id, given: SupplementGiven):
    """Propose new terms; another person approves them."""
    operations.supplement_promise(
        promise_id=promise_id, version=given.version, ground=given.ground, terms=_drawn(given.terms),
        by=actor_of(request), at=timezone.now(),
    )  # fmt: skip
    return made(_page(request, promise_id))


@offer(
    router, "POST", "/promises/{promise_id}/supplements/{supplement_id}/decide", permission="promises.approve",
    answer=PromisePageShape, summary="Decide a supplement",
)  # fmt: skip
def decide_supplement(request: HttpRequest, promise_id: Id, supplement_id: Id, given: PromiseDecided):
    """Approve a supplement that another person proposed, or reject it saying why."""
    _page(request, promise_id)
    act = operations.approve_supplement if given.approve else operations.reject_supplement
    act(
        supplement_id=supplement_id, version=given.version, note_text=given.reason, by=actor_of(request),
        at=timezone.now(),
    )  # fmt: skip
    return _page(request, promise_id)


@offer(
    router, "POST", "/promises/{promise_id}/terms/{term_id}/acts", permission="promises.make", answer=PromisePageShape,
    status=201, summary="Propose a decision about a term",
)  # fmt: skip
def propose(request: HttpRequest, promise_id: Id, term_id: Id, given: ActGiven):
    """Propose to move a due date, to waive a term or to give it a cure; or note a notice."""
    _page(request, promise_id)
    operations.propose_act(
        term_id=term_id, version=given.version, kind=given.kind, day=given.day, ground=given.ground,
        reason=given.reason, by=actor_of(request), at=timezone.now(),
    )  # fmt: skip
    return made(_page(request, promise_id))


@offer(
    router, "POST", "/promises/{promise_id}/acts/{act_id}/decide", permission="promises.approve",
    answer=PromisePageShape, summary="Decide about a term",
)  # fmt: skip
def decide(request: HttpRequest, promise_id: Id, act_id: Id, given: PromiseDecided):
    """Approve what another person proposed about a term, or reject it saying why."""
    _page(request, promise_id)
    operations.decide_act(
        act_id=act_id, version=given.version, approve=given.approve, note_text=given.reason, by=actor_of(request),
        at=timezone.now(),
    )  # fmt: skip
    return _page(request, promise_id)


@offer(
    router, "POST", "/promises/{promise_id}/payments", permission="promises.pay", answer=PromisePageShape, status=201,
    summary="Note a payment",
)  # fmt: skip
def pay(request: HttpRequest, promise_id: Id, given: PromisePaidGiven):
    """Note what was paid for a stage, or what came back; never more than is payable or has to come back."""
    _page(request, promise_id)
    amount = Decimal(given.amount)
    operations.note_paid(
        promise_id=promise_id, version=given.version, stage=given.stage, amount=-amount if given.way == "back" else amount,
        day=given.day, reference=given.reference, by=actor_of(request), at=timezone.now(),
    )  # fmt: skip
    return made(_page(request, promise_id))


def _day(at: date | None) -> date:
    today = timezone.localdate()
    return min(at or today, today)


def _drawn(terms: list[PromiseTermGiven]) -> list[Drawn]:
    return [
        Drawn(Period(each.valid_from, each.valid_to), Decimal(each.target), each.due, _decimal(each.base), _decimal(each.amount))
        for each in terms
    ]  # fmt: skip


def _decimal(given: str | None) -> Decimal | None:
    return None if given is None else Decimal(given)


def _page(request: HttpRequest, promise_id: int, at: date | None = None) -> dict:
    found: PromiseDetail = queries.promise_detail(actor_of(request), promise_id, today=_day(at))
    return {
        "promise": _shaped(found.promise), "supplements": found.supplements, "acts": found.acts,
        "may_propose": found.may_propose, "payments": [_stage(each) for each in found.payments],
    }  # fmt: skip


def _shaped(row: PromiseRow) -> dict:
    names = [name for name in PromiseShape.model_fields if name != "terms"]
    return {name: getattr(row, name) for name in names} | {"terms": [_term(each, row.indicator) for each in row.terms]}


def _stage(stage: PaymentStage) -> dict:
    names = [name for name in PromisePaymentShape.model_fields if name not in ("valid_from", "valid_to")]
    period = stage.term.period
    return {name: getattr(stage, name) for name in names} | {"valid_from": period.start, "valid_to": period.end}


def _term(reading: TermReading, code: str) -> dict:
    names = [
        name for name in TermShape.model_fields if name not in ("valid_from", "valid_to", "observations", "target")
    ]
    places = Decimal(1).scaleb(-indicator(code).places)
    return {name: getattr(reading, name) for name in names} | {
        "valid_from": reading.period.start, "valid_to": reading.period.end, "observations": list(reading.used),
        "target": reading.target.quantize(places),
    }  # fmt: skip
