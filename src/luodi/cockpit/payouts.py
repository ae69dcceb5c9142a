"""Policies and money at one look for a leader: clauses in force, firms due, envelopes, claims by step, days to payment."""

from dataclasses import dataclass
from datetime import date

from luodi.claims.queries import PayoutsGlance, payouts_glance
from luodi.policies.queries import PoliciesGlance, policies_glance
from luodi.values.actor import Actor


@dataclass(frozen=True, slots=True)
class PoliciesAndMoney:
    """Both; a part is None where the viewer has no permission for it."""

    policies: PoliciesGlance | None
    payouts: PayoutsGlance | None


def policies_and_money(viewer: Actor, *, on: date) -> PoliciesAndMoney:
    """Give how policies and payouts stand within what the viewer may see; four SQL statements at most."""
    return PoliciesAndMoney(
        policies_glance(viewer, on=on) if viewer.may("policies.view") else None,
        payouts_glance(viewer, today=on) if viewer.may("claims.view") else None,
    )
