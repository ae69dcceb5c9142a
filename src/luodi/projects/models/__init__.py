"""Tables of projects, one module an area; callers import from here."""

from luodi.projects.models.endings import LOSS_REASONS, FailureReview, KeyChange, SideStep
from luodi.projects.models.evidence import Evidence
from luodi.projects.models.gates import (
    ROUND_KINDS,
    VERDICTS,
    Asked,
    Condition,
    GateDefinition,
    GatePass,
    Opinion,
    Round,
    Route,
)
from luodi.projects.models.mergers import ProjectMerger
from luodi.projects.models.project import (
    BINDINGS,
    Change,
    Investor,
    Project,
    Projects,
    StageStep,
    StageTally,
    Tally,
)

__all__ = [
    "BINDINGS", "LOSS_REASONS", "ROUND_KINDS", "VERDICTS", "Asked", "Change", "Condition", "Evidence", "FailureReview",
    "GateDefinition", "GatePass", "Investor", "KeyChange", "Opinion", "Project", "ProjectMerger", "Projects", "Round", "Route", "SideStep",
    "StageStep", "StageTally", "Tally",
]  # fmt: skip
