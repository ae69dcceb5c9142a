"""Scenes that are built once for each worker through operations, and laid out again from their rows and files.

Building the small district takes some four hundred statements, a filed congress two thousand, and most tests begin
with one of them. Their rows are the same each time, so after the first time they are copied in as they stood: same
ids, same journal lines, same files.

Neighbouring tests that begin with the same scene find it already there: its rows stand in a transaction that outlives
the tests, and each test works, and is taken back, in a savepoint of it.
"""

import copy
import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from django.apps import apps
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection, transaction
from django.test import override_settings

Scene = TypeVar("Scene")
FILLED_BY_TRIGGERS = {"journal_pending", "projects_keychange"}


@dataclass(frozen=True)
class _Kept:
    """What a scene gave, with the rows of each table and the bytes of each file that it left."""

    scene: object
    rows: dict[str, bytes]
    files: dict[str, bytes]


_kept: dict[str, _Kept] = {}


class _Standing:
    """The transaction that outlives tests: the scene that stands in it, once the first of its tests has built it."""

    around: transaction.Atomic | None = None
    name: str = ""
    scene: object = None
    files: dict[str, bytes] | None = None


def stand(name: str | None) -> None:
    """Make ready for a test that begins with the scene of this name: what stands stays only if it is this one.

    :param name: of the scene, or None for a test that needs a database without a transaction around it
    """
    if name == _Standing.name and _Standing.around and not connection.needs_rollback and connection.in_atomic_block:
        return
    if _Standing.around:
        transaction.set_rollback(True)
        _Standing.around.__exit__(None, None, None)
    _Standing.around = _Standing.scene = _Standing.files = None
    _Standing.name = name or ""
    if name:
        _Standing.around = transaction.atomic()
        _Standing.around.__enter__()


def kept(scene: Callable[..., Scene]) -> Callable[..., Scene]:
    """Make a fixture whose scene is built at the first test of a worker and laid out again at the later ones.

    The scene has to be the same each time: it depends on nothing but the empty database.
    """
    name = f"{scene.__module__}.{scene.__qualname__}"

    @functools.wraps(scene)
    def lay_out(*given, **named):
        def build():
            return scene(*given, **named)

        return _standing(name, build) if name == _Standing.name else laid_out(name, build)

    lay_out.scene_name = name
    return lay_out


def _standing(name: str, build: Callable[[], Scene]) -> Scene:
    """Give the scene that stands; the first of its tests builds it and leaves it outside of its own savepoint."""
    if _Standing.files is None:
        scene = laid_out(name, build)
        (test,) = connection.savepoint_ids
        connection.check_constraints()
        with connection.cursor() as cursor:
            cursor.execute(f'RELEASE SAVEPOINT "{test}"; SAVEPOINT "{test}"')
        _Standing.scene, _Standing.files = copy.deepcopy(scene), _files()
        return scene
    _write(_Standing.files)
    return copy.deepcopy(_Standing.scene)


def laid_out(name: str, build: Callable[[], Scene]) -> Scene:
    """Give the scene of this name: built for the first time, copied in later; on tables that hold rows it is built."""
    if not _empty():
        return build()
    if name not in _kept:
        scene = build()
        _kept[name] = _Kept(copy.deepcopy(scene), _rows(), _files())
        return scene
    known = _kept[name]
    with transaction.atomic(), connection.cursor() as cursor:
        for table, data in known.rows.items():
            with cursor.copy(f'COPY "{table}" FROM STDIN') as into:
                into.write(data)
    _write(known.files)
    return copy.deepcopy(known.scene)


@contextmanager
def held(build: Callable[[], Scene], files: Path) -> Iterator[Scene]:
    """Give one scene to all tests of a module: built in a transaction that requests leave open, taken back at the end.

    :param files: the folder for the files of the scene
    """
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    with override_settings(FILES_ROOT=files), transaction.atomic():
        yield build()
        transaction.set_rollback(True)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def _tables() -> list[str]:
    return [
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.startswith("luodi.") and model._meta.db_table not in FILLED_BY_TRIGGERS
    ]


def _empty() -> bool:
    """Tell whether nobody has written yet: every act leaves a journal line, and no unit is there without one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT 1 FROM journal_line) OR EXISTS (SELECT 1 FROM people_unit)")
        return not cursor.fetchone()[0]


def _rows() -> dict[str, bytes]:
    found = {}
    with connection.cursor() as cursor:
        for table in _tables():
            cursor.execute(f'SELECT EXISTS (SELECT 1 FROM "{table}")')
            if cursor.fetchone()[0]:
                with cursor.copy(f'COPY "{table}" TO STDOUT') as out:
                    found[table] = b"".join(bytes(part) for part in out)
    return found


def _write(files: dict[str, bytes]) -> None:
    for place, data in files.items():
        path = Path(settings.FILES_ROOT, place)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def _files() -> dict[str, bytes]:
    root = Path(settings.FILES_ROOT)
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}
