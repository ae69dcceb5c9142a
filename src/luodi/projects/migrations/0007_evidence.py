"""Evidence of gates: lines that are put, replaced and withdrawn, never changed."""

import django.db.models.deletion
from django.db import migrations, models

from luodi.journal.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0004_taking_in"),
        ("people", "0004_language_of_choice"),
        ("projects", "0006_tokens_in_batches"),
    ]

    operations = [
        migrations.CreateModel(
            name="Evidence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("item", models.CharField(max_length=24)),
                ("kind", models.CharField(default="put", max_length=10)),
                ("reference", models.CharField(blank=True, default="", max_length=300)),
                ("origin_kind", models.CharField(blank=True, default="", max_length=40)),
                ("origin_id", models.BigIntegerField(blank=True, null=True)),
                ("effective_date", models.DateField(blank=True, null=True)),
                ("reason", models.CharField(blank=True, default="", max_length=300)),
                ("at", models.DateTimeField()),
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="evidence", to="projects.project"
                    ),
                ),
                (
                    "replaces",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="projects.evidence",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["project", "item", "id"], name="projects_evidence_item")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["put", "withdrawn"])), name="evidence_kind_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind", "withdrawn"),
                            models.Q(("reference", ""), _negated=True),
                            ("document__isnull", False),
                            models.Q(("origin_kind", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="evidence_shows_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("origin_id", None), ("origin_kind", "")),
                            models.Q(("origin_kind", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="evidence_origin_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind", "put"),
                            models.Q(models.Q(("reason", ""), _negated=True), ("replaces__isnull", False)),
                            _connector="OR",
                        ),
                        name="evidence_withdrawn_says_why",
                    ),
                ],
            },
        ),
        append_only("projects_evidence"),
    ]
