"""The value at the end of the window if things go on as they did, with an interval.

For what is summed up: the rate per day of the days covered goes on over the days left. The interval takes the periods'
amounts as independent, with a variance in proportion to their length, and Student's quantile for as many periods as there
are; one period alone gives no interval. Levels, rates and averages stay as they are, without an interval.
"""

from __future__ import annotations

import math
from functools import cache
from statistics import NormalDist

import numpy as np

from .book import Known
from .exact import share_of
from .frame import is_flow
from .layout import NONE, WHOLE, Column, Columns
from .measuring import Measured, Pieces


def forecast(
    frame: Columns, known: Known, found: Pieces, measured: Measured, start: Column, actual: Column, interval_ppm: int
) -> tuple[Column, Column, Column]:
    """Give the expected value and the bounds of the interval; NONE where nothing can be said."""
    value = np.where(measured.count > 0, actual, NONE)
    low, high = np.full(len(value), NONE, dtype=np.int64), np.full(len(value), NONE, dtype=np.int64)
    flow = np.flatnonzero(is_flow(frame) & (measured.count > 0))
    room = (frame["end"] - start)[flow] * measured.origins[flow]
    left = np.maximum(room - measured.covered[flow], 0)
    rest = share_of(actual[flow], left, measured.covered[flow])
    value[flow] = actual[flow] + rest
    several = measured.count[flow] > 1
    flow, left = flow[several], left[several]
    if len(flow):
        half = _half_width(known, found, measured, flow, left, actual, interval_ppm)
        low[flow] = np.floor(value[flow].astype(float) - half).astype(np.int64)
        high[flow] = np.ceil(value[flow].astype(float) + half).astype(np.int64)
        grows = measured.falls[flow] == 0
        low[flow] = np.where(grows, np.maximum(low[flow], actual[flow]), low[flow])
        high[flow] = np.maximum(high[flow], value[flow])
        low[flow] = np.minimum(low[flow], value[flow])
    return value, low, high


def _half_width(
    known: Known, found: Pieces, measured: Measured, flow: Column, left: Column, actual: Column, interval_ppm: int
) -> Column:
    wanted = np.zeros(len(measured.count), dtype=bool)
    wanted[flow] = True
    kept = wanted[found.term]
    part = found.only(kept)
    rows, terms = part.rows(known)
    length = (known.columns["end"][rows] - known.columns["start"][rows]).astype(float)
    covered = np.maximum(measured.covered, 1).astype(float)
    pace = actual.astype(float) / covered
    off = known.columns["value"][rows].astype(float) - pace[terms] * length
    spread = np.bincount(terms, weights=off * off / length, minlength=len(wanted))[flow]
    freedom = measured.count[flow] - 1
    quantiles, index = np.unique(freedom, return_inverse=True)
    reach = np.array([student(int(each), interval_ppm) for each in quantiles])[index]
    days = left.astype(float)
    return reach * np.sqrt(spread / freedom.astype(float) * (days + days * days / covered[flow]))


@cache
def student(freedom: int, interval_ppm: int) -> float:
    """Give the two-sided quantile of Student's distribution: exact for 1 and 2, by Cornish and Fisher's series beyond."""
    p = (1 + interval_ppm / WHOLE) / 2
    if freedom == 1:
        return math.tan(math.pi * (p - 0.5))
    if freedom == 2:
        return (2 * p - 1) * math.sqrt(2 / (4 * p * (1 - p)))
    z = NormalDist().inv_cdf(p)
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return z + sum(term / freedom ** (power + 1) for power, term in enumerate(terms))
