"""Many firms judged at once: who is due what, who may be, who is one condition short, each with its words. Pure.

The columnar reader judges; rows of one pattern (the same conditions unknown, the same column missing, the same cap) share
their words, which the plain reader gives for the first of them. Where the two readers differ, nothing is kept.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from luodi.engines.policies import Clause, Pack
from luodi.engines.policies.blocks import FIRM_CAP, Plan, plan_of
from luodi.engines.policies.columnar import Frame
from luodi.engines.policies.columns import Block, Columns, Population
from luodi.engines.policies.judging import CONDITION, conditions
from luodi.engines.policies.kinds import DATE, NEVER
from luodi.engines.policies.screening import gather
from luodi.engines.policies.tree import refs
from luodi.policies.columns import GRANTS, Array, Slab
from luodi.policies.reckoning import Firm, Pair, doubles, money_of, pair_alone, pairs_of

STATES = ("eligible", "maybe", "near")
ELIGIBLE, MAYBE, NEAR = range(3)


class ReadersDiffer(Exception):
    """The columnar and the plain reader give a firm different things: a fault of the engine, and no money is told by it."""


@dataclass(frozen=True, slots=True)
class Saying:
    """Why, in both languages, and what is missing."""

    reason: str
    reason_en: str
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """Pairs of firm and clause, by firm and then by the pack's order. `row` is the place in the slab, `clause` the place
    in `pack.on(day)`, `status` in STATES, `saying` in the survey's sayings; amounts in 分."""

    row: Array
    clause: Array
    status: Array
    amount: Array
    granted: Array
    saying: Array

    def __len__(self) -> int:
        return len(self.row)


class Survey:
    """A pack on a day, run over slab after slab; sayings are kept from one to the next."""

    def __init__(self, pack: Pack, as_of: date) -> None:
        """This will lower the pack once."""
        self.pack, self.as_of = pack, as_of
        self.plan = plan_of(pack, as_of)
        self.alone = replace(self.plan, groups={}, firm_caps=())
        self.clauses = self.plan.clauses
        self.sayings: list[Saying] = []
        self._said: dict[tuple, int] = {}

    def run(self, slab: Slab) -> Found:
        """Judge a slab.

        :raises ReadersDiffer: if the plain reader gives one of its firms something else
        """
        columns = Columns(Population(slab.table), self.pack.fields, self.plan.columns)
        plainly = _Plainly(self, slab)
        due, alone = gather(self.plan, columns, {}), gather(self.alone, columns, {})
        block = columns.block(0, len(slab.ids))
        near = _Nearness(self.pack, self.plan, Frame(block))
        pieces = []
        for at, clause in enumerate(self.clauses):
            rows = due[at].joined("rows")
            limits = alone[at].joined("reason").astype(np.int64) * (FIRM_CAP + 1) + due[at].joined("reason")
            amounts = due[at].joined("amount"), due[at].joined("granted")
            pieces.append(self._piece(at, ELIGIBLE, rows, limits[:, None], amounts, plainly))
            rows = due[at].joined("maybe_rows")
            pieces.append(self._piece(at, MAYBE, rows, self._unknown(clause, at, block, rows), None, plainly))
            rows, lacking = near.of(at)
            pieces.append(self._piece(at, NEAR, rows, lacking[:, None], None, plainly))
        return _joined(pieces)

    def _piece(
        self, at: int, status: int, rows: Array, pattern: Array, amounts: tuple[Array, Array] | None, plainly: "_Plainly"
    ) -> Found:  # fmt: skip
        """Give the rows of one clause and status, each with the saying of its pattern."""
        nothing = np.zeros(len(rows), dtype=np.int64)
        amount, granted = amounts or (nothing, nothing)
        sayings = nothing.copy()
        if len(rows):
            kinds, first, inverse = np.unique(pattern, axis=0, return_index=True, return_inverse=True)
            said = np.array([
                self._say((at, status, kind.tobytes()), int(rows[place]), int(amount[place]), int(granted[place]), plainly)
                for kind, place in zip(kinds, first, strict=True)
            ])  # fmt: skip
            sayings = said[inverse.reshape(-1)]
        same = [np.full(len(rows), each, dtype=np.int64) for each in (at, status)]
        return Found(np.asarray(rows, dtype=np.int64), same[0], same[1], amount, granted, sayings)

    def _say(self, key: tuple, row: int, amount: int, granted: int, plainly: "_Plainly") -> int:
        """Give the place of a pattern's saying, asking the plain reader for the first row of it."""
        if key not in self._said:
            pair = plainly.pair(row, key[0], alone=key[1] != ELIGIBLE)
            if pair is None or (pair.status, pair.amount_fen, pair.granted_fen) != (STATES[key[1]], amount, granted):
                raise ReadersDiffer(self.clauses[key[0]].id, plainly.slab.ids[row])
            self._said[key] = len(self.sayings)
            self.sayings.append(Saying(pair.reason, pair.reason_en, pair.missing))
        return self._said[key]

    def _unknown(self, clause: Clause, at: int, block: Block, rows: Array) -> Array:
        """Say for each row which conditions, whether the amount, and which columns are not known, as bytes of bits."""
        steps, frame = self.plan.steps[at], Frame(block, rows)
        masks = [frame.truth(op)[1] for op in steps.conditions]
        masks.append(frame.number(steps.amount)[1])
        names = dict.fromkeys(column for node in (*steps.nodes, clause.amount) for column in refs(node))
        masks += [_untold(self.pack, frame, name) for name in names]
        bits = np.zeros((len(rows), len(masks)), dtype=bool)
        for place, mask in enumerate(masks):
            if mask is not None:
                bits[:, place] = mask
        return np.packbits(bits, axis=1)


