"""A paper as a PDF by reportlab: the same blocks, pages numbered "n of all", lines broken within words that are too long."""

import io
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_CENTER, TA_LEFT, TA_RIGHT
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, SimpleDocTemplate
from reportlab.platypus import PageBreak as Break
from reportlab.platypus import Paragraph as Words
from reportlab.platypus import Table as Grid

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
from .fonts import face_of
from .pdf_charts import drawing_of

MARGIN = 25 * mm
GROUNDS = {"forbid": "#F8D7DA", "review": "#FDECC8", "note": "#DCE9F9"}
ALIGNED = {"left": TA_LEFT, "center": TA_CENTER, "right": TA_RIGHT}
LINES, GROUND = HexColor("#9AA4B2"), HexColor("#EEF2F7")
LONGEST_CELL = 600  # characters of one piece of a cell; a longer one continues in a row below, which may turn the page
LONGEST_PARAGRAPH = 6000


def pdf_of(paper: Paper, *, font: Path | None = None) -> bytes:
    """Write a paper as a PDF. `font` is a TrueType file with Chinese characters, embedded as far as it is used.

    Without one the PDF names the Song face (STSong-Light) that readers of Chinese PDFs bring, and its text stays text.
    """
    buffer = io.BytesIO()
    page = landscape(A4) if paper.landscape else A4
    frame = SimpleDocTemplate(
        buffer, pagesize=page, leftMargin=MARGIN, rightMargin=MARGIN, topMargin=MARGIN, bottomMargin=MARGIN,
        title=cleaned(paper.title), author=cleaned(paper.author), invariant=1, pageCompression=1,
    )  # fmt: skip
    writer = _Writer(paper, face_of(font), page[0] - 2 * MARGIN - 12)
    frame.build(list(writer.flow()), canvasmaker=lambda *given, **named: _Numbered(paper, writer.face, *given, **named))
    return buffer.getvalue()


class _Numbered(Canvas):
    """A canvas that keeps its pages until the number of all is known."""

    def __init__(self, paper: Paper, face: str, *given, **named):
        super().__init__(*given, **named)
        self.paper, self.face = paper, face
        self.kept: list[dict] = []

    def showPage(self):  # noqa: N802 (reportlab's name)
        self.kept.append(dict(self.__dict__))
        self._startPage()

    def save(self):
        kept, total = self.kept, len(self.kept)
        for number, state in enumerate(kept, start=1):
            self.__dict__.update(state)
            self._edge(number, total)
            super().showPage()
        super().save()

    def _edge(self, number: int, total: int) -> None:
        wide, high = self._pagesize
        told = f"第 {number} 页，共 {total} 页" if self.paper.language == "zh" else f"Page {number} of {total}"
        foot = f"{cleaned(self.paper.footer)}　{told}" if self.paper.footer else told
        self.setFont(self.face, 9)
        self.setFillColor(HexColor("#4B5563"))
        self.drawCentredString(wide / 2, 14 * mm, foot)
        if self.paper.header:
            self.drawRightString(wide - MARGIN, high - 16 * mm, cleaned(self.paper.header))


