"""The same spending paid for twice: clauses of different groups whose amounts rest on one fact, and the firms that get both."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pyarrow.compute as pc

from .screening import Screening
from .shape import Clause, Pack
from .tree import Ref, walk


@dataclass(frozen=True, slots=True)
class Double:
    """Two clauses that pay for one fact: the firms that get both, and the smaller of the two amounts added up, in 分."""

    field: str
    one: str
    other: str
    firms: tuple[str, ...]
    count: int
    at_stake_fen: int


def bases(clause: Clause) -> frozenset[str]:
    """Give the money and area facts that a clause's amount is reckoned from."""
    found = (node for node in walk(clause.amount) if isinstance(node, Ref))
    return frozenset(node.field for node in found if node.kind.is_amount and (node.kind.money or node.kind.area))


def pairs(pack: Pack, clauses: tuple[Clause, ...]) -> Iterator[tuple[Clause, Clause, str]]:
    """Give the pairs that could pay twice for a fact: no group lets only one of them stand."""
    for one, other in combinations(clauses, 2):
        group = pack.groups.get(one.group) if one.group == other.group else None
        if group is None or group.rule == "sum":
            for name in sorted(bases(one) & bases(other)):
                yield one, other, name


def doubles(pack: Pack, screening: Screening, most: int = 20) -> tuple[Double, ...]:
    """Give the pairs of clauses by which firms of a screening are paid twice for one fact, the costliest first.

    :param most: how many firms of each pair are named
    """
    clauses, rows = pack.on(screening.as_of), screening.results
    got: dict[str, tuple] = {}
    found = []
    for one, other, name in pairs(pack, clauses):
        for clause in (one, other):
            if clause.id not in got:
                own = rows.filter(
                    pc.and_(pc.equal(rows["clause"].cast("string"), clause.id), pc.greater(rows["payable_fen"], 0))
                )
                got[clause.id] = (own["row"].to_numpy(), own["payable_fen"].to_numpy(), own["firm"])
        (first, amounts, firms), (second, others, _) = got[one.id], got[other.id]
        _, here, there = np.intersect1d(first, second, assume_unique=True, return_indices=True)
        if len(here):
            names = tuple(str(firms[int(at)].as_py()) for at in here[:most])
            stake = sum(map(int, np.minimum(amounts[here], others[there]).tolist()))
            found.append(Double(name, one.id, other.id, names, len(here), stake))
    return tuple(sorted(found, key=lambda each: -each.at_stake_fen))


__all__ = ["Double", "bases", "doubles", "pairs"]
