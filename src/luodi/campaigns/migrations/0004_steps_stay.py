"""What happened to tasks and issues, and the targets of streets, are only ever added to."""

from django.db import migrations

from luodi.journal.append_only import append_only, withhold


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0003_plans_and_issues"), ("journal", "0002_append_only")]

    operations = [
        append_only("campaigns_taskstep"),
        append_only("campaigns_issuestep"),
        append_only("campaigns_target"),
        withhold("campaigns_plan", "DELETE, TRUNCATE"),
        withhold("campaigns_plantask", "DELETE, TRUNCATE"),
        withhold("campaigns_issue", "DELETE, TRUNCATE"),
    ]
