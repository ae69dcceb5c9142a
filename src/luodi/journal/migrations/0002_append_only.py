from django.db import migrations

from luodi.journal.append_only import append_only, withhold

PENDING = """
CREATE FUNCTION journal_note_pending() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO journal_pending (line_id) SELECT id FROM written;
    RETURN NULL;
END $$;
CREATE TRIGGER note_pending AFTER INSERT ON journal_line REFERENCING NEW TABLE AS written
    FOR EACH STATEMENT EXECUTE FUNCTION journal_note_pending();
"""


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]

    operations = [
        append_only("journal_line"),
        append_only("journal_block"),
        withhold("journal_personal", "UPDATE, DELETE, TRUNCATE"),
        withhold("journal_pending", "UPDATE, TRUNCATE"),
        migrations.RunSQL(PENDING, "DROP TRIGGER note_pending ON journal_line; DROP FUNCTION journal_note_pending();"),
    ]
