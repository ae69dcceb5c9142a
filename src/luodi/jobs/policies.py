"""Policies in the background: all firms screened, drafts simulated; what a killed worker left is taken up again."""

from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from luodi.jobs.connections import begin_fresh
from luodi.journal.reactions import Line
from luodi.policies import operations, queries
from luodi.values.actor import system


def enqueue_screening(line: Line) -> None:
    """Enqueue the screening that a journal line speaks of, in the line's transaction."""
    _enqueue_screening(int(line.object_id), line.request_id)


def enqueue_simulation(line: Line) -> None:
    """Enqueue the simulation that a journal line speaks of, in the line's transaction."""
    _enqueue_simulation(int(line.object_id), line.request_id)


@app.task(name="policies.screen", queue="imports")
def screen(screening_id: int, request_id: str = "") -> int:
    """Judge what is left of a screening, a batch a transaction; one that is done already gives 0."""
    begin_fresh()
    by = system("政策全量匹配", request_id=request_id)
    try:
        return operations.screen_all(screening_id=screening_id, by=by, at=timezone.now())
    finally:
        if not connection.in_atomic_block:
            connection.close()


@app.task(name="policies.simulate", queue="imports")
def simulate(simulation_id: int, request_id: str = "") -> str:
    """Run a simulation; one that is done already stays as it is."""
    begin_fresh()
    by = system("政策测算", request_id=request_id)
    try:
        return operations.run_simulation(simulation_id=simulation_id, by=by, at=timezone.now()).state
    finally:
        if not connection.in_atomic_block:
            connection.close()


@app.periodic(cron="* * * * *")
@app.task(name="policies.take_up_runs", queue="upkeep", queueing_lock="take_up_policy_runs", pass_context=False)
def take_up_runs(timestamp: int) -> int:
    """Enqueue again the screenings and simulations that nobody works on, and return how many there were."""
    begin_fresh()
    screenings, simulations = queries.runs_open()
    return sum(_enqueue_screening(each, "") for each in screenings) + sum(
        _enqueue_simulation(each, "") for each in simulations
    )


def _enqueue_screening(pk: int, request_id: str) -> bool:
    job = screen.configure(queue="imports", lock="policies", queueing_lock=f"screening-{pk}")
    try:
        with transaction.atomic():
            job.defer(screening_id=pk, request_id=request_id)
    except AlreadyEnqueued:
        return False
    return True


def _enqueue_simulation(pk: int, request_id: str) -> bool:
    job = simulate.configure(queue="imports", lock="policies", queueing_lock=f"simulation-{pk}")
    try:
        with transaction.atomic():
            job.defer(simulation_id=pk, request_id=request_id)
    except AlreadyEnqueued:
        return False
    return True
