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
from luodi.campaigns.models.rewards import COLOURS, LISTING_STATES, POOL_STATES, Listing, Pool, PoolShare, Statement

__all__ = [
    "COLOURS",
    "LISTING_STATES",
    "POOL_STATES",
    "Listing",
    "Pool",
    "PoolShare",
    "Statement",
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
