"""The journal: what is written, what can't be changed, what verification finds."""

import pytest
from django.db import ProgrammingError, connection, connections, transaction

from luodi.journal import operations, queries
from luodi.journal.models import Block, Line, Pending, Personal
from tests.given import people

pytestmark = pytest.mark.django_db(databases=["default", "owner"])


def unit_line(now):
    scene = people.district()
    by = scene.actor("river")
    return operations.record("unit.added", scene.root, by=by, at=now, label="临河街道", after={"name": "x"})


class TestRecord:
    def test_keeps_who_what_when_and_the_request(self, now):
        line = unit_line(now)
        row = queries.lines(object_of=("people.unit", line.object_id))[0]
        assert (row.actor, row.unit, row.request_id) == ("测试river", "临河街道", "test-request")
        assert row.sentence == "新增单位“临河街道”"
        assert queries.lines(language="en", limit=1)[0].sentence == "added the unit “临河街道”"

    def test_refuses_an_event_without_a_sentence(self, now):
        with pytest.raises(KeyError):
            operations.record("nobody.knows", None, by=people.SET_UP, at=now)

    def test_keeps_names_out_of_the_plain_facts(self, now):
        line = unit_line(now)
        assert "测试river" not in str(Line.objects.filter(pk=line.pk).values().get())
        assert Personal.objects.get(pk=line.pk).values["actor"] == "测试river"


class TestAppendOnly:
    @pytest.mark.parametrize(
        "statement",
        ["UPDATE journal_line SET event = 'x'", "DELETE FROM journal_line", "TRUNCATE journal_line",
         "UPDATE journal_block SET root = ''", "DELETE FROM journal_block", "UPDATE journal_personal SET salt = ''"],
    )  # fmt: skip
    def test_the_applications_role_may_not(self, now, statement):
        unit_line(now)
        operations.seal_blocks(at=now)
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            connection.cursor().execute(statement)

    def test_neither_login_is_a_superuser(self):
        for alias in ("default", "owner"):
            with connections[alias].cursor() as cursor:
                cursor.execute("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
                assert cursor.fetchone() == (False, False)


class TestSealing:
    def test_seals_everything_pending_into_one_chained_block(self, now):
        unit_line(now)
        assert operations.seal_blocks(at=now) == Line.objects.count()
        unit_line_count = Line.objects.count()
        operations.record("sign_out", None, by=people.SET_UP, at=now)
        operations.seal_blocks(at=now)
        first, second = Block.objects.order_by("pk")
        assert bytes(second.previous) == bytes(first.hash)
        assert len(second.line_ids) == Line.objects.count() - unit_line_count
        assert not Pending.objects.exists()

    def test_has_nothing_to_do_without_lines(self, now):
        assert operations.seal_blocks(at=now) == 0


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
class TestVerify:
    def change_behind_its_back(self, statement, params=()):
        with connections["owner"].cursor() as cursor:
            cursor.execute("ALTER TABLE journal_line DISABLE TRIGGER USER")
            cursor.execute("ALTER TABLE journal_block DISABLE TRIGGER USER")
            cursor.execute(statement, params)
            cursor.execute("ALTER TABLE journal_line ENABLE TRIGGER USER")
            cursor.execute("ALTER TABLE journal_block ENABLE TRIGGER USER")

    def test_finds_nothing_wrong_with_an_untouched_journal(self, now):
        unit_line(now)
        operations.seal_blocks(at=now)
        operations.record("sign_out", None, by=people.SET_UP, at=now)
        verdict = queries.verify()
        assert verdict.faults == ()
        assert (verdict.blocks, verdict.pending) == (1, 1)

    def test_names_the_row_that_was_changed(self, now):
        line = unit_line(now)
        operations.seal_blocks(at=now)
        self.change_behind_its_back("UPDATE journal_line SET event = 'person.added' WHERE id = %s", [line.pk])
        assert ("line_changed", line.pk) in {(fault.code, fault.line_id) for fault in queries.verify().faults}

    def test_names_a_row_of_the_unsealed_tail_as_well(self, now):
        line = unit_line(now)
        self.change_behind_its_back("UPDATE journal_line SET facts = '{}' WHERE id = %s", [line.pk])
        assert ("line_changed", line.pk) in {(fault.code, fault.line_id) for fault in queries.verify().faults}

    def test_names_a_row_that_was_deleted(self, now):
        line = unit_line(now)
        operations.seal_blocks(at=now)
        self.change_behind_its_back("DELETE FROM journal_line WHERE id = %s", [line.pk])
        assert ("line_missing", line.pk) in {(fault.code, fault.line_id) for fault in queries.verify().faults}

    def test_finds_a_deleted_tail_only_by_its_anchor(self, now):
        unit_line(now)
        operations.seal_blocks(at=now)
        before = queries.verify()
        anchor = {"block": before.head_block, "hash": before.head_hash}
        self.change_behind_its_back("DELETE FROM journal_block")
        self.change_behind_its_back("DELETE FROM journal_line")
        assert queries.verify().faults == ()
        assert [fault.code for fault in queries.verify(anchor).faults] == ["anchor_not_in_chain"]
