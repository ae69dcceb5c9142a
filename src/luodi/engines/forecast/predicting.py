"""When one that still waits will be done: the curve of its like, given the days that it has waited already."""

from dataclasses import dataclass

from luodi.engines.forecast.survival import Curve


@dataclass(frozen=True, slots=True)
class Forecast:
    """Days still to wait: the middle and an interval; None where the curve does not come down so far.

    `reason` says why there is no forecast: "few_events" (the curve rests on too few), "beyond_data" (nobody was seen to
    wait so long), "not_reached" (less than half of those who waited so long were seen to be done); empty where there is.
    """

    early: int | None
    middle: int | None
    late: int | None
    events: int
    reason: str = ""


def forecast(curve: Curve, *, spent: int, minimum_events: int, level: float = 0.8) -> Forecast:
    """Forecast how long one that has waited `spent` days still waits: S(spent + d) / S(spent).

    :param level: how often the interval holds the day; its ends are the outer quantiles
    """
    if curve.events < minimum_events:
        return Forecast(None, None, None, curve.events, "few_events")
    left = curve.waiting(spent)
    if left <= 0 or spent >= curve.last:
        return Forecast(None, None, None, curve.events, "beyond_data")
    early, middle, late = (_days(curve, spent, left, done) for done in ((1 - level) / 2, 0.5, (1 + level) / 2))
    return Forecast(early, middle, late, curve.events, "" if middle is not None else "not_reached")


def _days(curve: Curve, spent: int, left: float, done: float) -> int | None:
    wanted = left * (1 - done) + 1e-12
    day = next((step.day for step in curve.steps if step.day > spent and step.waiting <= wanted), None)
    return None if day is None else day - spent
