from django.db import migrations

from luodi.journal.append_only import append_only

KEPT = ["text", "answer", "hearing", "conclusion", "opening", "reread"]
GUARDS = """
CREATE FUNCTION reviews_keep_finding() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.quote IS DISTINCT FROM OLD.quote OR NEW.rule IS DISTINCT FROM OLD.rule
       OR NEW.severity IS DISTINCT FROM OLD.severity OR NEW.review_id IS DISTINCT FROM OLD.review_id THEN
        RAISE EXCEPTION 'a finding''s rule, severity and quote never change' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_finding BEFORE UPDATE ON reviews_finding FOR EACH ROW EXECUTE FUNCTION reviews_keep_finding();

CREATE FUNCTION reviews_conclude_closed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM reviews_finding WHERE review_id = NEW.review_id AND severity = 'forbid'
               AND state IN ('open', 'answered')) THEN
        RAISE EXCEPTION 'a review with an open forbid has no conclusion' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER conclude_closed BEFORE INSERT ON reviews_conclusion
    FOR EACH ROW EXECUTE FUNCTION reviews_conclude_closed();
"""
UNDO = """
DROP TRIGGER keep_finding ON reviews_finding; DROP FUNCTION reviews_keep_finding();
DROP TRIGGER conclude_closed ON reviews_conclusion; DROP FUNCTION reviews_conclude_closed();
"""


class Migration(migrations.Migration):
    dependencies = [("reviews", "0001_initial")]
    operations = [
        *[append_only(f"reviews_{name}") for name in KEPT],
        migrations.RunSQL(GUARDS, UNDO),
    ]
