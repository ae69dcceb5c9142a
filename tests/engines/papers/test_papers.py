"""One description of a paper gives a Word file and a PDF with the same words, whatever stands in them."""

import io

import docx
import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from luodi.engines.papers import (
    Cell,
    Chart,
    Clause,
    Heading,
    PageBreak,
    Pairs,
    Paper,
    Paragraph,
    Run,
    Series,
    Signatures,
    Table,
    docx_of,
    pdf_of,
    plain_text,
)
from luodi.engines.reading import load

REDLINE = (Run("区政府给予"), Run("全额返还", "deleted"), Run("按租金补贴", "inserted"), Run("迁入", "forbid"))
PAPER = Paper(
    "公平竞争审查表",
    (
        Pairs((("送审单位", "石桥街道"), ("编号", "审查〔2026〕3号"), ("版本", "2")), columns=4),
        Heading("一、审查发现"),
        Clause("第三条", REDLINE),
        Paragraph("第一行\n第二行", align="right"),
        Table(
            head=((Cell("条款", down=2), Cell("结论", span=2)), ("结果", "理由")),
            rows=(("第三条", "已改写", "见说明"), (Cell("合计", span=2, bold=True), "1 条")),
            widths=(2, 1, 1),
        ),
        PageBreak(),
        Signatures((("审查单位（盖章）", ""), ("日期", "2026-11-25"), ("经办", ""))),
    ),
    subtitle="（试行）",
    header="公平竞争审查",
    footer="审查〔2026〕3号",
)


def words_of_pdf(data: bytes) -> str:
    document = pypdfium2.PdfDocument(data)
    return "".join("".join(page.get_textpage().get_text_range().split()) for page in document)


def test_word_and_pdf_say_the_same():
    text, printed = load(docx_of(PAPER), "a.docx").text, words_of_pdf(pdf_of(PAPER))
    for words in ("公平竞争审查表", "审查〔2026〕3号", "按租金补贴", "第二行", "合计", "审查单位（盖章）"):
        assert words in text and words in printed
    assert "第1页，共2页" in printed


def test_word_keeps_changes_as_tracked_changes():
    document = docx.Document(io.BytesIO(docx_of(PAPER)))
    xml = document.element.xml
    assert "<w:del " in xml and "<w:ins " in xml and "全额返还" in xml
    assert "全额返还" not in load(docx_of(PAPER), "a.docx").text
    assert plain_text(REDLINE) == "区政府给予按租金补贴迁入"
    merged = document.tables[1]
    assert merged.cell(0, 1).text == merged.cell(0, 2).text == "结论" and merged.cell(1, 0).text == "条款"


def test_the_same_paper_gives_the_same_bytes():
    assert docx_of(PAPER) == docx_of(PAPER)
    assert pdf_of(PAPER) == pdf_of(PAPER)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=200), st.sampled_from(["", "bold", "inserted", "deleted", "forbid", "quiet"]))
def test_any_characters_are_written_as_text(words, mark):
    run = [Run(words, mark)]
    paper = Paper(words, (Paragraph(run), Clause(words[:9], run), Heading(run), Table(rows=((run, words),))), words)
    docx.Document(io.BytesIO(docx_of(paper)))
    assert pypdfium2.PdfDocument(pdf_of(paper))


@pytest.mark.parametrize(
    "words", ["=HYPERLINK(1)", "<b>&lt;</b>", "{{ 7*7 }}", "</w:t><w:fldSimple w:instr='DDE'/>", "a" * 9000]
)
def test_formulas_markup_and_endless_words_stay_words(words):
    paper = Paper("样", (Paragraph(words), Table(rows=((words, "乙"),))))
    assert docx.Document(io.BytesIO(docx_of(paper))).paragraphs[1].text == words
    assert words_of_pdf(pdf_of(paper)).count("".join(words.split())[:30]) >= 2


def test_control_characters_are_left_out():
    data = docx_of(Paper("甲\x00乙\x1b", (Paragraph("\ud800丙\u202e丁"),)))
    assert load(data, "a.docx").text.split() == ["甲乙", "丙丁"]


def test_a_cell_longer_than_a_page_goes_on_overleaf():
    data = pdf_of(Paper("长", (Table(head=(("项", "文"),), rows=(("一", "很长的条款" * 2000),), widths=(1, 6)),)))
    assert len(pypdfium2.PdfDocument(data)) > 3 and words_of_pdf(data).count("很长的条款") > 1900


def test_three_hundred_pages():
    blocks = [each for n in range(300) for each in (Clause(f"第{n}条", "乙方在本区开展经营活动。" * 8), PageBreak())]
    assert len(pypdfium2.PdfDocument(pdf_of(Paper("协议", blocks)))) >= 300
    assert load(docx_of(Paper("协议", blocks)), "a.docx").text.count("第299条") == 1


def test_a_row_over_the_edge_is_refused():
    with pytest.raises(ValueError, match="edge"):
        docx_of(Paper("", (Table(head=(("一",),), rows=(("一", "二"),)),)))


def test_an_unknown_mark_is_refused():
    with pytest.raises(ValueError, match="mark"):
        Run("字", "blinking")


def test_draws_a_chart_in_word_and_pdf_and_none_without_figures():
    columns = Chart("各单位签约", ("临河", "望山"), (Series("已核", (3, None), "0F766E"),), unit="个")
    paper = Paper("图", (columns, Chart("空", ("临河",), (Series("已核", (0,), "0F766E"),))))
    word = docx.Document(io.BytesIO(docx_of(paper)))
    assert len(word.inline_shapes) == 1 and docx_of(paper) == docx_of(paper)
    part = next(each.target_part for each in word.part.rels.values() if each.reltype.endswith("/chart"))
    assert b"<c:v>3</c:v>" in part.blob and "临河".encode() in part.blob
    assert pdf_of(paper).startswith(b"%PDF")
    with pytest.raises(ValueError, match="labels"):
        Chart("图", ("临河",), (Series("已核", (1, 2), "0F766E"),))
    with pytest.raises(ValueError, match="colour"):
        Series("已核", (1,), "javascript")