class _Writer:
    """Turns blocks into what reportlab sets."""

    def __init__(self, paper: Paper, face: str, width: float):
        self.paper, self.face, self.width = paper, face, width

    def flow(self) -> Iterator[Flowable]:
        if self.paper.title:
            yield self._words(self.paper.title, size=18, align="center", after=10, bold=True)
        if self.paper.subtitle:
            yield self._words(self.paper.subtitle, align="center", after=10)
        for block in self.paper.blocks:
            yield from self._block(block)
        if not self.paper.title and not self.paper.blocks:
            yield self._words("")

    def _block(self, block: Block) -> Iterator[Flowable]:
        match block:
            case Heading():
                size = (14, 12.5, 12)[min(max(block.level, 1), 3) - 1]
                yield self._words(block.text, size=size, before=8, after=4, bold=True, keep=True)
            case Paragraph():
                for number, piece in enumerate(_pieces(block.text, LONGEST_PARAGRAPH)):
                    first = 24 if block.indent and not number else 0
                    yield self._words(piece, align=block.align, first=first, after=3)
            case Clause():
                yield from self._clause(block)
            case Pairs():
                yield from self._table(pairs_table(block))
            case Table():
                yield from self._table(block)
            case Chart() if not block.empty:
                yield drawing_of(block, self.face, self.width)
            case Signatures():
                rows = [line + [""] * (2 - len(line)) for line in signature_rows(block)]
                yield from self._table(Table(rows=rows), lines=False)
            case PageBreak():
                yield Break()

    def _clause(self, clause: Clause) -> Iterator[Flowable]:
        left = 18 * (clause.level - 1)
        number = Run(f"{clause.number}　", "bold")
        for place, piece in enumerate(_pieces(clause.text, LONGEST_PARAGRAPH)):
            yield self._words([*([] if place else [number]), *piece], left=left, after=3)

    def _words(
        self, text: Text, *, size=12.0, align="left", first=0.0, left=0.0, before=0.0, after=0.0, bold=False, keep=False
    ) -> Words:
        style = ParagraphStyle(
            "words", fontName=self.face, fontSize=size, leading=size * 1.5, alignment=ALIGNED[align], leftIndent=left,
            firstLineIndent=first, spaceBefore=before, spaceAfter=after, wordWrap="CJK", keepWithNext=keep,
        )  # fmt: skip
        return Words("".join(_marked(run, bold=bold) for run in runs_of(text)), style)

    def _table(self, table: Table, *, lines: bool = True) -> Iterator[Flowable]:
        table = _turned_over(table)
        placed, head, count, columns = grid_of(table)
        if not count:
            return
        cells: list[list] = [[""] * columns for _ in range(count)]
        look: list[tuple] = [
            ("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (-1, -1), 4), ("RIGHTPADDING", (0, 0), (-1, -1), 4),
        ]  # fmt: skip
        if lines:
            look.append(("GRID", (0, 0), (-1, -1), 0.5, LINES))
        if head:
            look.append(("BACKGROUND", (0, 0), (-1, head - 1), GROUND))
        for each in placed:
            cell, is_head = each.cell, each.row < head
            align = "center" if is_head else cell.align
            cells[each.row][each.column] = self._words(cell.text, size=10, align=align, bold=cell.bold or is_head)
            if cell.span > 1 or cell.down > 1:
                corner = (each.column + cell.span - 1, each.row + cell.down - 1)
                look.append(("SPAN", (each.column, each.row), corner))
        widths = [share * self.width for share in shares_of(table, columns)]
        yield Grid(
            cells, colWidths=widths, style=look, repeatRows=head if head < count else 0, spaceBefore=4, spaceAfter=8
        )


def _marked(run: Run, *, bold: bool) -> str:
    """Write a run in reportlab's small markup; every character of it that looks like markup is escaped."""
    words = escape(run.text).replace("\n", "<br/>").replace("\t", "　")
    if bold or run.mark == "bold":
        return f'<font color="#111827"><b>{words}</b></font>'
    if run.mark == "inserted":
        return f'<u><font color="#0F766E">{words}</font></u>'
    if run.mark == "deleted":
        return f'<strike><font color="#B42318">{words}</font></strike>'
    if run.mark == "quiet":
        return f'<font color="#6B7280">{words}</font>'
    return f'<font backColor="{GROUNDS[run.mark]}">{words}</font>' if run.mark in GROUNDS else words


def _pieces(text: Text, longest: int) -> list[list[Run]]:
    """Cut a text into pieces of at most `longest` characters, between runs or within them; marks stay."""
    pieces: list[list[Run]] = [[]]
    room = longest
    for run in runs_of(text):
        words = run.text
        while words:
            taken, words = words[:room], words[room:]
            pieces[-1].append(Run(taken, run.mark))
            room -= len(taken)
            if not room:
                pieces.append([])
                room = longest
    return [piece for piece in pieces if piece] or [[]]


def _turned_over(table: Table) -> Table:
    """Let a row whose cells are too long for a page go on in rows below it; rows with cells that reach down stay."""
    rows: list = []
    for row in table.rows:
        cells = [each if isinstance(each, Cell) else Cell(each) for each in row]
        pieces = [_pieces(cell.text, LONGEST_CELL) for cell in cells]
        longest = max((len(each) for each in pieces), default=1)
        if longest == 1 or any(cell.down > 1 for cell in cells):
            rows.append(cells)
            continue
        for number in range(longest):
            rows.append(
                [
                    Cell(piece[number] if number < len(piece) else "", cell.span, 1, cell.bold, cell.align)
                    for cell, piece in zip(cells, pieces, strict=True)
                ]
            )
    return Table(rows=rows, head=table.head, widths=table.widths)
