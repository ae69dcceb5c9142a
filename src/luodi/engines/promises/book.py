"""The book of observations: sorted once, and asked for what was known on a day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from . import refusals
from .layout import LONGEST, MOST, OBSERVATIONS, Column, Columns, State, columns_of

KEY = ("subject", "indicator", "origin", "start", "end")
ORDER = (*KEY, "known_at", "observation")


@dataclass(frozen=True, eq=False, slots=True)
class Book:
    """Hold observations sorted by subject, indicator, origin, period, then by when they became known."""

    columns: Columns

    def __len__(self) -> int:
        return len(self.columns["observation"])

    def as_known(self, day: int, basis: State) -> Known:
        """Give for each period the statement that held at the end of a day.

        Verified basis: the last one that is verified, disputed or superseded, if it is verified. Reported basis: the last
        one of all, if it is reported or verified. So a new claim doesn't unseat what is confirmed; a dispute does.
        """
        state = self.columns["state"]
        heard = self.columns["known_at"] <= day
        if basis == State.VERIFIED:
            heard &= state != State.REPORTED
        counts = (state == State.VERIFIED) | ((state == State.REPORTED) & (basis == State.REPORTED))
        chosen = np.flatnonzero(heard)
        if len(chosen):
            last = np.ones(len(chosen), dtype=bool)
            if len(chosen) == len(state):
                last[:-1] = _changes(self.columns, KEY)
            else:
                last[:-1] = _changes({name: self.columns[name][chosen] for name in KEY}, KEY)
            chosen = chosen[last & counts[chosen]]
        whole = len(chosen) == len(state)
        return Known.of({name: values if whole else values[chosen] for name, values in self.columns.items()})


@dataclass(frozen=True, eq=False, slots=True)
class Known:
    """Hold what was known on a day: one row for each period of a series, with prefix sums and the place of each series.

    A series is one indicator of one subject from one origin. It is `tangled` where its periods overlap.
    """

    columns: Columns
    subjects: Column
    indicators: Column
    pairs: Column
    places: Column
    tangled: Column
    first_day: int
    span: int
    sums: Column
    days: Column
    day_sums: Column
    falls: Column

    @classmethod
    def of(cls, columns: Columns) -> Known:
        """Lay out sorted columns for questions."""
        subject, indicator, start, end = (columns[name] for name in ("subject", "indicator", "start", "end"))
        rows = len(subject)
        heads = np.ones(rows, dtype=bool)
        heads[1:] = _changes(columns, KEY[:3])
        begins = np.flatnonzero(heads)
        series = np.cumsum(heads) - 1
        own = subject[begins]
        subjects, indicators = own[np.diff(own, prepend=own[:1] - 1) != 0], np.unique(indicator[begins])
        pairs = np.searchsorted(subjects, own) * max(len(indicators), 1)
        pairs += np.searchsorted(indicators, indicator[begins])
        tangled = np.zeros(len(begins), dtype=bool)
        if rows:
            tangled[series[1:][~heads[1:] & (start[1:] < end[:-1])]] = True
        first_day = int(start.min()) if rows else 0
        span = int(start.max()) - first_day + 2 if rows else 2
        length = end - start
        return cls(
            columns, subjects, indicators, pairs, series * span + (start - first_day), tangled, first_day, span,
            _prefix(columns["value"]), _prefix(length), _prefix(columns["value"] * length), _prefix(columns["value"] < 0),
        )  # fmt: skip


def open_book(observations: Any) -> Book:
    """Check and sort observations.

    :raises Refusal: naming the row that can't be counted with
    """
    columns = columns_of(observations, OBSERVATIONS, "observations")
    _check(columns)
    if not _sorted(columns):
        order = _order(columns)
        columns = {name: values[order] for name, values in columns.items()}
    return Book(columns)


def _check(columns: Columns) -> None:
    length = columns["end"] - columns["start"]
    for row in np.flatnonzero((length <= 0) | (length > LONGEST))[:1]:
        raise refusals.EmptyWindow(table="observations", row=row, id=columns["observation"][row], most=LONGEST)
    for row in np.flatnonzero((columns["value"] > MOST) | (columns["value"] < -MOST))[:1]:
        raise refusals.AmountTooLarge(table="observations", row=row, value=columns["value"][row])
    for row in np.flatnonzero((columns["state"] < State.REPORTED) | (columns["state"] > State.SUPERSEDED))[:1]:
        raise refusals.UnknownCode(table="observations", row=row, column="state", value=columns["state"][row])


def _sorted(columns: Columns) -> bool:
    """Tell whether the rows stand in order already, as a snapshot's do."""
    rows = len(columns["observation"])
    undecided = np.ones(max(rows - 1, 0), dtype=bool)
    for name in ORDER:
        before, after = columns[name][:-1], columns[name][1:]
        if (undecided & (after < before)).any():
            return False
        undecided &= after == before
    return True


def _order(columns: Columns) -> Column:
    """Sort: by one packed key if the ranges fit into 63 bits, and by the days of knowing where a period stands twice."""
    packed = _packed(columns)
    if packed is None:
        return np.lexsort([columns[name] for name in reversed(ORDER)])
    order = np.argsort(packed)
    same = packed[order[1:]] == packed[order[:-1]]
    if same.any():
        twice = np.zeros(len(order), dtype=bool)
        twice[1:] |= same
        twice[:-1] |= same
        rows = order[twice]
        order[twice] = rows[np.lexsort((columns["observation"][rows], columns["known_at"][rows], packed[rows]))]
    return order


def _packed(columns: Columns) -> Column | None:
    packed, room = np.zeros(len(columns["observation"]), dtype=np.int64), 1
    for name in KEY:
        values = columns[name] - columns["start"] if name == "end" else columns[name]
        least, most = int(values.min()), int(values.max())
        room *= most - least + 1
        if room >= 2**63:
            return None
        packed = packed * (most - least + 1) + (values - least)
    return packed


def _changes(columns: Columns, names: tuple[str, ...]) -> Column:
    """Tell for each row but the first whether it differs from the one before in one of the columns."""
    changed = columns[names[0]][1:] != columns[names[0]][:-1]
    for name in names[1:]:
        changed |= columns[name][1:] != columns[name][:-1]
    return changed


def _prefix(values: Column) -> Column:
    """Sum up with a leading 0. Sums may wrap around: differences stay right as long as they fit themselves."""
    sums = np.zeros(len(values) + 1, dtype=np.int64)
    np.cumsum(values, out=sums[1:], dtype=np.int64)
    return sums
