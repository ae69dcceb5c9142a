"""Large ledgers in the background: enqueued with the transaction, done once, taken up again after a dead worker."""

import asyncio
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from luodi.documents.models import Intake, Progress
from luodi.jobs import imports, upkeep
from luodi.journal.models import Line
from luodi.journeys import import_ledger
from luodi.people.operations import close_account
from luodi.projects.models import Project, Tally
from tests.given import sheets
from tests.given.people import NOW, SET_UP, district

ROWS = 320


def big(by, *, mode: str = "good_rows") -> Intake:
    data = sheets.ledger([sheets.row(n) for n in range(ROWS)])
    return Intake.objects.get(
        pk=import_ledger.take_in_ledger(data=data, file_name="大台账.xlsx", mode=mode, by=by, at=NOW)
    )


def work() -> None:
    """Run what waits in the queue as `luodi work` does, then stop."""
    asyncio.run(_work())


async def _work() -> None:
    connector = app.connector.get_worker_connector()
    with app.replace_connector(connector) as worker_app:
        async with worker_app.open_async():
            await worker_app.run_worker_async(
                wait=False, install_signal_handlers=False, queues=["imports"], concurrency=1
            )


class InTheBackground:
    """Tests with real transactions, because the worker uses connections of its own."""

    pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


class TestInTheBackground(InTheBackground):
    def test_a_large_ledger_waits_is_checked_and_imported_as_its_person(self):
        by = district().actor("river")
        intake = big(by)
        assert intake.state == "checking"
        work()
        intake.refresh_from_db()
        assert (intake.state, intake.total, intake.good) == ("checked", ROWS, ROWS)
        assert Progress.objects.get(pk=intake.pk).step == "keeping"
        import_ledger.start_run(intake_id=intake.pk, version=intake.version, by=by, at=NOW)
        assert not Project.objects.exists()
        work()
        intake.refresh_from_db()
        assert (intake.state, Project.objects.count()) == ("done", ROWS)
        line = Line.objects.get(event="import.done")
        assert (line.actor_id, line.request_id) == (by.person_id, "test-request")

    def test_the_job_coming_twice_does_nothing_twice(self):
        by = district().actor("river")
        intake = big(by)
        work()
        intake.refresh_from_db()
        import_ledger.start_run(intake_id=intake.pk, version=intake.version, by=by, at=NOW)
        work()
        imports.run_import(intake_id=intake.pk, person_id=by.person_id)
        imports.check_import(intake_id=intake.pk, person_id=by.person_id)
        assert Project.objects.count() == ROWS

    def test_nothing_is_enqueued_when_the_transaction_fails(self):
        by = district().actor("river")
        with pytest.raises(RuntimeError), transaction.atomic():
            big(by)
            assert ProcrastinateJob.objects.filter(queue_name="imports").count() == 1
            raise RuntimeError("the power went")
        assert not ProcrastinateJob.objects.exists() and not Intake.objects.exists()

    def test_who_lost_the_right_meanwhile_imports_nothing(self):
        scene = district()
        by = scene.actor("river")
        intake = big(by)
        close_account(account_id=by.account_id, reason="离任", by=SET_UP, at=NOW)
        work()
        intake.refresh_from_db()
        assert (intake.state, intake.findings[0]["code"]) == ("failed", "not_found")

    def test_a_sheet_that_is_refused_says_so_on_its_page(self):
        by = district().actor("river")
        data = sheets.ledger([sheets.row(n) for n in range(ROWS)], header=["甲", "乙"])
        number = import_ledger.take_in_ledger(data=data, file_name="x.xlsx", mode="good_rows", by=by, at=NOW)
        work()
        intake = Intake.objects.get(pk=number)
        assert (intake.state, intake.findings[0]["code"]) == ("failed", "header_not_found")

    def test_a_fault_gives_the_import_back_with_nothing_written(self, monkeypatch):
        by = district().actor("river")
        intake = big(by)
        work()
        intake.refresh_from_db()
        import_ledger.start_run(intake_id=intake.pk, version=intake.version, by=by, at=NOW)

        def break_down(**_):
            raise RuntimeError("the disk is full")

        monkeypatch.setattr("luodi.journeys.import_ledger.run.finish_run", break_down)
        work()
        intake.refresh_from_db()
        assert (intake.state, intake.findings[0]["code"]) == ("checked", "import_fault")
        assert not Project.objects.exists()
        assert ProcrastinateJob.objects.filter(status="failed").count() == 1


class TestRescue(InTheBackground):
    def test_the_job_of_a_dead_worker_is_taken_up_again_with_one_effect(self):
        by = district().actor("river")
        intake = big(by)
        with connection.cursor() as cursor:  # as kill -9 leaves it: fetched by a worker that gives no sign any more
            cursor.execute(
                "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '10 minutes') RETURNING id"
            )
            worker = cursor.fetchone()[0]
            cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s", [worker])
        work()
        intake.refresh_from_db()
        assert intake.state == "checking"
        asyncio.run(_rescue())
        work()
        intake.refresh_from_db()
        assert (intake.state, intake.rows.count()) == ("checked", ROWS)

    def test_an_import_whose_job_was_lost_is_enqueued_again_once(self):
        by = district().actor("river")
        intake = big(by)
        Intake.objects.filter(pk=intake.pk).update(started_at=timezone.now() - timedelta(hours=1))
        ProcrastinateJob.objects.all()
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM procrastinate_jobs")
        assert imports.take_up_lost_imports(timestamp=0) == 1
        assert imports.take_up_lost_imports(timestamp=0) == 0
        work()
        intake.refresh_from_db()
        assert intake.state == "checked"


async def _rescue() -> None:
    connector = app.connector.get_worker_connector()
    with app.replace_connector(connector) as worker_app:
        async with worker_app.open_async():

            class Context:
                app = worker_app

            assert await upkeep.rescue_stalled.func(Context, 0) == 1


@pytest.mark.django_db
class TestUpkeep:
    def test_the_tally_is_folded_and_stays_exact(self):
        by = district().actor("river")
        for n in range(3):
            data = sheets.ledger([sheets.row(n)])
            intake = import_ledger.take_in_ledger(data=data, file_name="x.xlsx", mode="good_rows", by=by, at=NOW)
            version = Intake.objects.get(pk=intake).version
            import_ledger.start_run(intake_id=intake, version=version, by=by, at=NOW)
        before = Tally.objects.count()
        assert upkeep.fold_tally.func(0) > 0
        assert Tally.objects.count() < before
        assert sum(Tally.objects.filter(stage="P7").values_list("projects", flat=True)) == 3

    def test_the_journal_is_sealed(self):
        district()
        assert upkeep.seal_journal.func(0) > 0

    def test_old_notes_of_progress_go(self):
        now = timezone.now()
        Progress.objects.create(intake_id=1, step="fields", at=now - timedelta(days=8))
        Progress.objects.create(intake_id=2, step="fields", at=now)
        assert upkeep.forget_progress.func(0) == 1
