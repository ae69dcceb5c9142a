"""The board's counts, kept by the transaction that changes a project: one delta row for each group that changed."""

from django.db import migrations

from luodi.journal.append_only import append_only

COLUMNS = "unit_id, stage, confirmed, binding, side_state, track"
GROUP = """
    SELECT unit_id, COALESCE(stage_confirmed, stage_claimed) AS stage,
           (stage_confirmed IS NOT NULL AND stage_confirmed = stage_claimed) AS confirmed, binding, side_state, track,
           {sign} AS projects, {sign} * COALESCE(amount, 0) AS amount,
           {sign} * (amount IS NULL)::int AS without_amount
    FROM {table} WHERE withdrawn_at IS NULL
"""


def insert_from(*parts: str) -> str:
    union = " UNION ALL ".join(parts)
    return f"""
    INSERT INTO projects_tally ({COLUMNS}, projects, amount, without_amount)
    SELECT {COLUMNS}, SUM(projects), SUM(amount), SUM(without_amount) FROM ({union}) AS delta
    GROUP BY {COLUMNS}
    HAVING SUM(projects) <> 0 OR SUM(amount) <> 0 OR SUM(without_amount) <> 0;
    """


NEW = GROUP.format(sign=1, table="fresh")
OLD = GROUP.format(sign=-1, table="stale")


def function(name: str, body: str) -> str:
    return f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} RETURN NULL; END $$;"


TRIGGERS = f"""
{function("projects_tally_inserted", insert_from(NEW))}
{function("projects_tally_updated", insert_from(NEW, OLD))}
{function("projects_tally_deleted", insert_from(OLD))}
CREATE TRIGGER tally_inserted AFTER INSERT ON projects_project REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION projects_tally_inserted();
CREATE TRIGGER tally_updated AFTER UPDATE ON projects_project REFERENCING NEW TABLE AS fresh OLD TABLE AS stale
    FOR EACH STATEMENT EXECUTE FUNCTION projects_tally_updated();
CREATE TRIGGER tally_deleted AFTER DELETE ON projects_project REFERENCING OLD TABLE AS stale
    FOR EACH STATEMENT EXECUTE FUNCTION projects_tally_deleted();
"""
UNDO = """
DROP TRIGGER tally_inserted ON projects_project; DROP TRIGGER tally_updated ON projects_project;
DROP TRIGGER tally_deleted ON projects_project;
DROP FUNCTION projects_tally_inserted(); DROP FUNCTION projects_tally_updated(); DROP FUNCTION projects_tally_deleted();
"""


class Migration(migrations.Migration):
    dependencies = [("projects", "0001_initial"), ("journal", "0002_append_only")]

    operations = [
        append_only("projects_stagestep"),
        append_only("projects_change"),
        migrations.RunSQL(TRIGGERS, UNDO),
    ]
