import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0002_scope_and_mentions"),
        ("documents", "0005_photos"),
        ("people", "0005_saved_filters"),
    ]

    operations = [
        migrations.CreateModel(
            name="Plan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.IntegerField()),
                ("pack", models.CharField(max_length=40)),
                ("made_at", models.DateTimeField()),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="plans", to="campaigns.campaign"
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.unit"),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("campaign", "year"), name="plan_once_a_year"),
                    models.CheckConstraint(
                        condition=models.Q(("year__gte", 2000), ("year__lte", 2100)), name="plan_year_sensible"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Line",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=40)),
                ("sort", models.IntegerField()),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="campaigns.plan"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("plan", "name"), name="line_name_once_a_plan")],
            },
        ),
        migrations.CreateModel(
            name="Issue",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source", models.CharField(max_length=12)),
                ("level", models.CharField(max_length=8)),
                ("place", models.CharField(max_length=120)),
                ("place_key", models.CharField(max_length=120)),
                ("grid", models.CharField(blank=True, default="", max_length=40)),
                ("what", models.CharField(max_length=300)),
                ("state", models.CharField(default="open", max_length=10)),
                ("found_date", models.DateField()),
                ("due_date", models.DateField()),
                ("closed_date", models.DateField(blank=True, null=True)),
                ("times", models.IntegerField(default=1)),
                ("version", models.IntegerField(default=1)),
                (
                    "unit",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.unit"),
                ),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="issues", to="campaigns.line"
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="issues", to="campaigns.plan"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["plan", "state", "due_date"], name="issues_of_plan")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("source__in", ["inspection", "patrol", "hotline", "media", "drone", "other"])
                        ),
                        name="issue_source_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("level__in", ["general", "grave", "major"])), name="issue_level_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "closing", "closed", "withdrawn"])),
                        name="issue_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("due_date__gte", models.F("found_date"))), name="issue_due_after_found"
                    ),
                    models.CheckConstraint(condition=models.Q(("times__gte", 1)), name="issue_found_at_least_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "closed"), _negated=True),
                            ("closed_date__isnull", False),
                            _connector="OR",
                        ),
                        name="issue_closed_has_a_day",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["open", "closing"])),
                        fields=("plan", "line", "unit", "place_key"),
                        name="issue_one_open_a_place",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PlanTask",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=200)),
                ("due_date", models.DateField()),
                ("proof", models.CharField(max_length=8)),
                ("state", models.CharField(default="open", max_length=10)),
                ("version", models.IntegerField(default=1)),
                (
                    "lead",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.unit"),
                ),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="tasks", to="campaigns.line"
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="tasks", to="campaigns.plan"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["plan", "due_date"], name="plan_tasks_due")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "withdrawn"), _negated=True),
                        fields=("line", "title", "lead"),
                        name="plan_task_once_a_line",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("proof__in", ["text", "document", "photo"])), name="plan_task_proof_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "reported", "returned", "accepted", "withdrawn"])),
                        name="plan_task_state_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Helper",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "unit",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.unit"),
                ),
                (
                    "task",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="helpers", to="campaigns.plantask"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("task", "unit"), name="helper_once_a_task")],
            },
        ),
        migrations.CreateModel(
            name="Street",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="streets", to="campaigns.plan"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.unit"),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("plan", "unit"), name="street_once_a_plan")],
            },
        ),
        migrations.CreateModel(
            name="Target",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("indicator", models.CharField(max_length=30)),
                ("value", models.DecimalField(decimal_places=2, max_digits=12)),
                ("source", models.CharField(max_length=200)),
                ("set_at", models.DateTimeField()),
                (
                    "set_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "street",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="targets", to="campaigns.street"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("value__gt", 0)), name="street_target_above_nothing"),
                    models.CheckConstraint(
                        condition=models.Q(("source", ""), _negated=True), name="street_target_has_a_source"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TaskStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=10)),
                ("day", models.DateField()),
                ("due_date", models.DateField(blank=True, null=True)),
                ("words", models.CharField(blank=True, default="", max_length=500)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.document",
                    ),
                ),
                (
                    "reporter",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="campaigns.plantask"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["task", "at"], name="task_steps_known")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["set", "moved", "reported", "returned", "accepted", "withdrawn"])
                        ),
                        name="task_step_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind__in", ["accepted", "returned"]), _negated=True),
                            ("reporter__isnull", True),
                            models.Q(("by", models.F("reporter")), _negated=True),
                            _connector="OR",
                        ),
                        name="task_step_checked_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind__in", ["returned", "moved", "withdrawn"]), _negated=True),
                            models.Q(("words", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="task_step_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="IssueStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=10)),
                ("day", models.DateField()),
                ("due_date", models.DateField(blank=True, null=True)),
                ("words", models.CharField(blank=True, default="", max_length=500)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.document",
                    ),
                ),
                (
                    "issue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="campaigns.issue"
                    ),
                ),
                (
                    "reporter",
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
                "indexes": [models.Index(fields=["issue", "at"], name="issue_steps_known")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "found",
                                    "moved",
                                    "reported",
                                    "returned",
                                    "accepted",
                                    "reopened",
                                    "shown",
                                    "withdrawn",
                                ],
                            )
                        ),
                        name="issue_step_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind__in", ["accepted", "returned"]), _negated=True),
                            ("reporter__isnull", True),
                            models.Q(("by", models.F("reporter")), _negated=True),
                            _connector="OR",
                        ),
                        name="issue_step_checked_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "reported"), _negated=True),
                            models.Q(("document__isnull", False), models.Q(("words", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="issue_step_closing_shows_it",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind__in", ["returned", "moved", "withdrawn"]), _negated=True),
                            models.Q(("words", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="issue_step_says_why",
                    ),
                ],
            },
        ),
    ]
