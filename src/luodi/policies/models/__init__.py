"""Policies with their clauses as text, and what is known of a firm."""

from luodi.policies.models.clauses import (
    CLAUSE_STATES,
    HEAD_STATES,
    POLICY_KINDS,
    ClauseVersion,
    Head,
    Policy,
)
from luodi.policies.models.facts import (
    CORRECTION_STATES,
    FACT_STATES,
    SOURCE_KINDS,
    Fact,
    FactCorrection,
    Register,
    RegisterEnd,
)
from luodi.policies.models.runs import RESULT_STATES, RUN_STATES, Screening, ScreeningResult, Simulation

__all__ = [
    "CLAUSE_STATES", "CORRECTION_STATES", "FACT_STATES", "HEAD_STATES", "POLICY_KINDS", "SOURCE_KINDS", "ClauseVersion", "Fact",
    "FactCorrection", "Head", "Policy", "RESULT_STATES", "RUN_STATES", "Register", "RegisterEnd", "Screening", "ScreeningResult", "Simulation",
]  # fmt: skip
