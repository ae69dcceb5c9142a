"""Standing results: kept between questions, so that an appended observation re-judges only what depends on it."""

from __future__ import annotations

from typing import Any

import numpy as np

from luodi.values.refusal import Refusal

from .book import Book, open_book
from .evaluating import Asked, Result, evaluate
from .layout import ACTS, OBSERVATIONS, PLAN, PROMISES, READING, TERMS, Column, Columns, columns_of, empty
from .one import read_promise

FEW = 20  # terms, and ten times as many observations: below that the reader of one promise is quicker
TABLES = (("promises", PROMISES), ("terms", TERMS), ("acts", ACTS), ("plan", PLAN))


class Ledger:
    """Keep the readings of all terms as of one day, and bring them up to date with each appended observation.

    What is appended stands beside the sorted book until `settle` merges it.
    """

    def __init__(self, asked: Asked, observations: Any) -> None:
        """Judge everything once."""
        self._book = observations if isinstance(observations, Book) else open_book(observations)
        tables: dict[str, Any] = {
            name: columns_of(empty(layout) if getattr(asked, name) is None else getattr(asked, name), layout, name)
            for name, layout in TABLES
        }
        promised = tables["promises"]
        self._asked = asked._replace(**tables)
        self._by_pair = np.lexsort((promised["indicator"], promised["subject"]))
        self._subjects = promised["subject"][self._by_pair]
        self._terms = _Groups(tables["terms"]["promise"])
        self._acts, self._plan = _Groups(tables["acts"]["term"]), _Groups(tables["plan"]["term"])
        self._tail: dict[tuple[int, int], list[dict[str, int]]] = {}
        self.readings = evaluate(self._asked, self._book, with_used=False).columns
        self._rows = _Groups(self.readings["term"])

    def append(self, observation: dict[str, int]) -> list[int]:
        """Take in one observation; give the terms that were judged again.

        :raises Refusal: if the observation can't be counted with; nothing has changed then
        """
        row = {name: int(observation[name] if default is None else observation.get(name, default))
               for name, default in OBSERVATIONS.items()}  # fmt: skip
        open_book(_table([row]))
        pair = row["subject"], row["indicator"]
        self._tail.setdefault(pair, []).append(row)
        try:
            columns = self._judged_again(*pair)
        except Refusal:
            self._tail[pair].pop()
            raise
        places = self._rows.of(columns["term"])
        for name, values in columns.items():
            self.readings[name][places] = values
        return columns["term"].tolist()

    def _judged_again(self, subject: int, indicator: int) -> Columns:
        """Judge what depends on a pair: little of it promise by promise, which is quicker there, much of it by columns."""
        asked, seen = self._about(subject, indicator), self._seen(subject, indicator)
        origin = seen["origin"]
        if len(asked.terms["term"]) > FEW or len(origin) > FEW * 10 or (origin != origin[0]).any():
            return evaluate(asked, seen, with_used=False).columns
        promises, terms, acts, plan, observations = map(_rows, (*asked[:2], asked.acts, asked.plan, seen))
        readings = [
            reading
            for promise in promises
            for reading in read_promise(
                promise, [term for term in terms if term["promise"] == promise["promise"]], observations,
                today=asked.today, rules=asked.rules, acts=acts, plan=plan, known=asked.known,
            )
        ]  # fmt: skip
        return {name: np.array([getattr(each, name) for each in readings], dtype=np.int64) for name in READING}

    def explained(self, promise: int) -> Result:
        """Give the readings of one promise with the observations they rest on."""
        promised = self._asked.promises
        row = np.flatnonzero(promised["promise"] == promise)
        subject, indicator = int(promised["subject"][row[0]]), int(promised["indicator"][row[0]])
        return evaluate(self._of_promises(row), self._seen(subject, indicator))

    def settle(self) -> None:
        """Merge what was appended into the book; changes no answer."""
        rows = [row for rows in self._tail.values() for row in rows]
        if rows:
            tail = _table(rows)
            self._book = open_book({name: np.concatenate((self._book.columns[name], tail[name])) for name in tail})
            self._tail.clear()

    def _about(self, subject: int, indicator: int) -> Asked:
        low, high = np.searchsorted(self._subjects, subject), np.searchsorted(self._subjects, subject, side="right")
        rows = self._by_pair[low:high]
        return self._of_promises(rows[self._asked.promises["indicator"][rows] == indicator])

    def _of_promises(self, rows: Column) -> Asked:
        asked = self._asked
        promised = {name: values[rows] for name, values in asked.promises.items()}
        terms = self._terms.rows(promised["promise"])
        held = {name: values[terms] for name, values in asked.terms.items()}
        acts, plan = self._acts.rows(held["term"]), self._plan.rows(held["term"])
        return asked._replace(
            promises=promised,
            terms=held,
            acts={name: values[acts] for name, values in asked.acts.items()},
            plan={name: values[plan] for name, values in asked.plan.items()},
        )

    def _seen(self, subject: int, indicator: int) -> Columns:
        book = self._book.columns
        low, high = np.searchsorted(book["subject"], subject), np.searchsorted(book["subject"], subject, side="right")
        first = low + np.searchsorted(book["indicator"][low:high], indicator)
        last = low + np.searchsorted(book["indicator"][low:high], indicator, side="right")
        tail = _table(self._tail.get((subject, indicator), []))
        return {name: np.concatenate((values[first:last], tail[name])) for name, values in book.items()}


class _Groups:
    """Find the rows that belong to an id."""

    def __init__(self, ids: Column) -> None:
        self._order = np.argsort(ids, kind="stable")
        self._ids = ids[self._order]

    def rows(self, wanted: Column) -> Column:
        """Give all rows of some ids."""
        low, high = np.searchsorted(self._ids, wanted), np.searchsorted(self._ids, wanted, side="right")
        spans = [self._order[first:last] for first, last in zip(low, high, strict=True)]
        return np.concatenate(spans) if spans else self._order[:0]

    def of(self, wanted: Column) -> Column:
        """Give the one row of each id."""
        return self._order[np.searchsorted(self._ids, wanted)]


def _table(rows: list[dict[str, int]]) -> Columns:
    return {name: np.array([row[name] for row in rows], dtype=np.int64) for name in OBSERVATIONS}


def _rows(columns: Columns) -> list[dict[str, int]]:
    values = [column.tolist() for column in columns.values()]
    return [dict(zip(columns, row, strict=True)) for row in zip(*values, strict=True)]
