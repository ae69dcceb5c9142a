"""Payments in stages, to the 分: due, paid, carried forward, deferred into cure, clawed back (handbook §4.1, §6.3 Ex 2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numpy as np

from . import refusals
from .exact import ratio_ppm, share_of
from .layout import MOST, NONE, WHOLE, Column, Columns, columns_of


class Standing(IntEnum):
    """Say how the term behind a stage stands: open (not judged yet), judged, or finally breached after its cure."""

    OPEN = 0
    JUDGED = 1
    BREACHED = 2


STAGES: dict[str, int | None] = {
    "agreement": None, "stage": None, "amount": None, "actual": None, "target": None, "standing": None, "paid": NONE,
}  # fmt: skip
LINES = ("agreement", "stage", "due", "pay", "carry", "deferred", "paid", "claw_back")


@dataclass(frozen=True, slots=True)
class Terms:
    """Hold the parameters of staged payment: completion from which all is paid, and from which a part is."""

    full_ppm: int
    part_from_ppm: int

    def __post_init__(self) -> None:
        if not 0 < self.part_from_ppm <= self.full_ppm:
            raise ValueError("a part is paid from less completion than the whole")


def staged(total: int, shares_ppm: Sequence[int]) -> list[int]:
    """Cut a support into stages that add up to it exactly; what can't be divided goes by the largest remainder.

    :raises ShareNotWhole: if the shares don't make up the whole
    """
    if sum(shares_ppm) != WHOLE or min(shares_ppm) < 0:
        raise refusals.ShareNotWhole(id="stages", total=sum(shares_ppm))
    parts = [total * share // WHOLE for share in shares_ppm]
    rests = sorted(range(len(parts)), key=lambda place: (-(total * shares_ppm[place] % WHOLE), place))
    for place in rests[: total - sum(parts)]:
        parts[place] += 1
    return parts


def settle(stages: Any, terms: Terms) -> Columns:
    """Settle many agreements, stage by stage, in the order given.

    Due is the stage's amount and what was carried. Completion ≥ full: all is paid. ≥ part: ⌊due × actual / target⌋, the
    rest carried. Below: nothing, all is deferred into the cure and carried. Finally breached: nothing more is due, and what
    was paid beyond ⌊what was due until then × actual / target⌋ is clawed back. Of a stage that is `paid` already its amount
    counts as paid; if the evidence was corrected downwards, what is too much is clawed back.

    :raises Refusal: naming the row that can't be settled
    """
    given = columns_of(stages, STAGES, "stages")
    _check(given)
    order = np.lexsort((given["stage"], given["agreement"]))
    rows = {name: values[order] for name, values in given.items()}
    lines = {name: np.zeros(len(order), dtype=np.int64) for name in LINES}
    lines["agreement"], lines["stage"] = rows["agreement"], rows["stage"]
    heads = np.ones(len(order), dtype=bool)
    heads[1:] = rows["agreement"][1:] != rows["agreement"][:-1]
    begin = np.flatnonzero(heads)
    length = np.diff(np.append(begin, len(order)))
    carry, paid, owed = (np.zeros(len(begin), dtype=np.int64) for _ in range(3))
    for step in range(int(length.max(initial=0))):
        live = np.flatnonzero(length > step)
        at = begin[live] + step
        one = _step({name: values[at] for name, values in rows.items()}, carry[live], paid[live], owed[live], terms)
        carry[live], paid[live], owed[live] = one["carry"], one["paid"], one["owed"]
        for name in LINES[2:]:
            lines[name][at] = one[name]
    back = np.empty(len(order), dtype=np.int64)
    back[order] = np.arange(len(order))
    return {name: values[back] for name, values in lines.items()}


def _step(row: Columns, carry: Column, paid: Column, owed: Column, terms: Terms) -> Columns:
    judged, breached = row["standing"] == Standing.JUDGED, row["standing"] == Standing.BREACHED
    touched = judged | breached
    done = ratio_ppm(row["actual"], row["target"])
    due = np.where(touched, row["amount"] + carry, 0)
    part = share_of(due, np.clip(row["actual"], 0, row["target"]), row["target"])
    earned = np.select([judged & (done >= terms.full_ppm), judged & (done >= terms.part_from_ppm)], [due, part], 0)
    handed = np.where(row["paid"] == NONE, earned, row["paid"])
    owed = owed + np.where(touched, row["amount"], 0)
    deserved = share_of(owed, np.clip(row["actual"], 0, row["target"]), row["target"])
    before = paid + np.where(row["paid"] == NONE, 0, row["paid"])
    back = np.where(breached, np.maximum(before - deserved, 0), np.where(judged, np.maximum(handed - earned, 0), 0))
    pay = np.where(row["paid"] == NONE, earned, np.maximum(earned - handed, 0))
    kept = np.where(breached, before - back, paid + np.where(judged, earned, np.where(row["paid"] == NONE, 0, handed)))
    carried = np.where(judged, due - earned, np.where(breached, 0, carry))
    deferred = np.where(judged & (done < terms.part_from_ppm), due, 0)
    return {
        "due": due, "pay": pay, "carry": carried, "deferred": deferred, "paid": kept, "claw_back": back, "owed": owed,
    }  # fmt: skip


def settle_one(stages: Sequence[dict[str, int]], terms: Terms) -> list[dict[str, int]]:
    """Settle one agreement with plain integers: the same lines as `settle` gives."""
    lines, carry, paid, owed = [], 0, 0, 0
    for row in sorted(stages, key=lambda row: row["stage"]):
        handed = row.get("paid", NONE)
        line = {"agreement": row["agreement"], "stage": row["stage"], "due": 0, "pay": 0, "deferred": 0, "claw_back": 0}
        if row["standing"] == Standing.OPEN:
            paid += 0 if handed == NONE else handed
            lines.append(line | {"carry": carry, "paid": paid})
            continue
        reached, target = min(max(row["actual"], 0), row["target"]), row["target"]
        due, owed = row["amount"] + carry, owed + row["amount"]
        if row["standing"] == Standing.BREACHED:
            before = paid + (0 if handed == NONE else handed)
            back = max(before - owed * reached // target, 0)
            carry, paid = 0, before - back
            lines.append(line | {"due": due, "claw_back": back, "carry": 0, "paid": paid})
            continue
        done = row["actual"] * WHOLE // target
        earned = due if done >= terms.full_ppm else due * reached // target if done >= terms.part_from_ppm else 0
        pay = earned if handed == NONE else max(earned - handed, 0)
        back = 0 if handed == NONE else max(handed - earned, 0)
        carry, paid = due - earned, paid + earned
        line |= {"due": due, "pay": pay, "claw_back": back, "deferred": due if done < terms.part_from_ppm else 0}
        lines.append(line | {"carry": carry, "paid": paid})
    return lines


def _check(given: Columns) -> None:
    for row in np.flatnonzero(given["target"] <= 0)[:1]:
        raise refusals.TargetNotPositive(id=given["stage"][row], value=given["target"][row])
    wide = np.maximum(np.abs(given["amount"]), np.abs(given["actual"]))
    for row in np.flatnonzero((wide > MOST) | (given["target"] > MOST) | (given["amount"] < 0))[:1]:
        raise refusals.AmountTooLarge(table="stages", row=row, value=wide[row])
    for row in np.flatnonzero(~np.isin(given["standing"], tuple(Standing)))[:1]:
        raise refusals.UnknownCode(table="stages", row=row, column="standing", value=given["standing"][row])
