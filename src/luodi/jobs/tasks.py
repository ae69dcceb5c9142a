"""Every job, so that the worker knows them: imports on demand, upkeep by the clock."""

from luodi.jobs.batches import recheck_batches
from luodi.jobs.imports import check_import, run_import, take_up_lost_imports
from luodi.jobs.reviews import expire_exemptions, rescan, take_up_rescans
from luodi.jobs.upkeep import fold_tally, forget_progress, rescue_stalled, seal_journal

__all__ = [
    "check_import", "fold_tally", "expire_exemptions", "forget_progress", "recheck_batches", "rescan", "rescue_stalled", "run_import", "seal_journal",
    "take_up_lost_imports", "take_up_rescans",
]  # fmt: skip
