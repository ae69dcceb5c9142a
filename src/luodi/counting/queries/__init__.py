"""Reading what counts. One module a question; callers import from here."""

from luodi.counting.queries.by_unit import confirmed_by_unit
from luodi.counting.queries.counts import (
    FiguresAsked,
    RowsAsked,
    counted_of,
    counted_rows,
    figures,
    tracks_of_counts,
    years_of_counts,
)
from luodi.counting.queries.definitions import InForce, definition_rows, landing_definition
from luodi.counting.queries.findings import (
    FindingFilter,
    finding,
    findings,
    findings_of,
    rule_rows,
    units_of_findings,
)
from luodi.counting.queries.inflows import (
    InflowFilter,
    checked_at,
    inflows,
    inflows_of,
    landmarks_of,
    particulars_changes,
    particulars_of,
    projects_by_code,
    relatives,
)
from luodi.counting.queries.paces import PaceRow, landed_date, paces
from luodi.counting.queries.questions import (
    QuestionFilter,
    question,
    questions,
    questions_of,
    statistics,
    units_of_questions,
    waiting_questions,
)
from luodi.counting.queries.rows import (
    Block,
    Cell,
    CountedRow,
    DefinitionRow,
    Figures,
    FindingRow,
    InflowRow,
    ListPage,
    QuestionDetail,
    QuestionRow,
)
from luodi.counting.queries.spells import MILESTONES, SpellAsked, SpellGroup, SpellRow, spell_groups, spell_rows

__all__ = [
    "MILESTONES", "InForce", "PaceRow", "SpellAsked", "SpellGroup", "SpellRow", "landed_date", "landing_definition", "paces",
    "spell_groups", "spell_rows",
    "Block", "Cell", "CountedRow", "DefinitionRow", "Figures", "FiguresAsked", "FindingFilter", "FindingRow", "InflowFilter",
    "InflowRow", "ListPage", "QuestionDetail", "QuestionFilter", "QuestionRow", "RowsAsked", "checked_at", "confirmed_by_unit",
    "counted_of",
    "counted_rows", "definition_rows", "figures", "finding", "findings", "findings_of", "inflows", "inflows_of",
    "landmarks_of", "particulars_changes", "particulars_of", "projects_by_code", "question", "questions", "questions_of",
    "relatives", "rule_rows", "statistics", "tracks_of_counts", "units_of_findings", "units_of_questions",
    "waiting_questions", "years_of_counts",
]  # fmt: skip
