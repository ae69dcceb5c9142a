"""Credit: what a subject brought is split among the units that share it, so that the units add up to it exactly."""

from __future__ import annotations

from typing import Any

import numpy as np

from . import refusals
from .exact import product
from .layout import OBSERVATIONS, WHOLE, Column, Columns, columns_of

SHARES: dict[str, int | None] = {"subject": None, "unit": None, "ppm": None}


def split(amount: Column, group: Column, ppm: Column, unit: Column) -> Column:
    """Split amounts by shares: rows of one `group` share the amount that stands in each of them.

    Rounded towards zero, what is left over goes one by one to the largest remainders, then to the lower unit: the parts of
    a group always add up to its amount.

    :raises ShareNotWhole: if the shares of a group don't make up the whole
    """
    if not len(amount):
        return amount
    order = np.lexsort((unit, group))
    amount, group, ppm, unit = amount[order], group[order], ppm[order], unit[order]
    heads = np.flatnonzero(np.concatenate(([True], group[1:] != group[:-1])))
    size = np.diff(np.append(heads, len(group)))
    total, least = np.add.reduceat(ppm, heads), np.minimum.reduceat(ppm, heads)
    for bad in np.flatnonzero((total != WHOLE) | (least < 0))[:1]:
        raise refusals.ShareNotWhole(id=group[heads[bad]], total=total[bad])
    scaled = product(np.abs(amount), ppm)
    part = np.asarray(scaled // WHOLE, dtype=np.int64)
    rest = np.asarray(scaled % WHOLE, dtype=np.int64)
    left = np.abs(amount[heads]) - np.add.reduceat(part, heads)
    by_rest = np.lexsort((unit, -rest, group))
    rank = np.empty(len(group), dtype=np.int64)
    rank[by_rest] = np.arange(len(group)) - np.repeat(heads, size)
    part += rank < np.repeat(left, size)
    given = np.empty(len(group), dtype=np.int64)
    given[order] = np.where(amount < 0, -part, part)
    return given


def credited(observations: Any, shares: Any) -> Columns:
    """Give each unit its part of every observation on a subject that units share; `origin` keeps the subject.

    The parts of an observation add up to it, and so do sums over any window. Subjects without shares are left out.
    """
    seen = columns_of(observations, OBSERVATIONS, "observations")
    shared = columns_of(shares, SHARES, "shares")
    order = np.lexsort((shared["unit"], shared["subject"]))
    shared = {name: values[order] for name, values in shared.items()}
    low = np.searchsorted(shared["subject"], seen["subject"])
    width = np.searchsorted(shared["subject"], seen["subject"], side="right") - low
    row = np.repeat(np.arange(len(width)), width)
    at = np.repeat(low - (np.cumsum(width) - width), width) + np.arange(int(width.sum()))
    parts = {name: values[row] for name, values in seen.items()}
    parts["origin"], parts["subject"] = parts["subject"], shared["unit"][at]
    parts["value"] = split(parts["value"], row, shared["ppm"][at], shared["unit"][at])
    return parts
