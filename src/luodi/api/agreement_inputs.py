"""The shapes that calls of agreements take; unknown fields are refused."""

from datetime import date
from typing import Literal

from pydantic import Field

from luodi.api.contract import (
    AmountGiven,
    Asked,
    Currency,
    Id,
    Page,
    RateGiven,
    Reason,
    Size,
    Version,
)

Text = Field("", max_length=500_000)


class AgreementsAsked(Asked):
    """What the list is narrowed to."""

    q: str = Field("", max_length=60)
    kind: Literal["", "framework", "investment", "supplement", "legacy"] = ""
    state: Literal["", "draft", "in_review", "approved", "signed", "in_force", "ended", "terminated"] = ""
    due: Literal["", "soon", "quarter", "ending", "none"] = ""
    unit: Id | None = None
    project: Id | None = None
    sort: str = Field("-changed", pattern=r"^-?(due|title|signed|changed)$")
    page: Page = 1
    size: Size = 50


class PartyGiven(Asked):
    """One side of an agreement."""

    name: str = Field(min_length=1, max_length=160)
    side: Literal["district", "firm"]
    role: str = Field("", max_length=10)


class HeadGiven(Asked):
    """What stands over the text. A foreign amount needs its rate and the rate's day."""

    title: str = Field(min_length=1, max_length=200)
    number: str = Field("", max_length=60)
    parties: list[PartyGiven] = Field(max_length=20)
    scope: str = Field("", max_length=2000)
    valid_from: date | None = None
    valid_to: date | None = None
    amount: AmountGiven | None = None
    currency: Currency = "CNY"
    rate: RateGiven | None = None
    rate_date: date | None = None
    data_class: Literal["internal", "sensitive"] = "sensitive"


class AgreementNew(HeadGiven):
    """An agreement to draft, with its first text."""

    kind: Literal["framework", "investment"]
    project_id: Id
    text: str = Text


class SupplementNew(HeadGiven):
    """A supplement to draft; parties left out are those of the agreement."""

    parties: list[PartyGiven] = Field(default_factory=list, max_length=20)
    text: str = Text


class TextGiven(Asked):
    """A new version of a text."""

    version: Version
    text: str = Text
    reason: Reason = ""


class PeriodGiven(Asked):
    """A period of a term; a milestone has its day only."""

    due_date: date
    target: AmountGiven | None = None
    from_date: date | None = None
    to_date: date | None = None


class AgreementTermGiven(Asked):
    """What is to be watched; `payment` is the place (from 1) of the payment it is linked to."""

    indicator: str = Field(max_length=20)
    measure: Literal["sum", "level", "average", "cumulative", "date"]
    periods: list[PeriodGiven] = Field(max_length=20)
    evidence: list[str] = Field(default_factory=list, max_length=10)
    name: str = Field("", max_length=120)
    entities: str = Field("", max_length=200)
    tolerance_ppm: int = Field(0, ge=0, lt=1_000_000)
    remedy: str = Field("", max_length=300)
    payment: int | None = Field(None, ge=1, le=50)


class StageGiven(Asked):
    """A part of a payment."""

    share_ppm: int = Field(ge=1, le=1_000_000)
    condition: str = Field(min_length=1, max_length=200)
    due_date: date | None = None


class PaymentGiven(Asked):
    """What is to be paid for; one of clause_id, policy_id with its article, or a legal basis."""

    what: str = Field(min_length=1, max_length=200)
    driver: str = Field(max_length=20)
    cap: AmountGiven
    stages: list[StageGiven] = Field(max_length=20)
    amount: AmountGiven | None = None
    basis: str = Field("", max_length=300)
    clause_id: Id | None = None
    policy_id: Id | None = None
    policy_article: str = Field("", max_length=60)
    legal_basis: str = Field("", max_length=300)
    budget_line: str = Field("", max_length=120)


class DutyGiven(Asked):
    """What the district is to owe."""

    kind: Literal["land", "permit", "payment", "service", "other"]
    what: str = Field(min_length=1, max_length=200)
    unit_id: Id
    due_date: date | None = None
    within_days: int | None = Field(None, ge=1, le=10_000)
    budget_line: str = Field("", max_length=120)
    payment: int | None = Field(None, ge=1, le=50)


class TermsGiven(Asked):
    """All terms of a draft, set anew."""

    version: Version
    terms: list[AgreementTermGiven] = Field(default_factory=list, max_length=50)
    payments: list[PaymentGiven] = Field(default_factory=list, max_length=50)
    duties: list[DutyGiven] = Field(default_factory=list, max_length=50)


class TakenOver(Asked):
    """The version that was read, into which a review's rewrite is taken over."""

    version: Version


class Submitted(Asked):
    """The version that was read, and in whose name the agreement is signed, which says who reviews it."""

    version: Version
    issued_by: Literal["department", "government"] = "department"


class AgreementSentBack(Asked):
    """Why an agreement goes back to draft."""

    version: Version
    reason: Reason


class Approval(Asked):
    """The number of the legal opinion; may stay empty where it stands at the project's gate."""

    version: Version
    legal_opinion: str = Field("", max_length=200)


class Signing(Asked):
    """The day of signing, beside the signed file."""

    version: Version
    signed_date: date


class AgreementEnded(Asked):
    """When and why an agreement ended; `early` before its term."""

    version: Version
    ended_date: date
    reason: Reason
    early: bool = False


class CleanUpsAsked(Asked):
    """What the ledger is narrowed to."""

    q: str = Field("", max_length=60)
    way: Literal["", "undecided", "keep_until_end", "amend", "stop", "compensate", "no_issue"] = ""
    state: Literal["", "open", "in_progress", "done"] = ""
    due: Literal["", "late", "soon"] = ""
    agreement: Id | None = None
    page: Page = 1
    size: Size = 50


class DecisionGiven(Asked):
    """How a finding is dealt with."""

    version: Version
    way: Literal["keep_until_end", "amend", "stop", "compensate", "no_issue"]
    procedure: str = Field(max_length=300)
    unit_id: Id | None = None
    due_date: date | None = None


class ProgressGiven(Asked):
    """What was done about a finding; `done` closes it."""

    version: Version
    what: str = Field(max_length=500)
    done: bool = False
