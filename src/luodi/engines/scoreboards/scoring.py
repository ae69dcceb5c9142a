"""Scoring: the figures of a unit become points, exactly, raw beside capped, with a lamp for each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from .pack import Indicator, Pack
from .refusals import FigureNotUsable, UnknownClass, UnknownFigure

Number = int | Decimal | Fraction
GREEN, YELLOW, RED, GREY = "green", "yellow", "red", "grey"
NOTHING = Fraction(0)


@dataclass(frozen=True, slots=True)
class Figure:
    """Hold what was observed of one indicator: `actual` None is "no data"; `target` None or 0 is "does not apply".

    `faults` are counted for `per_fault`, `missed` says that its task was missed, `base` is for lower-is-better.
    """

    actual: Number | None
    target: Number | None
    base: Number | None = None
    faults: int = 0
    missed: bool = False


@dataclass(frozen=True, slots=True)
class Unit:
    """Hold one unit of the board.

    `time` is the share of the period that is over; `achieved` the day number on which it reached its targets, None if not.
    `bonus` and `penalty` are points with their reason, `vetoes` pairs of veto and indicator ("" for all of it).
    """

    code: str
    unit_class: str
    time: Number
    figures: Mapping[str, Figure]
    bonus: Mapping[str, Number] = field(default_factory=dict)
    penalty: Mapping[str, Number] = field(default_factory=dict)
    vetoes: tuple[tuple[str, str], ...] = ()
    achieved: int | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """Hold the points of one indicator.

    `weight` is after redistribution. `progress` is uncapped; `raw` are points without cap, `points` those that count.
    `state` is scored, no_data, not_applicable, not_due or vetoed.
    """

    indicator: str
    weight: Fraction
    progress: Fraction | None
    raw: Fraction
    points: Fraction
    lamp: str
    state: str


@dataclass(frozen=True, slots=True)
class Total:
    """Hold a unit's points; `total` is rounded as the pack says, from the exact sum. None: nothing is due yet."""

    unit: str
    unit_class: str
    scores: tuple[Score, ...]
    base: Fraction
    bonus: Fraction
    penalty: Fraction
    exact: Fraction
    total: Decimal | None
    void: bool

    def of(self, indicator: str) -> Score | None:
        """Give the score of one indicator, if the unit is scored by it."""
        return next((score for score in self.scores if score.indicator == indicator), None)


def scored(pack: Pack, unit: Unit) -> Total:
    """Give a unit's points.

    :raises UnknownClass: if the pack doesn't rank its class
    :raises UnknownFigure: if a figure or veto is not of the pack
    :raises FigureNotUsable: naming the figure that can't be scored
    """
    _check(pack, unit)
    ruled = pack.of_class(unit.unit_class)
    states = {one.code: _state(pack, one, unit) for one in ruled}
    weights = _weights(pack, unit, ruled, states)
    scores = tuple(_score(pack, one, unit, states[one.code], weights[one.code]) for one in ruled)
    base = sum((score.points for score in scores), NOTHING)
    bonus = _at_most(sum((Fraction(each) for each in unit.bonus.values()), NOTHING), pack.most_bonus)
    penalty = _at_most(sum((Fraction(each) for each in unit.penalty.values()), NOTHING), pack.most_penalty)
    exact = base + bonus - penalty
    due = any(score.state in ("scored", "vetoed", "no_data") for score in scores)
    void = any("rank_void" in pack.vetoes[veto].effects for veto, _ in unit.vetoes)
    total = rounded(exact, pack.places) if due else None
    return Total(unit.code, unit.unit_class, scores, base, bonus, penalty, exact, total, void)


def rounded(value: Fraction, places: int) -> Decimal:
    """Round to decimals, halves away from zero, as people do (四舍五入)."""
    above, below = value.numerator, value.denominator  # whole numbers: several times as fast as fractions
    whole = (abs(above) * 10**places * 2 + below) // (below * 2)
    return Decimal(whole if above >= 0 else -whole).scaleb(-places)


