"""Project codes from a sequence; the tally by claimed and confirmed stage; stages that only a second person confirms."""

from django.db import migrations

MAIN = "ARRAY['P0','P1','P2','P3','P4','P5','P6','P7','P8','P9','P10','P11','P12','P13','P14']"

COLUMNS = "unit_id, stage, stage_confirmed, confirmed, binding, side_state, track"
GROUP = """
    SELECT unit_id, stage_claimed AS stage, COALESCE(stage_confirmed, '') AS stage_confirmed,
           COALESCE(stage_confirmed = stage_claimed, false) AS confirmed, binding, side_state, track,
           {sign} AS projects, {sign} * COALESCE(amount, 0) AS amount, {sign} * (amount IS NULL)::int AS without_amount
    FROM {table} WHERE withdrawn_at IS NULL
"""


def insert_from(*parts: str) -> str:
    return f"""
    INSERT INTO projects_tally ({COLUMNS}, projects, amount, without_amount)
    SELECT {COLUMNS}, SUM(projects), SUM(amount), SUM(without_amount) FROM ({" UNION ALL ".join(parts)}) AS delta
    GROUP BY {COLUMNS}
    HAVING SUM(projects) <> 0 OR SUM(amount) <> 0 OR SUM(without_amount) <> 0;
    """


NEW = GROUP.format(sign=1, table="fresh")
OLD = GROUP.format(sign=-1, table="stale")


def function(name: str, body: str) -> str:
    return (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} RETURN NULL; END $$;"
    )


TALLY = f"""
{function("projects_tally_inserted", insert_from(NEW))}
{function("projects_tally_updated", insert_from(NEW, OLD))}
{function("projects_tally_deleted", insert_from(OLD))}
DELETE FROM projects_tally;
{insert_from(GROUP.format(sign=1, table="projects_project"))}
"""

ORDER = f"""
ALTER TABLE projects_project ADD CONSTRAINT project_confirmed_within_claim CHECK (
    stage_confirmed IS NULL
    OR array_position({MAIN}::varchar[], stage_confirmed) <= array_position({MAIN}::varchar[], stage_claimed)
);
"""

CHECKER = """
CREATE FUNCTION projects_second_person() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.kind = 'confirmed' AND NEW.confirmed_by_id IS NOT NULL AND NEW.confirmed_by_id = (
        SELECT claimed_by_id FROM projects_stagestep
        WHERE project_id = NEW.project_id AND kind = 'claimed' ORDER BY id DESC LIMIT 1
    ) THEN
        RAISE EXCEPTION 'the person who claimed a stage does not confirm it' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER second_person BEFORE INSERT ON projects_stagestep
    FOR EACH ROW WHEN (NEW.kind = 'confirmed') EXECUTE FUNCTION projects_second_person();
"""
CHECKER_UNDO = "DROP TRIGGER second_person ON projects_stagestep; DROP FUNCTION projects_second_person();"


class Migration(migrations.Migration):
    dependencies = [("projects", "0003_lists_and_steps")]

    operations = [
        migrations.RunSQL("CREATE SEQUENCE projects_code", "DROP SEQUENCE projects_code"),
        migrations.RunSQL(TALLY, migrations.RunSQL.noop),
        migrations.RunSQL(ORDER, "ALTER TABLE projects_project DROP CONSTRAINT project_confirmed_within_claim"),
        migrations.RunSQL(CHECKER, CHECKER_UNDO),
    ]
