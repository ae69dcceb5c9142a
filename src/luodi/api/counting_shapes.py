"""What the calls of counting take and give."""

from datetime import date, datetime
from typing import Any, Literal

from ninja import Schema
from pydantic import Field

from luodi.api.contract import (
    Amount,
    AmountGiven,
    Asked,
    Currency,
    Id,
    Listed,
    Page,
    Rate,
    RateGiven,
    Reason,
    Size,
    Version,
)

Measure = Literal["signed", "inflow", "landed", "started"]
Text = Field(min_length=1, max_length=500)


class Question(Schema):
    """A question to a number; `rule` is what raised it, "asked" for a person's own."""

    id: int
    project_id: int
    project_code: str
    project_name: str
    unit_id: int
    unit_name: str
    rule: str
    measure: str
    text: str
    state: str
    round: int
    due_date: date
    lamp: str
    asked_by: str
    asked_at: datetime
    answered_by: str
    answered_at: datetime | None
    decided_by: str
    version: int


class Questions(Listed):
    """A page of questions; `counts` are those of each state."""

    counts: dict[str, int]
    rows: list[Question]


class CountFinding(Schema):
    """What a rule sees on a project, in words with its numbers; `other_id` is left out where it is not the caller's."""

    id: int
    rule: str
    state: str
    project_id: int
    project_name: str
    unit_id: int
    other_id: int | None
    inflow_id: int | None
    sentence: str
    found_at: datetime
    gone_at: datetime | None
    question_id: int | None


class Findings(Listed):
    """A page of findings; `counts` are the standing ones of each rule."""

    counts: dict[str, int]
    rows: list[CountFinding]


class CountStep(Schema):
    """What happened to a finding or question."""

    kind: str
    text: str
    person: str
    at: datetime
    due_date: date | None
    document_id: int | None


class QuestionDetail(Schema):
    """One question with its finding, its steps, and what the caller may do."""

    row: Question
    finding: CountFinding
    steps: list[CountStep]
    may_answer: bool
    may_decide: bool


class CountedRow(Schema):
    """What a project brings to a measure: claimed beside counted, `why` where it is left out."""

    project_id: int
    project_code: str
    project_name: str
    unit_name: str
    track: str
    measure: str
    column: str
    date: date | None
    claimed: Amount | None
    amount: Amount | None
    counts: bool
    number: int
    confirmed: bool
    why: str
    finding_id: int | None
    definition: str
    route: str
    known_at: datetime


class CountedRows(Listed):
    """The rows behind a figure; the total stops at 1001."""

    rows: list[CountedRow]


class Figure(Schema):
    """Rows of one group and standing ("confirmed", "claimed", "out"): how many, what they count as, their sums."""

    measure: str
    column: str
    definition_id: int | None
    group: str
    standing: str
    rows: int
    number: int
    amount: Amount | None
    claimed: Amount | None


class Figures(Schema):
    """The figures as asked: claimed, confirmed and left out apart; `elsewhere` are rows that are not the caller's."""

    figures: list[Figure]
    definition_id: int | None
    definition: str
    compared_id: int | None
    elsewhere: int
    checked_at: datetime | None


class Inflow(Schema):
    """Money that came in. Amounts, slip and payer are left out where they are not the caller's to see."""

    id: int
    project_id: int
    project_code: str
    unit_id: int
    company_name: str
    capital_class: str
    form: str
    paid_date: date
    amount: Amount | None
    currency: str
    original_amount: Amount | None
    rate: Rate | None
    rate_date: date | None
    slip: str
    payer: str
    stayed_until: date | None
    left_date: date | None
    entered_at: datetime
    confirmed_at: datetime | None
    withdrawn_at: datetime | None
    counts: bool | None
    why: str
    version: int


class Inflows(Listed):
    """A page of the inflow ledger."""

    rows: list[Inflow]


class Definition(Schema):
    """What counts as landed in a year, with its routes."""

    id: int
    title: str
    year: int
    routes: list[dict[str, Any]]
    source: str
    in_force: bool
    retired_at: datetime | None


class Rule(Schema):
    """A counting rule in words with the parameters in force; `effect` is holds or marks."""

    code: str
    number: int
    name: str
    effect: str
    bears_on: list[str]
    looks_at: str
    decision: str
    prevention: str
    findings: dict[str, int]


class CountMade(Schema):
    """The id and version of what was made or changed."""

    id: int
    version: int = 1


class QuestionsAsked(Asked):
    """What the list of questions is narrowed to."""

    state: Literal["", "open", "late", "answered", "decided", "upheld", "explained"] = ""
    unit: Id | None = None
    rule: str = Field("", max_length=24)
    q: str = Field("", max_length=60)
    sort: str = Field("due", pattern=r"^-?(due|asked|unit)$")
    page: Page = 1
    size: Size = 50


class FindingsAsked(Asked):
    """What the list of findings is narrowed to."""

    rule: str = Field("", max_length=24)
    state: Literal["", "open", "answered", "accepted", "dismissed", "gone"] = ""
    unit: Id | None = None
    q: str = Field("", max_length=60)
    page: Page = 1
    size: Size = 50


class CountsAsked(Asked):
    """How the figures are grouped and narrowed, and by which definition of landing."""

    by: Literal["unit", "track", "quarter"] = "unit"
    year: int | None = Field(None, ge=1900, le=2099)
    unit: Id | None = None
    track: str = Field("", max_length=40)
    definition: Id | None = None
    compared: Id | None = None


class RowsOf(Asked):
    """Which rows stand behind a figure."""

    measure: Measure = "signed"
    column: str = Field("", max_length=10)
    standing: Literal["", "confirmed", "claimed", "out"] = ""
    year: int | None = Field(None, ge=1900, le=2099)
    quarter: int | None = Field(None, ge=1, le=4)
    unit: Id | None = None
    track: str | None = Field(None, max_length=40)
    definition: Id | None = None
    page: Page = 1
    size: Size = 50


class InflowsAsked(Asked):
    """What the ledger is narrowed to."""

    capital_class: Literal["", "domestic", "foreign", "other"] = ""
    state: Literal["", "claimed", "confirmed", "withdrawn"] = ""
    project: Id | None = None
    page: Page = 1
    size: Size = 50


class Worded(Asked):
    """A question in words."""

    text: str = Text


class FigureQuestioned(Worded):
    """A question to one figure of a project."""

    measure: Measure


class CountAnswered(Asked):
    """An answer with its evidence."""

    version: Version
    text: str = Field(min_length=1, max_length=1000)
    document_id: Id | None = None


class CountDecided(Asked):
    """A decision on an answer: accept the explanation, uphold the doubt, or ask again."""

    version: Version
    decision: Literal["explain", "uphold", "again"]
    text: str = Text


class InflowNew(Asked):
    """Money to enter; a foreign amount stands in its own currency, with rate and the rate's day."""

    capital_class: Literal["domestic", "foreign", "other"]
    form: Literal["paid_in", "in_kind", "registered"] = "paid_in"
    paid_date: date
    amount: AmountGiven
    currency: Currency = "CNY"
    rate: RateGiven | None = None
    rate_date: date | None = None
    slip: str = Field("", max_length=60)
    payer: str = Field("", max_length=160)


class LandmarkNew(Asked):
    """A dated fact of landing or starting, with its evidence."""

    kind: str = Field(max_length=20)
    date: date
    evidence: str = Field(min_length=1, max_length=200)
    amount: AmountGiven | None = None


class CountActed(Asked):
    """The version that was read."""

    version: Version


class CountWithdrawn(CountActed):
    """Why something is withdrawn."""

    reason: Reason
