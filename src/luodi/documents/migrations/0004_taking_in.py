import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("documents", "0003_deciding"), ("people", "0001_initial")]

    operations = [
        migrations.AddField("row", "reason", models.CharField(blank=True, default="", max_length=200)),
        migrations.AddField(
            "row",
            "unit",
            models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.unit"
            ),
        ),
        migrations.AddIndex("row", models.Index(fields=["intake", "verdict", "number"], name="documents_row_verdict")),
        migrations.CreateModel(
            name="Progress",
            fields=[
                ("intake_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("step", models.CharField(max_length=20)),
                ("done", models.IntegerField(default=0)),
                ("total", models.IntegerField(default=0)),
                ("at", models.DateTimeField()),
            ],
        ),
    ]
