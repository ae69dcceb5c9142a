"""What the database itself holds: append-only steps, entries that never change, the approver's difference, the sums."""

from django.db import migrations

from luodi.journal.append_only import append_only

GUARD = """
CREATE FUNCTION counting_entry_stands() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before jsonb := to_jsonb(OLD) - TG_ARGV::text[]; after jsonb := to_jsonb(NEW) - TG_ARGV::text[];
BEGIN
    IF before <> after THEN
        RAISE EXCEPTION 'what was entered in % does not change', TG_TABLE_NAME USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER entry_stands BEFORE UPDATE ON counting_inflow FOR EACH ROW EXECUTE FUNCTION counting_entry_stands(
    'stayed_until', 'left_date', 'left_amount', 'left_evidence', 'confirmed_by_id', 'confirmed_at', 'withdrawn_at',
    'withdrawn_reason', 'version');
CREATE TRIGGER entry_stands BEFORE UPDATE ON counting_landmark FOR EACH ROW EXECUTE FUNCTION counting_entry_stands(
    'confirmed_by_id', 'confirmed_at', 'withdrawn_at', 'withdrawn_reason', 'version');
CREATE TRIGGER entry_stands BEFORE UPDATE ON counting_definition FOR EACH ROW EXECUTE FUNCTION counting_entry_stands(
    'retired_at', 'retired_reason');
"""
GUARD_UNDO = """
DROP TRIGGER entry_stands ON counting_inflow; DROP TRIGGER entry_stands ON counting_landmark;
DROP TRIGGER entry_stands ON counting_definition; DROP FUNCTION counting_entry_stands();
"""

APPROVER = """
CREATE FUNCTION counting_second_person() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.person_id IS NOT NULL AND EXISTS (
        SELECT 1 FROM counting_questionstep
        WHERE question_id = NEW.question_id AND kind = 'answered' AND person_id = NEW.person_id
    ) THEN
        RAISE EXCEPTION 'who answered a question does not decide it' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER second_person BEFORE INSERT ON counting_questionstep
    FOR EACH ROW WHEN (NEW.kind IN ('upheld', 'explained')) EXECUTE FUNCTION counting_second_person();
"""
APPROVER_UNDO = "DROP TRIGGER second_person ON counting_questionstep; DROP FUNCTION counting_second_person();"

COLUMNS = 'measure, "column", definition_id, unit_id, track, month, counts, confirmed, why'
GROUP = """
    SELECT measure, "column", definition_id, unit_id, track, date_trunc('month', date)::date AS month, counts, confirmed,
           why, {sign} AS rows, {sign} * number AS number, {sign} * amount AS amount,
           {sign} * COALESCE(claimed_amount, 0) AS claimed
    FROM {table}
"""


def _insert(*parts: str) -> str:
    return f"""
    INSERT INTO counting_tally ({COLUMNS}, rows, number, amount, claimed)
    SELECT {COLUMNS}, SUM(rows), SUM(number), SUM(amount), SUM(claimed) FROM ({" UNION ALL ".join(parts)}) AS delta
    GROUP BY {COLUMNS} HAVING SUM(rows) <> 0 OR SUM(number) <> 0 OR SUM(amount) <> 0 OR SUM(claimed) <> 0;
    """


def _function(name: str, body: str) -> str:
    return f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} RETURN NULL; END $$;"


NEW, OLD = GROUP.format(sign=1, table="fresh"), GROUP.format(sign=-1, table="stale")
TALLY = f"""
{_function("counting_tally_inserted", _insert(NEW))}
{_function("counting_tally_updated", _insert(NEW, OLD))}
{_function("counting_tally_deleted", _insert(OLD))}
CREATE TRIGGER tally_inserted AFTER INSERT ON counting_counted REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION counting_tally_inserted();
CREATE TRIGGER tally_updated AFTER UPDATE ON counting_counted REFERENCING NEW TABLE AS fresh OLD TABLE AS stale
    FOR EACH STATEMENT EXECUTE FUNCTION counting_tally_updated();
CREATE TRIGGER tally_deleted AFTER DELETE ON counting_counted REFERENCING OLD TABLE AS stale
    FOR EACH STATEMENT EXECUTE FUNCTION counting_tally_deleted();
"""
TALLY_UNDO = """
DROP TRIGGER tally_inserted ON counting_counted; DROP TRIGGER tally_updated ON counting_counted;
DROP TRIGGER tally_deleted ON counting_counted; DROP FUNCTION counting_tally_inserted();
DROP FUNCTION counting_tally_updated(); DROP FUNCTION counting_tally_deleted();
"""

INDEXES = """
CREATE INDEX counting_unlinked_firm ON projects_project (company_name) WHERE company_id IS NULL AND company_name <> '';
CREATE INDEX counting_group ON companies_company (group_name) WHERE group_name <> '';
CREATE INDEX counting_changed ON projects_project (changed_at);
"""
INDEXES_UNDO = "DROP INDEX counting_unlinked_firm; DROP INDEX counting_group; DROP INDEX counting_changed;"


class Migration(migrations.Migration):
    dependencies = [
        ("counting", "0001_initial"),
        ("journal", "0002_append_only"),
        ("projects", "0008_subject"),
    ]

    operations = [
        append_only("counting_particularschange"),
        append_only("counting_findingstep"),
        append_only("counting_questionstep"),
        migrations.RunSQL(GUARD, GUARD_UNDO),
        migrations.RunSQL(APPROVER, APPROVER_UNDO),
        migrations.RunSQL(TALLY, TALLY_UNDO),
        migrations.RunSQL(INDEXES, INDEXES_UNDO),
    ]
