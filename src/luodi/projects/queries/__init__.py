"""Reading projects. One module a question; callers import from here."""

from luodi.projects.queries.boards import board
from luodi.projects.queries.choices import officers, tracks, units_offered, units_to_edit
from luodi.projects.queries.crediting import ProjectSubject, subject_of_project, subjects_of_projects
from luodi.projects.queries.headings import Chosen, Heading, chosen_projects, project_heading
from luodi.projects.queries.lists import exported, project_list
from luodi.projects.queries.matches import Asked, ProjectMatch, project_matches
from luodi.projects.queries.mergers import ProjectMergerRow, ProjectSide, project_mergers, project_sides
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
from luodi.projects.queries.spells import (
    MILESTONES,
    Milestones,
    SpellAsked,
    SpellGroup,
    SpellRow,
    project_milestones,
    spell_groups,
    spell_rows,
)

__all__ = [
    "MILESTONES", "Milestones", "project_milestones", "SpellAsked", "SpellGroup", "SpellRow", "spell_groups", "spell_rows",
    "ProjectSubject", "subject_of_project", "subjects_of_projects",
    "Asked", "Board", "BoardCell", "Chosen", "Heading", "ProjectFilter", "ProjectList", "ProjectMatch", "ProjectMergerRow", "ProjectPage", "ProjectRow", "ProjectSide", "Source",
    "UnitRow", "board", "chosen_projects", "exported", "next_stages", "officers", "project_heading", "project_lines", "project_list", "project_matches", "project_mergers", "project_sides",
    "project_page", "source_of", "tracks", "units_offered", "units_to_edit",
]  # fmt: skip
