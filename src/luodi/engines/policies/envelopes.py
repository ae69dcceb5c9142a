"""Envelopes: a fund that isn't enough pays every claim the same share, or the first ones all and then nothing."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

WHOLE = 1_000_000
Fen = npt.NDArray[np.int64]


def ratio_ppm(total_fen: int, envelope_fen: int) -> int:
    """Give the share that can be paid, in whole ppm rounded down; all of it while the fund is enough."""
    if total_fen <= envelope_fen:
        return WHOLE
    return envelope_fen * WHOLE // total_fen


def shared(amounts_fen: npt.ArrayLike, ppm: int) -> Fen:
    """Give ⌊amount × ppm / 1,000,000⌋ of each amount, exactly for every int64."""
    amounts = np.asarray(amounts_fen, dtype=np.int64)
    if ppm == WHOLE:
        return amounts.copy()
    whole, rest = np.divmod(amounts, WHOLE)
    return whole * ppm + rest * ppm // WHOLE


def total(amounts: Fen) -> int:
    """Add up exactly, also where the sum leaves 64 bits."""
    if _wide(amounts):
        return sum(map(int, amounts.tolist()))
    return int(amounts.sum())


def divide(amounts_fen: npt.ArrayLike, envelope_fen: int) -> tuple[int, Fen]:
    """Divide a fund among claims pro rata; the sum never exceeds it, by rounding down to ppm and to the 分."""
    amounts = np.asarray(amounts_fen, dtype=np.int64)
    ppm = ratio_ppm(total(amounts), envelope_fen)
    return ppm, shared(amounts, ppm)


def first_come(amounts_fen: npt.ArrayLike, envelope_fen: int) -> Fen:
    """Pay claims in their order in full while the fund lasts; the one that doesn't fit gets what is left."""
    amounts = np.asarray(amounts_fen, dtype=np.int64)
    if _wide(amounts):
        amounts = np.minimum(amounts, envelope_fen)
    before = np.cumsum(amounts) - amounts
    return np.clip(envelope_fen - before, 0, amounts)


def _wide(amounts: Fen) -> bool:
    return bool(len(amounts)) and float(amounts.max()) * len(amounts) > 9e18


__all__ = ["WHOLE", "divide", "first_come", "ratio_ppm", "shared", "total"]
