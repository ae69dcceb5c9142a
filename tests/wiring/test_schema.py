"""Setting up an empty database takes a short way through the migrations: the tables are those of the long way."""

from contextlib import nullcontext

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from psycopg import sql

from luodi.wiring import embedded, roles, schema

DESCRIBED = {
    "columns": "SELECT table_name, column_name, ordinal_position, data_type, character_maximum_length, numeric_precision,"
    " numeric_scale, is_nullable, column_default, identity_generation FROM information_schema.columns"
    " WHERE table_schema = 'public'",
    "constraints": "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
    " WHERE connamespace = 'public'::regnamespace",
    "indexes": "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "triggers": "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    "functions": "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
    "rights": "SELECT relname, relkind, array(SELECT unnest(relacl)::text ORDER BY 1) FROM pg_class"
    " WHERE relnamespace = 'public'::regnamespace",
    "kinds": "SELECT app_label, model FROM django_content_type",
    "permissions": "SELECT codename FROM auth_permission",
    "migrations": "SELECT app, name FROM django_migrations",
}  # fmt: skip


def described(name: str) -> dict[str, list]:
    with embedded.connect({**settings.DATABASES["owner"], "NAME": name}) as connection:
        return {what: sorted(map(repr, connection.execute(query).fetchall())) for what, query in DESCRIBED.items()}


def made(name: str, way) -> dict[str, list]:
    """Make a database by the migrations, describe it and drop it."""
    owner, usual = connections["owner"], connections["owner"].settings_dict["NAME"]
    quoted = sql.Identifier(name)
    with embedded.connect(settings.DATABASES["owner"]) as server:
        server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(quoted))
        try:
            owner.close()
            owner.settings_dict["NAME"] = name
            with owner.cursor() as cursor:
                roles.grant_to_application(cursor, settings.APPLICATION_ROLE)
            with way():
                call_command("migrate", database="owner", verbosity=0)
            with owner.cursor() as cursor:
                roles.close_migration_record(cursor, settings.APPLICATION_ROLE)
            return described(name)
        finally:
            owner.close()
            owner.settings_dict["NAME"] = usual
            server.execute(sql.SQL("DROP DATABASE {}").format(quoted))


@pytest.mark.slow
def test_the_short_way_makes_the_same_tables_as_the_long_way(django_db_setup, django_db_blocker):
    name = settings.DATABASES["owner"]["NAME"]
    with django_db_blocker.unblock():
        short, long = made(f"{name}_short", schema.rendering_what_changes), made(f"{name}_long", nullcontext)
    assert short == long
    assert len(short["constraints"]) > 400
