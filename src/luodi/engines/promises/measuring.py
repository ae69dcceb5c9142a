"""Measuring: what the observations inside a term's window come to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from . import refusals
from .book import Known
from .layout import NONE, Column, Columns, Measure


@dataclass(frozen=True, eq=False, slots=True)
class Pieces:
    """Hold for each term and origin the rows [low, high) of the known observations that lie inside the window.

    `tangled` names pieces whose periods overlap: their rows are chosen one by one (`taken`); `latest` those that take one.
    """

    term: Column
    low: Column
    high: Column
    tangled: Column
    end: Column
    latest: Column

    def only(self, kept: Column) -> Pieces:
        """Give some of the pieces."""
        return Pieces(*(getattr(self, name)[kept] for name in self.__slots__))

    def rows(self, known: Known) -> tuple[Column, Column]:
        """List the rows used and the term that uses each, term by term, each series in the order of time."""
        count = self.high - self.low
        before = np.cumsum(count) - count
        rows = np.repeat(self.low - before, count) + np.arange(int(count.sum()))
        terms = np.repeat(self.term, count)
        if not self.tangled.any():
            return rows, terms
        keep = ~np.repeat(self.tangled, count)
        for piece in np.flatnonzero(self.tangled).tolist():
            span = slice(before[piece], before[piece] + count[piece])
            keep[span] = np.isin(rows[span], taken(known, self, piece))
        return rows[keep], terms[keep]


@dataclass(frozen=True, eq=False, slots=True)
class Measured:
    """Hold what the observations come to: `total` over `weight` (1 but for averages), and on what that rests."""

    total: Column
    weight: Column
    count: Column
    covered: Column
    origins: Column
    falls: Column
    last_known: Column


def pieces(frame: Columns, known: Known, start: Column, end: Column) -> Pieces:
    """Find the observations of each term: of its subject and indicator, wholly inside the window [start, end)."""
    first, last = _series(frame, known)
    width = last - first
    terms = np.repeat(np.arange(len(width)), width)
    series = np.repeat(first - (np.cumsum(width) - width), width) + np.arange(int(width.sum()))
    low = np.searchsorted(known.places, _place(known, series, start[terms]))
    high = np.maximum(np.searchsorted(known.places, _place(known, series, end[terms])), low)
    tangled = known.tangled[series]
    held = np.flatnonzero((high > low) & ~tangled)
    over = known.columns["end"][high[held] - 1] > end[terms[held]]
    high[held] -= over
    latest = np.isin(frame["measure"][terms], (Measure.LEVEL, Measure.RATE))
    low = np.where(latest & ~tangled & (high > low), high - 1, low)
    return Pieces(terms, low, high, tangled, end[terms], latest)


def measure(frame: Columns, known: Known, found: Pieces) -> Measured:
    """Add up, take the latest of, or average what was found, by each term's measure.

    :raises SeveralOrigins: if an average or a rate would be put together from several origins
    :raises AmountTooLarge: if a sum might leave 64 bits
    """
    rows = len(frame["term"])
    origins = np.bincount(found.term, minlength=rows)
    several = (origins > 1) & np.isin(frame["measure"], (Measure.AVERAGE, Measure.RATE))
    for row in np.flatnonzero(several)[:1]:
        raise refusals.SeveralOrigins(id=frame["term"][row])
    count, covered = found.high - found.low, known.days[found.high] - known.days[found.low]
    averaged = frame["measure"][found.term] == Measure.AVERAGE
    total = np.where(
        averaged,
        known.day_sums[found.high] - known.day_sums[found.low],
        known.sums[found.high] - known.sums[found.low],
    )
    falls = known.falls[found.high] - known.falls[found.low]
    latest = _latest_known(known, found)
    for piece in np.flatnonzero(found.tangled).tolist():
        used = taken(known, found, piece)
        count[piece], covered[piece], total[piece], falls[piece], latest[piece] = _of_rows(
            known, used, bool(averaged[piece])
        )
    _refuse_large(known, count)
    weight = np.where(frame["measure"] == Measure.AVERAGE, np.maximum(_gathered(found, covered, rows), 1), 1)
    last_known = np.full(rows, NONE, dtype=np.int64)
    np.maximum.at(last_known, found.term, latest)
    gathered = [_gathered(found, values, rows) for values in (total, count, covered, falls)]
    return Measured(gathered[0], weight, gathered[1], gathered[2], origins, gathered[3], last_known)


def taken(known: Known, found: Pieces, piece: int) -> list[int]:
    """Choose among overlapping periods: by their start, the longest first, each after the end of the one before.

    Of levels and rates the one that ends last.
    """
    starts, ends = known.columns["start"], known.columns["end"]
    inside = [row for row in range(int(found.low[piece]), int(found.high[piece])) if ends[row] <= found.end[piece]]
    if found.latest[piece]:
        return [max(inside, key=lambda row: (ends[row], starts[row]))] if inside else []
    chosen: list[int] = []
    for row in sorted(inside, key=lambda row: (starts[row], -ends[row])):
        if not chosen or starts[row] >= ends[chosen[-1]]:
            chosen.append(row)
    return chosen


def _of_rows(known: Known, rows: list[int], averaged: bool) -> tuple[int, int, int, int, int]:
    value, start, end = (known.columns[name][rows] for name in ("value", "start", "end"))
    length = end - start
    total = int((value * length).sum()) if averaged else int(value.sum())
    latest = int(known.columns["known_at"][rows].max()) if rows else NONE
    return len(rows), int(length.sum()), total, int((value < 0).sum()), latest


def _series(frame: Columns, known: Known) -> tuple[Column, Column]:
    """Give for each term the range of series of its subject and indicator."""
    if not len(known.pairs):
        nothing = np.zeros(len(frame["term"]), dtype=np.int64)
        return nothing, nothing
    subject, has_subject = _code(known.subjects, frame["subject"])
    indicator, has_indicator = _code(known.indicators, frame["indicator"])
    pair = np.where(has_subject & has_indicator, subject * len(known.indicators) + indicator, -1)
    return np.searchsorted(known.pairs, pair), np.searchsorted(known.pairs, pair, side="right")


def _code(ids: Column, wanted: Column) -> tuple[Column, Column]:
    at = np.minimum(np.searchsorted(ids, wanted), len(ids) - 1)
    return at, ids[at] == wanted


def _place(known: Known, series: Column, day: Column) -> Column:
    return series * known.span + np.clip(day - known.first_day, 0, known.span - 1)


def _latest_known(known: Known, found: Pieces) -> Column:
    """Give for each piece the day on which the latest of its observations became known."""
    latest = np.full(len(found.low), NONE, dtype=np.int64)
    held = np.flatnonzero(found.high > found.low)
    if len(held):
        day = np.append(known.columns["known_at"], NONE)
        edges = np.column_stack((found.low[held], found.high[held])).ravel()
        latest[held] = np.maximum.reduceat(day, edges)[::2]
    return latest


def _gathered(found: Pieces, values: Column, rows: int) -> Column:
    """Add the pieces of each term up; they stand in the order of the terms."""
    if len(found.term) == rows and (rows == 0 or (found.term == np.arange(rows)).all()):
        return values
    sums = np.zeros(rows, dtype=np.int64)
    np.add.at(sums, found.term, values)
    return sums


def _refuse_large(known: Known, count: Column) -> None:
    if len(count) and float(count.max()) * float(np.abs(known.columns["value"]).max(initial=0)) * 2 >= 2.0**63:
        row = int(np.abs(known.columns["value"]).argmax())
        raise refusals.AmountTooLarge(table="observations", row=row, value=known.columns["value"][row])
