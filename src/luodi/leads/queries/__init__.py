"""Reading first contact. One module a question; callers import from here."""

from luodi.leads.queries.candidates import AskedInvestor, Candidate, Found, candidates
from luodi.leads.queries.conflicts import conflict, conflicts
from luodi.leads.queries.details import registration, registrations_of
from luodi.leads.queries.lists import pool, registrations, units_of_registrations
from luodi.leads.queries.pairs import pairs
from luodi.leads.queries.rows import (
    ConflictDetail,
    ConflictPage,
    ConflictRow,
    PairRow,
    PoolRow,
    RegistrationDetail,
    RegistrationFilter,
    RegistrationPage,
    RegistrationRow,
    Side,
)
from luodi.leads.queries.waiting import ConflictWaits, LeadWaits, conflicts_waiting, leads_to_accept, rights_running_out

__all__ = [
    "AskedInvestor", "Candidate", "ConflictDetail", "ConflictPage", "ConflictRow", "ConflictWaits", "Found", "LeadWaits", "PairRow", "PoolRow",
    "RegistrationDetail", "RegistrationFilter", "RegistrationPage", "RegistrationRow", "Side", "candidates", "conflict",
    "conflicts", "conflicts_waiting", "leads_to_accept", "pairs", "pool", "registration", "registrations", "registrations_of", "rights_running_out", "units_of_registrations",
]  # fmt: skip
