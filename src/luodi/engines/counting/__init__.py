"""Counting: sixteen rules against inflated and double figures, landing by a definition, and what counts in the end.

Pure: cases in, hits and counted rows out. No Django, no clock.
"""

from .cases import Case, Edit, Hit, Inflow, Landmark, Norm, Settings
from .catalogue import VERSION, Rule, finding_text, rules
from .judging import COLUMNS, MEASURES, Counted, Standing, count, judge
from .landing import LANDMARKS, Landing, Route, landed, route_of
from .likeness import alike, bare_name, likeness
from .substance import START_EVIDENCE

__all__ = [
    "COLUMNS", "LANDMARKS", "MEASURES", "START_EVIDENCE", "VERSION", "Case", "Counted", "Edit", "Hit", "Inflow", "Landing",
    "Landmark", "Norm", "Route", "Rule", "Settings", "Standing", "alike", "bare_name", "count", "finding_text", "judge",
    "landed", "likeness", "route_of", "rules",
]  # fmt: skip
