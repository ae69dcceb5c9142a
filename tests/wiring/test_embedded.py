"""The embedded PostgreSQL: made once, two harmless roles, started and stopped by those who use it."""

import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import psycopg
import pytest

from luodi.wiring import embedded, places, roles

pytestmark = pytest.mark.slow  # each test makes a cluster of its own


def connection(which: str) -> psycopg.Connection:
    return embedded.connect(embedded.connection_settings()[which])


def server_process() -> int:
    return int((Path(embedded.status()["data"]) / "postmaster.pid").read_text().splitlines()[0])


class TestFirstStart:
    def test_nothing_starts_by_reading_the_settings(self, own_var):
        assert embedded.connection_settings()["default"]["USER"] == "luodi_app"
        assert list(own_var.iterdir()) == []
        assert embedded.status() == {"embedded": True, "made": False, "answers": False, "data": "", "log": None}

    def test_makes_a_database_that_sorts_by_code_point_and_knows_chinese(self, own_var):
        assert embedded.ensure_running() is True
        with connection("default") as app:
            assert app.info.server_version >= 150000
            assert app.execute("SELECT current_user, upper('é拱墅')").fetchone() == ("luodi_app", "É拱墅")
            assert [row[0] for row in app.execute("SELECT x FROM unnest('{b,A,a}'::text[]) x ORDER BY x")] == [
                "A",
                "a",
                "b",
            ]

    def test_neither_role_is_a_superuser_and_the_application_makes_no_tables(self, own_var):
        embedded.ensure_running()
        with connection("default") as app, connection("owner") as owner:
            assert roles.findings(app, owner) == []
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute("CREATE TABLE mine (id int)")

    def test_passwords_are_asked_for_and_kept_private(self, own_var):
        embedded.ensure_running()
        for name in ("db.json", "db-bootstrap"):
            assert stat.S_IMODE((own_var / name).stat().st_mode) == 0o600
        assert "bootstrap" not in json.loads((own_var / "db.json").read_text())
        wrong = {**embedded.connection_settings()["default"], "PASSWORD": "wrong"}
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            embedded.connect(wrong)

    def test_two_starts_at_once_make_one_cluster(self, own_var):
        started = []
        threads = [threading.Thread(target=lambda: started.append(embedded.ensure_running())) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(started) == [False, False, True]

    def test_a_path_too_long_for_a_socket_gets_a_short_one(self, own_var, monkeypatch):
        deep = own_var / ("很长的目录名" * 6)
        with monkeypatch.context() as here:
            here.setenv("LUODI_VAR", str(deep))
            embedded.ensure_running()
            host = Path(embedded.connection_settings()["default"]["HOST"])
            try:
                assert len(f"{host}/{places.SOCKET_NAME}".encode()) <= places.LONGEST_SOCKET_PATH
                assert stat.S_IMODE(host.stat().st_mode) == 0o700
                with connection("default") as app:
                    assert app.execute("SELECT 1").fetchone() == (1,)
            finally:
                embedded.stop()
                host.rmdir()

    @pytest.mark.skipif(os.geteuid() != 0, reason="only root gives PostgreSQL another user")
    def test_as_root_data_go_elsewhere_rather_than_opening_a_closed_folder(self, own_var, monkeypatch):
        closed = own_var / "closed"
        closed.mkdir(mode=0o700)
        lines = []
        with monkeypatch.context() as here:
            here.setenv("LUODI_VAR", str(closed / "var"))
            embedded.ensure_running(lines.append)
            data = Path(embedded.status()["data"])
            embedded.stop()
            assert data.parent == Path("/var/lib") / places.short_name()
        shutil.rmtree(data.parent)
        assert any(str(data) in line for line in lines)
        assert stat.S_IMODE(closed.stat().st_mode) == 0o700


def wait_until_dead(process: psutil.Process) -> None:
    """Wait until a killed process has really gone, or is only waiting for its parent to notice."""
    for _ in range(200):
        try:
            if process.status() == psutil.STATUS_ZOMBIE:
                return
        except psutil.NoSuchProcess:
            return
        time.sleep(0.05)
    raise AssertionError("the killed server goes on")


class TestLaterStarts:
    def test_a_database_whose_passwords_are_gone_is_kept_aside_not_lost(self, own_var):
        embedded.ensure_running()
        embedded.stop()
        (own_var / "db.json").unlink()
        (own_var / "db-bootstrap").unlink()
        lines = []
        assert embedded.ensure_running(lines.append) is True
        (kept,) = Path(embedded.status()["data"]).parent.glob("pg.kept-*")
        assert (kept / "PG_VERSION").exists() and any(str(kept) in line for line in lines)

    def test_data_persist(self, own_var):
        embedded.ensure_running()
        with connection("owner") as owner:
            owner.execute("CREATE TABLE kept (id int)")
            owner.execute("INSERT INTO kept VALUES (37)")
        assert embedded.stop() is True
        assert embedded.ensure_running() is True
        with connection("owner") as owner:
            assert owner.execute("SELECT id FROM kept").fetchone() == (37,)

    def test_starts_again_after_kill_9(self, own_var):
        embedded.ensure_running()
        server = psutil.Process(server_process())
        server.send_signal(signal.SIGKILL)
        wait_until_dead(server)
        assert embedded.ensure_running() is True
        with connection("default") as app:
            assert app.execute("SELECT 1").fetchone() == (1,)

    def test_a_lock_that_names_somebody_elses_process_is_put_aside(self, own_var):
        embedded.ensure_running()
        embedded.stop()
        lock = Path(embedded.status()["data"]) / "postmaster.pid"
        lock.write_text(f"1\n{lock.parent}\n0\n5432\n\n\n  0 0\nready\n")  # after a reboot: process 1 is no PostgreSQL
        assert embedded.ensure_running() is True

    def test_stays_up_while_somebody_else_is_connected(self, own_var):
        with embedded.running():
            other = connection("default")
        assert embedded.status()["answers"] is True
        other.close()

    def test_stays_up_while_another_process_of_luodi_uses_it(self, own_var):
        hold = "from luodi.wiring import embedded; embedded.ensure_running(); print('held', flush=True); input()"
        with embedded.running():
            user = subprocess.Popen([sys.executable, "-c", hold], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            assert user.stdout.readline() == b"held\n"
        assert embedded.status()["answers"] is True
        user.communicate(b"\n")

    def test_stops_when_nobody_uses_it_any_more(self, own_var):
        with embedded.running(), connection("default") as app:
            app.execute("SELECT 1")
        assert embedded.status()["answers"] is False

    def test_who_did_not_start_it_does_not_stop_it(self, own_var):
        embedded.ensure_running()
        with embedded.running():
            pass
        assert embedded.status()["answers"] is True


class TestServers:
    def test_an_address_is_read_whole(self):
        found = embedded.from_url("postgresql://app%40x:p%2Fw@db.local:5433/luodi?sslmode=require")
        assert (found["USER"], found["PASSWORD"], found["HOST"], found["PORT"], found["NAME"]) == (
            "app@x", "p/w", "db.local", "5433", "luodi",
        )  # fmt: skip
        assert found["OPTIONS"]["sslmode"] == "require"

    @pytest.mark.parametrize("url", ["mysql://x/y", "postgresql://host", "luodi"])
    def test_anything_but_a_postgresql_address_is_refused(self, url):
        with pytest.raises(embedded.EmbeddedFailed, match="postgresql://"):
            embedded.from_url(url)

    def test_a_server_has_two_logins_and_nothing_to_start(self, own_var, monkeypatch):
        monkeypatch.setenv("DATABASE_URL", "postgresql://app@db/luodi")
        monkeypatch.setenv("DATABASE_OWNER_URL", "postgresql://boss@db/luodi")
        assert embedded.ensure_running() is False
        found = embedded.connection_settings()
        assert (found["default"]["USER"], found["owner"]["USER"]) == ("app", "boss")

    def test_migrations_run_with_the_owner_as_the_default(self, own_var, monkeypatch):
        monkeypatch.setenv("LUODI_AS_OWNER", "1")
        assert embedded.connection_settings()["default"]["USER"] == "luodi_owner"

    def test_the_web_server_limits_how_long_a_statement_may_take(self, own_var, monkeypatch):
        monkeypatch.setenv("LUODI_STATEMENT_SECONDS", "1")
        embedded.ensure_running()
        with connection("default") as app, pytest.raises(psycopg.errors.QueryCanceled):
            app.execute("SELECT pg_sleep(3)")
