"""Terms, supplements and acts are only ever settled once; what a promise knows has no overlapping periods."""

from django.db import migrations

from luodi.journal.append_only import withhold

CHECKS = """
CREATE FUNCTION promises_term_stands() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE brought promises_supplement%ROWTYPE;
BEGIN
    IF TG_OP = 'UPDATE' AND (
        (NEW.promise_id, NEW.supplement_id, NEW.valid_from, NEW.valid_to, NEW.due_date, NEW.target, NEW.base)
        IS DISTINCT FROM
        (OLD.promise_id, OLD.supplement_id, OLD.valid_from, OLD.valid_to, OLD.due_date, OLD.target, OLD.base)
        OR (OLD.known_at IS NOT NULL AND NEW.known_at IS DISTINCT FROM OLD.known_at)
        OR (OLD.known_until IS NOT NULL AND (NEW.known_until, NEW.ended_by_id) IS DISTINCT FROM (OLD.known_until, OLD.ended_by_id))
    ) THEN
        RAISE EXCEPTION 'a term is known once and ends once' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.supplement_id IS NOT NULL THEN
        SELECT * INTO brought FROM promises_supplement WHERE id = NEW.supplement_id;
        IF brought.promise_id <> NEW.promise_id OR (NEW.known_at IS NOT NULL AND brought.state <> 'approved') THEN
            RAISE EXCEPTION 'only an approved supplement makes a term known' USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    IF NEW.known_at IS NOT NULL AND NEW.known_until IS NULL THEN
        PERFORM 1 FROM promises_promise WHERE id = NEW.promise_id FOR UPDATE;
        IF EXISTS (
            SELECT 1 FROM promises_term t
            WHERE t.promise_id = NEW.promise_id AND t.id <> NEW.id AND t.known_at IS NOT NULL AND t.known_until IS NULL
              AND t.valid_from < NEW.valid_to AND t.valid_to > NEW.valid_from
        ) THEN
            RAISE EXCEPTION 'another term of this promise overlaps' USING ERRCODE = 'exclusion_violation';
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER term_stands BEFORE INSERT OR UPDATE ON promises_term
    FOR EACH ROW EXECUTE FUNCTION promises_term_stands();

CREATE FUNCTION promises_settled_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state <> 'proposed' OR
       (to_jsonb(NEW) - ARRAY['state', 'approved_by_id', 'decided_at', 'decision_note']) IS DISTINCT FROM
       (to_jsonb(OLD) - ARRAY['state', 'approved_by_id', 'decided_at', 'decision_note']) THEN
        RAISE EXCEPTION 'what is settled stays as it is' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER supplement_settled_once BEFORE UPDATE ON promises_supplement
    FOR EACH ROW EXECUTE FUNCTION promises_settled_once();
CREATE TRIGGER act_settled_once BEFORE UPDATE ON promises_act
    FOR EACH ROW EXECUTE FUNCTION promises_settled_once();

CREATE FUNCTION promises_promise_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE may_change text[] := ARRAY['version', 'promisor_company_id', 'beneficiary_company_id'];
BEGIN
    IF (to_jsonb(NEW) - may_change) IS DISTINCT FROM (to_jsonb(OLD) - may_change) THEN
        RAISE EXCEPTION 'a promise changes by supplements only' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER promise_stays BEFORE UPDATE ON promises_promise
    FOR EACH ROW EXECUTE FUNCTION promises_promise_stays();
"""
UNDO = """
DROP TRIGGER promise_stays ON promises_promise; DROP FUNCTION promises_promise_stays();
DROP TRIGGER act_settled_once ON promises_act; DROP TRIGGER supplement_settled_once ON promises_supplement;
DROP FUNCTION promises_settled_once();
DROP TRIGGER term_stands ON promises_term; DROP FUNCTION promises_term_stands();
"""


class Migration(migrations.Migration):
    dependencies = [("promises", "0001_initial"), ("journal", "0002_append_only")]

    operations = [
        withhold("promises_promise", "DELETE, TRUNCATE"),
        withhold("promises_supplement", "DELETE, TRUNCATE"),
        withhold("promises_term", "DELETE, TRUNCATE"),
        withhold("promises_act", "DELETE, TRUNCATE"),
        migrations.RunSQL(CHECKS, UNDO),
    ]
