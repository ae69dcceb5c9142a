"""The tests' database: made and migrated by the owner, used by the application's own role, as in production.

Each worker works in a clone of one migrated template. Tests that need real transactions (races) clean up through the
owner's connection, because the application may neither truncate nor delete what is append-only.
"""

import gc
import hashlib
import itertools
import os
import time
from datetime import datetime
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections, transaction
from django.template import engines
from django.test import TransactionTestCase, override_settings
from jinja2 import FileSystemBytecodeCache
from psycopg import errors, sql

from luodi.wiring import embedded, places, roles, schema
from luodi.wiring.words import compile_words
from tests.given import kept

# A test that takes long on a busy machine has not failed.
hypothesis.settings.register_profile(
    "untimed", parent=hypothesis.settings(), deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("untimed")

LOCK = 0x6C756F74
COMMITTING = {"transactional_db", "live_server"}
ON_THE_DATABASE = {"db", "django_db_setup", *COMMITTING}
OPENING = "django_db_blocker"  # every test has it by way of pytest-django itself; who asks for it opens the database
ROOT = Path(__file__).resolve().parents[1]


def _template_name() -> str:
    """Name the template after the migrations it holds, so that it is made again only when they change."""
    running = hashlib.sha256()
    for path in sorted([*ROOT.glob("src/luodi/*/migrations/*.py"), ROOT / "requirements.txt"]):
        running.update(path.read_bytes())
    return f"luodi_test_{running.hexdigest()[:16]}"


TEMPLATE = _template_name()


@pytest.fixture(scope="session", autouse=True)
def less_tidying():
    """Look for garbage a hundred times less often: what was imported stays, and a test's rubbish is small."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(70_000, 20, 20)


@pytest.fixture(scope="session", autouse=True)
def words():
    """Compile the English sentences, so that pages can be asked for in both languages."""
    compile_words()
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)


@pytest.fixture(scope="session", autouse=True)
def templates_stay_compiled():
    """Keep compiled templates between workers and runs: each process would compile the same two hundred again.

    Jinja2 takes a kept one only for the same source; what else it is made from, the environment and its versions, names
    the folder.
    """
    made_from = hashlib.sha256()
    for path in (ROOT / "src/luodi/web/jinja.py", ROOT / "src/luodi/wiring/settings.py", ROOT / "requirements.txt"):
        made_from.update(path.read_bytes())
    folder = places.var() / "compiled-templates" / made_from.hexdigest()[:16]
    folder.mkdir(parents=True, exist_ok=True)
    engines["jinja2"].env.bytecode_cache = FileSystemBytecodeCache(str(folder))


class _Database:
    """Whether this worker's database is there, and with what tests are let at it."""

    blocker = None


def _on_the_database(item) -> bool:
    """Tell whether a test is let at the database: by its mark, or because it or a fixture of ours asks for it."""
    if item.get_closest_marker("django_db") or set(getattr(item, "fixturenames", ())) & ON_THE_DATABASE:
        return True
    known = item._fixtureinfo
    fixtures = [each[-1] for each in known.name2fixturedefs.values()]
    ours = [each.argnames for each in fixtures if not each.func.__module__.startswith("pytest_django")]
    return any(OPENING in names for names in (known.argnames, *ours))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Mark what is let at the database: on another server than the embedded one only these tests can end otherwise.

    Who is not let at it cannot reach it: pytest-django refuses each connection of such a test.
    """
    for item in items:
        if _on_the_database(item):
            item.add_marker("database")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    """Leave the scene that stands where it is for a test that begins with it; any other test on the database ends it."""
    if _Database.blocker and item.get_closest_marker("database"):
        marker, names = item.get_closest_marker("django_db"), set(item.fixturenames)
        known = item._fixtureinfo.name2fixturedefs
        scenes = {getattr(known[name][-1].func, "scene_name", None) for name in names & set(known)} - {None}
        real = names & COMMITTING or marker and marker.kwargs.get("transaction")
        with _Database.blocker.unblock():
            kept.stand(scenes.pop() if len(scenes) == 1 and not real else None)


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker):
    """Give this worker a clone of the migrated template; the server is started if it is the embedded one."""
    embedded.ensure_running()
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    home = settings.DATABASES["owner"]["NAME"]
    name = f"luodi_run_{os.getpid()}_{worker}"
    with embedded.connect({**settings.DATABASES["owner"]}) as owner:
        owner.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        if not owner.execute("SELECT 1 FROM pg_database WHERE datname = %s", [TEMPLATE]).fetchone():
            _make_template(owner, django_db_blocker)
        _clone(owner, name)
        owner.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
    _point_at(name)
    _Database.blocker = django_db_blocker
    yield
    _Database.blocker = None
    with django_db_blocker.unblock():
        kept.stand(None)
        connections.close_all()
    with embedded.connect({**settings.DATABASES["owner"], "NAME": home}) as owner:
        _drop(owner, name)


def _drop(owner, name: str) -> None:
    """Drop a worker's database; a process of the server's own tidying cannot be ended by its owner, so we wait.

    What a browser left open ends first: a thread of the live server still holds a connection of the application's role,
    which only that role may end.
    """
    _end_own_connections(owner.info.dbname, name)
    for rest in range(20, -1, -1):
        try:
            owner.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
            return
        except (errors.InsufficientPrivilege, errors.ObjectInUse):
            if not rest:
                raise
            time.sleep(0.5)


def _end_own_connections(home: str, name: str) -> None:
    with embedded.connect({**settings.DATABASES["default"], "NAME": home}) as application:
        application.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = %s AND usename = current_user AND pid <> pg_backend_pid()",
            [name],
        )


def _make_template(owner, blocker) -> None:
    for (old,) in owner.execute("SELECT datname FROM pg_database WHERE datname LIKE 'luodi_test_%'").fetchall():
        owner.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(old)))
    making = f"{TEMPLATE}_making"  # it gets its name when it is whole: a run that is stopped leaves no half template
    owner.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(sql.Identifier(making)))
    _point_at(making)
    with blocker.unblock():
        with connections["owner"].cursor() as cursor:
            roles.grant_to_application(cursor, settings.APPLICATION_ROLE)
        with schema.rendering_what_changes():
            call_command("migrate", database="owner", verbosity=0)
        with connections["owner"].cursor() as cursor:
            roles.close_migration_record(cursor, settings.APPLICATION_ROLE)
        connections.close_all()
    owner.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(making), sql.Identifier(TEMPLATE)))


def _clone(owner, name: str) -> None:
    _drop(owner, name)
    owner.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(TEMPLATE)))
    grant = sql.SQL("GRANT CONNECT ON DATABASE {} TO {}")
    owner.execute(grant.format(sql.Identifier(name), sql.Identifier(settings.APPLICATION_ROLE)))


def _point_at(name: str) -> None:
    for alias in ("default", "owner"):
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name
        settings.DATABASES[alias]["NAME"] = name


def _flush_as_owner(self) -> None:
    """Empty the tables that hold rows: a test writes into a few dozen, and each emptied table costs files on the disk."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
            " AND relname NOT IN ('django_migrations', 'django_content_type')"
            " ORDER BY relname DESC"  # the queue's keys are not deferred: its repetitions go before its jobs
        )
        every = [row[0] for row in cursor.fetchall()]
        holding = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM \"{name}\")" for name in every)
        cursor.execute(holding)
        tables = [row[0] for row in cursor.fetchall()]
        with transaction.atomic(using="owner"):
            for name in tables:
                cursor.execute(f'ALTER TABLE "{name}" DISABLE TRIGGER USER')
            for name in tables:
                cursor.execute(f'DELETE FROM "{name}"')
            connections["owner"].check_constraints()
            for name in tables:
                cursor.execute(f'ALTER TABLE "{name}" ENABLE TRIGGER USER')


