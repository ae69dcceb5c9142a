"""What the clock asks for: stalled jobs taken up again, the tally folded, the journal sealed, old notes deleted."""

from datetime import timedelta

from django.utils import timezone
from procrastinate import JobContext
from procrastinate.contrib.django import app

from luodi.documents.operations import intakes
from luodi.jobs.connections import begin_fresh
from luodi.journal.operations import seal_blocks
from luodi.projects import operations as projects
from luodi.values.actor import system

SILENT = 30  # seconds without a sign of life, after which a worker counts as dead
KEPT = timedelta(days=7)


@app.periodic(cron="* * * * *")
@app.task(name="upkeep.rescue_stalled", queue="upkeep", queueing_lock="rescue_stalled", pass_context=True)
async def rescue_stalled(context: JobContext, timestamp: int) -> int:
    """Put the jobs of dead workers back into the queue, and return how many there were.

    A worker that was killed leaves its jobs marked as running for ever; each of our jobs may come twice without harm.
    """
    manager = context.app.job_manager
    stalled = list(await manager.get_stalled_jobs(seconds_since_heartbeat=SILENT))
    for job in stalled:
        await manager.retry_job(job)
    return len(stalled)


@app.periodic(cron="*/5 * * * *")
@app.task(name="upkeep.fold_tally", queue="upkeep", queueing_lock="fold_tally")
def fold_tally(timestamp: int) -> int:
    """Fold the board's delta rows together, and return how many there were."""
    begin_fresh()
    return projects.fold_tally(at=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(name="upkeep.seal_journal", queue="upkeep", queueing_lock="seal_journal")
def seal_journal(timestamp: int) -> int:
    """Seal journal lines that wait; a second pair of hands beside the sealer that works every two seconds."""
    begin_fresh()
    return seal_blocks(at=timezone.now())


@app.periodic(cron="17 3 * * *")
@app.task(name="upkeep.forget_progress", queue="upkeep", queueing_lock="forget_progress")
def forget_progress(timestamp: int) -> int:
    """Delete the progress notes of imports that ended a week ago, and return how many there were."""
    begin_fresh()
    now = timezone.now()
    return intakes.forget_progress(before=now - KEPT, by=system("日常维护"), at=now)
