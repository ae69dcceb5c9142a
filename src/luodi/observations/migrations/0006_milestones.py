"""A milestone or a duty of an agreement may be observed by itself."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("observations", "0005_campaign_indicators")]

    operations = [
        migrations.RemoveConstraint(model_name="subject", name="subject_kind_known"),
        migrations.AddConstraint(
            model_name="subject",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["project", "company", "unit", "space", "campaign_task", "milestone"])),
                name="subject_kind_known",
            ),
        ),
    ]
