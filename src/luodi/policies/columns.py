"""Many firms as one Arrow table: what is known of each laid out as the columns that clauses read, from rows or from firms."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from luodi.engines.policies import Pack, all_fields
from luodi.engines.policies.depending import columns_of_pack
from luodi.engines.policies.kinds import NEVER
from luodi.policies.reckoning import BY, Firm

Array = np.ndarray[Any, np.dtype[Any]]
YEARS_BACK, OLDEST = 3, 1949
GRANTS = "grant_received"
NOT_THERE: dict[str, object] = {"flag": False, "set": [], "date": NEVER}
TYPES = {
    "amount": pa.int64(),
    "date": pa.int32(),
    "flag": pa.bool_(),
    "code": pa.string(),
    "set": pa.list_(pa.string()),
}


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """Facts as their rows tell them, one place a row: the firm that they count for, whether it took over the one they
    were written of (`absorbed`), and whether they are in dispute: then they are not known, but not absent either."""

    company: Array
    unit: Array
    year: Array
    number: Array
    absorbed: Array
    disputed: Array
    fields: Array  # places in `codes`
    codes: tuple[str, ...]
    values: pa.Array

    def placed(self, ids: Array) -> tuple[Array, Array]:
        """Give the facts of some firms (ascending) as places, what counts most last, and the place of each one's firm."""
        at = np.searchsorted(ids, self.company)
        at[at == len(ids)] = 0
        kept = np.flatnonzero(ids[at] == self.company) if len(ids) else np.zeros(0, dtype=np.int64)
        order = kept[np.lexsort((-self.number[kept], self.year[kept], ~self.absorbed[kept]))]
        return order, at[order]

    def first_units(self, ids: Array) -> Array:
        """Give the unit of the fact that counts most of each firm; 0 for a firm without any."""
        order, rows = self.placed(ids)
        sure = ~self.disputed[order]
        units = np.zeros(len(ids), dtype=np.int64)
        units[rows[sure]] = self.unit[order[sure]]
        return units


@dataclass(frozen=True, slots=True, eq=False)
class Slab:
    """Some firms, ascending: ids, the unit that looks after each, and the table of what is known of them."""

    ids: Array
    units: Array
    table: pa.Table


def columns_wanted(*packs: Pack) -> tuple[str, ...]:
    """Name the columns that packs read, with those that costs are broken down by and that doubts look at."""
    return tuple(sorted({name for pack in packs for name in columns_of_pack(pack)} | {*BY, GRANTS}))


def laid_out(
    ids: Array, told: Told, year: int, names: Collection[str], complete: Collection[str] = ()
) -> pa.Table:  # fmt: skip
    """Lay what rows tell out as columns for a basis year; of two for one column the firm's own counts, then the newest.

    :param complete: columns for which a complete list stands: who has no row there is known not to be on it
    """
    order, rows = told.placed(ids)
    years, codes = told.year[order], told.fields[order]
    unsure = told.disputed[order]
    columns: dict[str, pa.Array] = {"firm": pa.array(ids)}
    for name in names:
        field, _, back = name.partition("@")
        form = all_fields()[field]
        mine = np.flatnonzero(codes == told.codes.index(field)) if field in told.codes else np.zeros(0, dtype=np.int64)
        mine = mine[years[mine] == year + int(back or 0)] if form.per_year else mine[years[mine] >= OLDEST]
        columns[name] = _column(form.kind.name, len(ids), rows[mine], order[mine], unsure[mine], told.values)
        if name in complete:
            columns[name] = _filled(form.kind.name, columns[name], rows[mine])
    return pa.table(columns)


def _column(kind: str, count: int, rows: Array, places: Array, unsure: Array, values: pa.Array) -> pa.Array:
    """Give one column: for each row the last of its places; without those in dispute."""
    chosen = np.full(count, -1, dtype=np.int64)
    chosen[rows[~unsure]] = places[~unsure]
    texts = values.take(pa.array(chosen, mask=chosen < 0))
    return READ[kind](texts)


def _filled(kind: str, column: pa.Array, there: Array) -> pa.Array:
    """Give a column in which who has no row is known not to be on the list; what is in dispute stays unknown."""
    absent = np.ones(len(column), dtype=bool)
    absent[there] = False
    return pc.if_else(pa.array(absent), pa.scalar(NOT_THERE[kind], TYPES[kind]), column)


def _flags(texts: pa.Array) -> pa.Array:
    return pc.equal(texts, "true")


def _days(texts: pa.Array) -> pa.Array:
    return texts.cast(pa.date32()).cast(pa.int32())


READ: dict[str, Callable[[pa.Array], pa.Array]] = {
    "amount": lambda texts: texts.cast(pa.int64()), "date": _days, "flag": _flags, "code": lambda texts: texts,
    "set": lambda texts: pc.split_pattern(texts, ","),
}  # fmt: skip


def table_of(pack: Pack, firms: Sequence[Firm]) -> pa.Table:
    """Lay firms out as the columns that a pack reads, one row a firm, in the order given; what is not known is null."""
    columns = {"firm": pa.array([each.company_id for each in firms], pa.int64())}
    for name in columns_wanted(pack):
        kind = pack.fields[name.partition("@")[0]].kind.name
        values = [each.facts.get(name) for each in firms]
        if kind == "set":
            values = [None if value is None else sorted(value) for value in values]  # type: ignore[call-overload]
        columns[name] = pa.array(values, TYPES[kind])
    return pa.table(columns)
