"""Making promises, supplementing them and deciding about their terms. Callers import from here."""

from luodi.promises.operations.acts import decide_act, propose_act
from luodi.promises.operations.making import SUITING, Basis, Drawn, Manner, Parties, make_promise, staged_over
from luodi.promises.operations.paying import note_paid
from luodi.promises.operations.planning import note_book_taken, take_in_plan
from luodi.promises.operations.supplements import approve_supplement, reject_supplement, supplement_promise

__all__ = [
    "SUITING", "Basis", "Drawn", "Manner", "Parties", "approve_supplement", "decide_act", "make_promise", "note_book_taken", "note_paid",
    "propose_act", "reject_supplement", "staged_over", "supplement_promise", "take_in_plan",
]  # fmt: skip
