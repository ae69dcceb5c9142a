"""A paper as a Word file: the few parts of Office Open XML that it needs, written by hand, the same bytes every time.

Inserted and deleted words are true tracked changes, so that Word shows, accepts and rejects them.
"""

import io
import zipfile
from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from . import charts
from . import docx_parts as parts
from .description import (
    Block,
    Cell,
    Chart,
    Clause,
    Heading,
    PageBreak,
    Pairs,
    Paper,
    Paragraph,
    Placed,
    Run,
    Signatures,
    Table,
    Text,
    cleaned,
    grid_of,
    pairs_table,
    runs_of,
    shares_of,
    signature_rows,
)

SHADES = {"forbid": "F8D7DA", "review": "FDECC8", "note": "DCE9F9"}
JUSTIFIED = {"left": "left", "center": "center", "right": "right"}
ANY_DAY = (2000, 1, 1, 0, 0, 0)


def docx_of(paper: Paper) -> bytes:
    """Write a paper as a Word file."""
    writer = _Writer(paper)
    body = writer.document()
    files: dict[str, str | bytes] = {
        "[Content_Types].xml": parts.content_types(len(writer.charts)),
        "_rels/.rels": parts.RELATIONS,
        "docProps/core.xml": parts.core(paper.title, paper.author),
        "word/_rels/document.xml.rels": parts.document_relations(len(writer.charts)),
        "word/styles.xml": parts.styles(paper.language),
        "word/settings.xml": parts.SETTINGS,
        "word/header1.xml": parts.header(paper.header),
        "word/footer1.xml": parts.footer(paper.footer, paper.language),
        "word/document.xml": body,
    }
    for number, chart in enumerate(writer.charts, 1):
        files[f"word/charts/chart{number}.xml"] = charts.chart_part(chart)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            data = text if isinstance(text, bytes) else text.encode("utf-8")
            archive.writestr(zipfile.ZipInfo(name, ANY_DAY), data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


class _Writer:
    """Writes the main part; counts the tracked changes, which need numbers, and the charts, which are parts of their own."""

    def __init__(self, paper: Paper):
        self.paper = paper
        self.changes = 0
        self.charts: list[Chart] = []
        self.width = parts.TEXT_WIDTH_LANDSCAPE if paper.landscape else parts.TEXT_WIDTH

    def document(self) -> str:
        body = [self._paragraph(self.paper.title, style="Title")] if self.paper.title else []
        if self.paper.subtitle:
            body.append(self._paragraph(self.paper.subtitle, style="Subtitle"))
        for block in self.paper.blocks:
            body.extend(self._block(block))
        return parts.document("".join(body), landscape=self.paper.landscape)

    def _block(self, block: Block) -> Iterator[str]:
        match block:
            case Heading():
                yield self._paragraph(block.text, style=f"Heading{min(max(block.level, 1), 3)}")
            case Paragraph():
                yield self._paragraph(block.text, indent=block.indent, align=block.align)
            case Clause():
                yield self._clause(block)
            case Pairs():
                yield from self._table(pairs_table(block))
            case Table():
                yield from self._table(block)
            case Chart() if not block.empty:
                self.charts.append(block)
                number = len(self.charts)
                yield charts.frame(number, parts.chart_relation(number), block.title)
            case Signatures():
                rows = [[Cell(words) for words in line] for line in signature_rows(block)]
                whole = [line + [Cell("")] * (2 - len(line)) for line in rows]
                yield from self._table(Table(rows=whole), lines=False)
            case PageBreak():
                yield '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'

    def _paragraph(self, text: Text, *, style: str = "", indent: bool = False, align: str = "left", bold=False) -> str:
        layout = f"<w:pStyle w:val={quoteattr(style)}/>" if style else ""
        if indent:
            layout += '<w:ind w:firstLineChars="200" w:firstLine="480"/>'
        if align != "left":
            layout += f'<w:jc w:val="{JUSTIFIED[align]}"/>'
        return f"<w:p>{f'<w:pPr>{layout}</w:pPr>' if layout else ''}{self._runs(text, bold=bold)}</w:p>"

    def _clause(self, clause: Clause) -> str:
        left = 420 * (clause.level - 1)
        hanging = 240 * (2 + len(clause.number)) // 2
        layout = (
            f'<w:tabs><w:tab w:val="left" w:pos="{left + hanging}"/></w:tabs>'
            f'<w:ind w:left="{left + hanging}" w:hanging="{hanging}"/>'
        )
        number = self._runs(clause.number, bold=True) + "<w:r><w:tab/></w:r>"
        return f"<w:p><w:pPr>{layout}</w:pPr>{number}{self._runs(clause.text)}</w:p>"

    def _runs(self, text: Text, *, bold: bool = False) -> str:
        return "".join(self._run(run, bold=bold) for run in runs_of(text))

    def _run(self, run: Run, *, bold: bool = False) -> str:
        look = "<w:b/>" if bold or run.mark == "bold" else ""
        if run.mark == "quiet":
            look += '<w:color w:val="6B7280"/>'
        if run.mark in SHADES:
            look += f'<w:shd w:val="clear" w:color="auto" w:fill="{SHADES[run.mark]}"/>'
        tag = "w:delText" if run.mark == "deleted" else "w:t"
        words = _words(run.text, tag)
        inner = f"<w:r>{f'<w:rPr>{look}</w:rPr>' if look else ''}{words}</w:r>"
        if run.mark not in ("inserted", "deleted"):
            return inner
        self.changes += 1
        change = "w:ins" if run.mark == "inserted" else "w:del"
        return f'<{change} w:id="{self.changes}" w:author={quoteattr(cleaned(self.paper.author))}>{inner}</{change}>'

    def _table(self, table: Table, *, lines: bool = True) -> Iterator[str]:
        placed, head, count, columns = grid_of(table)
        if not count:
            return
        widths = [round(share * self.width) for share in shares_of(table, columns)]
        rows: list[list[str]] = [[] for _ in range(count)]
        for row, _, inner in sorted(self._cells(placed, widths, head)):
            rows[row].append(inner)
        yield parts.table_start(widths, lines=lines)
        for number, cells in enumerate(rows):
            mark = "<w:trPr><w:tblHeader/></w:trPr>" if number < head else ""
            yield f"<w:tr>{mark}{''.join(cells)}</w:tr>"
        yield "</w:tbl><w:p/>"

    def _cells(self, placed: list[Placed], widths: list[int], head: int) -> Iterator[tuple[int, int, str]]:
        for each in placed:
            cell, is_head = each.cell, each.row < head
            width = sum(widths[each.column : each.column + cell.span])
            merged = '<w:vMerge w:val="restart"/>' if cell.down > 1 else ""
            yield each.row, each.column, self._cell(cell, width, merged, is_head=is_head)
            for below in range(1, cell.down):
                empty = Cell("", span=cell.span)
                yield each.row + below, each.column, self._cell(empty, width, "<w:vMerge/>", is_head=is_head)

    def _cell(self, cell: Cell, width: int, merged: str, *, is_head: bool) -> str:
        layout = f'<w:tcW w:w="{width}" w:type="dxa"/>'
        layout += f'<w:gridSpan w:val="{cell.span}"/>' if cell.span > 1 else ""
        layout += merged
        layout += '<w:shd w:val="clear" w:color="auto" w:fill="EEF2F7"/>' if is_head else ""
        layout += '<w:vAlign w:val="center"/>' if is_head else ""
        align = "center" if is_head else cell.align
        inner = self._paragraph(cell.text, style="Table", align=align, bold=cell.bold or is_head)
        return f"<w:tc><w:tcPr>{layout}</w:tcPr>{inner}</w:tc>"


def _words(text: str, tag: str) -> str:
    """Write characters; a line break and a tab are elements of their own."""
    pieces = []
    for number, line in enumerate(text.split("\n")):
        if number:
            pieces.append("<w:br/>")
        for place, words in enumerate(line.split("\t")):
            if place:
                pieces.append("<w:tab/>")
            if words:
                pieces.append(f'<{tag} xml:space="preserve">{escape(words)}</{tag}>')
    return "".join(pieces)
