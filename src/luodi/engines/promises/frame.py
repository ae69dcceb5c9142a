"""The frame of a judgement: each term with its promise's attributes, and what was decided about it, as known on a day."""

from __future__ import annotations

from typing import Any

import numpy as np

from . import refusals
from .exact import product, share_of
from .layout import (
    ACTS,
    LONGEST,
    MOST,
    NONE,
    PLAN,
    PROMISES,
    TERMS,
    WHOLE,
    Act,
    Column,
    Columns,
    Direction,
    Measure,
    Time,
    columns_of,
)

CODES = {"measure": tuple(Measure), "direction": tuple(Direction), "time_unit": tuple(Time)}
ATTRIBUTES = tuple(name for name in PROMISES if name != "promise")


def framed(promises: Any, terms: Any, acts: Any, known: int) -> Columns:
    """Put together what was promised and decided as known on a day, sorted by promise, end and term.

    A moved due date moves the end of the window by as many days, and what is summed up next begins after it, so that
    nothing counts twice. `before` is the target that a cumulative one builds on, `begins` the first day of the promise.
    """
    promised = _promises(promises)
    frame = columns_of(terms, TERMS, "terms")
    frame["row"] = np.arange(len(frame["term"]), dtype=np.int64)
    held = (frame.pop("known_at") <= known) & (known < frame.pop("known_until"))
    frame = {name: values[held] for name, values in frame.items()}
    order = np.lexsort((frame["term"], frame["end"], frame["promise"]))
    if (order[1:] < order[:-1]).any():
        frame = {name: values[order] for name, values in frame.items()}
    at = _found(promised["promise"], frame["promise"], "terms")
    frame |= {name: promised[name][at] for name in ATTRIBUTES}
    _check_terms(frame)
    _apply(frame, columns_of(acts, ACTS, "acts"), known)
    return frame


def planned_ppm(frame: Columns, plan: Any, today: int) -> tuple[Column, Column]:
    """Give the share of the time that is over when a day ends, as numerator and denominator.

    In days, in whole months where the window begins on the first of a month, or along the plan's curve, which is linear
    between its points. Source: handbook §6.2.
    """
    start, end = frame["start"], frame["end"]
    over = np.clip(today + 1, start, end)
    elapsed, total = over - start, end - start
    by_month = (frame["time_unit"] == Time.MONTHS) & _first_of_month(start) & _first_of_month(end)
    if by_month.any():
        months = _month(start[by_month])
        elapsed[by_month] = _month(over[by_month]) - months
        total[by_month] = _month(end[by_month]) - months
    by_plan = np.flatnonzero(frame["time_unit"] == Time.PLAN)
    if len(by_plan):
        points = columns_of(plan, PLAN, "plan")
        elapsed[by_plan] = _along({name: values[by_plan] for name, values in frame.items()}, points, today)
        total[by_plan] = WHOLE
    return elapsed, total


def expected(frame: Columns, elapsed: Column, total: Column) -> tuple[Column, Column]:
    """Give what should have been reached by now, as numerator and denominator; levels and rates are due in full."""
    flows = is_flow(frame)
    step = frame["target"] - frame["before"]
    scaled = product(frame["before"], total) + product(step, elapsed)
    return np.where(flows, scaled, frame["target"]), np.where(flows, total, 1)


def is_flow(frame: Columns) -> Column:
    """Tell which terms add up what is observed."""
    return (frame["measure"] == Measure.SUM) | (frame["measure"] == Measure.CUMULATIVE)


def _promises(promises: Any) -> Columns:
    promised = columns_of(promises, PROMISES, "promises")
    for name, codes in CODES.items():
        for row in np.flatnonzero(~np.isin(promised[name], codes))[:1]:
            raise refusals.UnknownCode(table="promises", row=row, column=name, value=promised[name][row])
    outside = (promised["tolerance_ppm"] < 0) | (promised["tolerance_ppm"] > WHOLE) | (promised["cumulative_cure"] < 0)
    for row in np.flatnonzero(outside)[:1]:
        value = promised["tolerance_ppm"][row]
        raise refusals.UnknownCode(table="promises", row=row, column="tolerance_ppm, cumulative_cure", value=value)
    ids = promised["promise"]
    if (ids[1:] <= ids[:-1]).any():
        order = np.argsort(ids, kind="stable")
        promised = {name: values[order] for name, values in promised.items()}
        ids = promised["promise"]
        for row in np.flatnonzero(ids[1:] == ids[:-1])[:1]:
            raise refusals.NamedTwice(table="promises", id=ids[row])
    return promised


def _check_terms(frame: Columns) -> None:
    term, target, base = frame["term"], frame["target"], frame["base"]
    ids = np.sort(term)
    for row in np.flatnonzero(ids[1:] == ids[:-1])[:1]:
        raise refusals.NamedTwice(table="terms", id=ids[row])
    length = frame["end"] - frame["start"]
    for row in np.flatnonzero((length <= 0) | (length > LONGEST))[:1]:
        raise refusals.EmptyWindow(table="terms", row=frame["row"][row], id=term[row], most=LONGEST)
    for row in np.flatnonzero((target > MOST) | (base > MOST))[:1]:
        raise refusals.AmountTooLarge(table="terms", row=frame["row"][row], value=max(target[row], base[row]))
    higher = frame["direction"] == Direction.HIGHER
    for row in np.flatnonzero(higher & (target <= 0))[:1]:
        raise refusals.TargetNotPositive(id=term[row], value=target[row])
    for row in np.flatnonzero(~higher & ((target < 0) | ((base != NONE) & (base <= target))))[:1]:
        raise refusals.BaseNotAboveTarget(id=term[row], base=base[row], target=target[row])


