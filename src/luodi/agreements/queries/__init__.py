"""Reading agreements: lists, one agreement, redlines, the clause library and the legacy ledger."""

from luodi.agreements.queries.ledger import LedgerOf, ledger_of
from luodi.agreements.queries.legacy import CleanUpFilter, clean_up, clean_ups, legacy_agreements
from luodi.agreements.queries.lists import (
    agreements,
    agreements_of_project,
    agreements_waiting,
    projects_to_draft_for,
    units_of_agreements,
)
from luodi.agreements.queries.model_clauses import model_clause, model_clauses, template_file, templates
from luodi.agreements.queries.pages import agreement, check, clauses_offered, compared, policies_offered, version_text
from luodi.agreements.queries.rows import AgreementFilter, AgreementRow

__all__ = [
    "AgreementFilter", "AgreementRow", "CleanUpFilter", "LedgerOf", "agreement", "agreements", "agreements_of_project",
    "agreements_waiting", "check", "clauses_offered", "clean_up", "clean_ups", "compared", "ledger_of", "legacy_agreements", "policies_offered", "projects_to_draft_for", "model_clause", "model_clauses",
    "template_file", "templates", "units_of_agreements", "version_text",
]  # fmt: skip
