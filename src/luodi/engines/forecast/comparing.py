"""Days saved or lost: how much longer a group waits than a reference, none counted beyond a horizon."""

import math
from dataclasses import dataclass
from statistics import NormalDist

from luodi.engines.forecast.survival import Curve


@dataclass(frozen=True, slots=True)
class Difference:
    """Days by which a group waits longer (above zero: lost) or shorter (below: saved) than the reference, with a band.

    `until` is the horizon: not beyond the last day that both curves were seen. `clear` says that the band excludes zero.
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
    horizon = min(until, group.last, reference.last)
    if horizon <= 0:
        return None
    of_group, spread = group.restricted_mean(horizon)
    of_reference, other = reference.restricted_mean(horizon)
    z = NormalDist().inv_cdf(0.5 + level / 2)
    days, half = of_group - of_reference, z * math.sqrt(spread + other)
    return Difference(days, days - half, days + half, horizon)