def _check(pack: Pack, unit: Unit) -> None:
    if unit.unit_class not in pack.classes:
        raise UnknownClass(unit=unit.code, given=unit.unit_class)
    named = {*unit.figures, *(indicator for _, indicator in unit.vetoes if indicator)}
    for given in sorted(named - pack.indicators.keys()) + sorted(
        {veto for veto, _ in unit.vetoes} - pack.vetoes.keys()
    ):
        raise UnknownFigure(unit=unit.code, given=given)
    if not 0 <= unit.time <= 1:
        raise FigureNotUsable(unit=unit.code, indicator="", field="time", value=unit.time)
    for name, points in (*unit.bonus.items(), *unit.penalty.items()):
        if points < 0:
            raise FigureNotUsable(unit=unit.code, indicator=name, field="points", value=points)


def _state(pack: Pack, one: Indicator, unit: Unit) -> str:
    figure = unit.figures.get(one.code)
    if _zeroed(pack, one, unit):
        return "vetoed"
    if figure is None or figure.target is None or (figure.target == 0 and one.formula in ("progress", "level")):
        return "not_applicable" if figure is not None else "no_data"
    for name, value in (("target", figure.target), ("faults", figure.faults)):
        if value < 0:
            raise FigureNotUsable(unit=unit.code, indicator=one.code, field=name, value=value)
    if one.formula == "lower" and (figure.base is None or figure.base <= figure.target):
        raise FigureNotUsable(unit=unit.code, indicator=one.code, field="base", value=figure.base)
    if unit.time == 0:
        return "not_due"
    return "no_data" if figure.actual is None else "scored"


def _weights(pack: Pack, unit: Unit, ruled: tuple[Indicator, ...], states: Mapping[str, str]) -> dict[str, Fraction]:
    """Spread the weight of what does not apply over the rest in proportion, or drop it, as the pack says."""
    weights = {one.code: one.weights[unit.unit_class] for one in ruled}
    spread = {state for state, choice in (("not_applicable", pack.not_applicable), ("no_data", pack.no_data))
              if choice == "redistribute"}  # fmt: skip
    kept = {code for code in weights if states[code] not in ("not_applicable", *spread)}
    gone = sum((weights[code] for code in weights if states[code] in spread), NOTHING)
    rest = sum((weights[code] for code in kept), NOTHING)
    if not rest:
        return dict.fromkeys(weights, NOTHING)
    return {code: weight * (rest + gone) / rest if code in kept else NOTHING for code, weight in weights.items()}


def _score(pack: Pack, one: Indicator, unit: Unit, state: str, weight: Fraction) -> Score:
    figure = unit.figures.get(one.code)
    if state != "scored" or figure is None:
        return Score(one.code, weight, None, NOTHING, NOTHING, RED if state == "vetoed" else GREY, state)
    progress = _progress(one, figure, unit, weight)
    factor = one.missed_factor if figure.missed else Fraction(1)
    off = one.per_fault * figure.faults
    raw = weight * progress * factor - off
    capped = weight * max(_at_most(progress, one.cap), one.floor) * factor - off
    return Score(one.code, weight, progress, raw, max(capped, weight * one.floor), _lamp(pack, progress), state)


def _zeroed(pack: Pack, one: Indicator, unit: Unit) -> bool:
    return any(
        "indicator_zero" in pack.vetoes[veto].effects and indicator in ("", one.code) for veto, indicator in unit.vetoes
    )


def _progress(one: Indicator, figure: Figure, unit: Unit, weight: Fraction) -> Fraction:
    """Give p of handbook §6.2: r/t, r, the way from the base to the target, or the points left of the weight."""
    assert figure.actual is not None
    assert figure.target is not None
    actual, target = Fraction(figure.actual), Fraction(figure.target)
    if one.formula == "lower":
        assert figure.base is not None
        return (Fraction(figure.base) - actual) / (Fraction(figure.base) - target)
    if one.formula == "deduction":
        short = actual - target if one.lower else target - actual
        return 1 - one.per_unit * max(short, NOTHING) / weight if weight else NOTHING
    return actual / target / (Fraction(unit.time) if one.formula == "progress" else 1)


def _lamp(pack: Pack, progress: Fraction) -> str:
    return GREEN if progress >= pack.green else YELLOW if progress >= pack.yellow else RED


def _at_most(value: Fraction, most: Fraction | None) -> Fraction:
    return value if most is None else min(value, most)
