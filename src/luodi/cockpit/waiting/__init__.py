"""What waits for one person: a list of sources, each a function of its own.

A part that has something waiting adds one function and its name to `SOURCES`; the page shows it by itself. A source
answers in a fixed number of SQL statements and gives nothing to whom it does not concern. Tasks come last: a task about
something that another pile tells is left out there, so that nothing is counted twice.
"""

from datetime import date

from luodi.cockpit.waiting.gates import (
    claims_to_confirm,
    conditions_to_accept,
    conditions_to_meet,
    failures_to_approve,
    gates_to_pass,
    opinions_to_give,
)
from luodi.cockpit.waiting.ideas import (
    agreements_to_carry_on,
    conflicts_to_settle,
    decisions_of_meetings,
    follow_ups_to_close,
    instructions_to_carry_out,
    questions_to_figures,
    registrations_to_accept,
    reviews_to_carry_on,
    rights_to_keep,
    tasks_to_do,
    transfers_to_settle,
    trips_without_action,
)
from luodi.cockpit.waiting.payouts import payouts_to_carry_on
from luodi.cockpit.waiting.rows import Pile, Source, Waiting
from luodi.values.actor import Actor

SOURCES: tuple[Source, ...] = (
    instructions_to_carry_out,
    opinions_to_give,
    registrations_to_accept,
    rights_to_keep,
    conflicts_to_settle,
    transfers_to_settle,
    gates_to_pass,
    conditions_to_accept,
    conditions_to_meet,
    reviews_to_carry_on,
    agreements_to_carry_on,
    decisions_of_meetings,
    follow_ups_to_close,
    trips_without_action,
    questions_to_figures,
    claims_to_confirm,
    failures_to_approve,
    payouts_to_carry_on,
)

__all__ = ["SOURCES", "Pile", "Waiting", "waiting"]


def waiting(*, viewer: Actor, today: date) -> list[Pile]:
    """Give everything that waits for the viewer, pile by pile, empty piles left out."""
    piles = [source(viewer, today) for source in SOURCES]
    told = frozenset().union(*(each.about for each in piles))
    return [each for each in (*piles, tasks_to_do(viewer, today, told)) if each.total]
