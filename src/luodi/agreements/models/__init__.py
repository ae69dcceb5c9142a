"""Agreements, their versions and clauses, what is watched and what is paid for, the library, the legacy ledger."""

from luodi.agreements.models.agreement import Agreement, Clause, Version
from luodi.agreements.models.legacy import CleanUp, CleanUpStep
from luodi.agreements.models.model_clauses import ModelClause, ModelWording, Template
from luodi.agreements.models.terms import Duty, Payment, PaymentStage, Term, TermPeriod, TermSheet

__all__ = [
    "Agreement", "Clause", "CleanUp", "CleanUpStep", "Duty", "ModelClause", "ModelWording", "Payment",
    "PaymentStage", "Template", "Term", "TermPeriod", "TermSheet", "Version",
]  # fmt: skip
