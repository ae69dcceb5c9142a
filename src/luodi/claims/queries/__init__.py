"""Reading claims. One module an area; callers import from here."""

from luodi.claims.queries.books import (
    Books,
    EnvelopePage,
    EnvelopeRow,
    LineRow,
    envelope_page,
    envelopes,
    envelopes_by_code,
)
from luodi.claims.queries.desk import (
    SORTS,
    ClaimDesk,
    ClaimFilter,
    ClaimRow,
    claims,
    claims_of_firm,
    envelopes_of_claims,
    units_of_claims,
)
from luodi.claims.queries.details import (
    ClaimPage,
    PublicationPage,
    PublicationRow,
    claim_page,
    evidence_file,
    publication_page,
    publications,
)
from luodi.claims.queries.paying import (
    BatchPage,
    BatchRow,
    PaymentRow,
    ReturnRow,
    bank_orders,
    batch_page,
    batches,
    payable_claims,
)

__all__ = [
    "SORTS", "BatchPage", "BatchRow", "Books", "ClaimDesk", "ClaimFilter", "ClaimPage", "ClaimRow", "EnvelopePage",
    "EnvelopeRow", "LineRow", "PaymentRow", "PublicationPage", "PublicationRow", "ReturnRow", "bank_orders", "batch_page",
    "batches", "claim_page", "claims", "claims_of_firm", "envelope_page", "envelopes", "envelopes_by_code",
    "envelopes_of_claims", "evidence_file", "payable_claims", "publication_page", "publications", "units_of_claims",
]  # fmt: skip
