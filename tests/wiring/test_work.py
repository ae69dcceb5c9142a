"""The process beside the web server: what the journal holds is sealed within seconds, whatever happens meanwhile."""

import time

import pytest
from django.db import OperationalError

from luodi.journal import operations
from luodi.journal.models import Block, Pending
from luodi.values.actor import system
from luodi.wiring.work import Sealer


def write_line(now) -> None:
    operations.record("unit.added", ("unit", 1), by=system("test"), at=now, after={"name": "临河街道"})


def wait_for(condition, seconds: float = 10.0) -> bool:
    until = time.monotonic() + seconds
    while not condition() and time.monotonic() < until:
        time.sleep(0.02)
    return bool(condition())


@pytest.fixture
def sealer():
    thread = Sealer(every=0.05)
    yield thread
    thread.stopping.set()
    if thread.is_alive():
        thread.join(10)


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
class TestSealer:
    def test_seals_what_was_written_without_being_asked(self, sealer, now):
        write_line(now)
        sealer.start()
        assert wait_for(lambda: Block.objects.exists() and not Pending.objects.exists())

    def test_seals_once_more_when_it_is_told_to_stop(self, sealer, now):
        sealer.every = 60
        sealer.start()
        write_line(now)
        sealer.stopping.set()
        sealer.join(10)
        assert not Pending.objects.exists()

    def test_a_database_that_is_away_is_tried_again(self, sealer, now, monkeypatch):
        real, calls = operations.seal_blocks, []

        def away_at_first(**given):
            calls.append(given)
            if len(calls) == 1:
                raise OperationalError("away")
            return real(**given)

        monkeypatch.setattr(operations, "seal_blocks", away_at_first)
        write_line(now)
        sealer.start()
        assert wait_for(lambda: not Pending.objects.exists())
