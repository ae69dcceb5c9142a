"""Every job, so that the worker knows them: imports on demand, upkeep by the clock."""

from luodi.jobs.agreements import follow_calendar
from luodi.jobs.batches import recheck_batches
from luodi.jobs.counting import fold_counts, recheck_all, recheck_changed, reckon_paces
from luodi.jobs.daily import forget_drafts, remind_of_progress, step_up_overdue
from luodi.jobs.imports import check_import, run_import, take_up_lost_imports
from luodi.jobs.leads import find_pairs, keep_clocks
from luodi.jobs.policies import screen, simulate, take_up_runs
from luodi.jobs.reviews import expire_exemptions, rescan, take_up_rescans
from luodi.jobs.scoreboards import take_counts
from luodi.jobs.upkeep import fold_tally, forget_progress, rescue_stalled, seal_journal

__all__ = [
    "find_pairs", "follow_calendar", "keep_clocks", "check_import", "expire_exemptions", "fold_counts", "fold_tally", "forget_drafts", "forget_progress", "recheck_all",
    "recheck_batches", "recheck_changed", "reckon_paces", "remind_of_progress", "rescan", "rescue_stalled", "run_import", "seal_journal", "step_up_overdue",
    "take_counts", "take_up_lost_imports", "take_up_rescans", "screen", "simulate", "take_up_runs",
]  # fmt: skip
