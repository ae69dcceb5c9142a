"""Agreements by the calendar: in force from their first day, ended after their last."""

from django.utils import timezone
from procrastinate.contrib.django import app

from luodi.agreements import operations
from luodi.jobs.connections import begin_fresh
from luodi.values.actor import system


@app.periodic(cron="11 0 * * *")
@app.task(name="agreements.follow_calendar", queue="upkeep", queueing_lock="agreements_follow_calendar")
def follow_calendar(timestamp: int) -> tuple[int, int]:
    """Put agreements into force and end them, and give how many of each; twice does no harm."""
    begin_fresh()
    return operations.follow_calendar(by=system("协议日历"), at=timezone.now())