def _apply(frame: Columns, acts: Columns, known: int) -> None:
    """Write into the frame what was decided: moved due dates, waivers, cure steps."""
    rows = len(frame["term"])
    by_term = np.argsort(frame["term"], kind="stable")
    heard = np.flatnonzero(acts["known_at"] <= known)
    order = heard[np.lexsort([acts[name][heard] for name in ("act", "known_at", "kind", "term")])]
    decided = {name: values[order] for name, values in acts.items()}
    for row in np.flatnonzero(~np.isin(decided["kind"], tuple(Act)))[:1]:
        raise refusals.UnknownCode(table="acts", row=order[row], column="kind", value=decided["kind"][row])
    last = np.ones(len(order), dtype=bool)
    last[:-1] = (decided["term"][1:] != decided["term"][:-1]) | (decided["kind"][1:] != decided["kind"][:-1])
    days = {}
    for kind in Act:
        chosen = last & (decided["kind"] == kind) & np.isin(decided["term"], frame["term"])
        at = by_term[_found(frame["term"][by_term], decided["term"][chosen], "acts")]
        days[kind] = np.full(rows, NONE, dtype=np.int64)
        days[kind][at] = decided["day"][chosen]
    frame["waived"], frame["cure_until"] = days[Act.WAIVED], days[Act.CURE_UNTIL]
    _move(frame, days[Act.MOVED])


def _move(frame: Columns, moved_to: Column) -> None:
    same = frame["promise"][1:] == frame["promise"][:-1]
    agreed_end = frame["end"]
    shift = np.maximum(np.where(moved_to == NONE, 0, moved_to - frame["due"]), 0)
    frame["moved"], frame["due"], frame["end"] = shift, frame["due"] + shift, agreed_end + shift
    heads = np.flatnonzero(np.concatenate(([True], ~same))) if len(shift) else np.zeros(0, dtype=np.int64)
    if len(heads):
        first = np.minimum.reduceat(frame["start"], heads)
        frame["begins"] = np.repeat(first, np.diff(np.append(heads, len(shift))))
    else:
        frame["begins"] = frame["start"]
    frame["start"] = frame["start"].copy()
    summed = frame["measure"] == Measure.SUM
    pushed = same & summed[1:] & (agreed_end[:-1] <= frame["start"][1:])
    pushed &= frame["end"][:-1] > frame["start"][1:]
    frame["start"][1:][pushed] = np.minimum(frame["end"][:-1][pushed], frame["end"][1:][pushed] - 1)
    frame["before"] = np.zeros(len(shift), dtype=np.int64)
    builds = same & (frame["measure"][1:] == Measure.CUMULATIVE)
    frame["before"][1:][builds] = np.minimum(frame["target"][:-1], frame["target"][1:])[builds]


def _found(ids: Column, wanted: Column, table: str) -> Column:
    at = np.searchsorted(ids, wanted)
    missing = at >= len(ids)
    if len(ids):
        missing |= ids[np.minimum(at, len(ids) - 1)] != wanted
    for row in np.flatnonzero(missing)[:1]:
        raise refusals.NotThere(table=table, row=row, id=wanted[row])
    return at


def _first_of_month(days: Column) -> Column:
    dates = days.astype("datetime64[D]")
    return dates == dates.astype("datetime64[M]").astype("datetime64[D]")


def _month(days: Column) -> Column:
    return days.astype("datetime64[D]").astype("datetime64[M]").view(np.int64)


def _along(frame: Columns, points: Columns, today: int) -> Column:
    """Give the planned share in ppm; before the first point it rises from 0 at the start, after the last to 1 at the end."""
    rows = len(frame["term"])
    own = np.isin(points["term"], frame["term"])
    every = {
        "term": np.concatenate((frame["term"], points["term"][own], frame["term"])),
        "day": np.concatenate((frame["start"], points["day"][own], frame["end"])),
        "share": np.concatenate((np.zeros(rows, int), points["share_ppm"][own], np.full(rows, WHOLE))),
    }
    rank = np.concatenate((np.zeros(rows, int), np.ones(int(own.sum()), int), np.full(rows, 2)))
    order = np.lexsort((every["share"], rank, every["day"], every["term"]))
    term, day, share = (every[name][order] for name in ("term", "day", "share"))
    over = np.clip(today + 1, frame["start"], frame["end"])
    ids = np.unique(frame["term"])
    span = int(day.max() - day.min()) + 2
    places = np.searchsorted(ids, term) * span + (day - day.min())
    wanted = np.searchsorted(ids, frame["term"]) * span + (over - day.min())
    after = np.clip(np.searchsorted(places, wanted, side="right"), 1, len(places) - 1)
    after = np.where(term[after] == frame["term"], after, after - 1)
    gap = day[after] - day[after - 1]
    gone = np.minimum(over - day[after - 1], gap)
    rise = share_of(share[after] - share[after - 1], gone, np.maximum(gap, 1))
    return np.clip(np.where(gap > 0, share[after - 1] + rise, share[after]), 0, WHOLE)
