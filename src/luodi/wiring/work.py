"""`luodi work`: the process beside the web server. It runs queued jobs and seals the journal every two seconds."""

from __future__ import annotations

import asyncio
import logging
import threading

import click

SEAL_EVERY = 2.0  # seconds
log = logging.getLogger("luodi.work")


class Sealer(threading.Thread):
    """Seal journal lines into blocks, again and again, until told to stop; a database that is away is waited for."""

    def __init__(self, every: float = SEAL_EVERY) -> None:
        super().__init__(name="sealer", daemon=True)
        self.every = every
        self.stopping = threading.Event()

    def run(self) -> None:
        """Seal once more when told to stop, so that nothing written before a clean stop stays unsealed."""
        from django.db import connection

        while not self.stopping.wait(self.every):
            self.seal()
        self.seal()
        connection.close()

    def seal(self) -> None:
        """Seal what is there; a failure is logged and tried again at the next round."""
        from django.db import close_old_connections, connection
        from django.utils import timezone

        from luodi.journal.operations import seal_blocks

        try:
            close_old_connections()
            seal_blocks(at=timezone.now())
        except Exception:
            log.exception("the journal could not be sealed; trying again in %s s", self.every)
            connection.close()


@click.command()
@click.option("--concurrency", default=2, show_default=True, help="Jobs that run at the same time.")
def work(concurrency: int) -> None:
    """Run queued jobs and seal the journal until stopped (Ctrl-C or SIGTERM finish the job at hand first)."""
    from .command import load_django

    load_django()
    from procrastinate.contrib.django import app

    sealer = Sealer()
    sealer.start()
    try:
        connector = app.connector.get_worker_connector()  # type: ignore[attr-defined]
        with app.replace_connector(connector) as worker_app:
            asyncio.run(_work(worker_app, concurrency))
    finally:
        sealer.stopping.set()
        sealer.join(timeout=10)


async def _work(app, concurrency: int) -> None:
    async with app.open_async():
        await app.run_worker_async(
            concurrency=concurrency,
            install_signal_handlers=True,
            shutdown_graceful_timeout=20,
            delete_jobs="successful",
        )
