"""From the amount of each clause to what one firm gets: rounding, the clause's caps, groups, the firm's cap."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from .shape import Clause, Group

DUE, CLAUSE_CAP, LIFETIME_CAP = "policy_reason_due", "policy_reason_clause_cap", "policy_reason_lifetime_cap"
GROUP_HIGHER, GROUP_PAID, FIRM_CAP = "policy_reason_group_higher", "policy_reason_group_paid", "policy_reason_firm_cap"
CEILING = 4 * 10**18  # 分; what the columns hold
YEAR = "*"  # in `paid`: what the firm got this year over the whole pack


def rounded(amount: Fraction | int, clause: Clause) -> int:
    """Round an amount of 分 as the clause says; half up means away from nothing owed."""
    step = clause.round_fen
    over, under = amount.numerator, amount.denominator * step
    whole = (2 * over + under) // (2 * under) if clause.round_mode == "half_up" else over // under
    return min(CEILING, whole * step)


def capped(fen: int, clause: Clause, paid: Mapping[str, int]) -> tuple[int, str]:
    """Hold a rounded amount under the clause's caps; `paid` has the clause's id (ever) and id@year (this year)."""
    reason = DUE
    if clause.cap_year is not None:
        left = max(0, clause.cap_year - paid.get(f"{clause.id}@year", 0)) if paid else clause.cap_year
        fen, reason = (left, CLAUSE_CAP) if fen > left else (fen, reason)
    if clause.cap_lifetime is not None:
        left = max(0, clause.cap_lifetime - paid.get(clause.id, 0))
        fen, reason = (left, LIFETIME_CAP) if fen > left else (fen, reason)
    return fen, reason


def grouped(
    amounts: Sequence[int], clauses: Sequence[Clause], groups: Mapping[str, Group], paid: Mapping[str, int]
) -> tuple[list[int], list[str]]:
    """Let the highest of each group stand; of equals the first clause. A difference group pays what is missing to it."""
    granted, reasons = list(amounts), [""] * len(amounts)
    best: dict[str, int] = {}
    for at, clause in enumerate(clauses):
        group = groups.get(clause.group) if clause.group else None
        if group is None or group.rule == "sum" or amounts[at] <= 0:
            continue
        lower, other = at, best.get(group.id)
        if other is None or amounts[at] > amounts[other]:
            best[group.id] = at
            if other is None:
                continue
            lower = other
        granted[lower], reasons[lower] = 0, GROUP_HIGHER
    for name, at in best.items() if paid else ():
        if groups[name].rule == "difference" and paid.get(name, 0) > 0:
            granted[at], reasons[at] = max(0, amounts[at] - paid[name]), GROUP_PAID
    return granted, reasons


def waterfall(granted: Sequence[int], cap: int | None, paid: Mapping[str, int]) -> tuple[list[int], list[bool]]:
    """Fill the firm's cap clause by clause, in the order of the pack; say which were cut."""
    if cap is None:
        return list(granted), [False] * len(granted)
    left, found, cut = max(0, cap - paid.get(YEAR, 0)), [], []
    for amount in granted:
        got = min(amount, left)
        left -= got
        found.append(got)
        cut.append(got < amount)
    return found, cut