def _untold(pack: Pack, frame: Frame, name: str) -> Array | None:
    """Say on the rows where a column is not known, or a day that never came."""
    if pack.fields[name.partition("@")[0]].kind != DATE:
        return frame.unknown(name)
    values, unknown = frame.taken(name)
    never = values == NEVER
    return never if unknown is None else never | unknown


class _Nearness:
    """Which rows lack exactly one condition of a clause, all others known to hold."""

    def __init__(self, pack: Pack, plan: Plan, whole: Frame) -> None:
        self.plan, self.whole = plan, whole
        self.plain = [_of_clause(pack, clause) for clause in plan.clauses]

    def of(self, at: int) -> tuple[Array, Array]:
        """Give the rows, and the place of the condition that each lacks."""
        truths = [self.whole.truth(op) for op in self.plan.steps[at].conditions]
        lacking = np.zeros(self.whole.count, dtype=np.int16)
        unsure = np.zeros(self.whole.count, dtype=bool)
        which = np.zeros(self.whole.count, dtype=np.int64)
        for place, (true, unknown) in enumerate(truths):
            false = ~np.broadcast_to(np.asarray(true, dtype=bool), lacking.shape)
            if unknown is not None:
                unsure |= unknown
            lacking += false
            which[false] = place
        plain = np.array(
            [self.plan.steps[at].nodes[place] in self.plain[at] for place in range(len(truths))] or [False]
        )
        rows = np.flatnonzero((lacking == 1) & ~unsure & plain[which])
        return rows, which[rows]


def _of_clause(pack: Pack, clause: Clause) -> list:
    return [node for code, node, _ in conditions(pack, clause) if code == CONDITION]


class _Plainly:
    """What the plain reader says of single firms of a slab."""

    def __init__(self, survey: Survey, slab: Slab) -> None:
        self.survey, self.slab = survey, slab
        self.held: dict[int, dict[str, Pair]] = {}

    def pair(self, row: int, at: int, *, alone: bool) -> Pair | None:
        """Give what one clause means for one firm; `alone`: without regard to the others."""
        firm, pack, as_of = firm_at(self.slab, row), self.survey.pack, self.survey.as_of
        if alone:
            return pair_alone(pack, self.survey.clauses[at], firm, as_of)
        if row not in self.held:
            self.held[row] = {each.clause: each for each in pairs_of(pack, firm, as_of)}
        return self.held[row].get(self.survey.clauses[at].id)


def firm_at(slab: Slab, row: int) -> Firm:
    """Give one firm of a slab as the plain reader takes it."""
    facts: Mapping[str, Any] = slab.table.slice(row, 1).to_pylist()[0]
    known = {
        name: frozenset(value) if isinstance(value, list) else value
        for name, value in facts.items()
        if value is not None and name != "firm"
    }
    return Firm(int(slab.ids[row]), int(slab.units[row]), known)


