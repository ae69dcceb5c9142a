"""What is published stays as it is, versions of a clause never overlap, facts are append-only, corrections settled once."""

from django.db import migrations

from luodi.journal.append_only import append_only, withhold

CHECKS = """
CREATE FUNCTION policies_published_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE may_change text[] := ARRAY['state', 'superseded_at', 'withdrawn_by_id', 'withdrawn_at', 'withdrawn_reason',
                                   'changed_at', 'edits'];
BEGIN
    IF OLD.state IN ('superseded', 'withdrawn')
       OR (OLD.state = 'published' AND NEW.state NOT IN ('superseded', 'withdrawn'))
       OR (OLD.state = 'published' AND (to_jsonb(NEW) - may_change) IS DISTINCT FROM (to_jsonb(OLD) - may_change)) THEN
        RAISE EXCEPTION 'what is published stays as it is' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER clause_published_stays BEFORE UPDATE ON policies_clauseversion
    FOR EACH ROW EXECUTE FUNCTION policies_published_stays();
CREATE TRIGGER head_published_stays BEFORE UPDATE ON policies_head
    FOR EACH ROW EXECUTE FUNCTION policies_published_stays();

CREATE FUNCTION policies_versions_apart() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state = 'published' AND EXISTS (
        SELECT 1 FROM policies_clauseversion other
        WHERE other.clause_id = NEW.clause_id AND other.id <> NEW.id AND other.state = 'published'
          AND (other.policy_id <> NEW.policy_id
               OR daterange(other.valid_from, other.valid_to, '[]') && daterange(NEW.valid_from, NEW.valid_to, '[]'))
    ) THEN
        RAISE EXCEPTION 'published versions of a clause do not overlap' USING ERRCODE = 'exclusion_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER clause_versions_apart AFTER INSERT OR UPDATE ON policies_clauseversion
    FOR EACH ROW EXECUTE FUNCTION policies_versions_apart();

CREATE FUNCTION policies_correction_settled_once() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE may_change text[] := ARRAY['state', 'decided_by_id', 'decided_at', 'decision_note'];
BEGIN
    IF OLD.state <> 'proposed' OR (to_jsonb(NEW) - may_change) IS DISTINCT FROM (to_jsonb(OLD) - may_change) THEN
        RAISE EXCEPTION 'what is settled stays as it is' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER fact_correction_settled_once BEFORE UPDATE ON policies_factcorrection
    FOR EACH ROW EXECUTE FUNCTION policies_correction_settled_once();
"""
UNDO = """
DROP TRIGGER fact_correction_settled_once ON policies_factcorrection; DROP FUNCTION policies_correction_settled_once();
DROP TRIGGER clause_versions_apart ON policies_clauseversion; DROP FUNCTION policies_versions_apart();
DROP TRIGGER head_published_stays ON policies_head; DROP TRIGGER clause_published_stays ON policies_clauseversion;
DROP FUNCTION policies_published_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("policies", "0001_initial"), ("journal", "0002_append_only")]

    operations = [
        append_only("policies_fact"),
        withhold("policies_policy", "DELETE, TRUNCATE"),
        withhold("policies_head", "DELETE, TRUNCATE"),
        withhold("policies_clauseversion", "DELETE, TRUNCATE"),
        withhold("policies_factcorrection", "DELETE, TRUNCATE"),
        migrations.RunSQL(CHECKS, UNDO),
    ]
