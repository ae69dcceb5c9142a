"""What is settled stays; a frozen board is its snapshot; only a shown board is appealed against. An index for target plans."""

from django.db import migrations

from luodi.journal.append_only import append_only, withhold

CHECKS = """
CREATE FUNCTION scoreboards_settled_once() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE may_change text[] := ARRAY['state', 'approved_by_id', 'decided_at', 'decision_note', 'valid_from', 'sources', 'figure_id'];
BEGIN
    IF OLD.state NOT IN ('proposed', 'open') OR
       (to_jsonb(NEW) - may_change) IS DISTINCT FROM (to_jsonb(OLD) - may_change) THEN
        RAISE EXCEPTION 'what is settled stays as it is' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER pack_settled_once BEFORE UPDATE ON scoreboards_pack FOR EACH ROW EXECUTE FUNCTION scoreboards_settled_once();
CREATE TRIGGER figure_settled_once BEFORE UPDATE ON scoreboards_figure FOR EACH ROW EXECUTE FUNCTION scoreboards_settled_once();
CREATE TRIGGER adjustment_settled_once BEFORE UPDATE ON scoreboards_adjustment FOR EACH ROW EXECUTE FUNCTION scoreboards_settled_once();
CREATE TRIGGER appeal_settled_once BEFORE UPDATE ON scoreboards_appeal FOR EACH ROW EXECUTE FUNCTION scoreboards_settled_once();

CREATE FUNCTION scoreboards_board_goes_on() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE may_change text[] := ARRAY['state', 'shown_at', 'appeals_until', 'frozen_at', 'version'];
BEGIN
    IF OLD.state = 'frozen' OR (to_jsonb(NEW) - may_change) IS DISTINCT FROM (to_jsonb(OLD) - may_change)
       OR (OLD.state = 'shown' AND NEW.state = 'draft') THEN
        RAISE EXCEPTION 'a board only goes on, and a frozen one stays' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER board_goes_on BEFORE UPDATE ON scoreboards_board FOR EACH ROW EXECUTE FUNCTION scoreboards_board_goes_on();

CREATE FUNCTION scoreboards_appeal_in_time() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM scoreboards_board WHERE id = NEW.board_id AND state = 'shown' FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'only a shown board is appealed against' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER appeal_in_time BEFORE INSERT ON scoreboards_appeal FOR EACH ROW EXECUTE FUNCTION scoreboards_appeal_in_time();

CREATE INDEX scoreboards_target_plans ON promises_promise (promisor_unit_id, indicator) WHERE basis_kind = 'target_plan';
"""
UNDO = """
DROP INDEX scoreboards_target_plans;
DROP TRIGGER appeal_in_time ON scoreboards_appeal; DROP FUNCTION scoreboards_appeal_in_time();
DROP TRIGGER board_goes_on ON scoreboards_board; DROP FUNCTION scoreboards_board_goes_on();
DROP TRIGGER appeal_settled_once ON scoreboards_appeal; DROP TRIGGER adjustment_settled_once ON scoreboards_adjustment;
DROP TRIGGER figure_settled_once ON scoreboards_figure; DROP TRIGGER pack_settled_once ON scoreboards_pack;
DROP FUNCTION scoreboards_settled_once();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("scoreboards", "0001_initial"),
        ("promises", "0002_history_stays"),
        ("journal", "0002_append_only"),
    ]

    operations = [
        append_only("scoreboards_snapshot"),
        withhold("scoreboards_pack", "DELETE, TRUNCATE"),
        withhold("scoreboards_figure", "DELETE, TRUNCATE"),
        withhold("scoreboards_adjustment", "DELETE, TRUNCATE"),
        withhold("scoreboards_board", "DELETE, TRUNCATE"),
        withhold("scoreboards_appeal", "DELETE, TRUNCATE"),
        migrations.RunSQL(CHECKS, UNDO),
    ]
