"""What became of an agreement in the ledger of promises: each promise with how it stands, and what is not there yet."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from luodi.agreements.models import Agreement, Duty, Term
from luodi.promises.models import Promise, Supplement
from luodi.promises.queries import PaymentStage, PromiseRow, promises_based_on, stages_of
from luodi.values.actor import Actor


@dataclass(frozen=True, slots=True)
class LedgerOf:
    """The promises of an agreement that the viewer sees, their payments in stages by promise, and whether all of it is there."""

    rows: tuple[PromiseRow, ...]
    payments: dict[int, tuple[PaymentStage, ...]]
    complete: bool


def ledger_of(viewer: Actor, agreement_id: int, *, today: date) -> LedgerOf:
    """Give the promises that came of an agreement's terms and duties; nine SQL statements and two for each that is paid for.

    An agreement pays for few of its terms: one or two as a rule.
    """
    sheet = Agreement.objects.filter(pk=agreement_id).values("sheet_id")
    terms = list(Term.objects.filter(sheet__in=sheet).values_list("pk", flat=True))
    duties = list(Duty.objects.filter(sheet__in=sheet).values_list("pk", flat=True))
    rows = promises_based_on(viewer, {"clause": terms, "own_duty": duties}, today=today)
    paid = {row.id: stages_of(row, today=today) for row in rows if row.pays}
    payments = {pk: stages for pk, stages in paid.items() if stages}
    return LedgerOf(tuple(rows), payments, _complete(agreement_id, terms, duties))


def _complete(agreement_id: int, terms: list[int], duties: list[int]) -> bool:
    """Tell whether each term and duty has its promise, seen or not; a supplement's stand where its file was put before one."""
    resting = Q(basis_kind="clause", basis_id__in=terms) | Q(basis_kind="own_duty", basis_id__in=duties)
    if Promise.objects.filter(resting).count() >= len(terms) + len(duties):
        return True
    signed = Agreement.objects.filter(pk=agreement_id, parent__isnull=False).values("signed_document_id")
    return Supplement.objects.filter(document_id__in=signed, state__in=("proposed", "approved")).exists()
