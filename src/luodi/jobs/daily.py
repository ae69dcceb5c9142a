"""What the clock asks for in the daily work: reminders of overdue progress each morning, old drafts forgotten."""

from datetime import timedelta

from django.utils import timezone
from procrastinate.contrib.django import app

from luodi.claims import operations as claims
from luodi.contacts import operations as contacts
from luodi.jobs.connections import begin_fresh
from luodi.tasks import operations as tasks
from luodi.values.actor import system

DRAFTS_KEPT = timedelta(days=90)


@app.periodic(cron="30 7 * * 1-5")
@app.task(name="daily.remind_of_progress", queue="upkeep", queueing_lock="remind_of_progress")
def remind_of_progress(timestamp: int) -> int:
    """Remind officers of projects whose progress is overdue, and return how many persons were told."""
    begin_fresh()
    return contacts.remind_of_progress(by=system("进展提醒"), at=timezone.now())


@app.periodic(cron="10 22 * * *")  # ten past six in China; the clock of jobs is UTC
@app.task(name="daily.step_up_overdue", queue="upkeep", queueing_lock="step_up_overdue")
def step_up_overdue(timestamp: int) -> int:
    """Remind of follow-ups that are due soon and tell who is to know of late ones; return how many steps were taken."""
    begin_fresh()
    return tasks.step_up_overdue(by=system("督办提醒"), at=timezone.now())


@app.periodic(cron="41 3 * * *")
@app.task(name="daily.forget_drafts", queue="upkeep", queueing_lock="forget_drafts")
def forget_drafts(timestamp: int) -> int:
    """Forget drafts that nobody touched for ninety days, and return how many there were."""
    begin_fresh()
    now = timezone.now()
    return contacts.forget_drafts(before=now - DRAFTS_KEPT, by=system("日常维护"), at=now)


@app.periodic(cron="47 3 * * *")
@app.task(name="daily.forget_applications", queue="upkeep", queueing_lock="forget_applications")
def forget_applications(timestamp: int) -> int:
    """Erase the data of applications of firms that were refused long enough ago, and return how many there were."""
    begin_fresh()
    return claims.forget_applications(by=system("日常维护"), at=timezone.now())
