"""Gates, opinions, conditions, endings; and triggers that keep the order of gates and see every change of key columns."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from luodi.journal.append_only import append_only, withhold

MAIN = "ARRAY['P0','P1','P2','P3','P4','P5','P6','P7','P8','P9','P10','P11','P12','P13','P14']::varchar[]"
APPEND_ONLY = ("gatedefinition", "route", "opinion", "gatepass", "sidestep", "keychange")
ORDER = f"""
CREATE FUNCTION projects_gate_in_order() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE reached varchar;
BEGIN
    SELECT COALESCE(stage_confirmed, '') INTO reached FROM projects_project WHERE id = NEW.project_id;
    IF NEW.before <> reached
       OR array_position({MAIN}, NEW.gate) <> COALESCE(array_position({MAIN}, reached), 0) + 1 THEN
        RAISE EXCEPTION 'a gate is passed after the one before it' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER gate_in_order BEFORE INSERT ON projects_gatepass
    FOR EACH ROW EXECUTE FUNCTION projects_gate_in_order();
"""
ORDER_UNDO = "DROP TRIGGER gate_in_order ON projects_gatepass; DROP FUNCTION projects_gate_in_order();"

KEYS = (
    "code", "name", "unit_id", "officer_id", "company_id", "amount", "binding", "stage_claimed", "stage_confirmed",
    "side_state", "signed_date", "landed_date", "started_date", "produced_date", "registered_at", "withdrawn_at",
)  # fmt: skip
ROW = "({})"
OLD, NEW = (ROW.format(", ".join(f"{alias}.{name}" for name in KEYS)) for alias in ("o", "n"))
PAIRS = ", ".join(f"('{name}', to_jsonb(o.{name}), to_jsonb(n.{name}))" for name in KEYS)
WHOLE = "jsonb_build_object({})".format(", ".join(f"'{name}', o.{name}" for name in KEYS))
FUNCTION = """
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN {body} RETURN NULL; END $$;
"""
COLUMNS = "(project_id, before, after, told, role, transaction_id, at)"
SEEN = f"""
INSERT INTO projects_keychange {COLUMNS}
SELECT n.id, d.before, d.after, n.version > o.version, session_user, txid_current(), clock_timestamp()
FROM fresh AS n JOIN stale AS o ON o.id = n.id
CROSS JOIN LATERAL (
    SELECT jsonb_object_agg(k.name, k.was) AS before, jsonb_object_agg(k.name, k.now) AS after
    FROM (VALUES {PAIRS}) AS k(name, was, now) WHERE k.was IS DISTINCT FROM k.now
) AS d
WHERE {OLD} IS DISTINCT FROM {NEW};
"""
GONE = f"""
INSERT INTO projects_keychange {COLUMNS}
SELECT o.id, {WHOLE}, jsonb_build_object(), false, session_user, txid_current(), clock_timestamp() FROM stale AS o;
"""
WATCH = f"""
{FUNCTION.format(name="projects_key_changed", body=SEEN)}
{FUNCTION.format(name="projects_key_gone", body=GONE)}
CREATE TRIGGER key_changed AFTER UPDATE ON projects_project REFERENCING NEW TABLE AS fresh OLD TABLE AS stale
    FOR EACH STATEMENT EXECUTE FUNCTION projects_key_changed();
CREATE TRIGGER key_gone AFTER DELETE ON projects_project REFERENCING OLD TABLE AS stale
    FOR EACH STATEMENT EXECUTE FUNCTION projects_key_gone();
