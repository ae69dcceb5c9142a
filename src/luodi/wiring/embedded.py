"""The database that Luodi uses: a server named by `DATABASE_URL`, or else an embedded PostgreSQL in `var/`.

Nothing starts when this module is imported. `luodi up`, `luodi serve` and the tests start the embedded server; whoever
started it stops it again, unless others are still using it.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import secrets
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import psycopg

from . import cluster as clusters
from . import places, roles
from .cluster import EmbeddedFailed

__all__ = [
    "EmbeddedFailed", "connection_settings", "connect", "ensure_running", "is_embedded", "running", "status", "stop",
]  # fmt: skip

AS_OWNER = "LUODI_AS_OWNER"  # set to 1 by `luodi migrate`: the default connection is then the owner's
KEEP_SECONDS = 600
_use: dict[str, int] = {}  # our shared hold on the server, by run-time folder


def is_embedded() -> bool:
    """Tell whether Luodi brings its own PostgreSQL (no `DATABASE_URL`)."""
    return not os.environ.get("DATABASE_URL")


def connection_settings() -> dict[str, dict[str, Any]]:
    """Return Django's `DATABASES`: `default` as the application's role, `owner` as the owner of the tables.

    With `LUODI_AS_OWNER=1` both are the owner, which is how migrations run. Reads files and the environment only.
    """
    if is_embedded():
        known = _known()
        found = {
            "default": _entry(known, roles.APPLICATION),
            "owner": _entry(known, roles.OWNER),
        }
    else:
        application = from_url(os.environ["DATABASE_URL"])
        url = os.environ.get("DATABASE_OWNER_URL")
        found = {"default": application, "owner": from_url(url) if url else dict(application)}
    if os.environ.get(AS_OWNER) == "1":
        found["default"] = dict(found["owner"])
    return found


def from_url(url: str) -> dict[str, Any]:
    """Read `postgresql://name:password@host:port/database?sslmode=…` into Django's form.

    :raises EmbeddedFailed: if it is not the address of a PostgreSQL database
    """
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql") or not parts.path.strip("/"):
        raise EmbeddedFailed(
            "DATABASE_URL and DATABASE_OWNER_URL have the form postgresql://name:password@host:5432/database"
        )
    query = dict(parse_qsl(parts.query))
    return _django_entry(
        name=unquote(parts.path.lstrip("/")),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        host=query.pop("host", "") or unquote(parts.hostname or ""),
        port=str(parts.port or ""),
        options=query,
    )


def connect(settings: Mapping[str, Any]) -> psycopg.Connection:
    """Open a plain connection (autocommit) from one entry of `connection_settings()`."""
    return psycopg.connect(
        dbname=settings["NAME"], user=settings["USER"], password=settings["PASSWORD"], host=settings["HOST"],
        port=settings["PORT"] or None, autocommit=True, **settings["OPTIONS"],
    )  # fmt: skip


def ensure_running(say=lambda text: None) -> bool:
    """Start the embedded server, making cluster, roles and database at the first call.

    :param say: takes the few lines a person should see
    :returns: whether it was this call that started it; False with `DATABASE_URL`
    :raises EmbeddedFailed: with what to do
    """
    if not is_embedded():
        return False
    with _only_one():
        _hold()
        cluster = clusters.locate()
        known = _known() or _new_secrets()
        if not (known["ready"] and cluster.exists):
            known = _make(cluster, known, say)
        started = not cluster.answers()
        if started:
            clusters.start(cluster)
        if not known["ready"]:
            with _superuser(cluster) as connection:
                roles.ensure(connection, known["passwords"])
        now = {"socket_dir": str(cluster.socket_dir), "data": str(cluster.data), "ready": True}
        if known != {**known, **now}:
            _keep({**known, **now})
    return started


def _make(cluster: clusters.Cluster, known: dict[str, Any], say) -> dict[str, Any]:
    """Make the cluster, or go on where making it was broken off; return what is known of it now."""
    if text := clusters.notice(cluster):
        say(text)
    if cluster.exists and not known.get("made"):
        say(f"Found a database without its passwords (an earlier folder's?); kept as {clusters.set_aside(cluster)}.")
    if not cluster.exists:
        _keep(known)
        say("PostgreSQL: making a new cluster …")
        clusters.create(cluster, _superuser_password())
    known = {**known, "made": True, "ready": False}
    _keep(known)
    return known


def stop(*, only_if_idle: bool = False) -> bool:
    """Stop the embedded server; return whether it was stopped.

    :param only_if_idle: leave it running while another process of Luodi uses it, or anybody is connected
    """
    if not is_embedded() or not _known():
        return False
    with _only_one():
        cluster = clusters.locate()
        alone = _let_go()
        if not cluster.answers() or (only_if_idle and (not alone or _others())):
            return False
        clusters.stop(cluster)
    return True


@contextlib.contextmanager
def running(say=lambda text: None) -> Iterator[None]:
    """Keep the database up inside a `with` block; stop it afterwards if this started it and nobody else uses it."""
    started = ensure_running(say)
    try:
        yield
    finally:
        if started:
            _close_own()
            stop(only_if_idle=True)


def status() -> dict[str, Any]:
    """Describe the embedded server without starting it: `{"embedded", "made", "answers", "data", "log"}`."""
    known = _known() if is_embedded() else {}
    data, socket_dir = known.get("data", ""), known.get("socket_dir", "")
    answers = False
    if socket_dir:
        answers = clusters.Cluster(Path(data), Path(socket_dir), Path(), None).answers()
    return {
        "embedded": is_embedded(), "made": bool(known.get("ready")), "answers": answers, "data": data,
        "log": str(Path(data) / "server.log") if data else None,
    }  # fmt: skip


def _secrets_path() -> Path:
    return places.var() / "db.json"


def _known() -> dict[str, Any]:
    try:
        return json.loads(_secrets_path().read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except PermissionError:
        raise EmbeddedFailed(
            f"{_secrets_path()} belongs to another user (was Luodi first run as root?). "
            "Run it as that user again, or set LUODI_VAR to a folder of your own."
        ) from None


def _keep(known: Mapping[str, Any]) -> None:
    places.write_private(_secrets_path(), json.dumps(known, indent=1))


def _new_secrets() -> dict[str, Any]:
    words = {role: secrets.token_urlsafe(24) for role in (roles.OWNER, roles.APPLICATION)}
    return {"passwords": words, "socket_dir": "", "data": "", "made": False, "ready": False}


def _superuser_password() -> str:
    """Return the bootstrap role's password, kept apart from those that Luodi itself reads."""
    path = places.var() / "db-bootstrap"
    if not path.exists():
        places.write_private(path, secrets.token_urlsafe(24))
    return path.read_text(encoding="utf-8")


