"""Small ledgers for the tests: rows become columns, and random histories are drawn."""

from datetime import date

import numpy as np
from hypothesis import strategies as st

from luodi.engines.promises import (
    ACTS,
    NONE,
    OBSERVATIONS,
    PLAN,
    PROMISES,
    TERMS,
    Act,
    Asked,
    Direction,
    Measure,
    Rules,
    State,
    Time,
    day_number,
)

RULES = Rules(
    green_ppm=1_000_000, yellow_ppm=800_000, at_risk_below_ppm=800_000, silence_days=100, interval_ppm=800_000
)
LAYOUTS = {"promises": PROMISES, "terms": TERMS, "acts": ACTS, "plan": PLAN, "observations": OBSERVATIONS}


def day(text: str) -> int:
    return day_number(date.fromisoformat(text))


def columns(rows: list[dict], table: str) -> dict[str, np.ndarray]:
    layout = LAYOUTS[table]
    return {
        name: np.array([row[name] if default is None else row.get(name, default) for row in rows], dtype=np.int64)
        for name, default in layout.items()
    }


def asked(scene: dict, *, today: int, rules: Rules = RULES, known: int | None = None) -> Asked:
    tables = {name: columns(scene.get(name, []), name) for name in ("promises", "terms", "acts", "plan")}
    return Asked(tables["promises"], tables["terms"], today, rules, tables["acts"], tables["plan"], known)


def yearly(targets: list[int], *, measure: Measure, first: int = 2023, **promise) -> dict:
    """Promise a target for each year, due on its last day."""
    return {
        "promises": [{"promise": 1, "subject": 1, "indicator": 1, "measure": measure} | promise],
        "terms": [
            {
                "term": 10 + place,
                "promise": 1,
                "start": day(f"{first + place}-01-01"),
                "end": day(f"{first + place + 1}-01-01"),
                "due": day(f"{first + place}-12-31"),
                "target": target,
            }
            for place, target in enumerate(targets)
        ],
        "observations": [],
    }


def seen(number: int, start: str, end: str, value: int, known: str = "2023-01-01", **more) -> dict:
    return {
        "observation": number, "subject": 1, "indicator": 1, "start": day(start), "end": day(end), "value": value,
        "known_at": day(known),
    } | more  # fmt: skip


FIRST, LAST = day("2023-01-01"), day("2025-01-01")
DAYS = st.integers(FIRST - 20, LAST + 20)


@st.composite
def ledgers(draw, *, higher_only: bool = False, measures: tuple = tuple(Measure), origins: int = 2) -> dict:
    """Draw promises with terms, acts, plans and a bitemporal history, overlapping periods and corrections included."""
    scene: dict = {name: [] for name in LAYOUTS}
    for promise in range(1, draw(st.integers(1, 3)) + 1):
        _promise(draw, scene, promise, higher_only, measures)
    single = {each["indicator"] for each in scene["promises"] if each["measure"] in (Measure.AVERAGE, Measure.RATE)}
    for number in range(draw(st.integers(0, 14))):
        start = draw(st.integers(FIRST, LAST - 1) | st.sampled_from([FIRST + 30 * each for each in range(20)]))
        indicator = draw(st.integers(1, 2))
        scene["observations"].append(
            {
                "observation": 100 + number, "subject": draw(st.integers(1, 2)), "indicator": indicator,
                "origin": 0 if indicator in single else draw(st.integers(0, origins - 1)), "start": start,
                "end": start + draw(st.sampled_from([1, 30, 30, 90, 365])),
                "value": draw(st.integers(-50, 900) | st.integers(0, 10**12)), "known_at": draw(DAYS),
                "state": draw(st.sampled_from([State.VERIFIED, State.VERIFIED, *State])),
            }
        )  # fmt: skip
    return scene


def _promise(draw, scene: dict, promise: int, higher_only: bool, measures: tuple) -> None:
    direction = Direction.HIGHER if higher_only else draw(st.sampled_from(Direction))
    scene["promises"].append(
        {
            "promise": promise, "subject": draw(st.integers(1, 2)), "indicator": draw(st.integers(1, 2)),
            "measure": draw(st.sampled_from(measures)), "direction": direction,
            "tolerance_ppm": draw(st.sampled_from([0, 0, 50_000])), "cumulative_cure": draw(st.integers(0, 2)),
            "time_unit": draw(st.sampled_from(Time)),
        }
    )  # fmt: skip
    end = FIRST
    for place in range(draw(st.integers(1, 3))):
        start, term = end, promise * 10 + place
        end = start + draw(st.sampled_from([31, 90, 181, 365]))
        target = draw(st.integers(1, 1000) | st.integers(1, 10**13))
        base = NONE if direction == Direction.HIGHER or draw(st.booleans()) else target + draw(st.integers(1, 500))
        scene["terms"].append(
            {"term": term, "promise": promise, "start": start, "end": end, "due": end + draw(st.integers(-1, 30)),
             "target": target, "base": base, "known_at": draw(st.sampled_from([0, 0, FIRST + 40]))}
        )  # fmt: skip
        for _ in range(draw(st.integers(0, 2))):
            act = {"act": len(scene["acts"]) + 1, "term": term, "kind": draw(st.sampled_from(Act)),
                   "day": draw(st.integers(end - 10, end + 200)), "known_at": draw(DAYS)}  # fmt: skip
            scene["acts"].append(act)
        for _ in range(draw(st.integers(0, 2))):
            at = draw(st.integers(start, end))
            scene["plan"].append({"term": term, "day": at, "share_ppm": draw(st.integers(0, 1_000_000))})
