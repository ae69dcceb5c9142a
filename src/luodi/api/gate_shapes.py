"""What the calls about gates take and give."""

from datetime import date, datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field

from luodi.api.contract import AmountGiven, Asked, Id, Page, Reason, Size, Version
from luodi.engines.gates.definition import MARKS
from luodi.engines.gates.items import ITEMS
from luodi.engines.gates.stages import LOSS_REASONS, MAIN_CODES

Gate = Literal[tuple(MAIN_CODES)]  # type: ignore[valid-type]
Item = Literal[tuple(ITEMS)]  # type: ignore[valid-type]
Mark = Literal[tuple(MARKS)]  # type: ignore[valid-type]
LossReason = Literal[tuple(LOSS_REASONS)]  # type: ignore[valid-type]
Text = Annotated[str, Field(max_length=2000)]


class Lack(Schema):
    """Something that a gate asks for: who holds it, and, for a clock that runs, until when and how surely."""

    code: str
    what: str
    holder: str
    stage: str
    source: str
    due: date | None
    due_certain: bool


class ConditionShown(Schema):
    """A condition of an opinion."""

    id: int
    text: str
    before: str
    evidence: str
    reported_at: datetime | None
    accepted_at: datetime | None
    answer: str


class OpinionShown(Schema):
    """An opinion of a department; `id` is what a later one names as `seen`."""

    id: int
    verdict: str
    text: str
    person: str
    at: datetime
    conditions: list[ConditionShown]


class AskedShown(Schema):
    """A department asked, with the opinion that stands."""

    unit_id: int
    unit: str
    may_veto: bool
    due_date: date
    overdue: bool
    opinion: OpinionShown | None


class RoundShown(Schema):
    """A round of opinions."""

    id: int
    kind: str
    gate: str
    due_date: date
    due_certain: bool
    cancelled_at: datetime | None
    asked: list[AskedShown]


class EvidenceShown(Schema):
    """A line of evidence with what made it."""

    id: int
    item: str
    state: str
    reference: str
    document_id: int | None
    origin_kind: str
    origin_id: int | None
    effective_date: date | None
    person: str
    at: datetime


class GatesShown(Schema):
    """A project's gates: the next one, what it lacks, who decides, and what was shown, said and passed."""

    project_id: int
    version: int
    stage: str
    stage_confirmed: str
    gate: str
    ready: bool
    missing: list[Lack]
    vetoes: int
    open_conditions: int
    bodies: list[str]
    evidence: list[EvidenceShown]
    rounds: list[RoundShown]
    passed: list[str]


class GatePassed(Asked):
    """The gate to pass and the version that was read."""

    gate: Gate
    version: Version
    note: Annotated[str, Field(max_length=500)] = ""


class RouteSet(Asked):
    """The way of a project: land or lease, special matters, support asked for in 元."""

    path: Literal["land", "leased"]
    marks: list[Mark] = Field([], max_length=4)
    support: AmountGiven | None = None
    reason: Annotated[str, Field(max_length=300)] = ""


class EvidencePut(Asked):
    """Evidence with its number or a document."""

    item: Item
    reference: Annotated[str, Field(max_length=300)] = ""
    document_id: Id | None = None
    effective_date: date | None = None


class GateWithdrawn(Asked):
    """Why it is taken back."""

    reason: Reason


class OpinionsAsked(Asked):
    """Departments to ask, until when (none: by the dated parameter)."""

    kind: Literal["joint", "legal"]
    unit_ids: list[Id] = Field(min_length=1, max_length=40)
    due_date: date | None = None
    question: Annotated[str, Field(max_length=500)] = ""


class ConditionWished(Asked):
    """A condition, and the gate before which it has to be met ("": the signing)."""

    text: Annotated[str, Field(min_length=1, max_length=500)]
    before: Gate | Literal[""] = ""


class OpinionGiven(Asked):
    """A department's opinion; `seen` is the opinion that it replaces."""

    unit_id: Id
    verdict: Literal["pass", "conditional", "veto", "withdrawn"]
    text: Text = ""
    conditions: list[ConditionWished] = Field([], max_length=20)
    seen: Id | None = None


class ConditionReported(Asked):
    """What was done and what shows it."""

    evidence: Annotated[str, Field(max_length=300)]


class GateAnswered(Asked):
    """Accepted, or sent back with a reason."""

    accepted: bool
    answer: Annotated[str, Field(max_length=300)] = ""


class FailureWritten(Asked):
    """What was tried and learnt; `version` is the draft that was read."""

    reason_code: LossReason
    tried: Annotated[str, Field(max_length=4000)]
    learnt: Annotated[str, Field(max_length=4000)]
    competitor: Annotated[str, Field(max_length=80)] = ""
    version: Version | None = None


class FailureAnswered(Asked):
    """Approved, or sent back with an opinion."""

    approved: bool
    version: Version
    opinion: Annotated[str, Field(max_length=500)] = ""


class FailureShown(Schema):
    """An honest-failure review."""

    id: int
    project_id: int
    project: str
    unit: str
    reason_code: str
    competitor: str
    tried: str
    learnt: str
    written_by: str
    written_at: datetime
    approved_by: str
    approved_at: datetime | None
    version: int


class Failures(Schema):
    """A page of honest-failure reviews."""

    total: int
    rows: list[FailureShown]


class FailuresAsked(Asked):
    """What the list is narrowed to."""

    q: str = Field("", max_length=60)
    reason_code: LossReason | Literal[""] = ""
    state: Literal["", "waiting", "approved"] = ""
    page: Page = 1
    size: Size = 50


class RulesShown(Schema):
    """The gates' definition in force, as its text; `version_id` is None for the one that Luodi ships."""

    version_id: int | None
    newest: int | None
    title: str
    text: str


class RulesSet(Asked):
    """A new version: its text, whose word it rests on, from which day; `seen` is the newest version that was read."""

    text: Annotated[str, Field(max_length=200_000)]
    source: Annotated[str, Field(max_length=300)]
    valid_from: date
    seen: Id | None = None


class WaitingShown(Schema):
    """One thing that waits."""

    title: str
    what: str
    values: dict[str, str | int]
    page: str
    at: dict[str, int]
    since: datetime | None
    due_date: date | None
    late: bool


class PileShown(Schema):
    """What waits for one reason, the first of it and how much there is."""

    code: str
    total: int
    rows: list[WaitingShown]
