"""Incentive pools with their shares, and the red and the black list."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0004_steps_stay"), ("people", "0005_saved_filters")]
    operations = [
        migrations.CreateModel(
            name="Pool",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=120)),
                ("first_month", models.DateField()),
                ("last_month", models.DateField()),
                ("amount", models.DecimalField(decimal_places=2, max_digits=14)),
                ("rule", models.CharField(max_length=20)),
                ("basis", models.CharField(max_length=200)),
                ("state", models.CharField(default="proposed", max_length=10)),
                ("known_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("decision_note", models.CharField(blank=True, default="", max_length=300)),
                ("frozen_text", models.TextField()),
                ("digest", models.CharField(max_length=64)),
                ("version", models.IntegerField(default=1)),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
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
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="pools", to="campaigns.plan"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["proposed", "approved", "rejected"])), name="pool_state_known"
                    ),
                    models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="pool_amount_positive"),
                    models.CheckConstraint(
                        condition=models.Q(("last_month__gte", models.F("first_month"))), name="pool_months_in_order"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at__isnull", True), ("state", "proposed")),
                            models.Q(
                                models.Q(("state", "proposed"), _negated=True),
                                ("decided_at__isnull", False),
                                models.Q(
                                    ("made_by__isnull", True),
                                    ("decided_by__isnull", True),
                                    models.Q(("decided_by", models.F("made_by")), _negated=True),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="pool_decided_by_another",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "rejected"), _negated=True),
                        fields=("plan", "first_month", "last_month", "title"),
                        name="pool_once_a_period",
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="PoolShare",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rank", models.IntegerField(blank=True, null=True)),
                ("points", models.DecimalField(decimal_places=2, max_digits=9)),
                ("amount", models.DecimalField(decimal_places=2, max_digits=14)),
                (
                    "pool",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="shares", to="campaigns.pool"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.unit"),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("pool", "unit"), name="pool_share_once_a_unit"),
                    models.CheckConstraint(condition=models.Q(("amount__gte", 0)), name="pool_share_not_negative"),
                ]
            },
        ),
        migrations.CreateModel(
            name="Listing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("month", models.DateField()),
                ("colour", models.CharField(max_length=5)),
                ("rank", models.IntegerField()),
                ("points", models.DecimalField(decimal_places=2, max_digits=9)),
                ("reason", models.CharField(max_length=300)),
                ("state", models.CharField(default="proposed", max_length=10)),
                ("hearing_until", models.DateField()),
                ("proposed_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("decision_note", models.CharField(blank=True, default="", max_length=300)),
                ("version", models.IntegerField(default=1)),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="listings", to="campaigns.plan"
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.unit"),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["state", "-month"], name="listings_published")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["proposed", "published", "withdrawn"])),
                        name="listing_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("colour__in", ["red", "black"])), name="listing_colour_known"
                    ),
                    models.CheckConstraint(condition=models.Q(("reason", ""), _negated=True), name="listing_says_why"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at__isnull", True), ("state", "proposed")),
                            models.Q(
                                models.Q(("state", "proposed"), _negated=True),
                                ("decided_at__isnull", False),
                                models.Q(
                                    ("proposed_by__isnull", True),
                                    ("decided_by__isnull", True),
                                    models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="listing_decided_by_another",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "withdrawn"), _negated=True),
                        fields=("plan", "month", "unit"),
                        name="listing_once_a_month",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Statement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("words", models.CharField(max_length=500)),
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
                    "listing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="statements", to="campaigns.listing"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("words", ""), _negated=True), name="statement_says_something"
                    )
                ]
            },
        ),
    ]
