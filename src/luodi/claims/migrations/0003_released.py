"""A claim leaves its commitment only once all of the money went back into the envelope."""

from django.db import migrations

FROZEN = """
CREATE OR REPLACE FUNCTION claims_stay_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE released boolean;
BEGIN
    IF OLD.frozen_at IS NOT NULL AND (
        OLD.clause_version_id, OLD.clause_code, OLD.clause_number, OLD.clause_title, OLD.clause_sha256, OLD."group",
        OLD.year, OLD.mode, OLD.notice_days, OLD.unit_id, OLD.envelope_id, OLD.wanted, OLD.inputs, OLD.inputs_sha256,
        OLD.explanation, OLD.asked_fen, OLD.frozen_at
    ) IS DISTINCT FROM (
        NEW.clause_version_id, NEW.clause_code, NEW.clause_number, NEW.clause_title, NEW.clause_sha256, NEW."group",
        NEW.year, NEW.mode, NEW.notice_days, NEW.unit_id, NEW.envelope_id, NEW.wanted, NEW.inputs, NEW.inputs_sha256,
        NEW.explanation, NEW.asked_fen, NEW.frozen_at
    ) THEN
        RAISE EXCEPTION 'claim % is frozen', OLD.id USING ERRCODE = 'check_violation', CONSTRAINT = 'claim_stays_frozen';
    END IF;
    IF OLD.stage IN ('committed', 'paid', 'archived') THEN
        released := OLD.stage = 'committed' AND NEW.stage = 'rejected' AND NEW.payable_fen IS NULL AND 0 = (
            SELECT coalesce(sum(CASE kind WHEN 'commitment' THEN amount_fen WHEN 'release' THEN -amount_fen ELSE 0 END), 0)
            FROM claims_envelopeline WHERE claim_id = OLD.id
        );
        IF NOT released AND (
            (OLD.granted_fen, OLD.payable_fen, OLD.ratio_ppm, OLD.approved_by_id, OLD.approved_at, OLD.meeting_decision)
                IS DISTINCT FROM
            (NEW.granted_fen, NEW.payable_fen, NEW.ratio_ppm, NEW.approved_by_id, NEW.approved_at, NEW.meeting_decision)
            OR NEW.stage NOT IN ('committed', 'paid', 'archived')
        ) THEN
            RAISE EXCEPTION 'claim % is decided', OLD.id
                USING ERRCODE = 'check_violation', CONSTRAINT = 'claim_stays_decided';
        END IF;
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0002_held_by_the_database")]

    operations = [migrations.RunSQL(FROZEN, migrations.RunSQL.noop)]
