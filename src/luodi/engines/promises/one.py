"""The scalar reader: one promise, with plain integers and fractions, the same answer as the columns give.

It is written apart from the columnar engine, term by term and observation by observation, and is the oracle of its tests.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from fractions import Fraction

from .exact import FARTHEST
from .forecasting import student
from .layout import (
    ACTS,
    NONE,
    OBSERVATIONS,
    PROMISES,
    TERMS,
    WHOLE,
    Act,
    Direction,
    Lamp,
    Measure,
    Rules,
    State,
    Time,
    Verdict,
)
from .reading import DAY_ONE, Reading

Row = Mapping[str, int]


@dataclass(slots=True)
class _Term:
    """Hold a term while it is read."""

    row: Row
    start: int
    end: int
    due: int
    moved: int
    waived: int
    cure_until: int
    begins: int = 0
    before: int = 0
    used: list[Row] = field(default_factory=list)
    total: Fraction = Fraction(0)
    done: Fraction = Fraction(0)


def read_promise(
    promise: Row,
    terms: Sequence[Row],
    observations: Sequence[Row],
    *,
    today: int,
    rules: Rules,
    acts: Sequence[Row] = (),
    plan: Sequence[Row] = (),
    known: int | None = None,
) -> list[Reading]:
    """Judge the terms of one promise as of a day, in the order of their ends.

    Rows are mappings with the names of the layout; columns that have a default may be left out.
    """
    day = today if known is None else known
    promise = _filled(promise, PROMISES)
    stated = _stated(promise, [_filled(row, OBSERVATIONS) for row in observations], day, rules.basis)
    held = _held([_filled(row, TERMS) for row in terms], [_filled(row, ACTS) for row in acts], promise, day)
    for term in held:
        start = term.begins if promise["measure"] == Measure.CUMULATIVE else term.start
        term.used, term.total = _measured(promise, stated, start, term.end)
        term.done = _completion(promise, term.row, term.total, term.row["target"])
    return [_read(promise, held, place, stated, plan, today, rules) for place in range(len(held))]


def _filled(row: Row, layout: Mapping[str, int | None]) -> dict[str, int]:
    return {name: int(row[name] if default is None else row.get(name, default)) for name, default in layout.items()}


def _stated(promise: Row, observations: list[dict], day: int, basis: State) -> list[list[Row]]:
    """Give what held at the end of the day, by origin."""
    last: dict[tuple, dict] = {}
    for row in sorted(observations, key=lambda row: (row["known_at"], row["observation"])):
        unheard = row["known_at"] > day or (basis == State.VERIFIED and row["state"] == State.REPORTED)
        if not unheard and (row["subject"], row["indicator"]) == (promise["subject"], promise["indicator"]):
            last[row["origin"], row["start"], row["end"]] = row
    by_origin: dict[int, list[Row]] = defaultdict(list)
    for row in last.values():
        if row["state"] in (State.VERIFIED, basis):
            by_origin[row["origin"]].append(row)
    return [by_origin[origin] for origin in sorted(by_origin)]


def _held(terms: list[dict], acts: list[dict], promise: Row, day: int) -> list[_Term]:
    held: list[_Term] = []
    live = [row for row in terms if row["known_at"] <= day < row["known_until"]]
    for row in sorted(live, key=lambda row: (row["end"], row["term"])):
        decided = {}
        for act in sorted(acts, key=lambda act: (act["known_at"], act["act"])):
            if act["term"] == row["term"] and act["known_at"] <= day:
                decided[act["kind"]] = act["day"]
        moved = max(decided.get(Act.MOVED, NONE) - row["due"], 0)
        term = _Term(row, row["start"], row["end"] + moved, row["due"] + moved, moved,
                     decided.get(Act.WAIVED, NONE), decided.get(Act.CURE_UNTIL, NONE))  # fmt: skip
        if held and promise["measure"] == Measure.SUM and held[-1].row["end"] <= row["start"] < held[-1].end:
            term.start = min(held[-1].end, term.end - 1)
        if held and promise["measure"] == Measure.CUMULATIVE:
            term.before = min(held[-1].row["target"], row["target"])
        held.append(term)
    for term in held:
        term.begins = min(each.row["start"] for each in held)
    return held


def _measured(promise: Row, stated: list[list[Row]], start: int, end: int) -> tuple[list[Row], Fraction]:
    """Choose the observations inside a window and add them up, take the latest, or average them."""
    latest = promise["measure"] in (Measure.LEVEL, Measure.RATE)
    used: list[Row] = []
    for rows in stated:
        inside = [row for row in rows if start <= row["start"] and row["end"] <= end]
        if latest:
            used += sorted(inside, key=lambda row: (row["end"], row["start"]))[-1:]
            continue
        taken: list[Row] = []
        for row in sorted(inside, key=lambda row: (row["start"], -row["end"])):
            if not taken or row["start"] >= taken[-1]["end"]:
                taken.append(row)
        used += taken
    if promise["measure"] == Measure.AVERAGE:
        days = sum(row["end"] - row["start"] for row in used)
        return used, Fraction(sum(row["value"] * (row["end"] - row["start"]) for row in used), max(days, 1))
    return used, Fraction(sum(row["value"] for row in used))


def _completion(promise: Row, term: Row, total: Fraction, target: int) -> Fraction:
    if promise["direction"] == Direction.HIGHER:
        return total / target
    if term["base"] != NONE:
        return (term["base"] - total) / (term["base"] - target)
    return Fraction(1) if total <= target else target / total


def _read(
    promise: Row, held: list[_Term], place: int, stated: list[list[Row]], plan: Sequence[Row], today: int, rules: Rules
) -> Reading:
    term = held[place]
    flow = promise["measure"] in (Measure.SUM, Measure.CUMULATIVE)
    over = _time(promise, term, plan, today)
    progress = _progress(promise, term, over) if flow else term.done
    enough = Fraction(WHOLE - promise["tolerance_ppm"], WHOLE)
    by, until = _cure(promise, held, place, enough)
    if by == NONE and today > term.due and _passes_retest(promise, held, place, stated, enough):
        by = term.row["term"]
    cure_end = max(term.cure_until, until)
    verdict = _verdict(promise, term, progress, enough, by, cure_end, today, rules)
    lamp = _lamp(verdict, progress, rules)
    value, low, high = _forecast(promise, term, stated, rules)
    empty = not term.used
    return Reading(
        term.row["term"], promise["promise"], term.begins if promise["measure"] == Measure.CUMULATIVE else term.start,
        term.end, term.due, term.row["target"], NONE if empty else math.floor(term.total + Fraction(1, 2)),
        len(term.used), NONE if empty else _ppm(term.done), _ppm(over),
        NONE if empty or progress is None else _ppm(progress), verdict, lamp, term.moved, cure_end,
        by if verdict == Verdict.CURED else NONE, value, low, high,
        max((row["known_at"] for row in term.used), default=NONE), tuple(row["observation"] for row in term.used),
    )  # fmt: skip


def _ppm(part: Fraction) -> int:
    return min(max(math.floor(part * WHOLE), -FARTHEST), FARTHEST)


def _time(promise: Row, term: _Term, plan: Sequence[Row], today: int) -> Fraction:
    over = min(max(today + 1, term.start), term.end)
    if promise["time_unit"] == Time.PLAN:
        return _along(term, plan, over)
    dates = [DAY_ONE + timedelta(days=day) for day in (term.start, over, term.end)]
    if promise["time_unit"] == Time.MONTHS and dates[0].day == dates[2].day == 1:
        first, now, last = (day.year * 12 + day.month for day in dates)
        return Fraction(now - first, last - first)
    return Fraction(over - term.start, term.end - term.start)


def _along(term: _Term, plan: Sequence[Row], over: int) -> Fraction:
    own = [(row["day"], 1, row["share_ppm"]) for row in plan if row["term"] == term.row["term"]]
    points = sorted([(term.start, 0, 0), *own, (term.end, 2, WHOLE)])
    after = next((place for place, point in enumerate(points) if point[0] > over), len(points) - 1)
    after = max(after, 1)
    (day, _, share), (next_day, _, next_share) = points[after - 1], points[after]
    gap = next_day - day
    reached = next_share if not gap else share + (next_share - share) * min(over - day, gap) // gap
    return Fraction(min(max(reached, 0), WHOLE), WHOLE)


def _progress(promise: Row, term: _Term, over: Fraction) -> Fraction | None:
    expected = term.before + (term.row["target"] - term.before) * over
    if expected <= 0:
        return None
    if promise["direction"] == Direction.HIGHER:
        return term.total / expected
    return expected / term.total if term.total > 0 else Fraction(1)


def _cure(promise: Row, held: list[_Term], place: int, enough: Fraction) -> tuple[int, int]:
    """Find the later term at which the cumulative actual reaches the cumulative target."""
    flow = promise["measure"] in (Measure.SUM, Measure.CUMULATIVE)
    if not flow or promise["direction"] != Direction.HIGHER:
        return NONE, NONE
    by, until = NONE, NONE
    for later in range(place + 1, min(place + promise["cumulative_cure"], len(held) - 1) + 1):
        until = max(until, held[later].due)
        summed = held[: later + 1] if promise["measure"] == Measure.SUM else held[later : later + 1]
        done = Fraction(sum(each.total for each in summed)) / sum(each.row["target"] for each in summed)
        if by == NONE and held[later].used and _ppm(done) >= enough * WHOLE:
            by = held[later].row["term"]
    return by, until


def _passes_retest(promise: Row, held: list[_Term], place: int, stated: list[list[Row]], enough: Fraction) -> bool:
    term = held[place]
    if term.cure_until <= term.due or _ppm(term.done) >= enough * WHOLE:
        return False
    end = term.end + term.cure_until - term.due
    later = held[place + 1 :] if promise["measure"] == Measure.SUM else []
    added = sum(each.row["target"] for each in later if each.end <= end and each.start >= term.end)
    start = term.begins if promise["measure"] == Measure.CUMULATIVE else term.start
    used, total = _measured(promise, stated, start, end)
    return bool(used) and _ppm(_completion(promise, term.row, total, term.row["target"] + added)) >= enough * WHOLE


def _verdict(
    promise: Row, term: _Term, progress: Fraction | None, enough: Fraction, by: int, cure_end: int, today: int,
    rules: Rules,
) -> Verdict:  # fmt: skip
    past = today > term.due
    if term.waived != NONE and term.waived <= today:
        return Verdict.WAIVED
    if today < term.start:
        return Verdict.NOT_DUE
    if not term.used:
        return Verdict.NO_DATA if past or today - term.start >= rules.silence_days else Verdict.NOT_DUE
    if past:
        if _ppm(term.done) >= enough * WHOLE:
            return Verdict.MET
        if by != NONE:
            return Verdict.CURED
        return Verdict.IN_CURE if today <= cure_end else Verdict.BREACHED
    flow = promise["measure"] in (Measure.SUM, Measure.CUMULATIVE)
    if flow and promise["direction"] == Direction.HIGHER and term.done >= 1:
        return Verdict.MET
    if progress is None:
        return Verdict.NOT_DUE
    return Verdict.ON_TRACK if _ppm(progress) >= rules.at_risk_below_ppm else Verdict.AT_RISK


def _lamp(verdict: Verdict, progress: Fraction | None, rules: Rules) -> Lamp:
    if verdict in (Verdict.MET, Verdict.CURED):
        return Lamp.GREEN
    if verdict in (Verdict.IN_CURE, Verdict.BREACHED):
        return Lamp.YELLOW if verdict == Verdict.IN_CURE else Lamp.RED
    if verdict not in (Verdict.ON_TRACK, Verdict.AT_RISK) or progress is None:
        return Lamp.GREY
    ppm = _ppm(progress)
    return Lamp.GREEN if ppm >= rules.green_ppm else Lamp.YELLOW if ppm >= rules.yellow_ppm else Lamp.RED


def _forecast(promise: Row, term: _Term, stated: list[list[Row]], rules: Rules) -> tuple[int, int, int]:
    if not term.used:
        return NONE, NONE, NONE
    actual = math.floor(term.total + Fraction(1, 2))
    if promise["measure"] not in (Measure.SUM, Measure.CUMULATIVE):
        return actual, NONE, NONE
    start = term.begins if promise["measure"] == Measure.CUMULATIVE else term.start
    lengths = [row["end"] - row["start"] for row in term.used]
    covered = sum(lengths)
    left = max((term.end - start) * len(stated) - covered, 0)
    value = actual + actual * left // covered
    freedom = len(lengths) - 1
    if not freedom:
        return value, NONE, NONE
    pace, spread = float(actual) / float(covered), 0.0
    for row, length in zip(term.used, lengths, strict=True):
        off = float(row["value"]) - pace * float(length)
        spread += off * off / float(length)
    days = float(left)
    variance = spread / float(freedom) * (days + days * days / float(covered))
    half = student(freedom, rules.interval_ppm) * math.sqrt(variance)
    low, high = min(math.floor(float(value) - half), value), max(math.ceil(float(value) + half), value)
    if all(row["value"] >= 0 for row in term.used):
        low = max(low, actual)
    return value, low, high
