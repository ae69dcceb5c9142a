"""All firms with facts in slabs: read at once and laid out as Arrow tables, for screenings and simulations."""

from collections.abc import Collection, Iterator
from datetime import datetime

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from luodi.companies.models import Company
from luodi.engines.policies.columns import Population
from luodi.observations.models import Subject
from luodi.policies.columns import OLDEST, Array, Slab, Told, laid_out
from luodi.policies.costing import Firms
from luodi.policies.models import Fact
from luodi.policies.queries.facts import known_facts
from luodi.policies.queries.registers import complete_columns

SLAB = 10_000
KINDS = {
    "company_id": pa.int64(), "unit_id": pa.int64(), "field": pa.dictionary(pa.int32(), pa.string()), "year": pa.int64(),
    "id": pa.int64(), "state": pa.dictionary(pa.int32(), pa.string()), "value": pa.string(),
}  # fmt: skip
READ = pa_csv.ConvertOptions(column_types=KINDS)
LINES = """string_agg(concat_ws(',', company_id, unit_id, field, year, id, state, '"' || replace(value, '"', '""') || '"'), E'\n')"""


def firms_known(at: datetime | None) -> QuerySet[Company]:
    """Narrow to the standing firms of which something is known at an instant, or was of one merged into it, by number."""
    facts = known_facts(at).exclude(state="disputed").order_by()
    some = Exists(facts.filter(company_id=OuterRef("pk")))
    inherited = Exists(facts.filter(company__merged_into_id=OuterRef("pk")))
    standing = Company.objects.filter(merged_into__isnull=True, withdrawn_at__isnull=True)
    return standing.filter(some | inherited).order_by("pk")


def next_firms(at: datetime | None, after: int, size: int = SLAB) -> Array:
    """Give the numbers of the next firms of which something is known; one SQL statement."""
    return np.fromiter(firms_known(at).filter(pk__gt=after).values_list("pk", flat=True)[:size], dtype=np.int64)


def slab_of(year: int, at: datetime | None, ids: Array, names: Collection[str]) -> Slab:
    """Give some firms (ascending) with what is known of each for a basis year, as columns; four SQL statements."""
    told = _told(at, ids)
    return Slab(ids, _units(ids, told), laid_out(ids, told, year, names, complete_columns(year, at)))


def slabs(year: int, at: datetime | None, names: Collection[str], size: int = SLAB) -> Iterator[Slab]:
    """Give all firms of which something is known, slab by slab."""
    after = 0
    while len(ids := next_firms(at, after, size)):
        yield slab_of(year, at, ids, names)
        after = int(ids[-1])


def everybody(year: int, at: datetime | None, names: Collection[str]) -> Firms:
    """Give all firms of which something is known as one population."""
    found = list(slabs(year, at, names)) or [slab_of(year, at, np.zeros(0, dtype=np.int64), names)]
    ids = np.concatenate([each.ids for each in found])
    return Firms(ids, Population(pa.concat_tables([each.table for each in found]).combine_chunks()))


def _within(name: str, ids: Array) -> Q:
    """Narrow to the numbers from the first to the last."""
    first, last = (int(ids[0]), int(ids[-1])) if len(ids) else (0, 0)
    return Q(**{f"{name}__gte": first, f"{name}__lte": last})


def _absorbed(ids: Array) -> dict[int, int]:
    merged = Company.objects.filter(_within("merged_into_id", ids))
    return dict(merged.order_by("pk").values_list("pk", "merged_into_id"))


def _told(at: datetime | None, ids: Array) -> Told:
    """Read the rows of facts of some firms, and of those merged into them."""
    absorbed = _absorbed(ids)
    firms = _within("company_id", ids) | Q(company_id__in=list(absorbed))
    table = _read(known_facts(at).filter(firms, year__gte=OLDEST).order_by())
    company = table["company_id"].to_numpy()
    moved = np.isin(company, list(absorbed))
    if moved.any():
        company = np.where(moved, _followed(company, absorbed), company)
    fields = table["field"].combine_chunks()
    return Told(
        company, table["unit_id"].to_numpy(), table["year"].to_numpy(), table["id"].to_numpy(), moved,
        _is(table["state"].combine_chunks(), "disputed"), fields.indices.to_numpy(), tuple(fields.dictionary.to_pylist()),
        table["value"].combine_chunks(),
    )  # fmt: skip


def _read(rows: QuerySet[Fact]) -> pa.Table:
    """Read rows as one text put together in the database: a driver takes longer for each row than for all of the text."""
    statement, params = rows.values_list(*KINDS).query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {LINES} FROM ({statement}) AS facts", params)  # noqa: S608 - Django's own statement
        (text,) = cursor.fetchone()
    if not text:
        return pa.table({name: pa.array([], kind) for name, kind in KINDS.items()})
    options = pa_csv.ReadOptions(column_names=list(KINDS), use_threads=False)
    return pa_csv.read_csv(
        pa.BufferReader(text.encode()), read_options=options, convert_options=READ
    ).unify_dictionaries()


def _followed(company: Array, absorbed: dict[int, int]) -> Array:
    old = np.fromiter(absorbed, dtype=np.int64)
    new = np.fromiter(absorbed.values(), dtype=np.int64)
    return new[np.minimum(np.searchsorted(old, company), len(old) - 1)]


def _is(coded: pa.DictionaryArray, word: str) -> Array:
    words = coded.dictionary.to_pylist()
    places = coded.indices.to_numpy(zero_copy_only=False)
    return places == words.index(word) if word in words else np.zeros(len(places), dtype=bool)


def _units(ids: Array, told: Told) -> Array:
    """Give the unit of each firm: its subject's, else that of the fact that counts most."""
    units = told.first_units(ids)
    for company, unit in Subject.objects.filter(_within("company_id", ids)).values_list("company_id", "unit_id"):
        place = int(np.searchsorted(ids, company))
        if place < len(ids) and ids[place] == company:
            units[place] = unit
    return units


__all__ = ["SLAB", "everybody", "firms_known", "next_firms", "slab_of", "slabs"]
