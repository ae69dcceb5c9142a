"""Rows of tables in running text: cells between CELL marks, their meaning told by a header row or by their content."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from ..numerals import NUMBER, number, whole
from ..strip import CELL, PARAGRAPH, Strip
from ..vocabulary import alternation, words

Cell = tuple[int, int]


@dataclass(frozen=True)
class Row:
    """One row: its cells as [start, end) of the body, the column's meanings by header, the amount if it has one."""

    cells: tuple[Cell, ...]
    meanings: tuple[str | None, ...]
    amount: tuple[int | float, str] | None
    amount_cell: Cell | None
    numbered: bool

    def cell(self, meaning: str) -> Cell | None:
        """Return the cell under the header of this meaning: project, investor, unit, deadline."""
        if len(self.meanings) != len(self.cells):
            return None
        return next((cell for cell, told in zip(self.cells, self.meanings, strict=True) if told == meaning), None)


def rows(body: Strip) -> Iterator[Row]:
    """Yield the table rows of a body; a row without digits before them is the header."""
    header: tuple[str | None, ...] = ()
    header_text: tuple[str, ...] = ()
    start = 0
    for line in body.text.split(PARAGRAPH):
        if CELL in line:
            cells = _cells(line, start)
            texts = [body.text[a:b] for a, b in cells]
            told = tuple(_meaning(text) for text in texts)
            if not header and sum(1 for meaning in told if meaning) >= 2:
                header, header_text = told, tuple(texts)
            else:
                amount, at = _amount(texts, header, header_text)
                yield Row(
                    cells,
                    header,
                    amount,
                    cells[at] if at is not None else None,
                    bool(re.fullmatch(r"\d{1,3}[.、]?", texts[0])),
                )
        start += len(line) + 1


def _cells(line: str, start: int) -> tuple[Cell, ...]:
    found, left = [], 0
    for part in line.split(CELL):
        if part:
            found.append((start + left, start + left + len(part)))
        left += len(part) + 1
    return tuple(found)


@cache
def _meanings() -> tuple[tuple[str, re.Pattern[str]], ...]:
    deals, organisations, tasks = words("deals"), words("organisations"), words("tasks")
    labels = [label for listed in organisations["labels"].values() for label in listed]
    return (
        ("number", re.compile(r"序号|编号")),
        ("amount", re.compile(alternation(deals["labels_amount"]))),
        ("investor", re.compile(alternation(deals["labels_investor"]))),
        ("project", re.compile(rf"(?:{alternation(deals['labels_project'])})\Z")),
        ("support", re.compile(alternation(organisations["labels"]["配合"]))),
        ("unit", re.compile(alternation(labels))),
        ("deadline", re.compile(alternation(tasks["deadline_labels"]))),
        ("task", re.compile(r"任务|事项|工作内容|议定|举措|问题")),
    )


def _meaning(text: str) -> str | None:
    if len(text) > 14:
        return None
    bare = re.sub(r"\(.*\)", "", text)
    return next(
        (
            meaning
            for meaning, pattern in _meanings()
            if pattern.fullmatch(bare) or (meaning != "project" and pattern.search(bare) and len(bare) <= 6)
        ),
        None,
    )


def _amount(
    texts: list[str], header: tuple[str | None, ...], header_text: tuple[str, ...]
) -> tuple[tuple[int | float, str] | None, int | None]:
    currencies = words("money")["currencies"]
    written = re.compile(rf"(?:约|近)?(?P<n>{NUMBER})(?P<c>{alternation(currencies)})\Z")
    for at, text in enumerate(texts):
        match = written.search(text)
        if match and (value := number(match["n"])) is not None:
            return (whole(value), currencies[match["c"]]), at
    if len(header) != len(texts) or "amount" not in header:
        return None, None
    at = header.index("amount")
    unit = re.search(rf"(?P<s>[万亿]*)(?P<c>{alternation(currencies)})", header_text[at])
    value = number(texts[at])
    if not unit or value is None:
        return None, None
    for char in unit["s"]:
        value *= {"万": 10_000, "亿": 100_000_000}[char]
    return (whole(value), currencies[unit["c"]]), at
