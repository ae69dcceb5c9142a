"""What calls about claims answer: one in a list, one with all that hangs on it, what a firm is due."""

from datetime import date, datetime

from ninja import Schema

from luodi.api.contract import Listed


class ClaimShape(Schema):
    """A claim in a list, amounts in 分; `amount_fen` is what is payable, else granted, else reckoned."""

    id: int
    company_id: int
    company: str
    clause_code: str
    clause: str
    clause_en: str
    year: int
    mode: str
    unit_id: int
    unit: str
    envelope_id: int
    envelope: str
    stage: str
    stage_at: datetime
    stage_due: date | None
    lamp: str
    amount_fen: int
    asked_fen: int
    granted_fen: int | None
    payable_fen: int | None
    doubts: int
    objections: int
    version: int


class Claims(Listed):
    """A page of claims; `counts` says how many stand at which stage, `late` how many are late."""

    counts: dict[str, int]
    late: int
    rows: list[ClaimShape]


class ClaimInput(Schema):
    """A frozen input with its source."""

    field: str
    label: str
    value: str
    state: str
    source: str
    source_kind: str
    source_id: int | None


class ClaimEvidence(Schema):
    """A file behind a claim."""

    id: int
    document_id: int
    name: str
    sha256: str
    expires_date: date | None
    late: bool


class ClaimCheck(Schema):
    """A check (`passed`), or a doubt (`sentence`, `settled`, `answer`)."""

    id: int
    kind: str
    passed: bool | None
    sentence: str
    sentence_en: str
    words: str
    person: str
    at: datetime
    settled: bool
    answer: str


class ClaimObjection(Schema):
    """An objection or appeal, and its answer."""

    id: int
    kind: str
    text: str
    received_date: date
    answered: bool
    upheld: bool | None
    answer: str


class ClaimPaymentShape(Schema):
    """A payment of a claim."""

    id: int
    batch_id: int
    number: str
    amount_fen: int
    state: str
    reason: str
    paid_date: date | None


class ClaimRecovery(Schema):
    """Money that has to come back, and what came."""

    id: int
    ground: str
    amount_fen: int
    reason: str
    state: str
    due_date: date | None
    repaid_fen: int


class ClaimLook(Schema):
    """Who opened, for a reason, what the claim was reckoned from; the firm is told the unit only."""

    person: str
    unit: str
    reason: str
    at: datetime


class ClaimDetail(Schema):
    """One claim. `hidden`: the caller does not see what it was reckoned from; `may`: what the caller may do now."""

    row: ClaimShape
    clause_version_id: int
    clause_number: int
    clause_sha256: str
    inputs_sha256: str
    frozen_at: datetime | None
    missing: list[str]
    outcome: str
    ratio_ppm: int | None
    hidden: bool
    inputs: list[ClaimInput]
    explanation: list[str]
    explanation_en: list[str]
    evidence: list[ClaimEvidence]
    checks: list[ClaimCheck]
    objections: list[ClaimObjection]
    payments: list[ClaimPaymentShape]
    recoveries: list[ClaimRecovery]
    looks: list[ClaimLook]
    may: list[str]


class DueShape(Schema):
    """How a firm stands by one clause: eligible, maybe or no, and why (Chinese, English)."""

    clause: str
    title: str
    title_en: str
    department: str
    mode: str
    status: str
    granted_fen: int
    possible_fen: int | None
    why: list[tuple[str, str]]
    missing: list[tuple[str, str]]
    evidence: list[str]
    claim_id: int | None
    claim_stage: str


class Dues(Schema):
    """What a firm is due by every clause in force."""

    rows: list[DueShape]


class PublicationMade(Schema):
    """What was published, and until when."""

    id: int
    title: str
    from_date: date
    until_date: date