def doubts_of(survey: Survey, slab: Slab, found: Found, most: int) -> list[tuple[str, int, list[str], str, int]]:
    """List what may be paid for twice in a slab, as `reckoning.doubles` does, for the firms for which it can be."""
    due = (found.status == ELIGIBLE) & (found.granted > 0)
    rows, clauses = found.row[due], found.clause[due]
    flagged = np.zeros(len(slab.ids), dtype=bool)
    measured = [money_of(survey.pack, each) for each in survey.clauses]
    for code in sorted(set().union(*measured)) if measured else ():
        mine = np.array([code in each for each in measured])[clauses]
        flagged |= _of_two_groups(survey, rows[mine], clauses[mine], len(flagged))
        if code == "rd_spend":
            granted = slab.table.column(GRANTS).fill_null(0).to_numpy() > 0
            flagged[rows[mine]] |= granted[rows[mine]]
    chosen = np.flatnonzero(flagged)[:most]
    kept = due & np.isin(found.row, chosen)
    pairs = [_pair(survey, slab, found, int(place)) for place in np.flatnonzero(kept)]
    firms = {int(slab.ids[row]): firm_at(slab, int(row)) for row in chosen}
    return doubles(survey.pack, pairs, firms, survey.as_of)[:most]


def _of_two_groups(survey: Survey, rows: Array, clauses: Array, count: int) -> Array:
    names: dict[str, int] = {}
    numbers = np.array([names.setdefault(each.group or each.id, len(names)) for each in survey.clauses])
    pairs = np.unique(rows * len(survey.clauses) + numbers[clauses]) // max(1, len(survey.clauses))
    return np.bincount(pairs, minlength=count) > 1


def _pair(survey: Survey, slab: Slab, found: Found, place: int) -> Pair:
    row, clause = int(found.row[place]), survey.clauses[int(found.clause[place])]
    return Pair(
        int(slab.ids[row]), int(slab.units[row]), clause.id, clause.version, STATES[int(found.status[place])],
        int(found.amount[place]), int(found.granted[place]), "", "",
    )  # fmt: skip


def pairs_found(survey: Survey, slab: Slab, found: Found) -> list[Pair]:
    """Give what was found pair by pair, with words: as `reckoning.pairs_of` gives it firm by firm."""
    pairs = []
    for place in range(len(found)):
        saying = survey.sayings[int(found.saying[place])]
        pairs.append(replace(_pair(survey, slab, found, place), **{
            "reason": saying.reason, "reason_en": saying.reason_en, "missing": saying.missing
        }))  # fmt: skip
    return pairs


def _joined(pieces: list[Found]) -> Found:
    names = ("row", "clause", "status", "amount", "granted", "saying")
    columns = [
        np.concatenate([getattr(each, name) for each in pieces] or [np.zeros(0, dtype=np.int64)]) for name in names
    ]
    order = np.lexsort((columns[1], columns[0]))
    return Found(*(column[order] for column in columns))


def result_table(survey: Survey, slab: Slab, found: Found, keys: Mapping[tuple[str, int], int]) -> pa.Table:
    """Lay what was found out as rows to store; `payable_fen` is what is granted until the envelopes are divided."""
    clause_pks = np.array([keys[each.id, each.version] for each in survey.clauses], dtype=np.int64)
    words = {
        "reason": [each.reason for each in survey.sayings],
        "reason_en": [each.reason_en for each in survey.sayings],
        "missing": ["{" + ",".join(f'"{name}"' for name in each.missing) + "}" for each in survey.sayings],
    }
    sayings = pa.array(found.saying)
    return pa.table({
        "company_id": slab.ids[found.row], "unit_id": slab.units[found.row], "clause_id": clause_pks[found.clause],
        "status": pa.array(STATES).take(pa.array(found.status)), "amount_fen": found.amount,
        "granted_fen": found.granted, "payable_fen": found.granted,
        **{name: pa.array(texts, pa.string()).take(sayings) for name, texts in words.items()},
    })  # fmt: skip
