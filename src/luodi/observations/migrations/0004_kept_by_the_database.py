"""What was known is never changed; periods of a subject's indicator don't overlap; an approved return closes its period."""

from django.db import migrations

from luodi.journal.append_only import append_only, withhold

CHECKS = """
CREATE FUNCTION observations_series_stands() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE unit bigint;
BEGIN
    SELECT unit_id INTO unit FROM observations_subject WHERE id = NEW.subject_id;
    PERFORM pg_advisory_xact_lock(1868721526, unit::int);
    PERFORM 1 FROM observations_subject WHERE id = NEW.subject_id FOR UPDATE;
    IF EXISTS (
        SELECT 1 FROM observations_series s
        WHERE s.subject_id = NEW.subject_id AND s.indicator = NEW.indicator AND s.standing
          AND s.valid_from < NEW.valid_to AND s.valid_to > NEW.valid_from
    ) THEN
        RAISE EXCEPTION 'another period of this subject and indicator overlaps' USING ERRCODE = 'exclusion_violation';
    END IF;
    IF EXISTS (
        SELECT 1 FROM observations_return r
        WHERE r.unit_id = unit AND r.state = 'approved' AND r.valid_from < NEW.valid_to AND r.valid_to > NEW.valid_from
    ) THEN
        RAISE EXCEPTION 'the return of this period is approved' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER series_stands BEFORE INSERT ON observations_series
    FOR EACH ROW EXECUTE FUNCTION observations_series_stands();

CREATE FUNCTION observations_series_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.standing OR NOT OLD.standing OR (NEW.subject_id, NEW.indicator, NEW.valid_from, NEW.valid_to, NEW.data_class,
        NEW.opened_at) IS DISTINCT FROM (OLD.subject_id, OLD.indicator, OLD.valid_from, OLD.valid_to, OLD.data_class,
        OLD.opened_at) THEN
        RAISE EXCEPTION 'a series only ends' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER series_stays BEFORE UPDATE ON observations_series
    FOR EACH ROW EXECUTE FUNCTION observations_series_stays();

CREATE FUNCTION observations_goes_on() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE before observations_observation%ROWTYPE; asked observations_correction%ROWTYPE;
BEGIN
    IF NEW.replaces_id IS NOT NULL THEN
        SELECT * INTO before FROM observations_observation WHERE id = NEW.replaces_id;
        IF before.series_id <> NEW.series_id OR before.known_at > NEW.known_at OR before.state = 'withdrawn' THEN
            RAISE EXCEPTION 'what replaces an observation belongs to its series and comes later'
                USING ERRCODE = 'check_violation';
        END IF;
        IF before.value <> NEW.value THEN
            SELECT * INTO asked FROM observations_correction WHERE id = NEW.correction_id;
            IF asked.state IS DISTINCT FROM 'approved' OR asked.series_id <> NEW.series_id
               OR asked.value IS DISTINCT FROM NEW.value THEN
                RAISE EXCEPTION 'a value changes by an approved correction only' USING ERRCODE = 'check_violation';
            END IF;
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER observation_goes_on BEFORE INSERT ON observations_observation
    FOR EACH ROW EXECUTE FUNCTION observations_goes_on();

CREATE FUNCTION observations_return_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state <> 'checked' OR (NEW.unit_id, NEW.valid_from, NEW.valid_to, NEW.sha256) IS DISTINCT FROM
       (OLD.unit_id, OLD.valid_from, OLD.valid_to, OLD.sha256) THEN
        RAISE EXCEPTION 'a decided return stays as it is' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER return_stays BEFORE UPDATE ON observations_return
    FOR EACH ROW EXECUTE FUNCTION observations_return_stays();
"""
UNDO = """
DROP TRIGGER return_stays ON observations_return; DROP FUNCTION observations_return_stays();
DROP TRIGGER observation_goes_on ON observations_observation; DROP FUNCTION observations_goes_on();
DROP TRIGGER series_stays ON observations_series; DROP FUNCTION observations_series_stays();
DROP TRIGGER series_stands ON observations_series; DROP FUNCTION observations_series_stands();
"""


class Migration(migrations.Migration):
    dependencies = [("observations", "0003_observed"), ("journal", "0002_append_only")]

    operations = [
        append_only("observations_observation"),
        append_only("observations_statisticsanswer"),
        append_only("observations_returnrow"),
        withhold("observations_series", "DELETE, TRUNCATE"),
        withhold("observations_correction", "DELETE, TRUNCATE"),
        withhold("observations_return", "DELETE, TRUNCATE"),
        withhold("observations_consent", "DELETE, TRUNCATE"),
        withhold("observations_firmlink", "DELETE, TRUNCATE"),
        migrations.RunSQL(CHECKS, UNDO),
    ]
