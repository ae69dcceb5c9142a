import io
import zipfile

import docx
import pypdfium2
import pytest

from luodi.engines.files import FileRefused, KindMismatch, NulInText, TextBroken
from luodi.engines.reading import load, read
from luodi.engines.reading.refusals import (
    DocxBroken,
    NotAPage,
    PageEmpty,
    PdfBroken,
    ScanRefused,
    TooManyPages,
    TooMuchText,
)

WORDS = "临潮区召开招商大会\n\n本报讯(记者 邵一鸣)3月7日,签约37个重点项目。\n"


def word_file(*paragraphs, rows=()):
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    if rows:
        table = document.add_table(rows=0, cols=len(rows[0]))
        for row in rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def pdf_file(*pages, image=False):
    """Make a small PDF by hand; a page is a line of Latin text, or a picture."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    kids = []
    for text in pages:
        content = b"q 200 0 0 200 50 50 cm /Im1 Do Q" if image else f"BT /F1 18 Tf 50 700 Td ({text}) Tj ET".encode()
        resources = b"/Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>"
        if image:
            objects.append(
                b"<< /Type /XObject /Subtype /Image /Width 2 /Height 2 /ColorSpace /DeviceGray /BitsPerComponent 8 /Length 4 >>"
                b"\nstream\n\x00\xff\xff\x00\nendstream"
            )
            resources = b"/XObject << /Im1 %d 0 R >>" % len(objects)
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R /Resources << %s >> >>"
            % (len(objects), resources)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(kids))
    out, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return out + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (
        len(objects) + 1, table, len(objects) + 1, len(out),
    )  # fmt: skip


class TestText:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
    def test_is_loaded_character_by_character(self, encoding):
        loaded = load(WORDS.encode(encoding), "page.txt")
        assert loaded.text == WORDS
        assert loaded.kind == "txt"
        assert loaded.notes[0].startswith("encoding:")

    def test_line_ends_stay_as_they_are(self):
        assert load("甲\r\n乙\n".encode(), "page.txt").text == "甲\r\n乙\n"

    @pytest.mark.parametrize(
        ("data", "refusal"),
        [(b" \n\t\r\n", PageEmpty), ("　\n".encode(), PageEmpty), (b"\xe4", TextBroken), (b"a\x00b", NulInText), (b"\x89PNG\r\n\x1a\n", KindMismatch)],
    )  # fmt: skip
    def test_what_is_no_page_is_refused(self, data, refusal):
        with pytest.raises(refusal):
            load(data, "page.txt")

    def test_too_much_text_is_refused(self):
        with pytest.raises(TooMuchText):
            load(("招商" * 100).encode(), "page.txt", max_chars=100)


class TestWord:
    def test_paragraphs_become_lines(self):
        loaded = load(word_file("临潮区召开招商大会", "本报讯(记者 邵一鸣)3月7日,签约37个重点项目。"), "page.docx")
        assert loaded.text.splitlines() == ["临潮区召开招商大会", "本报讯(记者 邵一鸣)3月7日,签约37个重点项目。"]
        assert loaded.kind == "docx"

    def test_a_table_becomes_rows_that_are_read_as_deals(self):
        rows = [("序号", "项目名称", "投资方", "总投资(亿元)"), ("1", "潮汐储能基地项目", "青屿科技有限公司", "12.5")]
        loaded = load(word_file("临潮区集中签约项目一览表", "3月7日,临潮区签约一批项目。", rows=rows), "list.docx")
        assert "tables:1" in loaded.notes
        deals = [f.fields for a in read(loaded.text).articles for f in a.facts if f.type == "deal"]
        assert [(d["project"], d["investor"], d["amount"]) for d in deals] == [
            ("潮汐储能基地项目", "青屿科技有限公司", 1_250_000_000)
        ]

    def test_entities_are_refused(self):
        bomb = (
            b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
            b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>&b;</w:body></w:document>'
        )
        stream = io.BytesIO()
        with (
            zipfile.ZipFile(io.BytesIO(word_file("甲"))) as plain,
            zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made,
        ):
            for name in plain.namelist():
                made.writestr(name, bomb if name == "word/document.xml" else plain.read(name))
        with pytest.raises(DocxBroken):
            load(stream.getvalue(), "page.docx")

    def test_an_empty_document_is_refused(self):
        with pytest.raises(PageEmpty):
            load(word_file(), "page.docx")

    def test_a_workbook_is_no_page(self):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as made:
            made.writestr("[Content_Types].xml", b"<Types/>")
            made.writestr("xl/workbook.xml", b"<x/>")
        with pytest.raises(NotAPage):
            load(stream.getvalue(), "ledger.xlsx")


class TestPdf:
    def test_text_is_loaded_page_by_page(self):
        loaded = load(pdf_file("Signing of 37 projects", "Page two of the paper"), "page.pdf")
        assert "Signing of 37 projects" in loaded.text
        assert "Page two" in loaded.text
        assert "pages:2" in loaded.notes

    def test_a_scan_is_refused(self):
        with pytest.raises(ScanRefused) as caught:
            load(pdf_file("", image=True), "scan.pdf")
        assert "扫描" in caught.value.sentence("zh")
        assert "scan" in caught.value.sentence("en")

    def test_a_page_with_nothing_on_it_is_refused(self):
        document = pypdfium2.PdfDocument.new()
        document.new_page(595, 842)
        stream = io.BytesIO()
        document.save(stream)
        document.close()
        with pytest.raises(PageEmpty):
            load(stream.getvalue(), "blank.pdf")

    def test_too_many_pages_are_refused(self):
        with pytest.raises(TooManyPages):
            load(pdf_file("one page here", "two pages here"), "page.pdf", max_pages=1)

    @pytest.mark.parametrize("data", [b"%PDF-1.7\nbroken", b"%PDF-"])
    def test_a_broken_file_is_refused(self, data):
        with pytest.raises(PdfBroken):
            load(data, "page.pdf")

    def test_every_refusal_is_one_of_the_families(self):
        for data, name in ((b"%PDF-1.7\nbroken", "a.pdf"), (b"PK\x03\x04zzz", "a.docx"), (b"", "a.txt")):
            with pytest.raises((FileRefused, PdfBroken)):
                load(data, name)
