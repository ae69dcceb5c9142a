"""The evidence of decisions made so far says which body decided: that of its item."""

from django.db import migrations

FILL = """
ALTER TABLE projects_evidence DISABLE TRIGGER USER;
UPDATE projects_evidence e SET body = i.body FROM meetings_item i
    WHERE e.origin_kind = 'meetings.item' AND e.origin_id = i.id AND e.body = '';
ALTER TABLE projects_evidence ENABLE TRIGGER USER;
"""


class Migration(migrations.Migration):
    """Fill `body` of evidence that meetings wrote."""

    dependencies = [("meetings", "0005_decisions_stay"), ("projects", "0011_evidence_body")]
    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
