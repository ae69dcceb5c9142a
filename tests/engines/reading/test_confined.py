"""Word files and PDFs are read in a child process with limits, with the same answer and the same refusals."""

import io
import zipfile

import pytest

from luodi.engines.papers import Paper, Paragraph, docx_of, pdf_of
from luodi.engines.reading import load, load_confined
from luodi.engines.reading.refusals import DocxBroken, PageTooHeavy, PdfBroken

PAPER = Paper("投资协议", (Paragraph("乙方在本区开展经营活动。" * 20),))


def docx_with(body: str) -> bytes:
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(docx_of(PAPER))) as whole,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for name in whole.namelist():
            made.writestr(name, body if name == "word/document.xml" else whole.read(name))
    return buffer.getvalue()


@pytest.mark.parametrize("name", ["a.docx", "a.pdf"])
def test_reads_as_without_limits(name):
    data = docx_of(PAPER) if name == "a.docx" else pdf_of(PAPER)
    assert load_confined(data, name) == load(data, name)


def test_refusals_come_through():
    with pytest.raises(DocxBroken):
        load_confined(docx_with("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"), "a.docx")
    with pytest.raises(PdfBroken) as refused:
        load_confined(b"%PDF-1.7\nnothing", "b.pdf")
    assert refused.value.params["filename"] == "b.pdf"


def test_a_file_that_eats_memory_stops_the_child_only():
    paragraph = '<w:p xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:r/></w:p>'
    heavy = docx_with(f"<a>{''.join(paragraph + str(n) for n in range(300_000))}</a>")
    with pytest.raises(PageTooHeavy):
        load_confined(heavy, "c.docx", megabytes=90)
