"""What a pack costs with a population of firms: by clause, firm, sector, size, street and envelope. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa

from luodi.engines.policies import Pack, Screening, screen
from luodi.engines.policies.columns import Population
from luodi.engines.policies.screening import ClauseTotals
from luodi.policies.columns import Array
from luodi.policies.reckoning import BY, Fund


@dataclass(frozen=True, slots=True, eq=False)
class Firms:
    """Firms by their numbers, ascending, made ready once for runs that follow one another."""

    ids: Array
    population: Population


@dataclass(frozen=True, slots=True, eq=False)
class Costed:
    """The outcome of a pack; `by_firm` beside the firms, `by` the breakdowns, in 分."""

    clauses: tuple[ClauseTotals, ...]
    by_firm: Array
    by: Mapping[str, dict[str, int]]
    funds: list[Fund]


def costed(pack: Pack, firms: Firms, as_of: date) -> Costed:
    """Judge all firms at once and let the envelopes pay, firm by firm in the order of their numbers."""
    found = screen(pack, firms.population, as_of)
    rows, payable = (found.results.column(name).to_numpy() for name in ("row", "payable_fen"))
    by_firm = np.zeros(len(firms.ids), dtype=np.int64)
    np.add.at(by_firm, rows, payable)
    by = {name: _grouped(firms.population.table.column(name), by_firm) for name in BY}
    return Costed(found.clauses, by_firm, by, _funds(pack, found))


def _grouped(column: pa.ChunkedArray, by_firm: Array) -> dict[str, int]:
    """Sum by the codes of a column, the largest first; "" where the code isn't known."""
    coded = column.fill_null("").combine_chunks().dictionary_encode()
    coded = coded.combine_chunks() if isinstance(coded, pa.ChunkedArray) else coded
    sums = np.zeros(len(coded.dictionary), dtype=np.int64)
    np.add.at(sums, coded.indices.to_numpy(), by_firm)
    named = zip(coded.dictionary.to_pylist(), sums.tolist(), strict=True)
    return {word: fen for word, fen in sorted(named, key=lambda each: (-each[1], each[0])) if fen}


def _funds(pack: Pack, found: Screening) -> list[Fund]:
    names = found.results.column("clause").combine_chunks()
    clauses = pack.on(found.as_of)
    funds = []
    for each in found.envelopes:
        members = [clause.id for clause in clauses if clause.envelope == each.envelope]
        mine = np.isin(_words(names), members) & (_words(found.results.column("status").combine_chunks()) == "eligible")
        rows, granted = (found.results.column(name).to_numpy()[mine] for name in ("row", "granted_fen"))
        if not len(rows):
            continue
        envelope = pack.envelopes[each.envelope]
        running = np.cumsum(granted[np.argsort(rows, kind="stable")])
        spent = np.flatnonzero(running > each.amount_fen)
        funds.append(Fund(
            envelope.id, envelope.title, envelope.title_en, each.over, each.amount_fen, each.due_fen, each.payable_fen,
            each.ratio_ppm, len(rows), int(spent[0]) + 1 if len(spent) else None,
        ))  # fmt: skip
    return funds


def _words(coded: pa.Array) -> Array:
    coded = coded.combine_chunks() if isinstance(coded, pa.ChunkedArray) else coded
    return np.array(coded.dictionary.to_pylist(), dtype=object)[coded.indices.to_numpy()]
