"""The published layout of the columns: names, meaning, defaults, and the codes that stand in them.

Every column is whole numbers. Days are counted from 1970-01-01 (what Arrow calls date32), periods are half open,
amounts stand in the smallest unit (分, one project, one ppm of a rate), shares in ppm, whole millionths.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numpy as np

from . import refusals

Column = np.ndarray
Columns = dict[str, Column]

WHOLE = 1_000_000
NONE = -(2**63)  # there is no such value
NEVER = 2**31 - 1  # a day that does not come
MOST = 10**15  # the largest amount: ten million million 元, in 分
LONGEST = 9_000  # days of one window, 24 years: keeps value × days inside 64 bits


class Measure(IntEnum):
    """Say what of the observations inside the window is held against the target."""

    SUM = 1
    LEVEL = 2
    AVERAGE = 3
    CUMULATIVE = 4
    RATE = 5


class Direction(IntEnum):
    """Say which way is better."""

    HIGHER = 1
    LOWER = -1


class Time(IntEnum):
    """Say how the time that is over is counted."""

    DAYS = 0
    MONTHS = 1
    PLAN = 2


class State(IntEnum):
    """Say what a statement is: claimed, confirmed, contested, or taken back."""

    REPORTED = 1
    VERIFIED = 2
    DISPUTED = 3
    SUPERSEDED = 4


class Act(IntEnum):
    """Say what somebody decided about a term; of each kind the one known last holds."""

    MOVED = 1
    WAIVED = 2
    CURE_UNTIL = 3
    NOTICED = 4
    CURE_PLANNED = 5


class Verdict(IntEnum):
    """Say how a term stands."""

    NOT_DUE = 0
    ON_TRACK = 1
    AT_RISK = 2
    MET = 3
    BREACHED = 4
    IN_CURE = 5
    CURED = 6
    WAIVED = 7
    NO_DATA = 8


class Lamp(IntEnum):
    """Give the colour; grey says that nothing is known or due and is never green."""

    GREY = 0
    GREEN = 1
    YELLOW = 2
    RED = 3


PROMISES: dict[str, int | None] = {
    "promise": None,
    "subject": None,
    "indicator": None,
    "measure": None,
    "direction": int(Direction.HIGHER),
    "tolerance_ppm": 0,
    "cumulative_cure": 0,
    "time_unit": int(Time.DAYS),
}
TERMS: dict[str, int | None] = {
    "term": None,
    "promise": None,
    "start": None,
    "end": None,
    "due": None,
    "target": None,
    "base": NONE,
    "known_at": 0,
    "known_until": NEVER,
}
ACTS: dict[str, int | None] = {"act": None, "term": None, "kind": None, "day": None, "known_at": None}
PLAN: dict[str, int | None] = {"term": None, "day": None, "share_ppm": None}
OBSERVATIONS: dict[str, int | None] = {
    "observation": None,
    "subject": None,
    "indicator": None,
    "origin": 0,
    "start": None,
    "end": None,
    "value": None,
    "known_at": None,
    "state": int(State.VERIFIED),
}
READING = (
    "term", "promise", "window_start", "window_end", "due", "target", "actual", "count", "completion_ppm", "time_ppm",
    "progress_ppm", "verdict", "lamp", "moved", "cure_until", "cured_by", "forecast", "forecast_low", "forecast_high",
    "last_known",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rules:
    """Hold the dated parameters of a judgement; the caller takes them from the parameters in force, nothing is assumed.

    `green_ppm`, `yellow_ppm`: progress from which the lamp is green or yellow. `at_risk_below_ppm`: progress below which
    a term is at risk. `silence_days`: days after the start without an observation until that is "no data".
    `basis`: VERIFIED judges by what is confirmed, REPORTED by what is claimed. `interval_ppm`: coverage of the forecast's
    interval.
    """

    green_ppm: int
    yellow_ppm: int
    at_risk_below_ppm: int
    silence_days: int
    interval_ppm: int
    basis: State = State.VERIFIED

    def __post_init__(self) -> None:
        if not 0 <= self.yellow_ppm <= self.green_ppm or not 0 < self.interval_ppm < WHOLE:
            raise ValueError("yellow lies below green, and the interval covers some but not all")
        if self.basis not in (State.VERIFIED, State.REPORTED):
            raise ValueError("a judgement rests on what is verified or on what is reported")


def columns_of(table: Any, layout: Mapping[str, int | None], name: str) -> Columns:
    """Take the columns of a layout out of a mapping or an Arrow table, as int64, with the defaults filled in.

    :raises ColumnMissing: if a column without a default is not there
    :raises ColumnNotWhole: if a column holds something else than whole numbers, or gaps
    :raises ColumnsDiffer: if the columns are of different lengths
    """
    names = set(getattr(table, "column_names", None) or table.keys())
    if missing := [column for column, default in layout.items() if default is None and column not in names]:
        raise refusals.ColumnMissing(table=name, column=missing[0])
    taken = {column: _whole(table[column], name, column) for column in layout if column in names}
    rows = {len(values) for values in taken.values()}
    if len(rows) > 1:
        raise refusals.ColumnsDiffer(table=name, lengths=sorted(rows))
    length = rows.pop()
    return {
        column: taken[column] if column in taken else np.full(length, default, dtype=np.int64)
        for column, default in layout.items()
    }


def _whole(values: Any, table: str, column: str) -> Column:
    if hasattr(values, "null_count"):  # Arrow
        if values.null_count:
            raise refusals.ColumnNotWhole(table=table, column=column)
        values = (values.chunk(0) if getattr(values, "num_chunks", 0) == 1 else values).to_numpy(zero_copy_only=False)
    array = np.asarray(values)
    if np.issubdtype(array.dtype, np.datetime64):
        array = array.astype("datetime64[D]").view(np.int64)
    if array.ndim != 1 or (len(array) and not np.issubdtype(array.dtype, np.integer)):
        raise refusals.ColumnNotWhole(table=table, column=column)
    return array.astype(np.int64, copy=False)


def empty(layout: Mapping[str, int | None]) -> Columns:
    """Give a table of a layout without rows."""
    return {column: np.zeros(0, dtype=np.int64) for column in layout}