def _superuser(cluster: clusters.Cluster) -> psycopg.Connection:
    return psycopg.connect(
        dbname="postgres",
        user="postgres",
        password=_superuser_password(),
        host=str(cluster.socket_dir),
        autocommit=True,
    )


def _close_own() -> None:
    """Close this process's own Django connections, which would count as use."""
    from django.conf import settings
    from django.db import connections

    if settings.configured:
        connections.close_all()


def _hold() -> None:
    """Hold the server for as long as this process lives: a shared lock, which ends with the process however it ends."""
    folder = str(places.var())
    if folder not in _use:
        _use[folder] = os.open(places.make_var() / "pg.users", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        fcntl.flock(_use[folder], fcntl.LOCK_SH)


def _let_go() -> bool:
    """Give up this process's hold, and tell whether no other process has one."""
    held = _use.pop(str(places.var()), None)
    if held is not None:
        os.close(held)
    with (places.make_var() / "pg.users").open("w") as probe:
        try:
            fcntl.flock(probe, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


def _others() -> int:
    """Count the connections of anybody but this process to any database of the embedded server."""
    with connect(connection_settings()["owner"]) as connection:
        row = connection.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE usename IS NOT NULL AND datname IS NOT NULL AND pid <> pg_backend_pid()"
        ).fetchone()
    return row[0] if row else 0


def _entry(known: Mapping[str, Any], role: str) -> dict[str, Any]:
    return _django_entry(
        name=roles.DATABASE, user=role, password=known.get("passwords", {}).get(role, ""),
        host=known.get("socket_dir") or str(places.var() / "run"), port="", options={},
    )  # fmt: skip


def _django_entry(
    *, name: str, user: str, password: str, host: str, port: str, options: dict[str, str]
) -> dict[str, Any]:
    asked: dict[str, Any] = {"connect_timeout": 5, "application_name": "luodi", **options}
    if limit := os.environ.get("LUODI_STATEMENT_SECONDS"):
        asked["options"] = f"-c statement_timeout={int(limit)}s -c lock_timeout={int(limit)}s"
    return {
        "ENGINE": "django.db.backends.postgresql", "NAME": name, "USER": user, "PASSWORD": password, "HOST": host,
        "PORT": port, "CONN_MAX_AGE": KEEP_SECONDS, "CONN_HEALTH_CHECKS": True, "OPTIONS": asked,
    }  # fmt: skip


@contextlib.contextmanager
def _only_one() -> Iterator[None]:
    """Let one process at a time make, start or stop the server of this installation."""
    with (places.make_var() / "pg.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
