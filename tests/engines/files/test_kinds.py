import io
import zipfile

import pytest

from luodi.engines.files import (
    ArchiveBomb,
    EncodingUnknown,
    FileEmpty,
    FileRefused,
    FileTooLarge,
    KindMismatch,
    KindUnknown,
    MacrosRefused,
    NulInText,
    PolyglotRefused,
    sniff,
)

TYPES = b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def office(part="word/document.xml", extra=(), types=TYPES):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", types)
        archive.writestr(part, b"<x/>")
        for name, data in extra:
            archive.writestr(name, data)
    return stream.getvalue()


class TestSniff:
    @pytest.mark.parametrize(
        ("data", "name", "kind"),
        [
            ("临潮区召开招商大会。".encode(), "a.txt", "txt"),
            ("临潮区召开招商大会。".encode("gb18030"), "a.txt", "txt"),
            ("临潮区".encode("utf-16"), "a.txt", "txt"),
            (b"%PDF-1.7\n%...", "a.pdf", "pdf"),
            (office(), "a.docx", "docx"),
            (office("xl/workbook.xml"), "a.xlsx", "xlsx"),
            (office(), "no-extension", "docx"),
            (b"%PDF-1.4\n", "upload.dat", "pdf"),
        ],
    )
    def test_goes_by_content(self, data, name, kind):
        assert sniff(data, name) == kind

    @pytest.mark.parametrize(
        ("data", "name", "refusal"),
        [
            (b"", "a.txt", FileEmpty),
            (b"\x89PNG\r\n\x1a\n\x00\x00", "a.txt", KindMismatch),
            (b"\x7fELF\x02\x01\x01\x00", "a.txt", KindMismatch),
            (b"abc\x00def", "a.txt", NulInText),
            (bytes(range(128, 256)) * 4, "a.txt", FileRefused),
            (b"<!DOCTYPE html><html></html>", "a.txt", KindMismatch),
            (b"{\\rtf1 hello}", "a.txt", KindMismatch),
            (office(), "a.txt", KindMismatch),
            (office(), "a.xlsx", KindMismatch),
            (b"plain words", "a.pdf", KindMismatch),
            (b"\x1f\x8b\x08\x00aaaa", "a.bin", KindUnknown),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 64, "a.doc", KindUnknown),
            (office("something/else.xml"), "a.zip", KindUnknown),
            (office(), "a.docm", MacrosRefused),
            (office("xl/workbook.xml"), "a.xlsm", MacrosRefused),
            (office("xl/workbook.xml", [("xl/vbaProject.bin", b"x")]), "a.xlsx", MacrosRefused),
            (office(types=TYPES + b"application/vnd.ms-word.document.macroEnabled.main+xml"), "a.docx", MacrosRefused),
            (office(extra=[("xl/workbook.xml", b"<x/>")]), "a.docx", PolyglotRefused),
            (b"%PDF-1.7\n" + office(), "a.pdf", PolyglotRefused),
            (b"words before an archive " + office(), "a.txt", PolyglotRefused),
        ],
    )
    def test_refuses_what_is_not_a_plain_document(self, data, name, refusal):
        with pytest.raises(refusal):
            sniff(data, name)

    def test_refuses_a_large_file_before_looking_into_it(self):
        with pytest.raises(FileTooLarge) as caught:
            sniff(b"%PDF-" + b"0" * 2000, "large.pdf", max_bytes=1000)
        assert "large.pdf" in caught.value.sentence("zh")

    def test_two_hundred_megabytes_are_refused_by_default(self):
        with pytest.raises(FileTooLarge) as caught:
            sniff(bytes(200 * 1024 * 1024), "page.txt")
        assert caught.value.params["size_mb"] == "200.0"

    def test_a_bomb_named_docx_is_refused(self):
        with pytest.raises(ArchiveBomb):
            sniff(office(extra=[("word/media/a.bin", b"\0" * 30_000_000)]), "a.docx")

    def test_every_refusal_has_a_sentence_in_both_languages(self):
        for refusal in (
            FileEmpty,
            FileTooLarge,
            KindUnknown,
            KindMismatch,
            MacrosRefused,
            PolyglotRefused,
            EncodingUnknown,
        ):
            said = refusal(filename="a.txt")
            assert said.sentence("zh") != refusal.code
            assert said.sentence("en") != refusal.code
