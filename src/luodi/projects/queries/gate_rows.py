"""The frozen rows that queries about gates give."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from luodi.engines.gates.judging import Verdict
from luodi.projects.queries.headings import Heading


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """A line of evidence; `state` is standing, replaced or withdrawn, `origin_kind` names what made it ("": a person)."""

    id: int
    item: str
    kind: str
    reference: str
    document_id: int | None
    document: str
    origin_kind: str
    origin_id: int | None
    effective_date: date | None
    reason: str
    person: str
    at: datetime
    state: str


@dataclass(frozen=True, slots=True)
class ConditionRow:
    """A condition of an opinion: what, before which gate, reported and accepted by whom."""

    id: int
    text: str
    before: str
    evidence: str
    reported_by: str
    reported_at: datetime | None
    accepted_by: str
    accepted_at: datetime | None
    answer: str
    may_report: bool
    may_answer: bool


@dataclass(frozen=True, slots=True)
class OpinionRow:
    """One opinion of a department, the newest standing."""

    id: int
    verdict: str
    text: str
    person: str
    at: datetime
    late: bool
    conditions: tuple[ConditionRow, ...]


@dataclass(frozen=True, slots=True)
class AskedRow:
    """A department asked in a round: its opinion that stands, the former ones, and whether the viewer may answer for it."""

    unit_id: int
    unit: str
    may_veto: bool
    due_date: date
    overdue: bool
    opinion: OpinionRow | None
    former: tuple[OpinionRow, ...]
    may_opine: bool


@dataclass(frozen=True, slots=True)
class RoundRow:
    """A round of opinions with everybody asked."""

    id: int
    kind: str
    gate: str
    question: str
    asked_by: str
    asked_at: datetime
    due_date: date
    due_certain: bool
    cancelled_at: datetime | None
    cancelled_reason: str
    asked: tuple[AskedRow, ...]

    @property
    def open(self) -> int:
        """Say how many departments have no opinion that stands."""
        return sum(each.opinion is None or each.opinion.verdict == "withdrawn" for each in self.asked)


@dataclass(frozen=True, slots=True)
class PassRow:
    """A gate passed."""

    gate: str
    bodies: tuple[str, ...]
    note: str
    claimed_by: str
    person: str
    definition: str
    at: datetime


@dataclass(frozen=True, slots=True)
class RouteRow:
    """The way of a project through its gates; `support` is None when unknown or hidden."""

    path: str
    marks: tuple[str, ...]
    support: Decimal | None
    reason: str
    person: str
    at: datetime


@dataclass(frozen=True, slots=True)
class FailureRow:
    """An honest-failure review, approved when `approved_at` is set."""

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
    written_by_viewer: bool
    approved_by: str
    approved_at: datetime | None
    opinion: str
    version: int


@dataclass(frozen=True, slots=True)
class SideRow:
    """A project put beside the line or brought back."""

    before: str
    after: str
    reason_code: str
    competitor: str
    reason: str
    person: str
    at: datetime


@dataclass(frozen=True, slots=True)
class GatePage:
    """Everything that the page of a project's gates shows; what is not the viewer's to see is left out.

    `since` is when the stage that is confirmed was reached (None: nothing is), `untold` counts changes of key columns
    that came past the operations (auditors only, else None). `claimed_by_viewer` keeps maker and checker apart.
    """

    heading: Heading
    title: str
    definition_id: int | None
    verdict: Verdict
    hidden: bool
    evidence: tuple[EvidenceRow, ...]
    rounds: tuple[RoundRow, ...]
    passes: tuple[PassRow, ...]
    routes: tuple[RouteRow, ...]
    sides: tuple[SideRow, ...]
    failures: tuple[FailureRow, ...]
    since: datetime | None
    untold: int | None
    may_pass: bool
    claimed_by_viewer: bool
