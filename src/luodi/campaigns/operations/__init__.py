"""Writing campaigns: what documents say, the plan of a year, proofs and checks, issues. Callers import from here."""

from luodi.campaigns.operations.handling import check_issue, close_issue, move_issue, show_issue, withdraw_issue
from luodi.campaigns.operations.issues import NewIssue, find_issue
from luodi.campaigns.operations.listings import answer_listing, decide_listing, propose_listings
from luodi.campaigns.operations.planning import NewTask, add_task, set_target, start_plan
from luodi.campaigns.operations.pools import NewPool, decide_pool, propose_pool
from luodi.campaigns.operations.proving import check_task, move_task, report_task, withdraw_task
from luodi.campaigns.operations.reported import (
    CampaignSetUp,
    LinkingNeedsAReason,
    NewPaper,
    NewPart,
    Origin,
    link_part,
    mention_campaign,
    set_up_campaign,
)
from luodi.campaigns.operations.sheets import SheetResult, SheetRowResult, take_in_issues, take_in_tasks

__all__ = [
    "NewPool",
    "answer_listing",
    "decide_listing",
    "decide_pool",
    "propose_listings",
    "propose_pool",
    "CampaignSetUp",
    "LinkingNeedsAReason",
    "NewIssue",
    "NewPaper",
    "NewPart",
    "NewTask",
    "Origin",
    "SheetResult",
    "SheetRowResult",
    "add_task",
    "check_issue",
    "check_task",
    "close_issue",
    "find_issue",
    "link_part",
    "mention_campaign",
    "move_issue",
    "move_task",
    "report_task",
    "set_target",
    "set_up_campaign",
    "show_issue",
    "start_plan",
    "take_in_issues",
    "take_in_tasks",
    "withdraw_issue",
    "withdraw_task",
]
