"""How long things take where many are not over yet: Kaplan–Meier curves, their medians, and forecasts with intervals.

Pure arithmetic over spells in whole days. A spell that is not over is censored on the right; one that is watched only
from some day on (a project that entered the ledger late) counts among those at risk only from then (left truncation).
"""

from luodi.engines.forecast.comparing import Difference, difference
from luodi.engines.forecast.predicting import Forecast, forecast
from luodi.engines.forecast.survival import Curve, Median, Spell, Step, kaplan_meier

__all__ = [
    "Curve", "Difference", "Forecast", "Median", "Spell", "Step", "difference", "forecast", "kaplan_meier",
]  # fmt: skip
