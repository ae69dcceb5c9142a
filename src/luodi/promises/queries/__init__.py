"""Reading promises and how they stand. Callers import from here."""

from luodi.promises.queries.details import ActRow, PromiseDetail, SupplementRow, promise_detail
from luodi.promises.queries.payments import PaymentStage, stages_of
from luodi.promises.queries.plans import Plan, plan_book, plans
from luodi.promises.queries.readings import (
    SORTS,
    PromiseFilter,
    PromisePage,
    PromiseRow,
    TermReading,
    promises_based_on,
    promises_known_at,
    rules_on,
)
from luodi.promises.queries.standing import Standing, standings

__all__ = [
    "SORTS", "ActRow", "PaymentStage", "Plan", "PromiseDetail", "PromiseFilter", "PromisePage", "PromiseRow", "Standing", "SupplementRow", "TermReading",
    "plan_book", "plans", "promise_detail", "promises_based_on", "promises_known_at", "rules_on", "stages_of",
    "standings",
]  # fmt: skip
