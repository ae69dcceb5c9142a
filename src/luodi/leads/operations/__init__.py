"""Writing first contact. One module an act; callers import from here."""

from luodi.leads.operations.conflicts import Hearing, appeal, decide_appeal, hear, open_conflict, rule_conflict
from luodi.leads.operations.deciding import accept, reject, set_apart
from luodi.leads.operations.keeping import keep_clocks, note_contact, note_opened, release, renew, reveal
from luodi.leads.operations.pairs import decide_pair, find_pairs
from luodi.leads.operations.passing import take_from_pool
from luodi.leads.operations.registering import FirstContact, NewLead, look_up, register_lead

__all__ = [
    "FirstContact", "Hearing", "NewLead", "accept", "appeal", "decide_appeal", "decide_pair", "find_pairs", "hear", "keep_clocks",
    "look_up", "note_contact", "note_opened", "open_conflict", "register_lead", "reject", "release", "renew", "reveal", "rule_conflict",
    "set_apart", "take_from_pool",
]  # fmt: skip
