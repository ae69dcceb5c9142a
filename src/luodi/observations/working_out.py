"""Bringing what somebody wrote into an indicator's own unit."""

from decimal import Decimal

from luodi.observations import refusals
from luodi.values.indicator import Indicator

DIGITS = Decimal(10) ** 18


def worked_out(measured: Indicator, value: Decimal, unit: str) -> Decimal:
    """Bring a value into the indicator's own unit (元 for money) and refuse what can't be."""
    factor = _factor(measured, unit.strip())
    if not value.is_finite() or abs(value) >= DIGITS:
        raise refusals.ObservationTooFine(indicator=measured.zh, places=measured.places, value=str(value)[:40])
    exact = value * factor
    if exact < 0:
        raise refusals.ObservationNegative(indicator=measured.zh, value=f"{value:f}")
    if abs(exact) >= DIGITS or exact != round(exact, measured.places):
        raise refusals.ObservationTooFine(indicator=measured.zh, places=measured.places, value=f"{value:f}")
    return exact


def _factor(measured: Indicator, unit: str) -> Decimal:
    for size, word in ((Decimal(1), ""), (Decimal(10_000), "万"), (Decimal(100_000_000), "亿")):
        if unit == f"{word}{measured.unit}":
            return size
    raise refusals.ObservationUnitWrong(indicator=measured.zh, unit=measured.unit, given=unit or "—")
