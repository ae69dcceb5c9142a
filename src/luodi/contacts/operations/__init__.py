"""Writing the daily work on projects. One module an area; callers import from here."""

from luodi.contacts.operations.comments import comment, edit_comment
from luodi.contacts.operations.drafts import drop_draft, forget_drafts, keep_draft
from luodi.contacts.operations.instructions import close_instruction, give_instruction, report_back
from luodi.contacts.operations.investors import add_contact, edit_contact, retire_contact, reveal_contact_phone
from luodi.contacts.operations.progress import correct_progress, remind_of_progress, report_progress
from luodi.contacts.operations.visits import NewVisit, correct_visit, log_visit

__all__ = [
    "NewVisit",
    "add_contact",
    "close_instruction",
    "comment",
    "correct_progress",
    "correct_visit",
    "drop_draft",
    "edit_comment",
    "edit_contact",
    "forget_drafts",
    "give_instruction",
    "keep_draft",
    "log_visit",
    "remind_of_progress",
    "report_back",
    "report_progress",
    "retire_contact",
    "reveal_contact_phone",
]
