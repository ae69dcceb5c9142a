"""Tables of projects, one module an area; callers import from here."""

from luodi.projects.models.evidence import Evidence
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

__all__ = ["BINDINGS", "Change", "Evidence", "Investor", "Project", "Projects", "StageStep", "StageTally", "Tally"]
