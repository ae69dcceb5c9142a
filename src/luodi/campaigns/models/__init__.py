"""Campaigns: what documents say of them, the plan of a year with its tasks, the issues found, the pool and the lists."""

from luodi.campaigns.models.issues import ISSUE_STATES, Issue, IssueStep
from luodi.campaigns.models.planned import (
    PROOFS,
    TASK_STATES,
    Helper,
    Line,
    Plan,
    PlanTask,
    Street,
    Target,
    TaskStep,
)
from luodi.campaigns.models.reported import PART_ROLES, Campaign, Mention, Paper, Part

__all__ = [
    "ISSUE_STATES",
    "PART_ROLES",
    "PROOFS",
    "TASK_STATES",
    "Campaign",
    "Helper",
    "Issue",
    "IssueStep",
    "Line",
    "Mention",
    "Paper",
    "Part",
    "Plan",
    "PlanTask",
    "Street",
    "Target",
    "TaskStep",
]
