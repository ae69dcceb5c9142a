from django.db import migrations

from luodi.journal.append_only import append_only

GUARDS = """
CREATE FUNCTION documents_keep_text() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.text IS DISTINCT FROM OLD.text OR NEW.file_id IS DISTINCT FROM OLD.file_id THEN
        RAISE EXCEPTION 'a document''s text and file never change' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_text BEFORE UPDATE ON documents_document FOR EACH ROW EXECUTE FUNCTION documents_keep_text();

CREATE FUNCTION documents_keep_decided() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.quote IS DISTINCT FROM OLD.quote OR NEW.spans IS DISTINCT FROM OLD.spans OR NEW.type IS DISTINCT FROM OLD.type
       OR NEW.document_id IS DISTINCT FROM OLD.document_id
       OR (OLD.state <> 'proposed' AND NEW.value IS DISTINCT FROM OLD.value) THEN
        RAISE EXCEPTION 'a fact''s passage never changes, nor a decided fact''s proposal'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_decided BEFORE UPDATE ON documents_fact FOR EACH ROW EXECUTE FUNCTION documents_keep_decided();
"""
UNDO = """
DROP TRIGGER keep_text ON documents_document; DROP FUNCTION documents_keep_text();
DROP TRIGGER keep_decided ON documents_fact; DROP FUNCTION documents_keep_decided();
"""


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial"), ("journal", "0002_append_only")]

    operations = [
        append_only("documents_file"),
        append_only("documents_decision"),
        migrations.RunSQL(GUARDS, UNDO),
    ]
