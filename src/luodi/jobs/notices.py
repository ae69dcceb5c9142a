"""Notices go outside: gathered and sent every few minutes; early warnings are looked for each morning."""

from django.utils import timezone
from procrastinate.contrib.django import app

from luodi.alerts import operations as alerts
from luodi.jobs.connections import begin_fresh
from luodi.notices import operations as notices
from luodi.values.actor import system


@app.periodic(cron="*/5 * * * *")
@app.task(name="notices.deliver", queue="upkeep", queueing_lock="deliver")
def deliver(timestamp: int) -> tuple[int, int]:
    """Send what is due by mail and robots, and give how many arrived and failed."""
    begin_fresh()
    return notices.deliver(by=system("消息外送"), at=timezone.now())


@app.periodic(cron="50 7 * * *")
@app.task(name="notices.look_out", queue="upkeep", queueing_lock="look_out")
def look_out(timestamp: int) -> int:
    """Look for early warnings, and give how many new ones there were."""
    begin_fresh()
    return sum(alerts.look_out(by=system("预警巡检"), at=timezone.now()).values())
