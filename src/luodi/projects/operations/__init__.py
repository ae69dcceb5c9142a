"""Writing projects. One module an area; callers import from here."""

from luodi.projects.operations.asking import Wish, ask_opinions, cancel_round, give_opinion
from luodi.projects.operations.conditions import answer_condition, report_condition
from luodi.projects.operations.defining import define_gates, load_shipped_gates
from luodi.projects.operations.editing import EDITABLE, edit_project, note_occupied, withdraw_projects
from luodi.projects.operations.failing import answer_failure_review, write_failure_review
from luodi.projects.operations.gating import pass_gate
from luodi.projects.operations.merging import decide_project_merger, propose_project_merger, unmerge_projects
from luodi.projects.operations.passing import give_subject, pass_subject
from luodi.projects.operations.registering import NewProject, register_project, register_projects
from luodi.projects.operations.routes import set_route
from luodi.projects.operations.showing import put_evidence, withdraw_evidence
from luodi.projects.operations.stages import Confirmation, claim_stage, confirm_stage, confirm_stages, set_side_state
from luodi.projects.operations.tallying import fold_tally

__all__ = [
    "EDITABLE",
    "Confirmation",
    "NewProject",
    "Wish",
    "answer_condition",
    "answer_failure_review",
    "ask_opinions",
    "cancel_round",
    "claim_stage",
    "confirm_stage",
    "confirm_stages",
    "decide_project_merger",
    "define_gates",
    "edit_project",
    "fold_tally",
    "give_subject",
    "give_opinion",
    "load_shipped_gates",
    "note_occupied",
    "pass_gate",
    "propose_project_merger",
    "put_evidence",
    "pass_subject",
    "register_project",
    "register_projects",
    "report_condition",
    "set_route",
    "set_side_state",
    "unmerge_projects",
    "withdraw_evidence",
    "withdraw_projects",
    "write_failure_review",
]
