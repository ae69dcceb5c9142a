"""A decision's content is never changed; its approval or refusal is written once."""

from django.db import migrations

from luodi.journal.append_only import withhold

STAYS = """
CREATE FUNCTION meetings_decision_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state <> 'recorded' OR
       (NEW.item_id, NEW.outcome, NEW.number, NEW.decided_date, NEW.conditions, NEW.dissent, NEW.document_id,
        NEW.replaces_id, NEW.reason, NEW.recorded_by_id, NEW.recorded_at)
       IS DISTINCT FROM
       (OLD.item_id, OLD.outcome, OLD.number, OLD.decided_date, OLD.conditions, OLD.dissent, OLD.document_id,
        OLD.replaces_id, OLD.reason, OLD.recorded_by_id, OLD.recorded_at)
    THEN
        RAISE EXCEPTION 'a decision stays as it was recorded' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER decision_stays BEFORE UPDATE ON meetings_decision
    FOR EACH ROW EXECUTE FUNCTION meetings_decision_stays();
"""
UNDO = "DROP TRIGGER decision_stays ON meetings_decision; DROP FUNCTION meetings_decision_stays();"


class Migration(migrations.Migration):
    dependencies = [("meetings", "0004_items"), ("journal", "0002_append_only")]

    operations = [
        withhold("meetings_decision", "DELETE, TRUNCATE"),
        withhold("meetings_item", "DELETE, TRUNCATE"),
        migrations.RunSQL(STAYS, UNDO),
    ]
