"""Counting follows the ledger: what changed is checked anew each minute, everything each night, sums are folded."""

from django.utils import timezone
from procrastinate.contrib.django import app

from luodi.counting import operations as counting
from luodi.jobs.connections import begin_fresh
from luodi.values.actor import system


@app.periodic(cron="* * * * *")
@app.task(name="counting.recheck_changed", queue="upkeep", queueing_lock="recheck_changed")
def recheck_changed(timestamp: int) -> int:
    """Check the projects that changed since the last run, and return how many there were."""
    begin_fresh()
    return counting.recheck_changed(by=system("计数核对"), at=timezone.now()).projects


@app.periodic(cron="23 2 * * *")
@app.task(name="counting.recheck_all", queue="upkeep", queueing_lock="recheck_all")
def recheck_all(timestamp: int) -> int:
    """Check every project, for what no change of a row tells: parameters, definitions, days gone by."""
    begin_fresh()
    return counting.recheck_all(by=system("计数核对"), at=timezone.now()).projects


@app.periodic(cron="*/5 * * * *")
@app.task(name="counting.fold_counts", queue="upkeep", queueing_lock="fold_counts")
def fold_counts(timestamp: int) -> int:
    """Fold the delta rows of the sums together, and return how many there were."""
    begin_fresh()
    return counting.fold_counts(by=system("计数核对"), at=timezone.now())


@app.periodic(cron="11 4 * * *")
@app.task(name="counting.reckon_paces", queue="upkeep", queueing_lock="reckon_paces")
def reckon_paces(timestamp: int) -> int:
    """Reckon how long each part of the way to landing takes, after the night's check."""
    begin_fresh()
    return counting.reckon_paces(by=system("计数核对"), at=timezone.now())
