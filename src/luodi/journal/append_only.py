"""Migration steps that make a table append-only and give the application's role no more than it needs."""

from django.conf import settings
from django.db import migrations

REFUSE = """
CREATE OR REPLACE FUNCTION luodi_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'table % is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
"""


def _quoted_role(schema_editor) -> str:
    return schema_editor.connection.ops.quote_name(settings.APPLICATION_ROLE)


def append_only(table: str) -> migrations.RunPython:
    """Make a table append-only: no UPDATE, DELETE or TRUNCATE for the application's role, and a trigger for the rest.

    The owner of the table meets the trigger; only a superuser who disables it can change a row, and
    `luodi journal verify` then names the row.
    """

    def forwards(apps, schema_editor):
        name = schema_editor.quote_name(table)
        schema_editor.execute(REFUSE, params=None)
        schema_editor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {name} FROM {_quoted_role(schema_editor)}")
        schema_editor.execute(
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {name} "
            "FOR EACH ROW EXECUTE FUNCTION luodi_refuse_change()"
        )
        schema_editor.execute(
            f"CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON {name} "
            "FOR EACH STATEMENT EXECUTE FUNCTION luodi_refuse_change()"
        )

    def backwards(apps, schema_editor):
        name = schema_editor.quote_name(table)
        schema_editor.execute(f"DROP TRIGGER append_only ON {name}")
        schema_editor.execute(f"DROP TRIGGER append_only_truncate ON {name}")

    return migrations.RunPython(forwards, backwards)


def withhold(table: str, rights: str) -> migrations.RunPython:
    """Take some rights ("UPDATE, TRUNCATE") on a table away from the application's role."""

    def forwards(apps, schema_editor):
        name = schema_editor.quote_name(table)
        schema_editor.execute(f"REVOKE {rights} ON {name} FROM {_quoted_role(schema_editor)}")

    return migrations.RunPython(forwards, migrations.RunPython.noop)
