"""Days saved or lost: how much longer a group waits than a reference, none counted beyond a horizon."""

import math
from dataclasses import dataclass
from statistics import NormalDist

from luodi.engines.forecast.survival import Curve


@dataclass(frozen=True, slots=True)
class Difference:
    """Days by which a group waits longer (above zero: lost) or shorter (below: saved) than the reference, with a band.

    `until` is the horizon: not beyond the day until which both curves are known. `clear` says that the band excludes zero.
    """

    days: float
    lower: float
    upper: float
    until: int

    @property
    def clear(self) -> bool:
        """Tell whether the difference is more than chance would explain at the level asked for."""
        return self.lower > 0 or self.upper < 0


def difference(group: Curve, reference: Curve, *, until: int, level: float = 0.95) -> Difference | None:
    """Compare restricted means; None where one of the curves was not seen at all.

    The variances are added as if the two were independent. Where the group is part of the reference this is wider than
    needed, so that no unit is called slow or fast too early.
    """
    horizon = min(until, _reach(group, until), _reach(reference, until))
    if horizon <= 0:
        return None
    of_group, spread = group.restricted_mean(horizon)
    of_reference, other = reference.restricted_mean(horizon)
    z = NormalDist().inv_cdf(0.5 + level / 2)
    days, half = of_group - of_reference, z * math.sqrt(spread + other)
    return Difference(days, days - half, days + half, horizon)


def _reach(curve: Curve, until: int) -> int:
    """Say how far a curve is known: as far as one likes once all are done, else until the last day that was seen."""
    done = bool(curve.steps) and curve.steps[-1].waiting == 0
    return until if done else curve.last
