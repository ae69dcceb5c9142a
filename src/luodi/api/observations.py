"""Indicators, observations with their corrections, and units' totals."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from luodi.api.contract import Amount, Asked, Id, Listed, Page, Reason, Size, actor_of, made, offer
from luodi.observations import operations, queries
from luodi.observations.operations import Source
from luodi.values.indicator import indicator, indicators
from luodi.values.period import Period

router = Router()
Value = Annotated[str, Field(pattern=r"^-?[0-9]{1,20}(\.[0-9]{1,6})?$", description="exact decimal in `unit`")]
Seen = Annotated[
    int, Field(ge=0, le=2**63 - 1, description="the observation's id that was read; a newer one gives 409")
]
Text = Annotated[str, Field(max_length=300)]


class IndicatorShape(Schema):
    """An indicator; `payable`: whether it may drive a payment, `data_class`: that of one firm's value."""

    code: str
    zh: str
    en: str
    unit: str
    kind: str
    direction: str
    places: int
    over_periods: str
    over_subjects: str
    data_class: str
    observers: list[str]
    payable: bool
    credit: str


class Observation(Schema):
    """What is known of a series. `value` is null where it is masked; superseded: something later is known."""

    id: int
    series_id: int
    subject_id: int
    subject: str
    kind: str
    unit_id: int
    unit: str
    indicator: str
    valid_from: date
    valid_to: date
    value: Amount | None
    masked: bool
    state: str
    data_class: str
    known_at: datetime
    source_kind: str
    source: str
    document_id: int | None
    return_id: int | None
    made_by: str
    checked_by: str
    signer: str
    reason: str
    answer: str
    superseded: bool


class Observations(Listed):
    """A page of observations."""

    rows: list[Observation]


class Correction(Schema):
    """A wished or decided correction."""

    id: int
    kind: str
    value: Amount | None
    reason: str
    evidence: str
    state: str
    proposed_by: str
    proposed_at: datetime
    decided_by: str
    decided_at: datetime | None
    decision_note: str


class Series(Schema):
    """A value with everything known before, newest first, and its corrections."""

    now: Observation
    history: list[Observation]
    corrections: list[Correction]
    may_verify: bool
    may_report: bool
    may_look: bool


class ObservationOpened(Schema):
    """A masked value that was opened for a reason."""

    value: Amount


class Cell(Schema):
    """A unit's total; null where too few firms stand behind it."""

    unit_id: int
    unit: str
    total: Amount | None
    subjects: int


class Totals(Schema):
    """Units' totals and the district's."""

    cells: list[Cell]
    district: Amount | None
    subjects: int
    hidden: int


class ObservationsAsked(Asked):
    """What the list is narrowed to; `at` asks for what was known at an instant."""

    q: str = Field("", max_length=60)
    indicator: str = Field("", max_length=30)
    state: Literal["", "open", "reported", "verified", "disputed", "withdrawn"] = ""
    unit: Id | None = None
    subject: Id | None = None
    at: datetime | None = None
    page: Page = 1
    size: Size = 50


class TotalsAsked(Asked):
    """Of which indicator and days, verified values only or all, as known when."""

    indicator: str = Field(max_length=30)
    from_date: date
    to_date: date
    claimed: bool = False
    at: datetime | None = None


class ObservationReported(Asked):
    """A value for the days from `from_date` up to, not including, `to_date`, with its source."""

    subject_id: Id
    indicator: str = Field(max_length=30)
    from_date: date
    to_date: date
    value: Value
    unit: str = Field(max_length=20)
    source_kind: Literal["form", "passage", "statistics"] = "form"
    source: Text
    document_id: Id | None = None
    answer: Text = ""


class ObservationActed(Asked):
    """The observation that was read."""

    seen: Seen


class ObservationReasoned(ObservationActed):
    """Why it is disputed."""

    reason: Reason


class Corrected(ObservationActed):
    """What it should be and why; `twice` takes no value."""

    kind: Literal["typing", "unit", "late_evidence", "audit", "twice"]
    value: Value | None = None
    unit: str = Field("", max_length=20)
    reason: Reason
    evidence: Text


class ObservationDecided(Asked):
    """Words on a decision."""

    note: Reason = ""


class Why(Asked):
    """The reason for a look."""

    reason: Reason


@offer(router, "GET", "/indicators", permission="observations.view", answer=list[IndicatorShape], summary="Indicators")
def all_indicators(request: HttpRequest):
    """List every indicator as it is defined."""
    names = (
        "zh",
        "en",
        "unit",
        "kind",
        "direction",
        "places",
        "over_periods",
        "over_subjects",
        "data_class",
        "payable",
        "credit",
    )
    return [
        {"code": code, "observers": list(each.observers)} | {name: getattr(each, name) for name in names}
        for code, each in indicators().items()
    ]


