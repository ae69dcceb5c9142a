"""Contacts and steps of conflicts are append-only; registrations and conflicts are numbered."""

from django.db import migrations

from luodi.journal.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("leads", "0001_registrations"), ("journal", "0002_append_only")]

    operations = [
        migrations.RunSQL("CREATE SEQUENCE leads_number", "DROP SEQUENCE leads_number"),
        migrations.RunSQL("CREATE SEQUENCE leads_conflict_number", "DROP SEQUENCE leads_conflict_number"),
        append_only("leads_evidencedcontact"),
        append_only("leads_conflictstep"),
    ]
