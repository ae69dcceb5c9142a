"""Evaluating: many promises at once, due → measured → verdict, with forecast and the observations used."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from .book import Book, Known, open_book
from .forecasting import forecast
from .frame import expected, framed, planned_ppm
from .judging import completion_ppm, cured_by, lamps, progress_ppm, verdicts
from .layout import ACTS, NONE, PLAN, READING, WHOLE, Column, Columns, Measure, Rules, Verdict, columns_of, empty
from .measuring import Measured, Pieces, measure, pieces
from .reading import Reading

CHUNK = 200_000  # terms evaluated together: bounds the memory, changes no answer


class Asked(NamedTuple):
    """Name one question: what was promised and decided, on which day, as known when, by which rules."""

    promises: Any
    terms: Any
    today: int
    rules: Rules
    acts: Any = None
    plan: Any = None
    known: int | None = None


@dataclass(frozen=True, eq=False, slots=True)
class Result:
    """Hold a reading for each term that was known, in the order of the terms given; `columns` are named in READING."""

    columns: Columns
    observations: Column
    offsets: Column

    def __len__(self) -> int:
        return len(self.columns["term"])

    def reading(self, row: int) -> Reading:
        """Give one term's reading with the observations it rests on."""
        return Reading.of_row(self.columns, row, self.used(row))

    def used(self, row: int) -> list[int]:
        """List the observations that a reading rests on."""
        return self.observations[self.offsets[row] : self.offsets[row + 1]].tolist()


def evaluate(asked: Asked, observations: Any, *, chunk: int = CHUNK, with_used: bool = True) -> Result:
    """Judge every term as of a day.

    :param observations: a table of the layout, or a `Book` opened before
    :param chunk: how many terms are judged together; promises are never cut
    :param with_used: also list the observations that each reading rests on
    :raises Refusal: naming table, column and row of what can't be computed with
    """
    book = observations if isinstance(observations, Book) else open_book(observations)
    known_day = asked.today if asked.known is None else asked.known
    known = book.as_known(known_day, asked.rules.basis)
    frame = framed(asked.promises, asked.terms, _table(asked.acts, ACTS), known_day)
    plan = columns_of(_table(asked.plan, PLAN), PLAN, "plan")
    parts = [judge({name: values[cut] for name, values in frame.items()}, known, plan, asked, with_used)
             for cut in _cuts(frame["promise"], chunk)]  # fmt: skip
    return _in_order(frame["row"], parts)


def in_batches(batches: Iterable[tuple[Asked, Any]]) -> Iterator[Result]:
    """Judge batch after batch, so that memory holds one batch; a batch carries all observations of its subjects."""
    for asked, observations in batches:
        yield evaluate(asked, observations)


def judge(
    frame: Columns, known: Known, plan: Columns, asked: Asked, with_used: bool = True
) -> tuple[Columns, Column, Column]:
    """Judge the terms of one frame; give the readings' columns, the observations used and how many each used."""
    rules, today = asked.rules, asked.today
    start = np.where(frame["measure"] == Measure.CUMULATIVE, frame["begins"], frame["start"])
    found = pieces(frame, known, start, frame["end"])
    measured = measure(frame, known, found)
    actual = rounded(measured.total, measured.weight)
    done = completion_ppm(frame, measured.total, measured.weight, frame["target"])
    elapsed, of = planned_ppm(frame, plan, today)
    over, scale = expected(frame, elapsed, of)
    progress = progress_ppm(frame, measured, done, over, scale)
    by, until = cured_by(frame, measured)
    short = (today > frame["due"]) & (done < WHOLE - frame["tolerance_ppm"])
    by = np.where(short, _retested(frame, known, start, short, by), NONE)
    cure_end = np.maximum(frame["cure_until"], until)
    verdict = verdicts(frame, measured, done, progress, by, cure_end, today, rules)
    value, low, high = forecast(frame, known, found, measured, start, actual, rules.interval_ppm)
    empty_handed = measured.count == 0
    ppm = [np.where(empty_handed, NONE, each) for each in (actual, done, progress)]
    columns = {
        "term": frame["term"], "promise": frame["promise"], "window_start": start, "window_end": frame["end"],
        "due": frame["due"], "target": frame["target"], "actual": ppm[0], "count": measured.count,
        "completion_ppm": ppm[1], "time_ppm": elapsed * WHOLE // of, "progress_ppm": ppm[2], "verdict": verdict,
        "lamp": lamps(verdict, progress, rules), "moved": frame["moved"], "cure_until": cure_end,
        "cured_by": np.where(verdict == Verdict.CURED, by, NONE), "forecast": value, "forecast_low": low,
        "forecast_high": high, "last_known": measured.last_known,
    }  # fmt: skip
    used = _used(known, found) if with_used else np.zeros(0, dtype=np.int64)
    return columns, used, measured.count if with_used else np.zeros_like(measured.count)


