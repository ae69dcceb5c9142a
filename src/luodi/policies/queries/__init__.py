"""Reading policies and facts. One module an area; callers import from here."""

from luodi.policies.queries.dues import DueRow, FirmDue, due_of_firm
from luodi.policies.queries.facts import FactRow, engine_facts, facts_of, known_facts
from luodi.policies.queries.fairness import ClauseStanding, fairness_standing
from luodi.policies.queries.profile import (
    Firms,
    Profile,
    company_of_correction,
    company_of_fact,
    facts_to_export,
    firms_with_facts,
    profile,
)
from luodi.policies.queries.reading import (
    ClausePage,
    Judged,
    PolicyPage,
    Tried,
    clause_page,
    clause_texts,
    policy_page,
    tried,
)
from luodi.policies.queries.registers import RegisterRow, fields_with_lists, registers
from luodi.policies.queries.runs import (
    ClauseSum,
    DoubtRow,
    ResultPage,
    ResultRow,
    RunRow,
    ScreeningPage,
    SimulationPage,
    drafts_to_simulate,
    runs_open,
    screening_page,
    screening_results,
    screenings,
    simulation_page,
    simulations,
)
from luodi.policies.queries.shelf import (
    ClauseFilter,
    ClauseRow,
    Library,
    PolicyRow,
    clauses,
    departments,
    next_version,
    policies,
)
from luodi.policies.queries.standing import clause_version, pack_files, published_pack, read_files, version_keys

__all__ = [
    "RegisterRow", "fields_with_lists", "registers",
    "DueRow", "FirmDue", "due_of_firm",
    "ClauseFilter", "ClausePage", "ClauseRow", "ClauseStanding", "FactRow", "Firms", "Judged", "Library", "PolicyPage",
    "PolicyRow", "ClauseSum", "DoubtRow", "Profile", "ResultPage", "ResultRow", "RunRow", "ScreeningPage", "SimulationPage", "Tried", "drafts_to_simulate", "runs_open", "screening_page", "screening_results", "screenings", "simulation_page", "simulations", "clause_page", "clause_texts", "clause_version", "clauses", "company_of_correction",
    "company_of_fact", "departments", "engine_facts", "facts_of", "facts_to_export", "fairness_standing", "firms_with_facts", "known_facts",
    "next_version", "pack_files", "policies", "policy_page", "profile", "published_pack", "read_files", "tried", "version_keys",
]  # fmt: skip
