"""Policies: heads and clauses drafted, reviewed, published; facts of firms. Callers import from here."""

from luodi.policies.operations.drafting import (
    draft_clause,
    draft_head,
    edit_clause,
    send_back_clause,
    start_policy,
    withdraw_clause,
)
from luodi.policies.operations.fact_import import import_facts
from luodi.policies.operations.facts import (
    FactSource,
    decide_fact_correction,
    dispute_fact,
    look_at_fact,
    propose_fact_correction,
    record_fact,
    verify_fact,
)
from luodi.policies.operations.packs import TakenIn, import_pack
from luodi.policies.operations.publishing import publish_clauses, publish_head
from luodi.policies.operations.registers import Listed, declare_register, take_back_register
from luodi.policies.operations.reviewing import submit_clauses
from luodi.policies.operations.screening import fail_run, finish_screening, screen_all, screen_some, start_screening
from luodi.policies.operations.simulating import run_simulation, start_simulation

__all__ = [
    "FactSource", "Listed", "declare_register", "take_back_register", "fail_run", "finish_screening", "run_simulation", "screen_all", "screen_some", "start_screening", "start_simulation", "TakenIn", "import_pack", "publish_clauses", "publish_head", "submit_clauses", "decide_fact_correction", "dispute_fact", "draft_clause", "draft_head", "edit_clause", "import_facts",
    "look_at_fact", "propose_fact_correction", "record_fact", "send_back_clause", "start_policy", "verify_fact", "withdraw_clause",
]  # fmt: skip
