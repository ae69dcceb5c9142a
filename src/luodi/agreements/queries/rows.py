"""What reading an agreement gives: frozen rows for lists, pages, exports and the API."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from luodi.agreements.queries.standing import ReviewStanding
from luodi.policies.queries import ClauseWords


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """An agreement as lists show it. `amount` is None where it is unknown or not the viewer's (`hidden`)."""

    id: int
    kind: str
    title: str
    number: str
    state: str
    project_id: int | None
    project_name: str
    unit_id: int
    unit_name: str
    firms: str
    amount: Decimal | None
    hidden: bool
    signed_date: date | None
    valid_to: date | None
    next_due: date | None
    changed_at: datetime
    version: int


@dataclass(frozen=True, slots=True)
class AgreementFilter:
    """What a list of agreements is narrowed to; empty fields narrow nothing. `due` is soon, quarter, late or ending."""

    kind: str = ""
    state: str = ""
    unit_id: int | None = None
    project_id: int | None = None
    due: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class AgreementPage:
    """One page of a list, the number of all its rows, and the agreements of each kind that the viewer sees."""

    rows: list[AgreementRow]
    total: int
    counts: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ClauseRow:
    """A clause with its words, cut from the text."""

    ordinal: int
    kind: str
    number: str
    title: str
    text: str
    start: int


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version of the text: who made it when, why, and the file it came from."""

    ordinal: int
    made_by: str
    made_at: datetime
    note: str
    text_sha256: str
    document_id: int | None
    approved: bool


@dataclass(frozen=True, slots=True)
class PeriodRow:
    """A period of a term."""

    from_date: date | None
    to_date: date | None
    target: Decimal | None
    due_date: date


@dataclass(frozen=True, slots=True)
class TermRow:
    """What is watched."""

    ordinal: int
    indicator: str
    name: str
    measure: str
    unit_word: str
    entities: str
    tolerance_ppm: int
    evidence: list[str]
    cure: dict[str, int]
    remedy: str
    payment: int | None
    periods: list[PeriodRow]


@dataclass(frozen=True, slots=True)
class StageRow:
    """A part of a payment."""

    share_ppm: int
    condition: str
    due_date: date | None


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """What is paid for, with its ground."""

    ordinal: int
    what: str
    driver: str
    cap: Decimal
    amount: Decimal | None
    basis: str
    clause_id: int | None
    clause: ClauseWords | None
    policy_id: int | None
    policy_title: str
    policy_article: str
    legal_basis: str
    budget_line: str
    stages: list[StageRow]


@dataclass(frozen=True, slots=True)
class DutyRow:
    """What the district owes."""

    ordinal: int
    kind: str
    what: str
    unit_id: int
    unit_name: str
    due_date: date | None
    within_days: int | None
    budget_line: str
    payment: int | None


@dataclass(frozen=True, slots=True)
class Terms:
    """All terms of one sheet; watched and paid for are never one list."""

    ordinal: int = 0
    watched: list[TermRow] = field(default_factory=list)
    paid: list[PaymentRow] = field(default_factory=list)
    duties: list[DutyRow] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class AgreementDetail:
    """An agreement with all that its page shows, and what the viewer may do with it.

    Where the viewer does not read terms (`readable` is False), text, terms and amounts are left out.
    """

    row: AgreementRow
    readable: bool
    parties: list[dict]
    scope: str
    valid_from: date | None
    data_class: str
    original_currency: str
    original_amount: Decimal | None
    rate: Decimal | None
    rate_date: date | None
    parent_id: int | None
    parent_title: str
    text: str
    text_sha256: str
    ordinal: int
    clauses: list[ClauseRow]
    versions: list[VersionRow]
    terms: Terms
    supplements: list[AgreementRow]
    standing: ReviewStanding
    maker: str
    approved_by: str
    approved_at: datetime | None
    legal_opinion: str
    signed_document_id: int | None
    ended_date: date | None
    end_reason: str
    may_edit: bool
    may_approve: bool
    may_sign: bool
