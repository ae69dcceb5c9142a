"""An agreement's text and its redline as papers, from which Word files and PDFs are made."""

from luodi.engines.papers import Paper, Paragraph, Run

from .redline import Redline

MARKS = {"=": "", "-": "deleted", "+": "inserted"}


def text_paper(text: str) -> Paper:
    """Give a text as a paper that says exactly that: its first line is the title, every further line a paragraph."""
    title, _, rest = text.strip().partition("\n")
    lines = [line for line in rest.split("\n") if line.strip()]
    return Paper(
        title.strip(), tuple(Paragraph(line.strip(), indent=not line.lstrip().startswith("第")) for line in lines)
    )


def redline_paper(title: str, redline: Redline) -> Paper:
    """Give a redline as a paper whose insertions and deletions are tracked changes in Word and marked in a PDF."""
    blocks: list[Paragraph] = []
    for change in redline.changes:
        line: list[Run] = []
        for piece in change.pieces:
            first, *others = piece.text.split("\n")
            line.append(Run(first, MARKS[piece.op]))
            for each in others:
                blocks.append(Paragraph(tuple(line), indent=False))
                line = [Run(each, MARKS[piece.op])]
        blocks.append(Paragraph(tuple(line), indent=False))
    kept = tuple(block for block in blocks if any(run.text.strip() for run in block.text))  # type: ignore[union-attr]
    return Paper(title, kept)
