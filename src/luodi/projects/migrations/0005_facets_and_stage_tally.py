"""A coarse tally for the board as it is mostly asked for, and facets: what a project can be filtered by, as tokens in
one index with its search tokens, so that any rare combination is found at once.
"""

from django.db import migrations, models

FINE = "unit_id, stage, stage_confirmed, confirmed, binding, side_state, track"
COARSE = "unit_id, stage, confirmed, side_state"
GROUP = """
    SELECT unit_id, stage_claimed AS stage, COALESCE(stage_confirmed, '') AS stage_confirmed,
           COALESCE(stage_confirmed = stage_claimed, false) AS confirmed, binding, side_state, track,
           {sign} AS projects, {sign} * COALESCE(amount, 0) AS amount, {sign} * (amount IS NULL)::int AS without_amount
    FROM {table} WHERE withdrawn_at IS NULL
"""


def insert_from(*parts: str) -> str:
    union = " UNION ALL ".join(parts)
    return "".join(
        f"""
    INSERT INTO {table} ({columns}, projects, amount, without_amount)
    SELECT {columns}, SUM(projects), SUM(amount), SUM(without_amount) FROM ({union}) AS delta
    GROUP BY {columns}
    HAVING SUM(projects) <> 0 OR SUM(amount) <> 0 OR SUM(without_amount) <> 0;
    """
        for table, columns in (("projects_tally", FINE), ("projects_stagetally", COARSE))
    )


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

FACETS = """
ALTER TABLE projects_project ADD COLUMN facets text[] GENERATED ALWAYS AS (
    array_remove(ARRAY[
        'u' || unit_id::text, 's' || stage_claimed, 'c' || stage_confirmed,
        CASE WHEN stage_confirmed = stage_claimed THEN 'k1' ELSE 'k0' END, 't' || track, 'b' || binding,
        'd' || side_state, 'o' || officer_id::text, 'f' || company_id::text
    ], NULL)
) STORED;
CREATE INDEX projects_tokens ON projects_project USING gin (grams, facets) WITH (fastupdate = off) WHERE withdrawn_at IS NULL;
ALTER TABLE projects_project ALTER COLUMN facets SET STATISTICS 200;
"""
FACETS_UNDO = "ALTER TABLE projects_project DROP COLUMN facets;"


class Migration(migrations.Migration):
    dependencies = [("projects", "0004_stages_and_codes")]

    operations = [
        migrations.CreateModel(
            name="StageTally",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("unit_id", models.BigIntegerField()),
                ("stage", models.CharField(max_length=12)),
                ("confirmed", models.BooleanField()),
                ("side_state", models.CharField(blank=True, default="", max_length=12)),
                ("projects", models.BigIntegerField()),
                ("amount", models.DecimalField(decimal_places=2, max_digits=24)),
                ("without_amount", models.BigIntegerField(default=0)),
            ],
        ),
        migrations.RemoveIndex(model_name="project", name="projects_grams"),
        migrations.RemoveIndex(model_name="project", name="projects_list"),
        migrations.AddIndex(
            model_name="project",
            index=models.Index(
                fields=["unit", "stage_claimed", "-changed_at", "-id"],
                name="projects_list",
                condition=models.Q(("withdrawn_at", None)),
                include=["track", "binding", "side_state", "stage_confirmed"],
            ),
        ),
        migrations.AddIndex(
            model_name="tally", index=models.Index(fields=["track", "unit_id"], name="projects_tally_track")
        ),
        migrations.RunSQL(TALLY, migrations.RunSQL.noop),
        migrations.RunSQL(FACETS, FACETS_UNDO),
    ]
