"""What a paper is made of: frozen blocks that say nothing about Word or PDF."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

# What XML cannot carry, halves of characters, and the marks that turn the direction of writing around.
UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069]")
MARKS = ("", "bold", "inserted", "deleted", "forbid", "review", "note", "quiet")
COLOUR = re.compile("[0-9A-Fa-f]{6}")
ALIGNS = ("left", "center", "right")


@dataclass(frozen=True, slots=True)
class Run:
    """Some characters with one mark: bold, inserted, deleted, forbid, review, note (coloured grounds) or quiet (grey)."""

    text: str
    mark: str = ""

    def __post_init__(self):
        if self.mark not in MARKS:
            raise ValueError(f"unknown mark {self.mark!r}")


Text = str | Sequence[Run]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1, 2 or 3."""

    text: Text
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; its first line is set in by two characters unless `indent` says no. Line breaks in it are kept."""

    text: Text
    indent: bool = True
    align: str = "left"

    def __post_init__(self):
        if self.align not in ALIGNS:
            raise ValueError(f"unknown alignment {self.align!r}")


@dataclass(frozen=True, slots=True)
class Clause:
    """A numbered clause: the number as it shall stand ("第三条", "3.1", "（二）"), hanging before its text."""

    number: str
    text: Text
    level: int = 1


@dataclass(frozen=True, slots=True)
class Pairs:
    """Labels with their values, as a table of two or four columns."""

    rows: Sequence[tuple[str, Text]]
    columns: int = 2


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table that reaches over several columns (`span`) or rows (`down`)."""

    text: Text
    span: int = 1
    down: int = 1
    bold: bool = False
    align: str = "left"


@dataclass(frozen=True, slots=True)
class Table:
    """A table. Each row lists its cells from the left; places that a cell above reaches into are left out.

    The head is repeated on every page. `widths` are shares of the paper's width, equal ones if left out.
    """

    rows: Sequence[Sequence["Cell | Text"]]
    head: Sequence[Sequence["Cell | Text"]] = ()
    widths: Sequence[float] = ()


@dataclass(frozen=True, slots=True)
class Series:
    """A line of values of a chart, one for each label; None where there is none. `colour` is six hexadecimal digits."""

    name: str
    values: Sequence[float | None]
    colour: str

    def __post_init__(self):
        if not COLOUR.fullmatch(self.colour):
            raise ValueError(f"{self.colour!r} is not a colour")


@dataclass(frozen=True, slots=True)
class Chart:
    """Columns beside or, if `stacked`, upon each other: one group for each label. `unit` stands beside the title."""

    title: str
    labels: Sequence[str]
    series: Sequence[Series]
    unit: str = ""
    stacked: bool = False

    def __post_init__(self):
        if any(len(each.values) != len(self.labels) for each in self.series):
            raise ValueError("a series has not as many values as there are labels")

    @property
    def empty(self) -> bool:
        """Tell whether there is nothing to draw."""
        return not any(value for each in self.series for value in each.values)


@dataclass(frozen=True, slots=True)
class Signatures:
    """Lines to sign on: label and what already stands there, two beside each other."""

    lines: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins a new page."""


Block = Heading | Paragraph | Clause | Pairs | Table | Chart | Signatures | PageBreak


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper of A4 pages with their numbers at the foot. `author` is named on inserted and deleted words in Word."""

    title: str
    blocks: Sequence[Block]
    subtitle: str = ""
    header: str = ""
    footer: str = ""
    author: str = "Luodi"
    language: str = "zh"
    landscape: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """A cell at its place in the grid of a table."""

    row: int
    column: int
    cell: Cell


def cleaned(text: str) -> str:
    """Leave out what neither Word nor a PDF can carry; line ends become one kind."""
    return UNFIT.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n"))


def runs_of(text: Text) -> list[Run]:
    """Give a text as cleaned runs, none of them empty."""
    runs = [Run(text)] if isinstance(text, str) else text
    return [Run(words, run.mark) for run in runs if (words := cleaned(run.text))]


def plain_text(text: Text) -> str:
    """Give the characters of a text as it stands after the change: without what is marked as deleted."""
    return "".join(run.text for run in runs_of(text) if run.mark != "deleted")


def cell_of(given: Cell | Text) -> Cell:
    """Give what stands in a row as a cell."""
    return given if isinstance(given, Cell) else Cell(given)


def grid_of(table: Table) -> tuple[list[Placed], int, int, int]:
    """Put the cells of a table on a grid, and give them with the numbers of head rows, rows and columns.

    :raises ValueError: when a row is wider than the table or a cell reaches over its edge
    """
    given = [*table.head, *table.rows]
    width = max(len(table.widths), _width(given))
    taken: set[tuple[int, int]] = set()
    placed: list[Placed] = []
    for number, row in enumerate(given):
        for each in _row_placed(number, row, taken):
            if each.column + each.cell.span > width or number + each.cell.down > len(given):
                raise ValueError(f"row {number} reaches over the edge of the table")
            placed.append(each)
    return placed, len(table.head), len(given), width


def _width(rows: Sequence[Sequence[Cell | Text]]) -> int:
    first = rows[0] if rows else ()
    return sum(cell_of(each).span for each in first)


def _row_placed(number: int, row: Sequence[Cell | Text], taken: set[tuple[int, int]]) -> Iterator[Placed]:
    column = 0
    for given in row:
        cell = cell_of(given)
        while (number, column) in taken:
            column += 1
        yield Placed(number, column, cell)
        taken.update((number + below, column + beside) for below in range(cell.down) for beside in range(cell.span))
        column += cell.span


def shares_of(table: Table, columns: int) -> list[float]:
    """Give the widths of the columns as shares that add up to one."""
    widths = list(table.widths) or [1.0] * columns
    total = float(sum(widths)) or 1.0
    return [width / total for width in widths]


def pairs_table(pairs: Pairs) -> Table:
    """Arrange labels and values as a table."""
    beside = 2 if pairs.columns >= 4 else 1
    given = list(pairs.rows)
    rows = []
    for start in range(0, len(given), beside):
        line: list[Cell | Text] = []
        for label, value in given[start : start + beside]:
            line += [Cell(label, bold=True), Cell(value)]
        rows.append(line + [Cell("")] * (2 * beside - len(line)))
    return Table(rows=rows, widths=(2, 3, 2, 3) if beside == 2 else (1, 4))


def signature_rows(signatures: Signatures) -> list[list[str]]:
    """Arrange lines to sign on, two beside each other."""
    words = [f"{label}：{value or '＿' * 10}" for label, value in signatures.lines]
    return [words[start : start + 2] for start in range(0, len(words), 2)]
