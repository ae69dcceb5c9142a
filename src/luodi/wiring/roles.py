"""The two database logins: the owner of the tables, used by migrations, and the application's own role.

Neither is a superuser. The application may read and write rows, but makes, changes and owns no table, so what a
migration takes away from it (changing the journal, for one) stays taken away.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import psycopg
from psycopg import sql

OWNER = "luodi_owner"
APPLICATION = "luodi_app"
DATABASE = "luodi"
LEAST_VERSION = 150000


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong with a role, and the SQL that mends it."""

    code: str
    role: str
    sql: str


def ensure(connection: psycopg.Connection, passwords: Mapping[str, str]) -> None:
    """Make (or correct) both roles and the database, on an autocommit connection of the bootstrap superuser."""
    for role, extra in ((OWNER, "CREATEDB"), (APPLICATION, "NOCREATEDB")):
        known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
        connection.execute(
            sql.SQL("{} ROLE {} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOREPLICATION {} PASSWORD {}").format(
                sql.SQL("ALTER" if known else "CREATE"),
                sql.Identifier(role),
                sql.SQL(extra),
                sql.Literal(passwords[role]),
            )
        )
    if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
        connection.execute(
            sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8'").format(
                sql.Identifier(DATABASE), sql.Identifier(OWNER)
            )
        )
    connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(DATABASE)))
    connection.execute(
        sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(sql.Identifier(DATABASE), sql.Identifier(APPLICATION))
    )


def grant_to_application(cursor, application: str) -> None:
    """Let the application's role use all that the owner makes from now on; run as owner, *before* the migrations.

    Default privileges only: tables get them when they are made, and what a migration then revokes stays revoked.

    :param cursor: a cursor (Django's or psycopg's) of the owner on the database at hand
    """
    role = sql.Identifier(application).as_string(None)
    for statement in (
        f"GRANT USAGE ON SCHEMA public TO {role}",
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role}",
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {role}",
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT EXECUTE ON FUNCTIONS TO {role}",
    ):
        cursor.execute(statement)


def close_migration_record(cursor, application: str) -> None:
    """Leave the application's role only reading which migrations were applied; run as owner, after the migrations."""
    role = sql.Identifier(application).as_string(None)
    cursor.execute(f"REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON django_migrations FROM {role}")


def findings(application: psycopg.Connection, owner: psycopg.Connection) -> list[Finding]:
    """List what is wrong with the two logins of a server, worst first; an empty list means all is well."""
    app, own = _facts(application), _facts(owner)
    found = []
    if app["version"] < LEAST_VERSION:
        found.append(Finding("old_server", "", ""))
    if app["name"] == own["name"]:
        found.append(Finding("one_role_for_both", app["name"], setup_sql(app["database"])))
    for facts in (app, own):
        name = sql.Identifier(facts["name"]).as_string(None)
        if facts["superuser"]:
            found.append(Finding("superuser", facts["name"], f"ALTER ROLE {name} NOSUPERUSER;"))
        if facts["bypasses"]:
            found.append(Finding("bypasses_row_security", facts["name"], f"ALTER ROLE {name} NOBYPASSRLS;"))
    schema_owner = sql.Identifier(own["name"]).as_string(None)
    if not own["may_create"]:
        found.append(
            Finding("owner_cannot_create", own["name"], f"GRANT CREATE, USAGE ON SCHEMA public TO {schema_owner};")
        )
    if app["may_create"] and app["name"] != own["name"]:
        name = sql.Identifier(app["name"]).as_string(None)
        text = f"REVOKE CREATE ON SCHEMA public FROM PUBLIC, {name};"
        found.append(Finding("application_can_create", app["name"], text))
    return found


def setup_sql(database: str = DATABASE) -> str:
    """Return the SQL that a server's administrator runs once; passwords are to be chosen there."""
    name = sql.Identifier(database).as_string(None)
    return (
        f"CREATE ROLE {OWNER} LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD '…';\n"
        f"CREATE ROLE {APPLICATION} LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD '…';\n"
        f"CREATE DATABASE {name} OWNER {OWNER} TEMPLATE template0 ENCODING 'UTF8';\n"
        f"REVOKE ALL ON DATABASE {name} FROM PUBLIC;\n"
        f"GRANT CONNECT ON DATABASE {name} TO {APPLICATION};"
    )


def _facts(connection: psycopg.Connection) -> dict:
    row = connection.execute(
        "SELECT rolname, rolsuper, rolbypassrls, has_schema_privilege('public', 'CREATE'), current_database(),"
        " current_setting('server_version_num')::int FROM pg_roles WHERE rolname = current_user"
    ).fetchone()
    assert row is not None
    return dict(zip(("name", "superuser", "bypasses", "may_create", "database", "version"), row, strict=True))
