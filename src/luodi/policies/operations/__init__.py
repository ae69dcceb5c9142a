"""Policies: heads and clauses drafted, reviewed, published. Callers import from here."""

from luodi.policies.operations.drafting import (
    draft_clause,
    draft_head,
    edit_clause,
    send_back_clause,
    start_policy,
    withdraw_clause,
)

__all__ = ["draft_clause", "draft_head", "edit_clause", "send_back_clause", "start_policy", "withdraw_clause"]
