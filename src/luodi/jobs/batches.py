"""Batches follow their projects: what does not add up is found anew after an amount changed or a project went."""

from django.utils import timezone
from procrastinate.contrib.django import app

from luodi.jobs.connections import begin_fresh
from luodi.journal.reactions import Line
from luodi.meetings import operations as meetings
from luodi.values.actor import system


def enqueue_recheck(line: Line) -> None:
    """Enqueue a new look at the batches of the project that a journal line speaks of, in the line's transaction."""
    recheck_batches.defer(project_id=int(line.object_id), request_id=line.request_id)


@app.task(name="batches.recheck_batches", queue="upkeep")
def recheck_batches(project_id: int, request_id: str = "") -> int:
    """Find anew what does not add up in the batches of a project; twice does no harm. Gives how many batches there were."""
    begin_fresh()
    by = system("批次复核", request_id=request_id)
    return meetings.recheck_batches(project_ids=[project_id], by=by, at=timezone.now())
