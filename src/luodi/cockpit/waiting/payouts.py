"""What waits of payouts: the next step of each claim, for whoever takes it."""

from datetime import date

from luodi.claims import queries as claims
from luodi.cockpit.waiting.rows import MOST, Pile, Waiting, pile
from luodi.values.actor import Actor


def payouts_to_carry_on(viewer: Actor, today: date) -> Pile:
    """Claims whose next step is the viewer's, the most urgent first; a firm's own invitations lead to its own page."""
    page = "claims:mine" if viewer.may("claims.own") else "claims:detail"
    rows = [
        Waiting(
            each.company, f"payout_{each.stage}", {"clause": each.clause, "clause_en": each.clause_en or each.clause}, page,
            {"claim_id": each.id}, "step", each.stage_at, each.stage_due, each.lamp == "red", who=each.unit,
            of=("claims.claim", each.id),
        )
        for each in claims.claims_waiting(viewer, today=today, limit=MOST)
    ]  # fmt: skip
    return pile("payouts", rows)
