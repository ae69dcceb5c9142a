"""Papers: one description of a paper, written as a Word file and as a PDF.

    from luodi.engines.papers import Cell, Clause, Heading, Paper, Paragraph, Run, Signatures, Table, docx_of, pdf_of

    paper = Paper(
        "公平竞争审查表",
        (
            Pairs((("送审单位", "石桥街道"), ("编号", "审查〔2026〕3号"))),
            Heading("一、审查发现"),
            Clause("1.", "区政府按实际支付租金给予补贴。"),
            Clause("1.1", (Run("迁入本区", "deleted"), Run("在本区开展业务", "inserted"))),
            Table(head=(("条款", "结论"),), rows=(("第三条", "已改写"),), widths=(3, 1)),
            Chart("各单位签约", ("石桥街道",), (Series("已核", (3,), "0F766E"),), unit="个"),
            Signatures((("审查单位（盖章）", ""), ("日期", ""))),
        ),
    )
    docx_of(paper)  # bytes of a .docx
    pdf_of(paper)   # bytes of a .pdf

Wherever a text stands, a `str` or a sequence of `Run` may be given. Text stays text: markup, fields and formulas in it are
written as characters, control characters are left out. A chart is a true chart of Word, with its figures and no workbook,
and is drawn in a PDF. The same paper gives the same bytes, so that a hash may be kept.
Pure: no Django, no clock, no network.
"""

from .description import (
    MARKS,
    Block,
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
    plain_text,
)
from .docx import docx_of
from .fonts import usual_font
from .pdf import pdf_of

__all__ = [
    "MARKS",
    "Block",
    "Cell",
    "Chart",
    "Clause",
    "Heading",
    "PageBreak",
    "Pairs",
    "Paper",
    "Paragraph",
    "Run",
    "Series",
    "Signatures",
    "Table",
    "docx_of",
    "pdf_of",
    "plain_text",
    "usual_font",
]
