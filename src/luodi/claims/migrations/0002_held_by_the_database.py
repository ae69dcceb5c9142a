"""What the database holds whatever the code does: an envelope's sums, what is frozen, what is paid, what comes back."""

from django.db import migrations

from luodi.journal.append_only import append_only, withhold

# Each new line adds one to its envelope's counter first. Whoever writes next waits for that row, and then sums what
# everybody before has written; under REPEATABLE READ the second writer fails instead of reading an old sum.
SUMS = """
CREATE FUNCTION claims_books_hold() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE wrong bigint;
BEGIN
    PERFORM 1 FROM claims_envelope WHERE id IN (SELECT envelope_id FROM fresh) ORDER BY id FOR NO KEY UPDATE;
    UPDATE claims_envelope AS envelope SET entries = entries + counted.lines
    FROM (SELECT envelope_id, count(*) AS lines FROM fresh GROUP BY envelope_id) AS counted
    WHERE envelope.id = counted.envelope_id;
    SELECT envelope_id INTO wrong FROM claims_envelopeline
    WHERE envelope_id IN (SELECT envelope_id FROM fresh)
    GROUP BY envelope_id
    HAVING coalesce(sum(CASE kind WHEN 'appropriation' THEN amount_fen WHEN 'commitment' THEN -amount_fen
                                  WHEN 'release' THEN amount_fen ELSE 0 END), 0) < 0
    LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'envelope % would be over', wrong
            USING ERRCODE = 'check_violation', CONSTRAINT = 'envelope_never_over';
    END IF;
    SELECT claim.id INTO wrong FROM claims_claim AS claim JOIN (
        SELECT claim_id,
               sum(CASE kind WHEN 'commitment' THEN amount_fen WHEN 'release' THEN -amount_fen ELSE 0 END) AS committed,
               sum(CASE kind WHEN 'payment' THEN amount_fen ELSE 0 END) AS paid
        FROM claims_envelopeline WHERE claim_id IN (SELECT claim_id FROM fresh) GROUP BY claim_id
    ) AS booked ON booked.claim_id = claim.id
    WHERE booked.paid > booked.committed OR booked.committed < 0 OR booked.committed > coalesce(claim.payable_fen, 0)
    LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'claim % would be booked beyond what is payable', wrong
            USING ERRCODE = 'check_violation', CONSTRAINT = 'claim_never_over';
    END IF;
    IF EXISTS (SELECT 1 FROM fresh JOIN claims_claim AS claim ON claim.id = fresh.claim_id
               WHERE claim.envelope_id <> fresh.envelope_id) THEN
        RAISE EXCEPTION 'a line of another envelope' USING ERRCODE = 'check_violation', CONSTRAINT = 'line_of_its_envelope';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER books_hold AFTER INSERT ON claims_envelopeline REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION claims_books_hold();
"""

FROZEN = """
CREATE FUNCTION claims_stay_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
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
    IF OLD.stage IN ('committed', 'paid', 'archived') AND (
        (OLD.granted_fen, OLD.payable_fen, OLD.ratio_ppm, OLD.approved_by_id, OLD.approved_at, OLD.meeting_decision)
            IS DISTINCT FROM
        (NEW.granted_fen, NEW.payable_fen, NEW.ratio_ppm, NEW.approved_by_id, NEW.approved_at, NEW.meeting_decision)
        OR NEW.stage NOT IN ('committed', 'paid', 'archived')
    ) THEN
        RAISE EXCEPTION 'claim % is decided', OLD.id USING ERRCODE = 'check_violation', CONSTRAINT = 'claim_stays_decided';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER stays_frozen BEFORE UPDATE ON claims_claim FOR EACH ROW EXECUTE FUNCTION claims_stay_frozen();

CREATE FUNCTION claims_checks_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.claim_id, OLD.kind, OLD.passed, OLD.code, OLD.params, OLD.words, OLD.made_by_id, OLD.made_at)
       IS DISTINCT FROM
       (NEW.claim_id, NEW.kind, NEW.passed, NEW.code, NEW.params, NEW.words, NEW.made_by_id, NEW.made_at)
       OR OLD.settled_at IS NOT NULL THEN
        RAISE EXCEPTION 'check % stays as it was made', OLD.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'claim_check_stays';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER checks_stay BEFORE UPDATE ON claims_check FOR EACH ROW EXECUTE FUNCTION claims_checks_stay();

CREATE FUNCTION claims_payments_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.batch_id, OLD.claim_id, OLD.account_id, OLD.number, OLD.amount_fen)
       IS DISTINCT FROM (NEW.batch_id, NEW.claim_id, NEW.account_id, NEW.number, NEW.amount_fen)
       OR OLD.state IN ('paid', 'failed', 'dropped')
       OR OLD.state = 'sent' AND NEW.state NOT IN ('sent', 'paid', 'failed') THEN
        RAISE EXCEPTION 'payment % stays as it was made', OLD.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payment_stays';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER payments_stay BEFORE UPDATE ON claims_payment FOR EACH ROW EXECUTE FUNCTION claims_payments_stay();

CREATE FUNCTION claims_accounts_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.holder, OLD.bank, OLD.number, OLD.made_by_id, OLD.made_at)
       IS DISTINCT FROM (NEW.holder, NEW.bank, NEW.number, NEW.made_by_id, NEW.made_at) THEN
        RAISE EXCEPTION 'account % stays as it was proposed', OLD.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'bank_account_stays';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER accounts_stay BEFORE UPDATE ON claims_bankaccount FOR EACH ROW EXECUTE FUNCTION claims_accounts_stay();
"""

BACK = """
CREATE FUNCTION claims_repaid_within() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE asked bigint;
BEGIN
    SELECT amount_fen INTO asked FROM claims_recovery WHERE id = NEW.recovery_id FOR NO KEY UPDATE;
    IF (SELECT sum(amount_fen) FROM claims_repayment WHERE recovery_id = NEW.recovery_id) > asked THEN
        RAISE EXCEPTION 'recovery % would come back twice', NEW.recovery_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'repaid_within_demanded';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER repaid_within AFTER INSERT ON claims_repayment FOR EACH ROW EXECUTE FUNCTION claims_repaid_within();
"""

UNDO = """
DROP TRIGGER books_hold ON claims_envelopeline; DROP FUNCTION claims_books_hold();
DROP TRIGGER stays_frozen ON claims_claim; DROP FUNCTION claims_stay_frozen();
DROP TRIGGER checks_stay ON claims_check; DROP FUNCTION claims_checks_stay();
DROP TRIGGER payments_stay ON claims_payment; DROP FUNCTION claims_payments_stay();
DROP TRIGGER accounts_stay ON claims_bankaccount; DROP FUNCTION claims_accounts_stay();
DROP TRIGGER repaid_within ON claims_repayment; DROP FUNCTION claims_repaid_within();
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0001_initial")]

    operations = [
        migrations.RunSQL(SUMS + FROZEN + BACK, UNDO),
        append_only("claims_envelopeline"),
        append_only("claims_bankreturn"),
        append_only("claims_repayment"),
        withhold("claims_claim", "DELETE, TRUNCATE"),
        withhold("claims_check", "DELETE, TRUNCATE"),
        withhold("claims_payment", "DELETE, TRUNCATE"),
        withhold("claims_bankaccount", "DELETE, TRUNCATE"),
        withhold("claims_objection", "DELETE, TRUNCATE"),
        withhold("claims_recovery", "DELETE, TRUNCATE"),
        withhold("claims_publication", "DELETE, TRUNCATE"),
    ]
