"""Fair-competition reviews in the background: exemptions end on their day, texts are read again after a new pack."""

from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from luodi.jobs.connections import begin_fresh
from luodi.journal.reactions import Line
from luodi.journeys import conclude_fairness_review as journey
from luodi.reviews import queries
from luodi.values.actor import system


def enqueue_rescan(line: Line) -> None:
    """Enqueue the rescan that a journal line speaks of, in the line's transaction."""
    _enqueue(int(line.object_id), line.request_id)


@app.task(name="reviews.rescan", queue="imports")
def rescan(rescan_id: int, request_id: str = "") -> int:
    """Read what is left of a rescan; one that is done already gives 0. A batch a transaction: nothing is done twice."""
    begin_fresh()
    by = system("规则包重新扫描", request_id=request_id)
    try:
        return journey.rescan_all(rescan_ids=[rescan_id], by=by, at=timezone.now())
    finally:
        if not connection.in_atomic_block:
            connection.close()


@app.periodic(cron="* * * * *")
@app.task(name="reviews.take_up_rescans", queue="upkeep", queueing_lock="take_up_rescans", pass_context=False)
def take_up_rescans(timestamp: int) -> int:
    """Enqueue again the rescans that nobody works on, and return how many there were."""
    begin_fresh()
    return sum(_enqueue(each, "") for each in queries.rescans_running())


@app.periodic(cron="5 16 * * *")  # five past midnight in China; the clock of jobs is UTC
@app.task(name="reviews.expire_exemptions", queue="upkeep", queueing_lock="expire_exemptions")
def expire_exemptions(timestamp: int) -> int:
    """End the exemptions whose last day has passed, and return how many there were."""
    begin_fresh()
    now = timezone.now()
    return journey.expire_exemptions(today=timezone.localdate(now), by=system("例外到期"), at=now)


def _enqueue(rescan_id: int, request_id: str) -> bool:
    job = rescan.configure(queue="imports", lock="rescan", queueing_lock=f"rescan-{rescan_id}")
    try:
        with transaction.atomic():
            job.defer(rescan_id=rescan_id, request_id=request_id)
    except AlreadyEnqueued:
        return False
    return True
