"""Splits and shares are never changed; the shares of each split make up one; no month that has begun is touched."""

from django.db import migrations

from luodi.journal.append_only import append_only, withhold

CHECKS = """
CREATE FUNCTION observations_split_is_whole() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE total bigint; landers int; wanted bigint;
BEGIN
    IF TG_TABLE_NAME = 'observations_split' THEN wanted := NEW.id; ELSE wanted := NEW.split_id; END IF;
    SELECT COALESCE(SUM(ppm), 0), COUNT(*) FILTER (WHERE role = 'lander') INTO total, landers
    FROM observations_creditshare WHERE split_id = wanted;
    IF total <> 1000000 OR landers <> 1 THEN
        RAISE EXCEPTION 'the shares of split % make up % with % landers', wanted, total, landers
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER split_is_whole AFTER INSERT ON observations_split DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION observations_split_is_whole();
CREATE CONSTRAINT TRIGGER shares_are_whole AFTER INSERT ON observations_creditshare DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION observations_split_is_whole();

CREATE FUNCTION observations_split_goes_on() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.valid_to IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM observations_split s
        WHERE s.subject_id = NEW.subject_id AND s.indicators = NEW.indicators AND s.set_at = NEW.set_at
          AND s.transfer_id IS NOT DISTINCT FROM NEW.transfer_id AND s.valid_from = NEW.valid_to
    ) THEN
        RAISE EXCEPTION 'after % nobody would be credited', NEW.valid_to USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER split_goes_on AFTER INSERT ON observations_split DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION observations_split_goes_on();

CREATE FUNCTION observations_split_from_next_month() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE newest timestamptz;
BEGIN
    PERFORM 1 FROM observations_subject WHERE id = NEW.subject_id FOR UPDATE;
    SELECT MAX(set_at) INTO newest FROM observations_split
    WHERE subject_id = NEW.subject_id AND indicators = NEW.indicators;
    IF newest IS NOT NULL AND (
        NEW.valid_from <= (NEW.set_at AT TIME ZONE 'Asia/Shanghai')::date OR NEW.set_at < newest
    ) THEN
        RAISE EXCEPTION 'shares change from the next month on' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER split_from_next_month BEFORE INSERT ON observations_split
    FOR EACH ROW EXECUTE FUNCTION observations_split_from_next_month();
"""
UNDO = """
DROP TRIGGER split_from_next_month ON observations_split; DROP TRIGGER split_goes_on ON observations_split;
DROP TRIGGER split_is_whole ON observations_split; DROP TRIGGER shares_are_whole ON observations_creditshare;
DROP FUNCTION observations_split_from_next_month(); DROP FUNCTION observations_split_goes_on();
DROP FUNCTION observations_split_is_whole();
"""


class Migration(migrations.Migration):
    dependencies = [("observations", "0001_initial"), ("journal", "0002_append_only")]

    operations = [
        append_only("observations_split"),
        append_only("observations_creditshare"),
        withhold("observations_transfer", "DELETE, TRUNCATE"),
        withhold("observations_subject", "DELETE, TRUNCATE"),
        migrations.RunSQL(CHECKS, UNDO),
    ]
