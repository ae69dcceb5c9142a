"""Writing projects. One module an area; callers import from here."""

from luodi.projects.operations.editing import EDITABLE, edit_project, note_occupied, withdraw_projects
from luodi.projects.operations.passing import give_subject, pass_subject
from luodi.projects.operations.registering import NewProject, register_project, register_projects
from luodi.projects.operations.showing import put_evidence, withdraw_evidence
from luodi.projects.operations.stages import Confirmation, claim_stage, confirm_stage, confirm_stages, set_side_state
from luodi.projects.operations.tallying import fold_tally

__all__ = [
    "EDITABLE",
    "Confirmation",
    "NewProject",
    "claim_stage",
    "confirm_stage",
    "confirm_stages",
    "edit_project",
    "fold_tally",
    "give_subject",
    "note_occupied",
    "put_evidence",
    "pass_subject",
    "register_project",
    "register_projects",
    "set_side_state",
    "withdraw_evidence",
    "withdraw_projects",
]
