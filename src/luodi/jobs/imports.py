"""Checking and importing large ledgers in the background, as the person who pressed."""

import logging
from collections.abc import Callable
from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from luodi.documents.operations.intakes import fail_intake, note_progress, reopen_intake
from luodi.documents.queries.intakes import WaitingIntake, intakes_waiting
from luodi.jobs.connections import begin_fresh
from luodi.journal.reactions import Line
from luodi.journeys import import_ledger
from luodi.people.queries.lookups import actor_of_person
from luodi.values.actor import Actor, system
from luodi.values.refusal import Refusal

log = logging.getLogger("luodi.jobs")
LOST_AFTER = timedelta(minutes=2)
QUEUE = "imports"


def enqueue_check(line: Line) -> None:
    """Enqueue the check of the ledger that a journal line speaks of."""
    _enqueue(check_import, int(line.object_id), line.actor_id, line.request_id)


def enqueue_run(line: Line) -> None:
    """Enqueue the import that a journal line speaks of."""
    _enqueue(run_import, int(line.object_id), line.actor_id, line.request_id)


def _enqueue(task, intake_id: int, person_id: int | None, request_id: str) -> bool:
    """Enqueue a job in the caller's transaction; the same job waiting already is enough, and gives False."""
    name = f"{task.name.rpartition('.')[2]}-{intake_id}"
    job = task.configure(queue=QUEUE, lock=f"intake-{intake_id}", queueing_lock=name)
    try:
        with transaction.atomic():
            job.defer(intake_id=intake_id, person_id=person_id, request_id=request_id)
    except AlreadyEnqueued:
        return False
    return True


@app.task(name="imports.check_import", queue=QUEUE)
def check_import(intake_id: int, person_id: int | None, request_id: str = "") -> None:
    """Check an uploaded ledger; on one that is checked already it does nothing."""
    _work(intake_id, person_id, request_id, import_ledger.check_intake, fail_intake)


@app.task(name="imports.run_import", queue=QUEUE)
def run_import(intake_id: int, person_id: int | None, request_id: str = "") -> None:
    """Import a ledger that somebody pressed to import; on one that is done already it does nothing."""
    _work(intake_id, person_id, request_id, import_ledger.run_intake, reopen_intake)


def _work(intake_id: int, person_id: int | None, request_id: str, step: Callable, give_back: Callable) -> None:
    """Do a step of an import as its person; a refusal or fault is told on the import's page, with nothing written.

    A fault goes up as well, so that the job counts as failed and the log has its trace.
    """
    begin_fresh()
    at = timezone.now()
    by = actor_of_person(person_id=person_id, today=timezone.localdate(), request_id=request_id)
    try:
        step(intake_id=intake_id, by=by, at=at, progressed=_teller(intake_id, by))
    except Refusal as refusal:
        log.warning("import %s refused: %s", intake_id, refusal.code)
        _tell(give_back, intake_id, refusal.code, {key: str(value) for key, value in refusal.params.items()})
    except Exception:
        _tell(give_back, intake_id, "import_fault", {"reference": request_id})
        raise
    finally:
        if not connection.in_atomic_block:
            connection.close()


def _tell(give_back: Callable, intake_id: int, code: str, params: dict) -> None:
    finding = {"code": code, "severity": "bad", "field": "", "params": params}
    try:
        give_back(intake_id=intake_id, finding=finding, by=system("后台导入"), at=timezone.now())
    except Refusal as moved_on:
        log.warning("import %s moved on: %s", intake_id, moved_on.code)


def _teller(intake_id: int, by: Actor) -> Callable[[str, int, int], None]:
    def tell(step: str, done: int, total: int) -> None:
        note_progress(intake_id=intake_id, step=step, done=done, total=total, by=by, at=timezone.now())

    return tell


@app.periodic(cron="* * * * *")
@app.task(name="imports.take_up_lost", queue="upkeep", queueing_lock="take_up_lost", pass_context=False)
def take_up_lost_imports(timestamp: int) -> int:
    """Enqueue again the imports that wait for work which nobody holds any more, and return how many there were."""
    begin_fresh()
    waiting = intakes_waiting(since=timezone.now() - LOST_AFTER, viewer=system("后台导入"))
    return sum(_take_up(each) for each in waiting)


def _take_up(waiting: WaitingIntake) -> bool:
    return _enqueue(check_import if waiting.state == "checking" else run_import, waiting.id, waiting.person_id, "")
