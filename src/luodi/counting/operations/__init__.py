"""Writing what counts. One module an area; callers import from here."""

from luodi.counting.operations.checking import (
    Outcome,
    fold_counts,
    recheck,
    recheck_all,
    recheck_changed,
    recheck_project,
)
from luodi.counting.operations.definitions import retire_definition, set_definition
from luodi.counting.operations.inflows import (
    NewInflow,
    confirm_inflow,
    enter_inflow,
    enter_inflows,
    follow_inflow,
    withdraw_inflow,
)
from luodi.counting.operations.landmarks import confirm_landmark, put_landmark, withdraw_landmark
from luodi.counting.operations.paces import reckon_paces
from luodi.counting.operations.particulars import state_particulars
from luodi.counting.operations.questions import (
    answer_question,
    ask_about_figure,
    ask_about_finding,
    ask_again,
    explain_question,
    uphold_question,
)

__all__ = [
    "NewInflow", "Outcome", "answer_question", "ask_about_figure", "ask_about_finding", "ask_again", "confirm_inflow",
    "confirm_landmark", "enter_inflow", "enter_inflows", "explain_question", "fold_counts", "follow_inflow", "put_landmark",
    "recheck", "recheck_all", "recheck_changed", "recheck_project", "reckon_paces", "retire_definition", "set_definition",
    "state_particulars", "uphold_question", "withdraw_inflow", "withdraw_landmark",
]  # fmt: skip
