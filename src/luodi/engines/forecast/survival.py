"""The Kaplan–Meier estimator with Greenwood's variance and log–log bands (Kaplan and Meier 1958; Kalbfleisch and Prentice)."""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import NormalDist


@dataclass(frozen=True, slots=True)
class Spell:
    """So many spells alike: watched from day `entered` after their beginning until day `ended`.

    `happened` says that what was waited for came on day `ended`; otherwise it was not seen to come until then.
    """

    entered: int
    ended: int
    happened: bool
    number: int = 1


@dataclass(frozen=True, slots=True)
class Step:
    """A day on which something happened: how many were at risk, how many it happened to, and what is left after it.

    `summed` is Greenwood's sum of d / (n (n − d)); `lower` and `upper` are the band of the share that still waits.
    """

    day: int
    at_risk: int
    events: int
    waiting: float
    summed: float
    lower: float
    upper: float


@dataclass(frozen=True, slots=True)
class Median:
    """The day by which half are done, with its band; None where the curve does not come down so far."""

    day: int | None
    lower: int | None
    upper: int | None


@dataclass(frozen=True, slots=True)
class Curve:
    """The share that still waits, day by day; `spells` and `events` say on how much it rests, `last` how far it was seen."""

    steps: tuple[Step, ...]
    spells: int
    events: int
    last: int

    def waiting(self, day: int) -> float:
        """Give the share that still waits after a day."""
        return next((step.waiting for step in reversed(self.steps) if step.day <= day), 1.0)

    def quantile(self, done: float) -> int | None:
        """Give the first day by which this share is done; None if the curve does not come down so far."""
        return next((step.day for step in self.steps if step.waiting <= 1 - done + 1e-12), None)

    @property
    def median(self) -> Median:
        """Give the median with its band, which inverts the band of the curve (Brookmeyer and Crowley 1982)."""
        half = 0.5 + 1e-12
        return Median(
            self.quantile(0.5),
            next((step.day for step in self.steps if step.lower <= half), None),
            next((step.day for step in self.steps if step.upper <= half), None),
        )

    def restricted_mean(self, until: int) -> tuple[float, float]:
        """Give the mean of days waited, none counted beyond `until`, and its variance."""
        return _restricted(self.steps, until)


def kaplan_meier(spells: Iterable[Spell], *, level: float = 0.95) -> Curve:
    """Estimate the share that still waits, from spells of which some are not over and some were seen late.

    Spells that were over before they were seen (`ended` ≤ `entered`) say nothing and are left out. Once nobody is left
    at risk the curve ends; where all at risk are done it falls to nothing.
    """
    seen = [spell for spell in spells if spell.ended > spell.entered]
    z = NormalDist().inv_cdf(0.5 + level / 2)
    waiting, summed, upper = 1.0, 0.0, 1.0
    steps: list[Step] = []
    for day, at_risk, events in _risk_sets(seen):
        waiting *= 1 - events / at_risk
        if events < at_risk:
            summed += events / (at_risk * (at_risk - events))
        lower, upper = _band(waiting, summed, z, upper)
        steps.append(Step(day, at_risk, events, waiting, summed, lower, upper))
        if waiting == 0:
            break
    return Curve(
        tuple(steps), sum(spell.number for spell in seen), sum(spell.number for spell in seen if spell.happened),
        max((spell.ended for spell in seen), default=0),
    )  # fmt: skip


def _risk_sets(spells: Sequence[Spell]) -> Iterable[tuple[int, int, int]]:
    """Go through the days on which something happened: day, number at risk (entered before, not ended), events."""
    enter: dict[int, int] = defaultdict(int)
    leave: dict[int, int] = defaultdict(int)
    happen: dict[int, int] = defaultdict(int)
    for spell in spells:
        enter[spell.entered] += spell.number
        leave[spell.ended] += spell.number
        if spell.happened:
            happen[spell.ended] += spell.number
    at_risk = 0
    for before, day in pairwise([-1, *sorted({*enter, *leave})]):
        at_risk -= leave.get(before, 0)
        if happen.get(day):
            yield day, at_risk, happen[day]
        at_risk += enter.get(day, 0)


def _band(waiting: float, summed: float, z: float, before: float) -> tuple[float, float]:
    """Give the log–log band: S^exp(±z·√sum/|ln S|); at nothing left the upper end stays where it was."""
    if waiting <= 0:
        return 0.0, before
    if waiting >= 1 or summed == 0:
        return waiting, waiting
    width = z * math.sqrt(summed) / abs(math.log(waiting))
    return waiting ** math.exp(width), waiting ** math.exp(-width)


def _restricted(steps: Sequence[Step], until: int) -> tuple[float, float]:
    days = [0, *[step.day for step in steps if step.day < until], until]
    heights = [1.0, *[step.waiting for step in steps if step.day < until]]
    areas = [(end - begin) * height for (begin, end), height in zip(pairwise(days), heights, strict=True)]
    variance, rest = 0.0, sum(areas)
    for area, step in zip(areas, steps, strict=False):
        rest -= area
        if step.day < until and step.at_risk > step.events:
            variance += rest * rest * step.events / (step.at_risk * (step.at_risk - step.events))
    return sum(areas), variance