TransactionTestCase._fixture_teardown = _flush_as_owner


@pytest.fixture(scope="session", autouse=True)
def surroundings(tmp_path_factory):
    """Hash passwords fast (scrypt is slow on purpose), and serve static files without their collected names."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(
        STATIC_ROOT=tmp_path_factory.mktemp("static"),
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        STORAGES={**settings.STORAGES, "staticfiles": plain},
    ):
        yield


@pytest.fixture(scope="session")
def _places(tmp_path_factory):
    """Give one place after another for files; a folder is made by what writes into it."""
    root = tmp_path_factory.mktemp("files")
    return (root / str(number) for number in itertools.count())


@pytest.fixture(autouse=True)
def own_surroundings(_places):
    """Keep the files of each test in a folder of its own."""
    with override_settings(FILES_ROOT=next(_places)):
        yield


@pytest.fixture
def now() -> datetime:
    """Give the instant at which the tests' people act: a Saturday morning in Hangzhou."""
    return datetime.fromisoformat("2025-03-08T09:00:00+08:00")


@pytest.fixture(scope="session")
def shared() -> Path:
    """Give the folder of the real page, or skip clearly where it is not there."""
    root = Path(os.environ.get("LUODI_SHARED", Path(__file__).resolve().parents[2] / "shared"))
    if not (root / "seed" / "gongshu-page.txt").exists():
        pytest.skip("the real page (../shared/seed) is not on this machine")
    return root
