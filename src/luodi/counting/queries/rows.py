"""The frozen rows that counting's queries give."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A finding as lists show it; `seen` without what the viewer may not see, `amounts` tells whether amounts are there.

    `other_id` is None where the other project is not the viewer's to see.
    """

    id: int
    rule: str
    state: str
    project_id: int
    project_code: str
    project_name: str
    unit_id: int
    unit_name: str
    other_id: int | None
    inflow_id: int | None
    seen: dict
    amounts: bool
    found_at: datetime
    gone_at: datetime | None
    question_id: int | None


@dataclass(frozen=True, slots=True)
class StepRow:
    """What happened to a finding or a question, in order."""

    kind: str
    text: str
    person: str
    at: datetime
    due_date: date | None = None
    document_id: int | None = None


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """A question in a list; `lamp` is red late, amber due within two days, green later, blue answered, grey decided."""

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


@dataclass(frozen=True, slots=True)
class QuestionDetail:
    """A question with its finding, its steps, and what the viewer may do with it."""

    row: QuestionRow
    finding: FindingRow
    steps: tuple[StepRow, ...]
    may_answer: bool
    may_decide: bool
    answered_by_viewer: bool


@dataclass(frozen=True, slots=True)
class ListPage:
    """A page of rows with the number of all, and counts by state or rule."""

    rows: tuple = ()
    total: int = 0
    counts: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StatRow:
    """Questions of a unit or rule: open, late, waiting for a decision, upheld, explained, and the mean days to answer."""

    key: str
    name: str
    open: int
    late: int
    answered: int
    upheld: int
    explained: int
    days: Decimal | None


@dataclass(frozen=True, slots=True)
class CountedRow:
    """What a project brings to a measure: claimed beside counted. Amounts are None where they are not the viewer's."""

    id: int
    project_id: int
    project_code: str
    project_name: str
    unit_name: str
    track: str
    measure: str
    column: str
    date: date | None
    claimed: Decimal | None
    amount: Decimal | None
    counts: bool
    number: int
    confirmed: bool
    why: str
    finding_id: int | None
    definition: str
    route: str
    known_at: datetime


@dataclass(frozen=True, slots=True)
class InflowRow:
    """An inflow of the ledger. Amounts, slip and payer are None or "" where they are not the viewer's to see."""

    id: int
    project_id: int
    project_code: str
    project_name: str
    unit_id: int
    unit_name: str
    company_name: str
    capital_class: str
    form: str
    paid_date: date
    amount: Decimal | None
    currency: str
    original_amount: Decimal | None
    rate: Decimal | None
    rate_date: date | None
    slip: str
    payer: str
    stayed_until: date | None
    left_date: date | None
    entered_by: str
    entered_at: datetime
    confirmed_by: str
    confirmed_at: datetime | None
    withdrawn_at: datetime | None
    withdrawn_reason: str
    counts: bool | None
    why: str
    version: int
    may_confirm: bool
    may_edit: bool


@dataclass(frozen=True, slots=True)
class LandmarkRow:
    """A dated fact of a project."""

    id: int
    kind: str
    date: date
    amount: Decimal | None
    evidence: str
    document_id: int | None
    entered_by: str
    confirmed_by: str
    confirmed_at: datetime | None
    withdrawn_at: datetime | None
    withdrawn_reason: str
    version: int
    may_confirm: bool


@dataclass(frozen=True, slots=True)
class DefinitionRow:
    """A definition of landing with its routes as they are stored."""

    id: int
    title: str
    year: int
    routes: list[dict]
    source: str
    document_id: int | None
    set_by: str
    set_at: datetime
    retired_at: datetime | None
    retired_reason: str
    in_force: bool


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule with the values of its parameters, their sources, and its findings by state."""

    code: str
    values: dict[str, object]
    parameters: tuple[tuple[str, object, str], ...]
    findings: dict[str, int]


@dataclass(frozen=True, slots=True)
class Cell:
    """Rows of one kind: how many, what they count as, their sums; sums None where amounts are not the viewer's."""

    rows: int = 0
    number: int = 0
    amount: Decimal | None = Decimal(0)
    claimed: Decimal | None = Decimal(0)


@dataclass(frozen=True, slots=True)
class Block:
    """One measure in one column: by group (unit, track, period) and standing ("confirmed", "claimed", "out")."""

    measure: str
    column: str
    cells: dict[tuple[str, str], Cell]
    why: dict[str, int]

    def total(self, standing: str) -> Cell:
        """Give the sum over all groups of one standing."""
        found = [cell for (_, each), cell in self.cells.items() if each == standing]
        hidden = any(cell.amount is None for cell in found)
        return Cell(
            sum(cell.rows for cell in found),
            sum(cell.number for cell in found),
            None if hidden else sum((cell.amount for cell in found if cell.amount is not None), Decimal(0)),
            None if hidden else sum((cell.claimed for cell in found if cell.claimed is not None), Decimal(0)),
        )


@dataclass(frozen=True, slots=True)
class Figures:
    """The district's figures as asked: blocks, the groups in order, and how many rows are not the viewer's."""

    blocks: tuple[Block, ...]
    groups: tuple[tuple[str, str], ...]
    elsewhere: int
    definition: DefinitionRow | None
    compared: DefinitionRow | None
    checked_at: datetime | None
