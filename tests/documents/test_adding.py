"""Putting a document in: kept once, whole or not at all, under its digest."""

import stat
from datetime import date

import pytest

from luodi.documents import operations, storage
from luodi.documents.models import Document, File
from luodi.documents.operations.adding import AlreadyThere, DataClassNotOffered, IssueDateInFuture, NotALedgerFile
from luodi.journal import queries as journal
from luodi.journeys import read_page
from luodi.values.refusal import NotAllowed
from tests.given import documents, people

pytestmark = pytest.mark.django_db


def kept_files(settings):
    return sorted(path for path in settings.FILES_ROOT.rglob("*") if path.is_file())


class TestAddDocument:
    def test_keeps_the_bytes_under_their_digest_for_the_owner_only(self, settings):
        document = documents.page(people.district())
        (path,) = kept_files(settings)
        assert path.name == document.file_id == storage.digest_of(documents.PAGE.encode())
        assert path.read_bytes() == documents.PAGE.encode()
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700

    def test_writes_a_journal_line_with_the_digest(self):
        document = documents.page(people.district())
        lines = journal.lines(object_of=("documents.document", document.pk))
        assert [line.event for line in lines] == ["document.read", "document.added"]
        assert lines[1].sentence == "放入文档“临江新区2025年招商大会召开 等 2 篇”"

    def test_refuses_the_same_file_again_in_the_unit_and_names_the_one_that_is_there(self):
        scene = people.district()
        there = documents.page(scene)
        with pytest.raises(AlreadyThere) as refused:
            documents.page(scene, "riverhead", title="另一个名字")
        assert refused.value.params["document_id"] == there.pk
        assert "测试river 于 2025-03-08 放入" in str(refused.value)

    def test_takes_the_same_file_in_another_unit_with_one_copy_of_the_bytes(self, settings):
        scene = people.district()
        documents.page(scene)
        documents.page(scene, "hill")
        assert (Document.objects.count(), File.objects.count(), len(kept_files(settings))) == (2, 1, 1)

    def test_refuses_a_day_of_issue_in_the_future_by_the_districts_own_calendar(self, now):
        with pytest.raises(IssueDateInFuture, match="出版日期 2025-03-09 晚于今天\\(2025-03-08\\)"):
            documents.page(people.district(), issue_date=date(2025, 3, 9))

    def test_refuses_roles_that_put_nothing_in(self, now):
        scene = people.district()
        for name in ("leader", "finance", "auditor", "sysadmin"):
            with pytest.raises(NotAllowed):
                documents.page(scene, name)

    def test_refuses_another_units_shelf(self, now):
        scene = people.district()
        with pytest.raises(NotAllowed):
            documents.page(scene, unit_id=scene.units["望山街道"].pk)

    def test_refuses_a_class_that_documents_do_not_have(self, now):
        with pytest.raises(DataClassNotOffered):
            documents.page(people.district(), data_class="secret")

    def test_refuses_text_as_a_ledger(self, now):
        scene = people.district()
        with pytest.raises(NotALedgerFile):
            operations.add_document(
                data=b"name,amount\n", file_name="a.txt", title="", kind="ledger", by=scene.actor("river"), at=now
            )

    @pytest.mark.parametrize(
        ("given", "kept"),
        [
            ("../../etc/passwd", "passwd"),
            ("..\\..\\windows\\page.txt", "page.txt"),
            ("a\r\nSet-Cookie: x=1.txt", "aSet-Cookie x=1.txt"),
            ("版面<script>.txt", "版面script.txt"),
            ("文" * 300 + ".txt", "文" * 190 + ".txt"),
            ("...", "document"),
        ],
    )
    def test_keeps_a_name_that_can_do_no_harm(self, given, kept):
        scene = people.district()
        assert documents.page(scene, file_name=given).file_name == kept

    def test_leaves_no_bytes_behind_when_the_transaction_fails(self, settings, monkeypatch):
        scene = people.district()

        def broken(**_):
            raise RuntimeError("the reading could not be written")

        monkeypatch.setattr(read_page.operations, "record_reading", broken)
        with pytest.raises(RuntimeError):
            documents.page(scene)
        assert kept_files(settings) == []
        assert not Document.objects.exists() and not File.objects.exists()

    def test_leaves_no_half_file_when_writing_breaks_off(self, settings, monkeypatch):
        scene = people.district()

        def full(_):
            raise OSError("disk full")

        monkeypatch.setattr(storage.os, "fsync", full)
        with pytest.raises(OSError):
            documents.page(scene)
        assert kept_files(settings) == []

    def test_forgetting_keeps_bytes_that_a_row_knows(self, settings):
        document = documents.page(people.district())
        storage.forget(document.file_id)
        assert len(kept_files(settings)) == 1


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
class TestAppendOnly:
    def test_text_file_and_readings_never_change(self, now):
        from django.db import DatabaseError, connection

        document = documents.page(people.district())
        for statement in (
            f"UPDATE documents_document SET text = 'x' WHERE id = {document.pk}",
            "UPDATE documents_file SET size = 1",
            "DELETE FROM documents_reading",
            "DELETE FROM documents_fact",
            "UPDATE documents_fact SET quote = 'x'",
        ):
            with pytest.raises(DatabaseError), connection.cursor() as cursor:
                cursor.execute(statement)
