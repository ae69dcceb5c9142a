"""The rules of first contact as they stand on a day: dated parameters with their source, edited by the bureau."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from luodi.people.queries import parameters_in_force

FIELDS = (
    "investor", "controller", "sector_code", "amount", "need", "contact", "evidence", "product", "site",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rules:
    """The parameters `leads.*` in force on a day (domain.md §3.2); days are calendar days unless `_work_days` says so."""

    protect_months: int
    protect_months_large: int
    large_amount: Decimal
    renewals: int
    renewal_months: int
    renewal_contacts: int
    renewal_window_days: int
    silence_warning_days: int
    silence_lapse_days: int
    acceptance_work_days: int
    hearing_work_days: int
    ruling_work_days: int
    reopen_after_loss_days: int
    control_share: float
    same_score: float
    candidate_score: float
    tie_days: int
    evidence_oldest_days: int
    minimum_amount: Decimal
    plausible_amount_least: Decimal
    plausible_amount_most: Decimal
    minimum_fields: tuple[str, ...]
    district_codes: tuple[str, ...]


def rules_on(day: date) -> Rules:
    """Give the rules in force on a day; one SQL statement."""
    values = parameters_in_force("leads.", on=day)
    read = {}
    for name, kind in Rules.__annotations__.items():
        value = values[f"leads.{name}"]
        if kind is Decimal:
            read[name] = Decimal(str(value))
        elif kind in (int, float):
            read[name] = kind(value)
        else:
            read[name] = tuple(str(each) for each in value)
    return Rules(**read)


def months_after(day: date, months: int) -> date:
    """Give the same day so many months later, or the last one of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def protection(rules: Rules, amount: Decimal | None, ranked: bool) -> int:
    """Give the months of protection: longer for large or ranked investors (domain.md §3.2 `protect_months`)."""
    large = ranked or (amount is not None and amount >= rules.large_amount)
    return rules.protect_months_large if large else rules.protect_months
