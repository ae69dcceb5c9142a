"""A table of firms as NumPy columns, block by block: 64-bit numbers, masks of what is unknown, dictionaries of codes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from luodi.values.refusal import Refusal, sentence_of

from .shape import Field

Mask = np.ndarray[Any, np.dtype[np.bool_]]
Array = np.ndarray[Any, np.dtype[Any]]
FIRM = "firm"
MARKED_AT_ONCE = 65_536  # rows
MOST_MARKS = 62  # members of a set that fit into the bits of a whole number


class ColumnMissing(Refusal):
    """The table has no column that says which firm a row is."""

    code = "policy_column_missing"


class ColumnWrong(Refusal):
    """A column is of another type than its field."""

    code = "policy_column_wrong"


class FirmTwice(Refusal):
    """A firm stands in the table more than once."""

    code = "policy_firm_twice"


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something in the table that was not believed: a column that isn't there, values out of bounds; taken as unknown."""

    code: str
    column: str
    count: int
    firms: tuple[str, ...] = ()

    def sentence(self, language: str = "zh") -> str:
        """Word it in Chinese or English."""
        return sentence_of(self.code, {"column": self.column, "count": self.count, "firms": self.firms}, language)


class Population:
    """A table of firms made ready once: checked, its codes numbered, its sets as bits; for runs that follow one another."""

    def __init__(self, table: pa.Table) -> None:
        """This will check the table.

        :raises ColumnMissing: without the column `firm`
        :raises FirmTwice: with the first ones that are there twice
        """
        self.in_order = check_firms(table)
        self.table = table
        self._coded: dict[str, tuple[pa.ChunkedArray, list[str]]] = {}
        self._marked: dict[str, tuple[Array, dict[str, int]] | None] = {}

    def coded(self, name: str) -> tuple[pa.ChunkedArray, list[str]]:
        """Give a column of codes as places in a list of words, and the list."""
        if name not in self._coded:
            column = self.table.column(name)
            if not pa.types.is_dictionary(column.type):
                if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
                    raise ColumnWrong(column=name, type=str(column.type), wanted="code")
                column = column.dictionary_encode()
            column = column.unify_dictionaries()
            words = [str(each) for each in column.chunks[0].dictionary.to_pylist()] if column.chunks else []
            places = pa.chunked_array([chunk.indices for chunk in column.chunks], type=column.type.index_type)
            self._coded[name] = places, words
        return self._coded[name]

    def marked(self, name: str) -> tuple[Array, dict[str, int]] | None:
        """Give a column of sets as bits, and each member's bit; None where there are too many members."""
        if name not in self._marked:
            self._marked[name] = set_marks(self.table.column(name))
        return self._marked[name]


@dataclass
class Columns:
    """The columns that a plan reads, of one table."""

    population: Population
    fields: Mapping[str, Field]
    names: tuple[str, ...]
    arrays: dict[str, pa.ChunkedArray] = field(default_factory=dict)
    dictionaries: dict[str, list[str]] = field(default_factory=dict)
    doubts: dict[str, tuple[int, list[int]]] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    tables: dict[tuple, Mask] = field(default_factory=dict)
    marks: dict[str, tuple[Array, dict[str, int]]] = field(default_factory=dict)

    @property
    def table(self) -> pa.Table:
        """This will give the table behind the columns."""
        return self.population.table

    def __post_init__(self) -> None:
        for name in self.names:
            if name not in self.table.column_names:
                self.missing.append(name)
                continue
            column = self.table.column(name)
            kind = self.fields[name.partition("@")[0]].kind.name
            if kind == "code":
                column, self.dictionaries[name] = self.population.coded(name)
            elif not _fits(kind, column.type):
                raise ColumnWrong(column=name, type=str(column.type), wanted=kind)
            self.arrays[name] = column
            if kind == "set" and (marked := self.population.marked(name)) is not None:
                self.marks[name] = marked

    def block(self, start: int, count: int) -> Block:
        """Give some rows."""
        return Block(self, start, min(count, self.table.num_rows - start))

    def lookup(self, name: str, how: str, items: tuple[str, ...]) -> Mask:
        """Say for each code of a column's dictionary whether it is one of the items."""
        key = (name, how, items)
        if key not in self.tables:
            words = self.dictionaries[name]
            found = [word.startswith(items) if how == "under" else word in items for word in words]
            self.tables[key] = np.array(found or [False], dtype=bool)
        return self.tables[key]

    def found_doubts(self) -> tuple[Doubt, ...]:
        """Give what was not believed."""
        absent = [Doubt("policy_doubt_column_missing", name, self.table.num_rows) for name in self.missing]
        firms = self.table.column(FIRM)
        return tuple(absent) + tuple(
            Doubt("policy_doubt_out_of_bounds", name, count, tuple(str(firms[row].as_py()) for row in rows))
            for name, (count, rows) in sorted(self.doubts.items())
        )


def _fits(kind: str, arrow: pa.DataType) -> bool:
    if kind == "amount":
        return pa.types.is_integer(arrow)
    if kind == "date":
        return pa.types.is_date32(arrow) or pa.types.is_integer(arrow)
    if kind == "flag":
        return pa.types.is_boolean(arrow)
    return pa.types.is_list(arrow) or pa.types.is_large_list(arrow)


