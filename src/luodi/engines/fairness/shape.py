"""The shapes of a review: the structured side of a clause, a finding, the outcome."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any, Literal

Severity = Literal["forbid", "review", "note"]
SEVERITIES: tuple[Severity, ...] = ("forbid", "review", "note")

# What money or permission may follow (Clause.driver, Clause.amount_basis) and what it may depend on (Clause.conditions).
DRIVERS = (
    "tax", "personal_tax", "local_contribution", "land_price", "statistics", "revenue", "output", "investment", "research",
    "equipment", "rent", "interest", "talent", "recognition", "event", "other",
)  # fmt: skip
CONDITIONS = (
    "move_registration", "registration", "tax_here", "statistics_here", "stay_years", "no_leaving", "local_entity",
    "local_supply", "local_staff", "ownership", "organisation", "size", "capital", "undisclosed", "reinvestment", "activity",
)  # fmt: skip
KINDS = (
    "payment", "tax_relief", "fee_relief", "land_price", "land_terms", "resource", "entry", "purchase", "bidding",
    "enforcement", "exclusivity", "fund", "duty_of_firm", "duty_of_district", "pricing", "other",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Clause:
    """The structured side of a clause: what is paid for, on which condition, to whom and on which basis.

    The four tests of the specific operator (办法 art. 46) are None where nobody has answered them yet.
    `tax_share` is the share of a tax or local contribution that is paid back (0 to 1).
    """

    kind: str = "other"
    span: tuple[int, int] | None = None
    driver: str = ""
    conditions: tuple[str, ...] = ()
    beneficiary: Literal["", "named", "listed", "described"] = ""
    policy_reference: str = ""
    legal_basis: str = ""
    amount_basis: str = ""
    tax_share: Decimal | None = None
    objective: bool | None = None
    clear: bool | None = None
    non_exclusive: bool | None = None
    tied: bool | None = None
    watched_only: bool = False
    number: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding: rule, article, severity, the quoted place, why, what to write instead, how sure.

    `span` indexes the reviewed text, half open, and `quote` is exactly that piece. `found_by` is "text" or "clause";
    a finding of a clause without a place has the span (0, 0) and an empty quote. `clause` is that clause's number.
    """

    id: str
    article: str
    severity: Severity
    span: tuple[int, int]
    quote: str
    reason: str
    reason_en: str
    rewrite: str
    rewrite_en: str
    confidence: float
    found_by: Literal["text", "clause"] = "text"
    clause: str = ""

    def to_json(self) -> dict[str, Any]:
        """Give the finding as plain values."""
        return {**asdict(self), "span": list(self.span)}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a review found in one text, in the order of the text."""

    text_sha256: str
    pack_version: str
    findings: tuple[Finding, ...]

    def of(self, severity: Severity) -> tuple[Finding, ...]:
        """Give the findings of one severity."""
        return tuple(finding for finding in self.findings if finding.severity == severity)

    def to_json(self) -> dict[str, Any]:
        """Give the outcome as plain values."""
        return {
            "text_sha256": self.text_sha256,
            "pack_version": self.pack_version,
            "findings": [finding.to_json() for finding in self.findings],
        }


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Sort findings by place, then by weight, then by rule."""
    return tuple(sorted(findings, key=lambda f: (f.span, SEVERITIES.index(f.severity), f.id, f.clause)))