@offer(router, "GET", "/observations", permission="observations.view", answer=Observations, summary="Observations")
def observations(request: HttpRequest, asked: Query[ObservationsAsked]):
    """List what the caller may see, as it is known now or was known at an instant."""
    filters = queries.ObservationFilter(asked.indicator, asked.state, asked.unit, asked.subject, asked.q.strip())
    return queries.observations_known_at(actor_of(request), filters, at=asked.at, page=asked.page, size=asked.size)


@offer(
    router, "POST", "/observations", permission="observations.report", answer=Series, status=201,
    summary="Report an observation",
)  # fmt: skip
def report(request: HttpRequest, given: ObservationReported):
    """Report a value; another person has to verify it."""
    by = actor_of(request)
    row = operations.record_observation(
        subject_id=given.subject_id, indicator_code=given.indicator, period=Period(given.from_date, given.to_date),
        value=Decimal(given.value), unit=given.unit, answer=given.answer,
        source=Source(given.source_kind, given.source, document_id=given.document_id), by=by, at=timezone.now(),
    )  # fmt: skip
    return made(queries.series_detail(by, row.series_id))


@offer(
    router, "GET", "/observations/{series_id}", permission="observations.view", answer=Series, summary="One observation"
)
def series(request: HttpRequest, series_id: Id):
    """Give one value with its history."""
    return queries.series_detail(actor_of(request), series_id)


@offer(
    router, "POST", "/observations/{series_id}/verify", permission="observations.verify", answer=Series,
    summary="Verify an observation",
)  # fmt: skip
def verify(request: HttpRequest, series_id: Id, acted: ObservationActed):
    """Verify a value that somebody else reported."""
    operations.verify_observation(series_id=series_id, seen=acted.seen, by=actor_of(request), at=timezone.now())
    return queries.series_detail(actor_of(request), series_id)


@offer(
    router, "POST", "/observations/{series_id}/dispute", permission="observations.report", answer=Series,
    summary="Dispute an observation",
)  # fmt: skip
def dispute(request: HttpRequest, series_id: Id, reasoned: ObservationReasoned):
    """Dispute a value."""
    operations.dispute_observation(
        series_id=series_id, **reasoned.model_dump(), by=actor_of(request), at=timezone.now()
    )
    return queries.series_detail(actor_of(request), series_id)


@offer(
    router, "POST", "/observations/{series_id}/corrections", permission="observations.report", answer=Series, status=201,
    summary="Propose a correction",
)  # fmt: skip
def correct(request: HttpRequest, series_id: Id, given: Corrected):
    """Propose to correct a value."""
    value = None if given.value is None else Decimal(given.value)
    operations.propose_correction(
        series_id=series_id, **given.model_dump() | {"value": value}, by=actor_of(request), at=timezone.now()
    )
    return made(queries.series_detail(actor_of(request), series_id))


@offer(
    router, "POST", "/corrections/{correction_id}/approve", permission="observations.verify", answer=Series,
    summary="Approve a correction",
)  # fmt: skip
def approve_correction(request: HttpRequest, correction_id: Id, decided: ObservationDecided):
    """Approve a correction that somebody else proposed."""
    series_id = queries.series_of_correction(actor_of(request), correction_id)
    operations.approve_correction(
        correction_id=correction_id, note_text=decided.note, by=actor_of(request), at=timezone.now()
    )
    return queries.series_detail(actor_of(request), series_id)


@offer(
    router, "POST", "/corrections/{correction_id}/reject", permission="observations.verify", answer=Series,
    summary="Reject a correction",
)  # fmt: skip
def reject_correction(request: HttpRequest, correction_id: Id, decided: ObservationDecided):
    """Reject a correction."""
    series_id = queries.series_of_correction(actor_of(request), correction_id)
    operations.reject_correction(
        correction_id=correction_id, note_text=decided.note, by=actor_of(request), at=timezone.now()
    )
    return queries.series_detail(actor_of(request), series_id)


@offer(
    router, "POST", "/observations/{series_id}/look", permission="observations.look", answer=ObservationOpened,
    summary="Open a masked value",
)  # fmt: skip
def look(request: HttpRequest, series_id: Id, why: Why):
    """Open one firm's masked value for a reason; the journal keeps every look."""
    by = actor_of(request)
    return {"value": operations.look_at_value(series_id=series_id, reason=why.reason, by=by, at=timezone.now())}


@offer(router, "GET", "/observation-totals", permission="observations.view", answer=Totals, summary="Units' totals")
def totals(request: HttpRequest, asked: Query[TotalsAsked]):
    """Give what units and the district reached of an indicator."""
    period = Period(asked.from_date, asked.to_date)
    return queries.totals(indicator(asked.indicator), period, verified=not asked.claimed, at=asked.at)
