"""`luodi serve`: everything at once. It makes ready what is not, then runs the web server and the jobs beside it."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import click

from . import embedded
from .running import make_ready, say

WEB_TIMEOUT = 60  # seconds that one request may take
STOP_PATIENCE = 25.0  # seconds that the processes have to finish what they are doing
STATEMENT_SECONDS = "30"
FIRST_PAGE, FIRST_PAGE_SECONDS = "/sign-in/", 30
SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - gunicorn's heartbeat file, better in memory than on a busy disk


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, envvar="LUODI_HOST", help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, envvar="PORT", help="Port to listen on (also: PORT=8001).")
@click.option("--workers", default=2, show_default=True, envvar="LUODI_WORKERS", help="Web processes.")
@click.option("--threads", default=4, show_default=True, envvar="LUODI_THREADS", help="Threads in each web process.")
@click.option("--demo", is_flag=True, envvar="LUODI_DEMO", help="Make the demo district when the database is empty.")
@click.option("--jobs/--no-jobs", default=True, help="Run the jobs process beside the web server.")
def serve(host: str, port: int, workers: int, threads: int, demo: bool, jobs: bool) -> None:
    """Serve Luodi: database, web pages, jobs. Ctrl-C stops all of it in good order."""
    began = time.monotonic()
    refuse_taken_port(host, port)
    if demo:
        os.environ["LUODI_DEMO"] = "1"
    with stopping_on_signals(), embedded.running(say):
        make_ready(demo=demo)
        if name := district_name():
            os.environ.setdefault("LUODI_DISTRICT", name)
        commands = {"web": web_command(host, port, workers, threads)}
        if jobs:
            commands["jobs"] = [sys.executable, "-m", "luodi.wiring", "work"]
        address = f"http://{f'[{host}]' if ':' in host else host}:{port}"
        raise SystemExit(keep_running(commands, host, port, ready=lambda: announce(address, began)))


def district_name() -> str:
    """Read the district's name from the root of its units, for pages and password rules; "" where there is none yet."""
    with embedded.connect(embedded.connection_settings()["default"]) as connection:
        row = connection.execute("SELECT name FROM people_unit WHERE parent_id IS NULL AND active ORDER BY id LIMIT 1")
        found = row.fetchone()
    return str(found[0]) if found else ""


def announce(address: str, began: float) -> None:
    """Say where Luodi is, once it answers."""
    click.echo(
        f"\n  落地 Luodi: {address}   (ready after {time.monotonic() - began:.1f} s; Ctrl-C stops it)\n", err=True
    )


def refuse_taken_port(host: str, port: int) -> None:
    """Refuse in plain words if the port can't be listened on.

    :raises click.ClickException: naming the port and how to choose another
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError:
            raise click.ClickException(f"Port {port} needs root. Choose a higher one: make run PORT=8001") from None
        except OSError as problem:
            raise click.ClickException(
                f"端口 {port} 已被占用，请换一个端口：make run PORT={port + 1}\n"
                f"Port {port} on {host} is in use ({problem.strerror}). Choose another: make run PORT={port + 1}"
            ) from None


def web_command(host: str, port: int, workers: int, threads: int) -> list[str]:
    """Build gunicorn's command line. Its control socket under the home folder stays off."""
    memory = ["--worker-tmp-dir", str(SHARED_MEMORY)] if os.access(SHARED_MEMORY, os.W_OK) else []
    return [
        sys.executable, "-m", "gunicorn", "luodi.wiring.wsgi:application", "--bind", f"{host}:{port}",
        "--workers", str(workers), "--worker-class", "gthread", "--threads", str(threads), "--no-control-socket",
        "--timeout", str(WEB_TIMEOUT), "--graceful-timeout", "10", "--keep-alive", "10", "--log-level", "warning", *memory,
    ]  # fmt: skip


@contextlib.contextmanager
def stopping_on_signals() -> Iterator[None]:
    """Turn SIGTERM and SIGHUP into the same orderly stop as Ctrl-C (heeded even where the shell ignores it)."""

    def stop(number: int, frame) -> None:
        raise KeyboardInterrupt

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    except KeyboardInterrupt:
        say("stopped.")
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class Child:
    """One process of ours, started again when it dies: at once, then after pauses that double up to half a minute."""

    def __init__(self, name: str, command: list[str], **environment: str) -> None:
        self.name, self.command = name, command
        self.environment = {**os.environ, **environment}
        self.pause, self.again_at = 1.0, 0.0
        self.process = self._start()

    def _start(self) -> subprocess.Popen:
        self.started_at = time.monotonic()
        return subprocess.Popen(self.command, env=self.environment)

    def ended(self) -> bool:
        """Tell whether the process has ended."""
        return self.process.poll() is not None

    def revive(self) -> None:
        """Start the process again if it ended and its pause is over; one that lived a minute starts without a pause."""
        now = time.monotonic()
        if not self.ended() or now < self.again_at:
            return
        if not self.again_at:
            self.pause = 1.0 if now - self.started_at > 60 else min(30.0, self.pause * 2)
            self.again_at = now + self.pause
            say(
                f"the {self.name} process ended with code {self.process.returncode}; starting it again in {self.pause:.0f} s"
            )
            return
        self.again_at = 0.0
        self.process = self._start()


def keep_running(commands: dict[str, list[str]], host: str, port: int, ready) -> int:
    """Run the processes until the web server ends or a signal comes; stop the others, return the exit code.

    :param ready: called once, when the web server accepts connections
    """
    children: list[Child] = []
    try:
        for name, command in commands.items():
            children.append(
                Child(name, command, **({"LUODI_STATEMENT_SECONDS": STATEMENT_SECONDS} if name == "web" else {}))
            )
        announced = False
        while not children[0].ended():
            if not announced and _answers(host, port):
                announced = True
                ready()
            for child in children[1:]:
                child.revive()
            time.sleep(0.2 if announced else 0.05)
        say(f"the web server ended with code {children[0].process.returncode}")
        return children[0].process.returncode or 1
    finally:
        _stop([child.process for child in children])


def _answers(host: str, port: int) -> bool:
    """Tell whether a page comes back: the port is open long before the first worker has loaded."""
    place = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not bound
    connection = http.client.HTTPConnection(place, port, timeout=FIRST_PAGE_SECONDS)
    try:
        connection.request("GET", FIRST_PAGE)
        return connection.getresponse().status > 0
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _stop(processes: list[subprocess.Popen]) -> None:
    """Ask every process to finish, wait for them, and end those that don't."""
    for process in processes:
        if process.poll() is None:
            process.terminate()
    until = time.monotonic() + STOP_PATIENCE
    for process in processes:
        try:
            process.wait(max(0.1, until - time.monotonic()))
        except (subprocess.TimeoutExpired, KeyboardInterrupt):
            process.kill()
            process.wait()
