"""What the envelopes make of what is due: pro rata in ppm, or in order while the fund lasts; for one table or for many batches."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from .blocks import Gathered, Plan
from .columns import Array
from .envelopes import WHOLE, first_come, ratio_ppm, shared, total
from .shape import Clause, Envelope


@dataclass(frozen=True, slots=True)
class EnvelopeTotals:
    """One fund: what it holds, what is due from it, what it pays (pro rata: `ratio_ppm`), what is left."""

    envelope: str
    over: str
    amount_fen: int
    due_fen: int
    ratio_ppm: int
    payable_fen: int

    @property
    def left_fen(self) -> int:
        """This will give what stays in the fund."""
        return self.amount_fen - self.payable_fen

    @property
    def exhausted(self) -> bool:
        """This will say whether more is due than it holds."""
        return self.due_fen > self.amount_fen


@dataclass
class Payout:
    """What each clause's granted amounts (by place in the plan) come to in the end; amounts in 分."""

    gathered: Sequence[Gathered]
    shares: dict[int, int] = field(default_factory=dict)  # ppm, of the clauses whose fund is not enough
    ordered: dict[int, Array] = field(default_factory=dict)  # of the clauses whose fund pays in order
    envelopes: tuple[EnvelopeTotals, ...] = ()

    def amounts(self, at: int) -> Array:
        """Give a clause's payable amounts, in the order of its rows."""
        if at in self.ordered:
            return self.ordered[at]
        return shared(self.gathered[at].joined("granted"), self.shares.get(at, WHOLE))

    def total(self, at: int) -> int:
        """Give their sum, piece by piece, without laying them out."""
        if at in self.ordered:
            return total(self.ordered[at])
        if at not in self.shares:
            return self.gathered[at].granted_fen
        return sum(total(shared(piece, self.shares[at])) for piece in self.gathered[at].pieces.get("granted", ()))


def kept_for(clause: Clause, envelopes: Mapping[str, Envelope]) -> frozenset[str]:
    """Name what has to be kept of a clause's rows where only totals are wanted: as much as its envelope asks for."""
    envelope = envelopes.get(clause.envelope)
    if envelope is None:
        return frozenset()
    return frozenset({"granted"} if envelope.over == "pro_rata" else {"granted", "rows"})


def pay(plan: Plan, envelopes: Mapping[str, Envelope], gathered: Sequence[Gathered]) -> Payout:
    """Let the envelopes pay."""
    found, totals = Payout(gathered), []
    for envelope in envelopes.values():
        members = members_of(plan.clauses, envelope)
        if not members:
            continue
        due, ppm = sum(gathered[at].granted_fen for at in members), WHOLE
        if due > envelope.amount_fen:
            if envelope.over == "pro_rata":
                ppm = ratio_ppm(due, envelope.amount_fen)
                found.shares |= dict.fromkeys(members, ppm)
            else:
                found.ordered |= _in_order(envelope, members, gathered)
        got = sum(found.total(at) for at in members)
        totals.append(EnvelopeTotals(envelope.id, envelope.over, envelope.amount_fen, due, ppm, got))
    found.envelopes = tuple(totals)
    return found


def members_of(clauses: Iterable[Clause], envelope: Envelope) -> list[int]:
    """Give the places of the clauses that an envelope pays."""
    return [at for at, clause in enumerate(clauses) if clause.envelope == envelope.id]


def _in_order(envelope: Envelope, members: list[int], gathered: Sequence[Gathered]) -> dict[int, Array]:
    """First come: firm by firm in the order of the table, for one firm clause by clause."""
    granted = [gathered[at].joined("granted") for at in members]
    order = np.argsort(np.concatenate([gathered[at].joined("rows") for at in members]), kind="stable")
    got = np.concatenate(granted)
    got[order] = first_come(got[order], envelope.amount_fen)
    ends = np.cumsum([len(each) for each in granted])[:-1]
    return dict(zip(members, np.split(got, ends), strict=True))
