"""Scoreboards follow the count of projects: each night the counts of open boards are written down."""

from django.utils import timezone
from procrastinate.contrib.django import app

from luodi.jobs.connections import begin_fresh
from luodi.journeys.take_counts import take_all_counts
from luodi.values.actor import system


@app.periodic(cron="41 4 * * *")
@app.task(name="scoreboards.take_counts", queue="upkeep", queueing_lock="take_counts")
def take_counts(timestamp: int) -> int:
    """Take the counts of every board that is not frozen, after the night's check; how many figures changed."""
    begin_fresh()
    return take_all_counts(by=system("考核榜取数"), at=timezone.now())
