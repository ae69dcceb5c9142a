"""What the fair-competition engine is told of a clause: which facts its money follows or depends on."""

from luodi.engines import fairness
from luodi.engines.policies import Clause, Pack
from luodi.engines.policies.tree import Node, Ref, walk

# What a clause reads → what the fairness engine calls that which money follows. Handbook §4.2.
DRIVERS = {
    "tax_paid": "tax", "district_revenue": "local_contribution", "statistics_output": "statistics", "revenue": "revenue",
    "rd_spend": "research", "equipment_spend": "equipment", "fixed_investment": "investment", "rent_price": "rent",
    "rent_paid": "rent", "lease_area": "rent", "loan_interest": "interest", "loan_principal": "interest", "talent_d": "talent",
    "talent_e": "talent", "talent_f": "talent", "giant_listed": "recognition", "srdi_listed": "recognition",
    "certificates": "recognition", "hightech_since": "recognition", "conference_cost": "event",
}  # fmt: skip
CONDITIONS = {
    "tax_paid": "tax_here", "district_revenue": "tax_here", "statistics_output": "statistics_here",
    "registered_place": "registration", "moved_in": "move_registration", "ownership": "ownership",
}  # fmt: skip


def structured(clause: Clause, policy_title: str) -> fairness.Clause:
    """Give a clause's structure as the fairness engine reads it, by the names of what `when` and `amount` read."""
    paid_by, asked = fields_of(clause.amount), fields_of(clause.when)
    basis = next((DRIVERS[code] for code in paid_by if code in DRIVERS), "")
    driver = basis or next((DRIVERS[code] for code in asked if code in DRIVERS), "other")
    conditions = tuple(dict.fromkeys(CONDITIONS[code] for code in (*asked, *paid_by) if code in CONDITIONS))
    named = "named_firm" in (*asked, *paid_by)
    return fairness.Clause(
        kind="payment", driver=driver, conditions=conditions, beneficiary="named" if named else "described",
        amount_basis=basis or driver, policy_reference=policy_title, number=clause.id,
    )  # fmt: skip


def fields_of(node: Node) -> list[str]:
    """List the facts that an expression reads, those with a driver that fairness forbids first."""
    found = dict.fromkeys(each.field for each in walk(node) if isinstance(each, Ref))
    return sorted(found, key=lambda code: code not in CONDITIONS)


def lint(clause: Clause, pack: Pack) -> list[str]:
    """List the facts with a fairness driver that the clause's condition or amount reads."""
    read = dict.fromkeys([*fields_of(clause.when), *fields_of(clause.amount)])
    return [code for code in read if code in pack.fields and pack.fields[code].driver]
