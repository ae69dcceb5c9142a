"""Promises 承诺: who promised how much of which indicator by when, held against what was observed, as known on a day.

Columns in, readings out; one promise or a million, the same answer (docs/promises.md). `payments` settles staged support,
`credit` splits what several units share, `standing` keeps readings up to date.
"""

from .book import Book, open_book
from .credit import SHARES, credited, split
from .evaluating import Asked, Result, evaluate, in_batches
from .layout import (
    ACTS,
    NEVER,
    NONE,
    OBSERVATIONS,
    PLAN,
    PROMISES,
    READING,
    TERMS,
    WHOLE,
    Act,
    Direction,
    Lamp,
    Measure,
    Rules,
    State,
    Time,
    Verdict,
)
from .one import read_promise
from .payments import LINES, STAGES, Standing, Terms, settle, settle_one, staged
from .reading import VERDICTS, Reading, day_number, day_of
from .standing import Ledger

__all__ = [
    "ACTS", "LINES", "NEVER", "NONE", "OBSERVATIONS", "PLAN", "PROMISES", "READING", "SHARES", "STAGES", "TERMS",
    "VERDICTS", "WHOLE", "Act", "Asked", "Book", "Direction", "Lamp", "Ledger", "Measure", "Reading", "Result", "Rules",
    "Standing", "State", "Terms", "Time", "Verdict", "credited", "day_number", "day_of", "evaluate", "in_batches",
    "open_book", "read_promise", "settle", "settle_one", "split", "staged",
]  # fmt: skip
