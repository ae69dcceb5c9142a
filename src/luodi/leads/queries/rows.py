"""What queries about first contact give back."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class RegistrationRow:
    """A registration in a list. `investor` is masked where it is not announced and not the viewer's to see (`hidden`).

    `days_left` of the protection, `silent` days without an evidenced contact; `lamp` and `clock` say which of them presses:
    clock is accept, protect, silence or "".
    """

    id: int
    number: str
    title: str
    investor: str
    hidden: bool
    confidential: bool
    unit_id: int
    unit_name: str
    officer_name: str
    state: str
    end_kind: str
    sector_code: str
    product: str
    amount: Decimal | None
    amount_hidden: bool
    in_district: str
    occupied_in_ledger: int
    registered_at: datetime
    acceptance_due: date | None
    protected_until: date | None
    days_left: int | None
    silent: int | None
    lamp: str
    clock: str
    project_id: int | None
    version: int


@dataclass(frozen=True, slots=True)
class RegistrationPage:
    """One page of a list, the number of all rows, and the viewer's rows of each state."""

    rows: list[RegistrationRow]
    total: int
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class RegistrationFilter:
    """What a list is narrowed to; empty fields narrow nothing. `press` is silent, due or ending."""

    states: tuple[str, ...] = ()
    unit_id: int | None = None
    press: str = ""
    words: str = ""
    mine: bool = False
    project_id: int | None = None


@dataclass(frozen=True, slots=True)
class ContactRow:
    """An evidenced contact."""

    contacted_date: date
    kind: str
    reference: str
    document_id: int | None
    person: str
    at: datetime


@dataclass(frozen=True, slots=True)
class RegistrationDetail:
    """One registration with all that its page shows, and what the viewer may do with it."""

    row: RegistrationRow
    foreign_number: str
    credit_code: str
    company_id: int | None
    controller: str
    controller_share: Decimal | None
    need: str
    site: str
    ranked: bool
    contact_name: str
    contact_phone: str
    evidence_kind: str
    evidence_text: str
    evidence_document_id: int | None
    evidence_at: datetime
    registered_by: str
    decided_by: str
    decided_at: datetime | None
    end_reason: str
    apart_reason: str
    assist_wish: str
    renewals: int
    renewals_allowed: int
    renewal_contacts: int
    renewal_needed: int
    renewal_window: int
    last_contact: date | None
    shadows: int
    helpers: tuple[str, ...]
    previous: str
    later: str
    project_code: str
    contacts: tuple[ContactRow, ...]
    conflicts: tuple[tuple[int, str, str], ...]
    may_hold: bool
    may_accept: bool
    may_rule: bool
    may_reveal: bool


@dataclass(frozen=True, slots=True)
class PoolRow:
    """A lead in the pool. Of another unit's only sector, need and a masked investor are told."""

    id: int
    number: str
    title: str
    investor: str
    visible: bool
    unit_name: str
    sector_code: str
    need: str
    ended_at: datetime
    end_kind: str
    free_from: date | None
    may_take: bool


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a conflict; where it is not the viewer's (`shown` false) only which side it is is told."""

    which: str
    shown: bool
    own: bool
    registration_id: int
    number: str
    title: str
    unit_name: str
    state: str
    registered_at: datetime | None
    evidence_at: datetime | None
    evidence_kind: str
    evidence_text: str
    evidence_document_id: int | None
    holds: bool


@dataclass(frozen=True, slots=True)
class StepRow:
    """What was said or decided in a conflict."""

    kind: str
    text: str
    facts: dict
    person: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ConflictRow:
    """A conflict in the queue; `lamp` says how its next deadline stands."""

    id: int
    number: str
    state: str
    first_unit: str
    second_unit: str
    title: str
    opened_at: datetime
    due: date | None
    lamp: str
    winner: str
    version: int


@dataclass(frozen=True, slots=True)
class ConflictPage:
    """The queue of conflicts: a page of rows, their number, and how many stand in each state."""

    rows: list[ConflictRow]
    total: int
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class OrderStep:
    """One step of the order of the rules, as it stands: whom it favours, whether it decides."""

    ground: str
    favours: str
    decides: bool


@dataclass(frozen=True, slots=True)
class ConflictDetail:
    """One conflict with both sides, the order of the rules, its steps, and what the viewer may do."""

    row: ConflictRow
    reason: str
    sides: tuple[Side, Side]
    order: tuple[OrderStep, ...]
    order_winner: str
    order_ground: str
    ground: str
    winner_side: str
    choice: str
    choice_reference: str
    hearing_due: date
    ruling_due: date
    ruled_by: str
    ruled_at: datetime | None
    appealed_at: datetime | None
    appeal_decided_by: str
    appeal_decided_at: datetime | None
    steps: tuple[StepRow, ...]
    may_rule: bool
    may_appeal: bool
    may_decide: bool


@dataclass(frozen=True, slots=True)
class PairRow:
    """Two projects that may be one."""

    id: int
    one_id: int
    one_code: str
    one_name: str
    one_unit: str
    other_id: int
    other_code: str
    other_name: str
    other_unit: str
    score: Decimal
    reasons: tuple[str, ...]
    state: str
    reason: str
    decided_by: str
    found_at: datetime
    version: int
