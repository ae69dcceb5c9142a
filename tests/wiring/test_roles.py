"""The two logins of a server: what is wrong with them is named, with the SQL that mends it."""

import psycopg
import pytest

from luodi.wiring import embedded, roles

pytestmark = pytest.mark.slow  # each test makes a cluster of its own


@pytest.fixture
def server(own_var):
    """An embedded server that stands for a server somebody else runs; gives a superuser's connection."""
    embedded.ensure_running()
    password = (own_var / "db-bootstrap").read_text()
    host = embedded.connection_settings()["default"]["HOST"]
    with psycopg.connect(dbname="luodi", user="postgres", password=password, host=host, autocommit=True) as connection:
        yield connection


def logins():
    settings = embedded.connection_settings()
    return embedded.connect(settings["default"]), embedded.connect(settings["owner"])


def codes() -> list[str]:
    application, owner = logins()
    with application, owner:
        return [finding.code for finding in roles.findings(application, owner)]


class TestFindings:
    def test_a_superuser_is_named_with_the_statement_that_takes_it_away(self, server):
        server.execute("ALTER ROLE luodi_app SUPERUSER")
        application, owner = logins()
        with application, owner:
            found = roles.findings(application, owner)[0]
        assert (found.code, found.role) == ("superuser", "luodi_app")
        assert found.sql == 'ALTER ROLE "luodi_app" NOSUPERUSER;'

    def test_row_security_must_not_be_bypassed(self, server):
        server.execute("ALTER ROLE luodi_app BYPASSRLS")
        assert codes() == ["bypasses_row_security"]

    def test_an_application_that_can_make_tables_is_found(self, server):
        server.execute("GRANT CREATE ON SCHEMA public TO luodi_app")
        assert codes() == ["application_can_create"]

    def test_one_role_for_both_is_found(self, server):
        with embedded.connect(embedded.connection_settings()["owner"]) as owner:
            assert "one_role_for_both" in [finding.code for finding in roles.findings(owner, owner)]


class TestGrants:
    def test_the_application_uses_what_the_owner_makes_later(self, server):
        application, owner = logins()
        with application, owner:
            with owner.cursor() as cursor:
                roles.grant_to_application(cursor, "luodi_app")
            owner.execute("CREATE TABLE project (id int GENERATED ALWAYS AS IDENTITY, name text)")
            application.execute("INSERT INTO project (name) VALUES ('甲')")
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                application.execute("TRUNCATE project")

    def test_what_was_revoked_stays_revoked_at_the_next_migration(self, server):
        application, owner = logins()
        with application, owner:
            with owner.cursor() as cursor:
                roles.grant_to_application(cursor, "luodi_app")
                cursor.execute("CREATE TABLE journal (id int)")
                cursor.execute("REVOKE UPDATE, DELETE ON journal FROM luodi_app")
                roles.grant_to_application(cursor, "luodi_app")
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                application.execute("DELETE FROM journal")
