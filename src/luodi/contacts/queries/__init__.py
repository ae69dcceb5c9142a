"""Reading the daily work on projects. Callers import from here."""

from luodi.contacts.queries.lists import VisitFilter, VisitList, VisitRow, last_evidenced_contacts, visit_units, visits
from luodi.contacts.queries.overdue import (
    OverdueFilter,
    OverdueList,
    OverdueRow,
    late_officers,
    overdue,
    progress_days,
    progress_state,
)
from luodi.contacts.queries.pages import (
    ContactRow,
    DailyWork,
    Happening,
    contact,
    contact_rows,
    daily_work,
    drafts_of,
    entry,
)
from luodi.contacts.queries.waiting import InstructionWaits, instructions_waiting

__all__ = [
    "ContactRow",
    "DailyWork",
    "Happening",
    "InstructionWaits",
    "OverdueFilter",
    "OverdueList",
    "OverdueRow",
    "VisitFilter",
    "VisitList",
    "VisitRow",
    "contact",
    "contact_rows",
    "daily_work",
    "drafts_of",
    "entry",
    "instructions_waiting",
    "last_evidenced_contacts",
    "late_officers",
    "overdue",
    "progress_days",
    "progress_state",
    "visit_units",
    "visits",
]
