"""Stages of a payment hang on terms, and what was paid for them stands for ever."""

import django.db.models.deletion
from django.db import migrations, models

from luodi.journal.append_only import append_only

STANDS = """
CREATE OR REPLACE FUNCTION promises_term_stands() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE brought promises_supplement%ROWTYPE; ends text[] := ARRAY['known_at', 'known_until', 'ended_by_id'];
BEGIN
    IF TG_OP = 'UPDATE' AND (
        (to_jsonb(NEW) - ends) IS DISTINCT FROM (to_jsonb(OLD) - ends)
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
"""


class Migration(migrations.Migration):
    dependencies = [("promises", "0003_campaign_indicators"), ("people", "0005_saved_filters")]

    operations = [
        migrations.AddField(
            model_name="term",
            name="amount",
            field=models.DecimalField(decimal_places=2, max_digits=18, null=True),
        ),
        migrations.AddConstraint(
            model_name="term",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__isnull", True), ("amount__gt", 0), _connector="OR"),
                name="term_amount_positive",
            ),
        ),
        migrations.CreateModel(
            name="Paid",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("stage", models.IntegerField()),
                ("amount", models.DecimalField(decimal_places=2, max_digits=18)),
                ("day", models.DateField()),
                ("reference", models.CharField(max_length=200)),
                ("made_at", models.DateTimeField()),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "promise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
                        to="promises.promise",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount", 0), _negated=True),
                        name="paid_something",
                    ),
                    models.CheckConstraint(condition=models.Q(("stage__gte", 1)), name="paid_for_a_stage"),
                    models.CheckConstraint(
                        condition=models.Q(("reference", ""), _negated=True),
                        name="paid_by_a_reference",
                    ),
                ],
            },
        ),
        append_only("promises_paid"),
        migrations.RunSQL(STANDS, migrations.RunSQL.noop),
    ]
