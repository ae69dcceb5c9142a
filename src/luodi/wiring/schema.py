"""Bring the database's tables to what the code expects, as the owner of the tables."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

import click
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState
from django.utils import timezone

from . import embedded, roles


def missing_migrations() -> list[str]:
    """List the migrations that the database has not seen yet, as "app.name"."""
    executor = MigrationExecutor(connection)
    return [f"{step.app_label}.{step.name}" for step, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]


def apply_migrations(*, verbosity: int = 0) -> None:
    """Apply the missing migrations on the default connection, which has to be the owner's, granting as they go."""
    application = application_role()
    with connection.cursor() as cursor:
        roles.grant_to_application(cursor, application)
    known = MigrationRecorder(connection).has_table()
    with nullcontext() if known else rendering_what_changes():
        call_command("migrate", interactive=False, verbosity=verbosity)
    with connection.cursor() as cursor:
        roles.close_migration_record(cursor, application)


@contextmanager
def rendering_what_changes() -> Iterator[None]:
    """Let each step of a migration render the model that it changes and leave those linked with it as they are.

    Django renders all that are linked, over and over; nearly every table here is linked with every other, and on an
    empty database that was nine tenths of the time. The tables come out the same (`tests/wiring/test_schema.py`).
    """
    usual = ProjectState.reload_model

    def reload_model(self, app_label, model_name, delay=False):
        if "apps" in self.__dict__:
            self._reload({(app_label, model_name)})

    ProjectState.reload_model = reload_model  # type: ignore[method-assign]
    try:
        yield
    finally:
        ProjectState.reload_model = usual  # type: ignore[method-assign]


def load_new_parameters() -> int:
    """Give a district that is set up the first values of parameters that came with this version; give how many came.

    What the district set itself stays, whatever the file says; before the first set-up nothing is loaded.
    """
    from luodi.people.operations import load_initial_parameters
    from luodi.people.queries import has_parameters
    from luodi.values.actor import system

    return load_initial_parameters(by=system("版本升级"), at=timezone.now()) if has_parameters() else 0


def is_empty() -> bool:
    """Tell whether no district is set up yet."""
    from luodi.people.queries.lookups import active_units

    return not active_units()


def application_role() -> str:
    """Name the database role that the application runs as."""
    if embedded.is_embedded():
        return roles.APPLICATION
    return embedded.from_url(os.environ["DATABASE_URL"])["USER"]


def refuse_single_login() -> None:
    """Refuse to migrate when a server was named but not the owner's login on it.

    :raises click.ClickException: with the SQL that makes both roles
    """
    if embedded.is_embedded() or os.environ.get("DATABASE_OWNER_URL"):
        return
    raise click.ClickException(
        "DATABASE_URL is set, DATABASE_OWNER_URL is not. Migrations run as the owner of the tables, Luodi itself as a "
        "role that owns none. An administrator of the server makes both with:\n\n"
        + roles.setup_sql(settings.DATABASES["default"]["NAME"])
    )
