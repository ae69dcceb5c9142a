"""Shares make up their pool exactly; what is decided about pools and lists stays; nobody is published before the hearing."""

from django.db import migrations

from luodi.journal.append_only import append_only, withhold

CHECKS = """
CREATE FUNCTION campaigns_pool_is_whole() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE wanted bigint; given numeric; stated numeric;
BEGIN
    IF TG_TABLE_NAME = 'campaigns_pool' THEN wanted := NEW.id; ELSE wanted := NEW.pool_id; END IF;
    SELECT COALESCE(SUM(amount), 0) INTO given FROM campaigns_poolshare WHERE pool_id = wanted;
    SELECT amount INTO stated FROM campaigns_pool WHERE id = wanted;
    IF given <> stated THEN
        RAISE EXCEPTION 'the shares of pool % make up % of %', wanted, given, stated USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER pool_is_whole AFTER INSERT ON campaigns_pool DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION campaigns_pool_is_whole();
CREATE CONSTRAINT TRIGGER shares_are_whole AFTER INSERT ON campaigns_poolshare DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION campaigns_pool_is_whole();

CREATE FUNCTION campaigns_pool_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state <> 'proposed' OR (NEW.plan_id, NEW.title, NEW.first_month, NEW.last_month, NEW.amount, NEW.rule, NEW.basis,
            NEW.known_at, NEW.frozen_text, NEW.digest)
        IS DISTINCT FROM (OLD.plan_id, OLD.title, OLD.first_month, OLD.last_month, OLD.amount, OLD.rule, OLD.basis,
            OLD.known_at, OLD.frozen_text, OLD.digest) THEN
        RAISE EXCEPTION 'pool % is frozen', OLD.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER pool_stays BEFORE UPDATE ON campaigns_pool FOR EACH ROW EXECUTE FUNCTION campaigns_pool_stays();

CREATE FUNCTION campaigns_listing_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state <> 'proposed' OR (NEW.plan_id, NEW.month, NEW.colour, NEW.unit_id, NEW.rank, NEW.points, NEW.reason,
            NEW.hearing_until, NEW.proposed_at)
        IS DISTINCT FROM (OLD.plan_id, OLD.month, OLD.colour, OLD.unit_id, OLD.rank, OLD.points, OLD.reason,
            OLD.hearing_until, OLD.proposed_at) THEN
        RAISE EXCEPTION 'listing % is decided', OLD.id USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.state = 'published' AND (NEW.decided_at AT TIME ZONE 'Asia/Shanghai')::date <= NEW.hearing_until THEN
        RAISE EXCEPTION 'the hearing of listing % goes on', OLD.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER listing_stays BEFORE UPDATE ON campaigns_listing FOR EACH ROW EXECUTE FUNCTION campaigns_listing_stays();
"""
UNDO = """
DROP TRIGGER listing_stays ON campaigns_listing; DROP TRIGGER pool_stays ON campaigns_pool;
DROP TRIGGER shares_are_whole ON campaigns_poolshare; DROP TRIGGER pool_is_whole ON campaigns_pool;
DROP FUNCTION campaigns_listing_stays(); DROP FUNCTION campaigns_pool_stays(); DROP FUNCTION campaigns_pool_is_whole();
"""


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0005_rewards"), ("journal", "0002_append_only")]

    operations = [
        append_only("campaigns_poolshare"),
        append_only("campaigns_statement"),
        withhold("campaigns_pool", "DELETE, TRUNCATE"),
        withhold("campaigns_listing", "DELETE, TRUNCATE"),
        migrations.RunSQL(CHECKS, UNDO),
    ]
