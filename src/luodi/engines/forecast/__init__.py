"""How long things take: survival curves with censoring, medians, forecasts with an interval."""
