"""Reading projects. One module a question; callers import from here."""

from luodi.projects.queries.boards import board
from luodi.projects.queries.choices import officers, tracks, units_offered, units_to_edit
from luodi.projects.queries.crediting import ProjectSubject, subject_of_project, subjects_of_projects
from luodi.projects.queries.dossiers import verdict_of
from luodi.projects.queries.failures import FailureFilter, failure_reviews
from luodi.projects.queries.gate_rows import FailureRow, GatePage
from luodi.projects.queries.gates import gate_definition_page, gate_page, without_secrets
from luodi.projects.queries.headings import Chosen, Heading, chosen_projects, project_heading
from luodi.projects.queries.lanes import (
    GateCard,
    claims_to_confirm,
    conditions_waiting,
    failures_to_approve,
    gate_lanes,
    gates_to_pass,
    opinions_owed,
)
from luodi.projects.queries.lists import exported, project_list
from luodi.projects.queries.matches import Asked, ProjectMatch, project_matches
from luodi.projects.queries.mergers import ProjectMergerRow, ProjectSide, project_mergers, project_sides
from luodi.projects.queries.overview import OpinionStands, documents_bearing, opinions_standing
from luodi.projects.queries.pages import next_stages, project_lines, project_page, source_of
from luodi.projects.queries.rows import (
    Board,
    BoardCell,
    ProjectFilter,
    ProjectList,
    ProjectPage,
    ProjectRow,
    Source,
    UnitRow,
)

__all__ = ["OpinionStands", "documents_bearing", "opinions_standing",
    "Asked", "Board", "BoardCell", "FailureFilter", "FailureRow", "GateCard", "GatePage", "Heading", "ProjectFilter",
    "ProjectList", "ProjectMatch", "ProjectPage", "ProjectRow", "Source", "UnitRow", "board", "claims_to_confirm",
    "conditions_waiting", "exported", "failure_reviews", "failures_to_approve", "gate_definition_page", "gate_lanes",
    "gate_page", "gates_to_pass", "next_stages", "officers", "opinions_owed", "project_heading", "project_lines",
    "project_list", "project_matches", "project_page", "source_of", "tracks", "units_offered", "units_to_edit",
    "verdict_of", "without_secrets",     "ProjectSubject", "subject_of_project", "subjects_of_projects", "Chosen",
    "ProjectMergerRow", "ProjectSide", "chosen_projects", "project_mergers", "project_sides",
]  # fmt: skip
