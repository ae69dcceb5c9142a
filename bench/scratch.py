"""A database for one benchmark: made, migrated, used by the application's own role, dropped at the end."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.management import call_command
from django.db import connections
from psycopg import sql

from luodi.wiring import embedded, roles, schema


@contextmanager
def scratch_database() -> Iterator[None]:
    """Point Django at a fresh migrated database until the block ends."""
    with empty_database():
        with connections["owner"].cursor() as cursor:
            roles.grant_to_application(cursor, settings.APPLICATION_ROLE)
        with schema.rendering_what_changes():
            call_command("migrate", database="owner", verbosity=0)
        yield


@contextmanager
def empty_database() -> Iterator[None]:
    """Point Django at a fresh database without tables until the block ends."""
    name = f"luodi_bench_{os.getpid()}"
    home = settings.DATABASES["owner"]["NAME"]
    with embedded.connect({**settings.DATABASES["owner"]}) as owner:
        owner.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(sql.Identifier(name)))
        grant = sql.SQL("GRANT CONNECT ON DATABASE {} TO {}")
        owner.execute(grant.format(sql.Identifier(name), sql.Identifier(settings.APPLICATION_ROLE)))
    _point_at(name)
    try:
        yield
    finally:
        connections.close_all()
        _point_at(home)
        with embedded.connect({**settings.DATABASES["owner"]}) as owner:
            owner.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))


def _point_at(name: str) -> None:
    for alias in ("default", "owner"):
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name
        settings.DATABASES[alias]["NAME"] = name
