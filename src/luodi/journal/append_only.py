"""Migration steps that make a table append-only and give the application's role no more than it needs."""

from django.conf import settings
from django.db.migrations.operations.base import Operation

REFUSE = """
CREATE OR REPLACE FUNCTION luodi_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'table % is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
"""


class _OnTable(Operation):
    """SQL on one table that changes no model: nothing needs to be rendered for it, which makes setting up faster."""

    reversible = True

    def __init__(self, table: str):
        self.table = table

    def state_forwards(self, app_label, state):
        """Change nothing: the models stay as they are."""


class AppendOnly(_OnTable):
    """Make a table append-only: no UPDATE, DELETE or TRUNCATE for the application's role, and a trigger for the rest.

    The owner of the table meets the trigger; only a superuser who disables it can change a row, and
    `luodi journal verify` then names the row.
    """

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        """Take the rights away and set the triggers."""
        name, role = schema_editor.quote_name(self.table), _quoted_role(schema_editor)
        schema_editor.execute(REFUSE, params=None)
        schema_editor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {name} FROM {role}")
        schema_editor.execute(
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {name} "
            "FOR EACH ROW EXECUTE FUNCTION luodi_refuse_change()"
        )
        schema_editor.execute(
            f"CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON {name} "
            "FOR EACH STATEMENT EXECUTE FUNCTION luodi_refuse_change()"
        )

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        """Take the triggers away; the rights stay withheld."""
        name = schema_editor.quote_name(self.table)
        schema_editor.execute(f"DROP TRIGGER append_only ON {name}")
        schema_editor.execute(f"DROP TRIGGER append_only_truncate ON {name}")

    def describe(self):
        """Say what is done, for `migrate --plan`."""
        return f"Make {self.table} append-only"


class Withhold(_OnTable):
    """Take some rights ("UPDATE, TRUNCATE") on a table away from the application's role."""

    def __init__(self, table: str, rights: str):
        super().__init__(table)
        self.rights = rights

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        """Take the rights away."""
        role = _quoted_role(schema_editor)
        schema_editor.execute(f"REVOKE {self.rights} ON {schema_editor.quote_name(self.table)} FROM {role}")

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        """Leave the rights withheld: giving them back would be a decision of its own."""

    def describe(self):
        """Say what is done, for `migrate --plan`."""
        return f"Withhold {self.rights} on {self.table} from the application"


append_only, withhold = AppendOnly, Withhold


def _quoted_role(schema_editor) -> str:
    return schema_editor.connection.ops.quote_name(settings.APPLICATION_ROLE)