"""
WATCH_UNDO = """
DROP TRIGGER key_changed ON projects_project; DROP TRIGGER key_gone ON projects_project;
DROP FUNCTION projects_key_changed(); DROP FUNCTION projects_key_gone();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0004_language_of_choice"),
        ("projects", "0008_subject"),
    ]

    operations = [
        migrations.CreateModel(
            name="KeyChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("project_id", models.BigIntegerField(db_index=True)),
                ("before", models.JSONField()),
                ("after", models.JSONField()),
                ("told", models.BooleanField()),
                ("role", models.CharField(max_length=63)),
                ("transaction_id", models.BigIntegerField()),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Asked",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("may_veto", models.BooleanField()),
                ("asked_at", models.DateTimeField()),
                ("due_date", models.DateField()),
                (
                    "unit",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.unit"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="GateDefinition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField()),
                ("title", models.CharField(max_length=200)),
                ("source", models.CharField(max_length=300)),
                ("valid_from", models.DateField()),
                ("at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("source", ""), _negated=True), models.Q(("title", ""), _negated=True)
                        ),
                        name="gates_definition_has_source",
                    )
                ]
            },
        ),
        migrations.CreateModel(
            name="GatePass",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("gate", models.CharField(max_length=4)),
                ("before", models.CharField(blank=True, default="", max_length=4)),
                (
                    "bodies",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=24), default=list, size=None
                    ),
                ),
                (
                    "shown",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
                ("note", models.CharField(blank=True, default="", max_length=500)),
                ("at", models.DateTimeField()),
                (
                    "claimed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "definition",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="projects.gatedefinition",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="passes", to="projects.project"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "gate__in",
                                [
                                    "P0",
                                    "P1",
                                    "P2",
                                    "P3",
                                    "P4",
                                    "P5",
                                    "P6",
                                    "P7",
                                    "P8",
                                    "P9",
                                    "P10",
                                    "P11",
                                    "P12",
                                    "P13",
                                    "P14",
                                ],
                            )
                        ),
                        name="pass_gate_known",
                    ),
                    models.UniqueConstraint(fields=("project", "gate"), name="gate_passed_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("person__isnull", True),
                            ("claimed_by__isnull", True),
                            models.Q(("person", models.F("claimed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="pass_maker_is_not_checker",
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="Opinion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("verdict", models.CharField(max_length=12)),
                ("text", models.CharField(blank=True, default="", max_length=2000)),
                ("at", models.DateTimeField()),
                (
                    "asked",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="opinions", to="projects.asked"
                    ),
                ),
                (
                    "asker",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "replaces",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="projects.opinion",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("verdict__in", ["pass", "conditional", "veto", "withdrawn"])),
                        name="opinion_verdict_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("verdict", "pass"), models.Q(("text", ""), _negated=True), _connector="OR"),
                        name="opinion_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("person__isnull", True),
                            ("asker__isnull", True),
                            models.Q(("person", models.F("asker")), _negated=True),
                            _connector="OR",
                        ),
                        name="opinion_asker_does_not_answer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("verdict", "withdrawn"), _negated=True),
                            ("replaces__isnull", False),
                            _connector="OR",
                        ),
                        name="opinion_withdraws_another",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("replaces", None)), fields=("asked",), name="opinion_first_once"
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="Condition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.CharField(max_length=500)),
                ("before", models.CharField(max_length=4)),
                ("evidence", models.CharField(blank=True, default="", max_length=300)),
                ("reported_at", models.DateTimeField(blank=True, null=True)),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
                ("answer", models.CharField(blank=True, default="", max_length=300)),
                (
                    "accepted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "reported_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "opinion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="conditions", to="projects.opinion"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("text", ""), _negated=True), name="condition_says_what"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "before__in",
                                [
                                    "P0",
                                    "P1",
                                    "P2",
                                    "P3",
                                    "P4",
                                    "P5",
                                    "P6",
                                    "P7",
                                    "P8",
                                    "P9",
                                    "P10",
                                    "P11",
                                    "P12",
                                    "P13",
                                    "P14",
                                ],
                            )
                        ),
                        name="condition_gate_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("accepted_at__isnull", True),
                            models.Q(("reported_at__isnull", False), models.Q(("evidence", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="condition_accepted_after_report",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("accepted_by__isnull", True),
                            ("reported_by__isnull", True),
                            models.Q(("accepted_by", models.F("reported_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="condition_reporter_does_not_accept",
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="Round",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=8)),
                ("gate", models.CharField(max_length=4)),
                ("question", models.CharField(blank=True, default="", max_length=500)),
                ("asked_at", models.DateTimeField()),
                ("due_date", models.DateField()),
                ("due_certain", models.BooleanField(default=True)),
                ("cancelled_at", models.DateTimeField(blank=True, null=True)),
                ("cancelled_reason", models.CharField(blank=True, default="", max_length=300)),
                (
                    "asked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rounds", to="projects.project"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["joint", "legal"])), name="round_kind_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "gate__in",
                                [
                                    "P0",
                                    "P1",
                                    "P2",
                                    "P3",
                                    "P4",
                                    "P5",
                                    "P6",
                                    "P7",
                                    "P8",
                                    "P9",
                                    "P10",
                                    "P11",
                                    "P12",
                                    "P13",
                                    "P14",
                                ],
                            )
                        ),
                        name="round_gate_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("cancelled_at__isnull", True),
                            models.Q(("cancelled_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="round_cancelled_says_why",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("cancelled_at", None)), fields=("project", "kind"), name="round_stands_once"
                    ),
                ]
            },
        ),
        migrations.AddField(
            model_name="asked",
            name="round",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="asked", to="projects.round"
            ),
        ),
        migrations.CreateModel(
            name="Route",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("path", models.CharField(max_length=8)),
                (
                    "marks",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=16), default=list, size=None
                    ),
                ),
                ("support", models.DecimalField(blank=True, decimal_places=2, max_digits=18, null=True)),
                ("reason", models.CharField(blank=True, default="", max_length=300)),
                ("at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="routes", to="projects.project"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("path__in", ["land", "leased"])), name="route_path_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("marks__contained_by", ["energy", "equity", "beyond_policy", "sensitive"])),
                        name="route_marks_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("support__isnull", True), ("support__gte", 0), _connector="OR"),
                        name="route_support_not_negative",
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="SideStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("before", models.CharField(blank=True, default="", max_length=12)),
                ("after", models.CharField(blank=True, default="", max_length=12)),
                ("reason_code", models.CharField(default="other", max_length=12)),
                ("competitor", models.CharField(blank=True, default="", max_length=80)),
                ("reason", models.CharField(max_length=300)),
                ("at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="side_steps", to="projects.project"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("after__in", ["", "hold", "transferred", "lost", "terminated"])),
                        name="side_step_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "reason_code__in",
                                ["price", "site", "market", "funding", "permit", "competitor", "investor", "other"],
                            )
                        ),
                        name="side_step_reason_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="side_step_says_why"
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="FailureReview",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason_code", models.CharField(max_length=12)),
                ("competitor", models.CharField(blank=True, default="", max_length=80)),
                ("tried", models.TextField()),
                ("learnt", models.TextField()),
                ("written_at", models.DateTimeField()),
                ("approved_at", models.DateTimeField(blank=True, null=True)),
                ("opinion", models.CharField(blank=True, default="", max_length=500)),
                ("version", models.IntegerField(default=1)),
                (
                    "approved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="failure_reviews",
                        to="projects.project",
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("tried", ""), _negated=True), models.Q(("learnt", ""), _negated=True)
                        ),
                        name="failure_says_what",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "reason_code__in",
                                ["price", "site", "market", "funding", "permit", "competitor", "investor", "other"],
                            )
                        ),
                        name="failure_reason_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("approved_by__isnull", True),
                            ("written_by__isnull", True),
                            models.Q(("approved_by", models.F("written_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="failure_approved_by_another",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("approved_at", None)), fields=("project",), name="failure_review_open_once"
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="asked",
            constraint=models.UniqueConstraint(fields=("round", "unit"), name="asked_once"),
        ),
        *(append_only(f"projects_{name}") for name in APPEND_ONLY),
        withhold("projects_keychange", "INSERT"),
        withhold("projects_round", "DELETE, TRUNCATE"),
        withhold("projects_asked", "UPDATE, DELETE, TRUNCATE"),
        withhold("projects_condition", "DELETE, TRUNCATE"),
        withhold("projects_failurereview", "DELETE, TRUNCATE"),
        migrations.RunSQL(ORDER, ORDER_UNDO),
        migrations.RunSQL(WATCH, WATCH_UNDO),
    ]
