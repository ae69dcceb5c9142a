"""The shapes that calls of agreements give."""

from datetime import date, datetime

from ninja import Schema

from luodi.api.contract import (
    Amount,
    Listed,
)


class TakenUpShape(Schema):
    """Promises made of an agreement, supplements proposed, and the indicators left to be noted by hand."""

    made: int
    supplemented: int
    left: list[str]


class AgreementRow(Schema):
    """An agreement in a list; `amount` is null where it is unknown or hidden."""

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
    amount: Amount | None
    hidden: bool
    signed_date: date | None
    valid_to: date | None
    next_due: date | None
    changed_at: datetime
    version: int


class Agreements(Listed):
    """A page of agreements; `counts` are those of each kind."""

    counts: dict[str, int]
    rows: list[AgreementRow]


class Clause(Schema):
    """A clause and its words; `start` is its place in the text."""

    ordinal: int
    kind: str
    number: str
    title: str
    text: str
    start: int


class VersionMade(Schema):
    """A version of the text."""

    ordinal: int
    made_by: str
    made_at: datetime
    note: str
    text_sha256: str
    document_id: int | None
    approved: bool


class Period(Schema):
    """A period of a term."""

    from_date: date | None
    to_date: date | None
    target: Amount | None
    due_date: date


class Watched(Schema):
    """What is watched; never paid for by itself."""

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
    periods: list[Period]


class Stage(Schema):
    """A part of a payment, in millionths."""

    share_ppm: int
    condition: str
    due_date: date | None


class PaidClause(Schema):
    """The clause that a payment rests on, with the words of its document."""

    pk: int
    code: str
    version: int
    title: str
    policy: str
    article: str
    quote: str
    state: str


class Paid(Schema):
    """What is paid for, on a published clause, a public document or a legal basis."""

    ordinal: int
    what: str
    driver: str
    cap: Amount
    amount: Amount | None
    basis: str
    clause_id: int | None
    clause: PaidClause | None
    policy_id: int | None
    policy_title: str
    policy_article: str
    legal_basis: str
    budget_line: str
    stages: list[Stage]


class Duty(Schema):
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


class Terms(Schema):
    """All terms: watched and paid for are never one list."""

    ordinal: int
    watched: list[Watched]
    paid: list[Paid]
    duties: list[Duty]


class Standing(Schema):
    """Where the fair-competition review of the present text stands."""

    concluded: bool
    review_id: int | None
    number: str
    open_forbid: int


class Agreement(Schema):
    """One agreement; text, terms and amounts are left out where `readable` is false."""

    row: AgreementRow
    readable: bool
    parties: list[dict[str, str]]
    scope: str
    valid_from: date | None
    data_class: str
    parent_id: int | None
    text: str
    text_sha256: str
    ordinal: int
    clauses: list[Clause]
    versions: list[VersionMade]
    terms: Terms
    standing: Standing
    maker: str
    approved_by: str
    legal_opinion: str
    signed_document_id: int | None
    may_edit: bool
    may_approve: bool
    may_sign: bool


class ChangeOfClause(Schema):
    """A clause that changed: pieces are [op, text] with op =, - or +."""

    kind: str
    number: str
    title: str
    was: str
    pieces: list[list[str]]
    touches: list[str]


class RedlineShape(Schema):
    """What changed between two versions."""

    old: int
    new: int
    touches: list[str]
    changes: list[ChangeOfClause]


class ModelClause(Schema):
    """A clause of the library."""

    id: int
    code: str
    kind: str
    title: str
    advice: str
    text: str
    blanks: list[dict[str, str]]
    usable: bool
    waiting: bool
    open_findings: int
    retired: bool
    version: int


class CleanUp(Schema):
    """A finding in a legacy agreement and what is done about it."""

    id: int
    agreement_id: int
    agreement_title: str
    agreement_number: str
    firms: str
    valid_to: date | None
    code: str
    article: str
    severity: str
    quote: str
    reason: str
    rewrite: str
    way: str
    procedure: str
    unit_name: str
    unit_id: int | None
    due_date: date | None
    lamp: str
    state: str
    version: int


class CleanUps(Listed):
    """A page of the ledger; `counts` are those of each state."""

    counts: dict[str, int]
    rows: list[CleanUp]
