"""Whole-number arithmetic over columns that never overflows: 64 bits where they suffice, Python's integers elsewhere."""

from __future__ import annotations

import numpy as np

from .layout import WHOLE, Column

FARTHEST = 10**12  # ppm: a ratio reads as a million times the whole at most, however wrong the units are
ROOM = 4e18  # below 2⁶³ with a margin for the rounding of the estimate


def product(one: Column, other: Column) -> Column:
    """Multiply exactly: int64, or an array of Python integers if a row needs more."""
    if _widest(one) * _widest(other) < ROOM:
        return one * other
    return one.astype(object) * other.astype(object)


def ratio_ppm(part: Column, whole: Column) -> Column:
    """Give ⌊part × 1,000,000 / whole⌋ for positive `whole`, exactly, as int64, at most FARTHEST either way."""
    if part.dtype != object and whole.dtype != object:
        if _widest(part) * WHOLE < ROOM:
            return np.clip(part * WHOLE // whole, -FARTHEST, FARTHEST)
        if _widest(whole) * 1000 < ROOM:
            return _in_two_steps(part, whole)
    found = part.astype(object) * WHOLE // whole.astype(object)
    return np.asarray(np.minimum(np.maximum(found, -FARTHEST), FARTHEST), dtype=np.int64)


def share_of(amount: Column, part: Column, whole: Column) -> Column:
    """Give ⌊amount × part / whole⌋ for positive `whole`, exactly, as int64."""
    return np.asarray(product(amount, part) // whole, dtype=np.int64)


def _in_two_steps(part: Column, whole: Column) -> Column:
    """Divide with three decimals more at a time, so that no step leaves 64 bits."""
    first, rest = np.divmod(part, whole)
    far = np.abs(first) >= FARTHEST // WHOLE
    second, rest = np.divmod(rest * 1000, whole)
    found = (np.where(far, 0, first) * 1000 + second) * 1000 + rest * 1000 // whole
    return np.where(far, np.sign(first) * FARTHEST, found)


def _widest(values: Column) -> float:
    if not len(values):
        return 0.0
    return max(abs(float(values.max())), abs(float(values.min())))
