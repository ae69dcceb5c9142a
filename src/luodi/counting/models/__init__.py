"""Tables of counting, one module an area; callers import from here."""

from luodi.counting.models.counts import Checked, Counted, Run, Tally
from luodi.counting.models.facts import (
    CAPITAL_CLASSES,
    FORMS,
    MARKS,
    ORIGINS,
    Definition,
    Inflow,
    Landmark,
    Particulars,
    ParticularsChange,
)
from luodi.counting.models.findings import Finding, FindingStep, Question, QuestionStep
from luodi.counting.models.paces import Pace
from luodi.engines.counting import MEASURES

__all__ = [
    "CAPITAL_CLASSES", "FORMS", "MARKS", "MEASURES", "ORIGINS", "Checked", "Counted", "Definition", "Finding", "FindingStep",
    "Inflow", "Landmark", "Pace", "Particulars", "ParticularsChange", "Question", "QuestionStep", "Run", "Tally",
]  # fmt: skip
