"""The frozen rows that project queries give."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class ProjectFilter:
    """What a list or board is narrowed to; everything empty means everything the viewer may see.

    `unit_id` takes the units below along. `stage` is where a project stands (what it claims), a stage or one of the six steps; `standing` narrows to
    "confirmed" (that very stage is confirmed) or "claimed" (it is not). `reached` asks for the confirmed stage alone.
    `side` is a side state, "line" for none of them. Amounts are in 元; days are inclusive at both ends.
    """

    text: str = ""
    unit_id: int | None = None
    track: str = ""
    stage: str = ""
    standing: str = ""
    reached: str = ""
    binding: str = ""
    side: str = ""
    officer_id: int | None = None
    company_id: int | None = None
    signed_from: date | None = None
    signed_to: date | None = None
    amount_from: Decimal | None = None
    amount_to: Decimal | None = None


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """A project in a list. `amount` in 元 is None when unknown or, with `amount_hidden`, when not the viewer's to see.

    `source_kind` (row, fact, person, demo) and `source_id` say where its values come from.
    """

    id: int
    code: str
    name: str
    unit_id: int
    unit_name: str
    officer_name: str
    track: str
    company_id: int | None
    company_name: str
    amount: Decimal | None
    binding: str
    stage: str
    stage_confirmed: str
    side_state: str
    signed_date: date | None
    changed_at: datetime
    amount_hidden: bool = False
    source_kind: str = ""
    source_id: int | None = None

    @property
    def confirmed(self) -> bool:
        """Tell whether the stage that the project claims is confirmed."""
        return self.stage == self.stage_confirmed


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit as lists and filters show it; `path` holds the ids from the root."""

    id: int
    name: str
    short_name: str
    path: str
    kind: str


@dataclass(frozen=True, slots=True)
class ProjectList:
    """A page of projects. `total` stops at 1001 ("1000+") unless it was asked for exactly.

    `after` and `before` are the keys of the neighbouring pages ("" at an end); `sort` is the order really used.
    `units` are those that the viewer may filter by.
    """

    rows: tuple[ProjectRow, ...]
    total: int
    sort: str
    page: int | None
    after: str = ""
    before: str = ""
    text_too_short: bool = False
    units: tuple[UnitRow, ...] = ()


@dataclass(frozen=True, slots=True)
class BoardCell:
    """Projects of one unit at one stage, claimed or confirmed: their number, their sum in 元, and how many lack an amount."""

    projects: int = 0
    amount: Decimal | None = None
    without_amount: int = 0


@dataclass(frozen=True, slots=True)
class Board:
    """Counts and sums per stage and unit, claimed and confirmed apart. A project stands in one cell only.

    `cells[unit_id, stage, confirmed]`; an amount of None is hidden. `sides` counts side states over all of it.
    `elsewhere` is how many projects of the district are not the viewer's (None where a filter would tell too much).
    `units` are those with projects, `offered` those that the viewer may filter by.
    """

    units: tuple[UnitRow, ...]
    cells: dict[tuple[int, str, bool], BoardCell]
    sides: dict[str, int]
    elsewhere: int | None
    offered: tuple[UnitRow, ...] = ()

    def total(
        self, *, unit_id: int | None = None, stages: tuple[str, ...] = (), confirmed: bool | None = None
    ) -> BoardCell:
        """Add up the cells of a unit, of some stages, of one standing; hidden amounts make the sum hidden."""
        found = [
            cell
            for (unit, stage, sure), cell in self.cells.items()
            if (unit_id is None or unit == unit_id)
            and (not stages or stage in stages)
            and (confirmed is None or sure == confirmed)
        ]
        return added(found)

    def gathered(self, group_of: dict[str, str]) -> dict[tuple[int | None, str, bool], BoardCell]:
        """Add up the cells by unit and group of stages (None: of all units), in one pass.

        `group_of` maps stage codes to groups; stages that it does not name go into the group "".
        """
        parts: dict[tuple[int | None, str, bool], list[BoardCell]] = {}
        for (unit_id, stage, confirmed), cell in self.cells.items():
            group = group_of.get(stage, "")
            parts.setdefault((unit_id, group, confirmed), []).append(cell)
            parts.setdefault((None, group, confirmed), []).append(cell)
        return {key: added(cells) for key, cells in parts.items()}


def added(cells: list[BoardCell]) -> BoardCell:
    """Add up cells; one hidden amount makes the sum hidden."""
    amounts = [cell.amount for cell in cells]
    hidden = any(amount is None for amount in amounts)
    return BoardCell(
        projects=sum(cell.projects for cell in cells),
        amount=None if hidden else sum((amount for amount in amounts if amount is not None), Decimal(0)),
        without_amount=sum(cell.without_amount for cell in cells),
    )


@dataclass(frozen=True, slots=True)
class Source:
    """Where a value comes from: a row of a sheet, a fact at its passage, a person, or the demo.

    `label` words it; `document_id`, `fact_id`, `row_id` and `intake_id` lead there; `quote` is the passage.
    """

    kind: str
    label: str = ""
    quote: str = ""
    document_id: int | None = None
    document: str = ""
    fact_id: int | None = None
    intake_id: int | None = None
    row_id: int | None = None
    row: int | None = None
    person: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step of a project's stage line."""

    kind: str
    before: str
    after: str
    effective_date: date | None
    evidence: str
    document_id: int | None
    document: str
    claimed_by: str
    confirmed_by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One corrected field: old, new, why, by whom."""

    field: str
    before: object
    after: object
    reason: str
    person: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ProjectPage:
    """Everything about one project that its page shows; `may_edit` and `may_confirm` are the viewer's."""

    id: int
    code: str
    name: str
    unit_id: int
    unit_name: str
    officer_id: int | None
    officer_name: str
    track: str
    company_id: int | None
    company_name: str
    amount: Decimal | None
    amount_hidden: bool
    binding: str
    original_currency: str
    original_amount: Decimal | None
    rate: Decimal | None
    rate_date: date | None
    stage: str
    stage_confirmed: str
    side_state: str
    signed_date: date | None
    landed_date: date | None
    started_date: date | None
    produced_date: date | None
    site: str
    note: str
    registered_at: datetime
    changed_at: datetime
    version: int
    source: Source
    field_sources: dict[str, Source] = field(default_factory=dict)
    investors: tuple[tuple[int, str], ...] = ()
    steps: tuple[StepRow, ...] = ()
    changes: tuple[ChangeRow, ...] = ()
    may_edit: bool = False
    may_confirm: bool = False
    claimed_by_viewer: bool = False
