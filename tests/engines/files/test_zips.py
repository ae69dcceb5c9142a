import contextlib
import io
import stat
import struct
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luodi.engines.files import (
    ArchiveBomb,
    ArchiveBroken,
    ArchiveLimits,
    ArchiveNested,
    ArchiveTooLarge,
    ArchiveTooManyEntries,
    ArchiveUnsafePath,
    FileRefused,
    guard_zip,
    is_plain_entry,
)


def archive(*entries, method=zipfile.ZIP_DEFLATED):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as made:
        for name, data in entries:
            made.writestr(name, data)
    return stream.getvalue()


class TestGuardZip:
    def test_opens_a_plain_archive_and_reads_it(self):
        opened = guard_zip(archive(("word/document.xml", b"<x/>")))
        assert opened.names == ["word/document.xml"]
        assert opened.read("word/document.xml") == b"<x/>"

    def test_refuses_too_many_entries(self):
        with pytest.raises(ArchiveTooManyEntries) as caught:
            guard_zip(archive(*[(f"{n}.xml", b"") for n in range(2001)]))
        assert caught.value.params == {"entries": 2001, "limit": 2000}

    def test_refuses_too_many_bytes_declared(self):
        with pytest.raises(ArchiveTooLarge):
            guard_zip(archive(("a", b"ab" * 3000), method=zipfile.ZIP_STORED), ArchiveLimits(total_bytes=5000))

    def test_refuses_a_bomb_by_its_ratio(self):
        with pytest.raises(ArchiveBomb) as caught:
            guard_zip(archive(("a.bin", b"\0" * 50_000_000)))
        assert caught.value.params["ratio"] > 900

    @pytest.mark.parametrize("name", ["../evil", "a/../../evil", "/etc/passwd", "C:/evil", "a\\..\\b"])
    def test_refuses_paths_that_leave_the_folder(self, name):
        with pytest.raises(ArchiveUnsafePath):
            guard_zip(archive((name, b"x")))

    def test_refuses_a_link(self):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as made:
            info = zipfile.ZipInfo("link")
            info.external_attr = (stat.S_IFLNK | 0o777) << 16
            made.writestr(info, "/etc/passwd")
        with pytest.raises(ArchiveUnsafePath):
            guard_zip(stream.getvalue())

    def test_refuses_a_nested_archive_by_name(self):
        with pytest.raises(ArchiveNested):
            guard_zip(archive(("word/embeddings/inner.zip", b"x")))

    def test_refuses_a_nested_archive_by_content(self):
        opened = guard_zip(archive(("word/innocent.bin", archive(("a", b"b")))))
        with pytest.raises(ArchiveNested):
            opened.read("word/innocent.bin")

    def test_an_archive_that_lies_about_its_size_is_stopped_while_reading(self):
        data = bytearray(archive(("a.bin", b"\0" * 5_000_000)))
        for signature, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
            at = data.find(signature)
            data[at + offset : at + offset + 4] = struct.pack("<I", 10)
        opened = guard_zip(bytes(data))
        with pytest.raises(FileRefused):
            opened.read("a.bin")

    def test_reading_counts_all_entries_together(self):
        entries = [(f"{n}.bin", bytes([n, 7]) * 3000) for n in range(4)]
        limits = ArchiveLimits(total_bytes=24_000)
        opened = guard_zip(archive(*entries, method=zipfile.ZIP_STORED), limits)
        for n in range(4):
            opened.read(f"{n}.bin")
        with pytest.raises(ArchiveTooLarge):
            opened.read("0.bin")

    @pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"PK\x05\x06" + b"\0" * 10, b"no archive"])
    def test_refuses_a_broken_archive(self, data):
        with pytest.raises(ArchiveBroken):
            guard_zip(data)

    def test_refuses_a_damaged_entry(self):
        data = bytearray(archive(("a.txt", b"hello hello hello"), method=zipfile.ZIP_STORED))
        data[data.find(b"hello")] ^= 0xFF
        with pytest.raises(ArchiveBroken):
            guard_zip(bytes(data)).read("a.txt")

    @given(st.binary(max_size=300))
    def test_any_bytes_open_or_are_refused(self, data):
        with contextlib.suppress(FileRefused):
            guard_zip(b"PK\x03\x04" + data)

    @given(st.text(max_size=30))
    def test_a_plain_entry_stays_in_its_folder(self, name):
        if is_plain_entry(name):
            assert ".." not in name.split("/")
            assert not name.startswith("/")
