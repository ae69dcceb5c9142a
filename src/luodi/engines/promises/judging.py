"""Judging: completion, progress, verdict and lamp of each term, and what cured it."""

from __future__ import annotations

import numpy as np

from .exact import product, ratio_ppm
from .frame import is_flow
from .layout import NONE, WHOLE, Column, Columns, Direction, Lamp, Measure, Rules, Verdict
from .measuring import Measured


def completion_ppm(frame: Columns, total: Column, weight: Column, target: Column) -> Column:
    """Give how much of the target is reached, in ppm, rounded down.

    Higher is better: actual / target. Lower is better: (base − actual) / (base − target) where a base is given (handbook
    §6.2), else all if the target is kept, and target / actual if not.
    """
    done = np.zeros(len(total), dtype=np.int64)
    based = (frame["direction"] == Direction.LOWER) & (frame["base"] != NONE)
    plain = (frame["direction"] == Direction.LOWER) & ~based
    rows = np.flatnonzero(frame["direction"] == Direction.HIGHER)
    done[rows] = ratio_ppm(total[rows], product(target[rows], weight[rows]))
    rows = np.flatnonzero(based)
    over = product(frame["base"][rows], weight[rows]) - total[rows]
    done[rows] = ratio_ppm(over, product(frame["base"][rows] - target[rows], weight[rows]))
    rows = np.flatnonzero(plain)
    bound = product(target[rows], weight[rows])
    kept = total[rows] <= bound
    done[rows] = np.where(kept, WHOLE, ratio_ppm(bound, np.where(kept, 1, total[rows])) * ~kept)
    return done


def progress_ppm(frame: Columns, measured: Measured, done: Column, over: Column, of: Column) -> Column:
    """Give actual against what should be there by now (handbook §6.2: p = r / t), NONE while nothing should be.

    Levels, averages and rates are not divided by time. Where lower is better: expected / actual.
    """
    flow = is_flow(frame)
    progress = np.where(flow, NONE, done)
    rows = np.flatnonzero(flow & (frame["direction"] == Direction.HIGHER) & (over > 0))
    progress[rows] = ratio_ppm(product(measured.total[rows], of[rows]), over[rows])
    rows = np.flatnonzero(flow & (frame["direction"] == Direction.LOWER) & (over > 0))
    used = product(measured.total[rows], of[rows])
    within = used <= 0
    progress[rows] = np.where(within, WHOLE, ratio_ppm(over[rows], np.where(within, 1, used)) * ~within)
    return progress


def cured_by(frame: Columns, measured: Measured) -> tuple[Column, Column]:
    """Give the term that made up for each, NONE if none did, and the last day on which a later one may still do so.

    Within the next `cumulative_cure` terms of the promise the cumulative actual has to reach the cumulative target,
    for what is summed up and what is cumulative already (handbook §4.1: re-test cumulative).
    """
    rows = len(frame["term"])
    by, until = np.full(rows, NONE, dtype=np.int64), np.full(rows, NONE, dtype=np.int64)
    curable = is_flow(frame) & (frame["direction"] == Direction.HIGHER)
    if not curable.any():
        return by, until
    summed = frame["measure"] == Measure.SUM
    actual, target = (
        np.where(summed, _running(frame["promise"], values), values) for values in (measured.total, frame["target"])
    )
    made_up = (ratio_ppm(actual, target) >= WHOLE - frame["tolerance_ppm"]) & (measured.count > 0)
    for ahead in range(1, int(frame["cumulative_cure"][curable].max()) + 1):
        if ahead >= rows:
            break
        later = frame["promise"][ahead:] == frame["promise"][:-ahead]
        later &= curable[:-ahead] & (frame["cumulative_cure"][:-ahead] >= ahead)
        first = later & made_up[ahead:] & (by[:-ahead] == NONE)
        by[:-ahead][first] = frame["term"][ahead:][first]
        until[:-ahead][later] = np.maximum(until[:-ahead], frame["due"][ahead:])[later]
    return by, until


def verdicts(
    frame: Columns, measured: Measured, done: Column, progress: Column, cured: Column, cure_end: Column, today: int,
    rules: Rules,
) -> Column:  # fmt: skip
    """Give the verdict of each term on a day."""
    past, nothing = today > frame["due"], measured.count == 0
    silent = past | (today - frame["start"] >= rules.silence_days)
    enough = done >= WHOLE - frame["tolerance_ppm"]
    early = is_flow(frame) & (frame["direction"] == Direction.HIGHER) & (done >= WHOLE)
    cases = (
        ((frame["waived"] != NONE) & (frame["waived"] <= today), Verdict.WAIVED),
        (today < frame["start"], Verdict.NOT_DUE),
        (nothing & ~silent, Verdict.NOT_DUE),
        (nothing, Verdict.NO_DATA),
        (past & enough, Verdict.MET),
        (past & (cured != NONE), Verdict.CURED),
        (past & (today <= cure_end), Verdict.IN_CURE),
        (past, Verdict.BREACHED),
        (early, Verdict.MET),
        (progress == NONE, Verdict.NOT_DUE),
        (progress >= rules.at_risk_below_ppm, Verdict.ON_TRACK),
    )
    return np.select([case for case, _ in cases], [int(verdict) for _, verdict in cases], int(Verdict.AT_RISK))


def lamps(verdict: Column, progress: Column, rules: Rules) -> Column:
    """Give the lamp: grey where nothing is known or due, by progress while under way, else by the verdict."""
    under_way = np.isin(verdict, (Verdict.ON_TRACK, Verdict.AT_RISK))
    fixed = np.array(
        [{Verdict.MET: Lamp.GREEN, Verdict.CURED: Lamp.GREEN, Verdict.IN_CURE: Lamp.YELLOW, Verdict.BREACHED: Lamp.RED}
         .get(each, Lamp.GREY) for each in Verdict]
    )  # fmt: skip
    moving = np.select(
        [progress >= rules.green_ppm, progress >= rules.yellow_ppm], [int(Lamp.GREEN), int(Lamp.YELLOW)], int(Lamp.RED)
    )
    return np.where(under_way, moving, fixed[verdict])


def _running(group: Column, values: Column) -> Column:
    """Sum up from the first row of each group."""
    sums = np.cumsum(values)
    heads = np.concatenate(([True], group[1:] != group[:-1]))
    before = np.where(heads, sums - values, 0)
    starts = np.flatnonzero(heads)
    return sums - np.repeat(before[starts], np.diff(np.append(starts, len(values))))
