"""The structured checks: what a clause pays for, on which condition, to whom (rule pack, second column of 4.2).

Each check is a line of a table: which clauses it looks at, which rule it finds, how heavy. Watched terms are never found.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from .pack import Pack
from .shape import Clause, Finding, Severity

MONEY = frozenset({"payment", "fund", "tax_relief", "fee_relief", "land_price"})
PERMISSION = frozenset({"entry", "bidding", "land_terms", "resource", "purchase"})
TAX_DRIVERS = frozenset({"tax", "personal_tax", "local_contribution"})
HERE = frozenset({"move_registration", "tax_here", "statistics_here"})


@dataclass(frozen=True, slots=True)
class Check:
    """A check: the rule it finds, its severity, the clauses that it finds it in, and how sure it is."""

    rule: str
    severity: Severity
    finds: Callable[[Clause], bool]
    confidence: float = 0.95


def specific_operator(clause: Clause) -> bool | None:
    """Tell whether a clause favours a specific operator in the sense of 办法 art. 46.

    Not specific when the conditions are objective, clear, non-exclusive and tied to the aim, all four. None: not yet known.
    """
    tests = (clause.objective, clause.clear, clause.non_exclusive, clause.tied)
    if all(tests):
        return False
    if any(test is False for test in tests):
        return True
    return True if clause.beneficiary == "named" else None


def _money(clause: Clause) -> bool:
    return clause.kind in MONEY


def _has(clause: Clause, *conditions: str) -> bool:
    return not set(conditions).isdisjoint(clause.conditions)


def _without_basis(clause: Clause) -> bool:
    return not clause.policy_reference.strip() and not clause.legal_basis.strip()


def _tax_driven(clause: Clause) -> bool:
    return clause.driver in TAX_DRIVERS or clause.amount_basis in TAX_DRIVERS or bool(clause.tax_share)


def _land_driven(clause: Clause) -> bool:
    return clause.kind == "land_price" or "land_price" in (clause.driver, clause.amount_basis)


def _specific(clause: Clause) -> bool:
    return specific_operator(clause) is True


def _unknown(clause: Clause) -> bool:
    return clause.beneficiary != "" and specific_operator(clause) is None


CHECKS = (
    Check("C05", "forbid", lambda c: _money(c) and c.kind != "tax_relief" and _tax_driven(c), 0.98),
    Check("C01", "forbid", lambda c: c.kind == "tax_relief" and not c.legal_basis.strip()),
    Check("C04", "forbid", lambda c: c.kind != "fund" and _money(c) and (_has(c, *HERE) or c.driver == "statistics"), 0.98),
    Check("C04", "review", lambda c: c.kind == "payment" and _has(c, "registration") and not _has(c, *HERE), 0.7),
    Check("C03", "forbid", lambda c: _money(c) and _has(c, "ownership", "organisation")),
    Check("C06", "forbid", lambda c: _land_driven(c) and (_money(c) or c.kind == "land_terms")),
    Check("C07", "forbid", lambda c: c.kind == "fee_relief" and not c.legal_basis.strip()),
    Check("C02", "forbid", lambda c: c.kind == "payment" and c.beneficiary == "named" and _without_basis(c) and _specific(c)),
    Check("C02", "forbid", lambda c: c.kind == "payment" and c.beneficiary == "listed" and _specific(c)),
    Check("C02", "review", lambda c: c.kind == "payment" and c.beneficiary == "listed" and _unknown(c), 0.7),
    Check("C02", "review", lambda c: c.kind == "payment" and c.beneficiary == "described" and _specific(c), 0.7),
    Check("C09", "forbid", lambda c: _money(c) and _has(c, "undisclosed")),
    Check("C13", "review", lambda c: c.kind == "fund" and _has(c, "reinvestment", "registration", *HERE)),
    Check("G01", "forbid", lambda c: _has(c, "no_leaving")),
    Check("G01", "forbid", lambda c: _has(c, "stay_years") and (_money(c) or c.kind in PERMISSION)),
    Check("G01", "review", lambda c: _has(c, "stay_years") and not (_money(c) or c.kind in PERMISSION), 0.7),
    Check("G03", "forbid", lambda c: _money(c) and _has(c, "local_entity", "local_supply")),
    Check("G02", "forbid", lambda c: c.kind in {"entry", "purchase", "resource"} and _has(c, "local_entity")),
    Check("G02", "review", lambda c: c.kind == "duty_of_firm" and _has(c, "local_entity", "capital"), 0.7),
    Check("G04", "forbid", lambda c: c.kind == "bidding" and _has(c, "registration", "local_entity", "local_staff", *HERE)),
    Check("E04", "forbid", lambda c: c.kind == "purchase" and _has(c, "local_supply")),
    Check("E03", "forbid", lambda c: c.kind == "purchase" and c.beneficiary == "named" and _specific(c)),
    Check("E06", "forbid", lambda c: c.kind in {"entry", "bidding"} and _has(c, "ownership", "organisation", "size")),
    Check("E06", "forbid", lambda c: c.kind == "entry" and _has(c, "registration", *HERE)),
    Check("E05", "review", lambda c: c.kind in {"entry", "bidding"} and _has(c, "capital"), 0.8),
    Check("E01", "review", lambda c: c.kind == "entry" and not c.legal_basis.strip(), 0.6),
    Check("G06", "forbid", lambda c: c.kind == "enforcement" and c.beneficiary in {"named", "listed"}),
    Check("G07", "forbid", lambda c: c.kind == "land_terms" and c.beneficiary == "named" and _specific(c)),
    Check("C08", "forbid", lambda c: c.kind == "resource" and c.beneficiary in {"named", "listed"} and _specific(c)),
    Check("C08", "review", lambda c: c.kind == "resource" and _unknown(c), 0.7),
    Check("B02", "forbid", lambda c: c.kind == "pricing" and c.beneficiary == "named" and not c.legal_basis.strip()),
    Check("B03", "forbid", lambda c: c.kind == "exclusivity"),
)  # fmt: skip


def clause_findings(text: str, clauses: tuple[Clause, ...], pack: Pack) -> Iterator[Finding]:
    """Give the findings of the structured clauses; a place outside the text counts as no place."""
    for clause in clauses:
        if clause.watched_only:
            continue
        for check in CHECKS:
            if check.rule in pack.rules and check.finds(clause):
                yield _finding(text, clause, check, pack)


def _finding(text: str, clause: Clause, check: Check, pack: Pack) -> Finding:
    start, end = clause.span or (0, 0)
    span = (start, end) if 0 <= start < end <= len(text) else (0, 0)
    rule = pack.rules[check.rule]
    return Finding(
        id=rule.id,
        article=rule.article,
        severity=check.severity,
        span=span,
        quote=text[span[0] : span[1]],
        reason=rule.reason,
        reason_en=rule.reason_en,
        rewrite=rule.rewrite,
        rewrite_en=rule.rewrite_en,
        confidence=check.confidence,
        found_by="clause",
        clause=clause.number,
    )