def rounded(total: Column, weight: Column) -> Column:
    """Divide and round to the nearest, halves upwards."""
    whole, rest = np.divmod(total, weight)
    return whole + (rest >= weight - rest)


def _retested(frame: Columns, known: Known, start: Column, short: Column, by: Column) -> Column:
    """Test again what is in a cure period: the window reaches to its end, the targets that end within it are added."""
    rows = np.flatnonzero(short & (frame["cure_until"] > frame["due"]) & (by == NONE))
    if not len(rows):
        return by
    part = {name: values[rows] for name, values in frame.items()}
    end = part["end"] + (part["cure_until"] - part["due"])
    measured: Measured = measure(part, known, pieces(part, known, start[rows], end))
    target = part["target"] + _added_targets(frame, rows, end)
    done = completion_ppm(part, measured.total, measured.weight, target)
    cured = (measured.count > 0) & (done >= WHOLE - part["tolerance_ppm"])
    by = by.copy()
    by[rows[cured]] = part["term"][cured]
    return by


def _added_targets(frame: Columns, rows: Column, end: Column) -> Column:
    """Give what later terms of the promise ask for until the end of the cure; for sums only, the rest contains it."""
    added = np.zeros(len(rows), dtype=np.int64)
    summed = frame["measure"][rows] == Measure.SUM
    for ahead in range(1, len(frame["term"])):
        later = rows + ahead
        there = later < len(frame["term"])
        later = np.minimum(later, len(frame["term"]) - 1)
        there &= summed & (frame["promise"][later] == frame["promise"][rows])
        there &= (frame["end"][later] <= end) & (frame["start"][later] >= frame["end"][rows])
        if not (summed & (frame["promise"][later] == frame["promise"][rows]) & (rows + ahead == later)).any():
            break
        added += np.where(there, frame["target"][later], 0)
    return added


def _used(known: Known, found: Pieces) -> Column:
    rows, _ = found.rows(known)
    return known.columns["observation"][rows]


def _table(given: Any, layout: dict[str, int | None]) -> Any:
    return empty(layout) if given is None else given


def _cuts(promise: Column, chunk: int) -> Iterator[slice]:
    """Cut a frame into slices of about `chunk` terms, never inside a promise."""
    low = 0
    while low < len(promise):
        high = min(low + max(chunk, 1), len(promise))
        high = int(np.searchsorted(promise, promise[high - 1], side="right"))
        yield slice(low, high)
        low = high


def _in_order(row: Column, parts: list[tuple[Columns, Column, Column]]) -> Result:
    """Put the chunks together in the order in which the terms were given."""
    if not parts:
        return Result({name: np.zeros(0, dtype=np.int64) for name in READING}, row[:0], np.zeros(1, dtype=np.int64))
    columns = {name: np.concatenate([part[0][name] for part in parts]) for name in READING}
    used, counts = np.concatenate([part[1] for part in parts]), np.concatenate([part[2] for part in parts])
    if (row[1:] < row[:-1]).any():
        order = np.argsort(row)
        columns = {name: values[order] for name, values in columns.items()}
        first = (np.cumsum(counts) - counts)[order]
        counts = counts[order]
        inner = np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)
        used = used[np.repeat(first, counts) + inner] if len(used) else used
    return Result(columns, used, np.concatenate(([0], np.cumsum(counts))))
