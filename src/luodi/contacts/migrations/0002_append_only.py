from django.db import migrations

from luodi.journal.append_only import append_only

TABLES = ("visit", "attendee", "progress", "comment", "reportback")


class Migration(migrations.Migration):
    dependencies = [("contacts", "0001_initial"), ("journal", "0002_append_only")]

    operations = [append_only(f"contacts_{table}") for table in TABLES]
