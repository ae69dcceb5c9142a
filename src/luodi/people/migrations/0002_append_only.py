from django.db import migrations

from luodi.journal.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial"), ("journal", "0002_append_only")]

    operations = [append_only("people_parameter")]
