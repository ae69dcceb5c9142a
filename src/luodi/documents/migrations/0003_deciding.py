import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models
from django.db.models import Q

from luodi.journal.append_only import append_only, withhold


class Migration(migrations.Migration):
    dependencies = [("documents", "0002_immutable")]

    operations = [
        migrations.RemoveField("document", "grams"),
        migrations.AddField(
            "document",
            "grams",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=20), default=list, size=None
            ),
        ),
        migrations.AddIndex(
            "document", django.contrib.postgres.indexes.GinIndex(fields=["grams"], name="documents_grams")
        ),
        migrations.AddField("article", "still_read", models.BooleanField(default=True)),
        migrations.AddField("decision", "act", models.CharField(default="confirm", max_length=10)),
        migrations.AddConstraint(
            "decision",
            models.CheckConstraint(
                name="decision_act_known",
                condition=Q(act__in=["confirm", "correct", "reject", "reopen", "second", "mark"]),
            ),
        ),
        migrations.AddConstraint(
            "fact",
            models.CheckConstraint(
                name="fact_second_only_where_needed", condition=Q(second_by__isnull=True) | Q(needs_second_person=True)
            ),
        ),
        migrations.AddConstraint(
            "fact",
            models.CheckConstraint(
                name="fact_corrected_has_a_value", condition=~Q(state="corrected") | Q(decided_value__isnull=False)
            ),
        ),
        append_only("documents_reading"),
        withhold("documents_fact", "DELETE, TRUNCATE"),
    ]