@dataclass
class Block:
    """Some rows of the table; columns are taken when they are first asked for."""

    columns: Columns
    start: int
    count: int
    taken: dict[str, tuple[Array, Mask | None]] = field(default_factory=dict)

    def values(self, name: str) -> tuple[Array, Mask | None]:
        """Give a column's values and which are unknown (None: all known)."""
        if name not in self.taken:
            self.taken[name] = self._take(name)
        return self.taken[name]

    def _take(self, name: str) -> tuple[Array, Mask | None]:
        if name not in self.columns.arrays:
            flag = self.columns.fields[name.partition("@")[0]].kind.name == "flag"
            return np.zeros(self.count, dtype=bool if flag else np.int64), np.ones(self.count, dtype=bool)
        piece = _whole(self.columns.arrays[name].slice(self.start, self.count))
        form = self.columns.fields[name.partition("@")[0]]
        unknown = None if piece.null_count == 0 else piece.is_null().to_numpy(zero_copy_only=False)
        if form.kind.name == "set":
            return piece, unknown
        values = _numpy(piece)
        if form.kind.name == "flag":
            return values if unknown is None else values & ~unknown, unknown
        if form.kind.name == "code":
            return values, self._blank(name, values, unknown)
        return self._believed(name, values.astype(np.int64, copy=False), unknown, form)

    def _blank(self, name: str, values: Array, unknown: Mask | None) -> Mask | None:
        """An empty code is no code."""
        words = self.columns.dictionaries[name]
        if "" not in words:
            return unknown
        blank = values == words.index("")
        return blank if unknown is None else blank | unknown

    def _believed(self, name: str, values: Array, unknown: Mask | None, form: Field) -> tuple[Array, Mask | None]:
        """Take values out of bounds as unknown, and note them."""
        if not self.count or _within(values, form.low, form.high):
            return values, unknown
        outside = (values < form.low) | (values > form.high)
        if unknown is not None:
            outside &= ~unknown
        places = np.flatnonzero(outside)
        if len(places):
            count, rows = self.columns.doubts.get(name, (0, []))
            shown = [self.start + int(place) for place in places[: max(0, 5 - len(rows))]]
            self.columns.doubts[name] = (count + len(places), rows + shown)
        unsure = outside if unknown is None else outside | unknown
        return np.where(unsure, 0, values), unsure


def _within(values: Array, low: int, high: int) -> bool:
    """Say whether all values are in bounds; where the lower one is nothing, a single look is enough."""
    if low == 0:
        return int(values.view(np.uint64).max()) <= high
    return int(values.min()) >= low and int(values.max()) <= high


def _whole(column: pa.ChunkedArray) -> pa.Array:
    return column.chunk(0) if column.num_chunks == 1 else pa.concat_arrays(column.chunks)


def _numpy(piece: pa.Array) -> Array:
    if pa.types.is_boolean(piece.type):
        return (piece.fill_null(False) if piece.null_count else piece).to_numpy(zero_copy_only=False)
    if pa.types.is_date32(piece.type):
        piece = piece.view(pa.int32())
    if piece.null_count:
        piece = piece.fill_null(0)
    return piece.to_numpy(zero_copy_only=False)


def check_firms(table: pa.Table) -> bool:
    """Refuse a table without firms, or with a firm in it twice; say whether they stand in order.

    :raises ColumnMissing: without the column `firm`
    :raises FirmTwice: with the first ones that are there twice
    """
    if FIRM not in table.column_names:
        raise ColumnMissing(column=FIRM)
    firms = table.column(FIRM)
    if pa.types.is_dictionary(firms.type):
        firms = firms.cast(firms.type.value_type)
    if len(firms) < 2 or (not firms.null_count and pc.all(pc.less(firms[:-1], firms[1:])).as_py()):
        return True
    if firms.null_count or pc.count_distinct(firms).as_py() < len(firms):
        counts = firms.value_counts()
        twice = [str(each["values"]) for each in counts.to_pylist() if each["counts"] > 1 or each["values"] is None]
        raise FirmTwice(count=len(twice), firms=twice[:5])
    return False


def set_marks(column: pa.ChunkedArray) -> tuple[Array, dict[str, int]] | None:
    """Give for each row the sum of its members' bits, and each member's bit; None where there are too many members."""
    marks = np.zeros(len(column), dtype=np.int64)
    bits: dict[str, int] = {}
    for start in range(0, len(column), MARKED_AT_ONCE):
        sets = _whole(column.slice(start, MARKED_AT_ONCE))
        coded = sets.flatten().dictionary_encode()
        lengths = pc.fill_null(pc.list_value_length(sets), 0).to_numpy(zero_copy_only=False)
        words = [str(word) for word in coded.dictionary.to_pylist()]
        for word in words:
            bits.setdefault(word, len(bits))
        if len(bits) > MOST_MARKS:
            return None
        held = np.array([1 << bits[word] for word in words] + [0])  # the last one for a member without a name
        codes = pc.fill_null(coded.indices, len(words)).to_numpy(zero_copy_only=False)
        some = np.flatnonzero(lengths)
        if len(some):
            begins = np.cumsum(lengths) - lengths
            marks[start + some] = np.bitwise_or.reduceat(held.take(codes), begins[some])
    small = np.int16 if len(bits) < 15 else np.int32 if len(bits) < 31 else np.int64
    return marks.astype(small), {word: 1 << place for word, place in bits.items()}


def set_has(piece: pa.Array, items: Iterable[str]) -> Mask:
    """Say for each set of a list column whether it has one of the items."""
    inner = piece.flatten()
    hits = np.zeros(len(inner) + 1, dtype=np.int64)
    if len(inner):
        found = pc.is_in(inner, value_set=pa.array(list(items), type=inner.type))
        np.cumsum(found.to_numpy(zero_copy_only=False), out=hits[1:])
    lengths = pc.fill_null(pc.list_value_length(piece), 0).to_numpy(zero_copy_only=False)
    ends = np.cumsum(lengths)
    return hits[ends] > hits[ends - lengths]
