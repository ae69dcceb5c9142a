"""The inflow ledger: money entered with its slip, confirmed by a second person, followed, withdrawn with a reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from luodi.companies.models import Company
from luodi.counting import refusals
from luodi.counting.models import CAPITAL_CLASSES, FORMS, Inflow
from luodi.counting.operations.checking import recheck
from luodi.counting.permissions import may_confirm, project_to_state
from luodi.documents.permissions import seen_document
from luodi.journal.operations import record
from luodi.people.permissions import require
from luodi.projects.models import Project
from luodi.projects.operations import put_evidence, withdraw_evidence
from luodi.projects.permissions import sees_amount
from luodi.values.actor import Actor
from luodi.values.refusal import NotAllowed, NotFound, Refusal, Stale

CLASS_WORDS = {"domestic": "内资", "foreign": "外资", "other": "其他"}
LARGEST = Decimal(10) ** 16


@dataclass(frozen=True, slots=True)
class NewInflow:
    """Money to enter: `amount` in `currency`; a foreign one with `rate` (元 for one) and `rate_date`."""

    project_id: int
    capital_class: str
    paid_date: date
    amount: Decimal
    form: str = "paid_in"
    currency: str = "CNY"
    rate: Decimal | None = None
    rate_date: date | None = None
    slip: str = ""
    payer: str = ""
    company_id: int | None = None
    document_id: int | None = None
    replaces_id: int | None = None


@transaction.atomic
def enter_inflow(*, inflow: NewInflow, by: Actor, at: datetime) -> Inflow:
    """Enter money that came in for a project; it is claimed until somebody else confirms it.

    :raises InflowSlipKnown: if its slip stands in the ledger
    :raises InflowAmountWrong: for nothing or less, or foreign money without rate and day
    """
    row = _entered(inflow, by, at)
    recheck(project_ids=[row.project_id], by=by, at=at)
    return row


@transaction.atomic
def enter_inflows(*, inflows: Sequence[NewInflow], by: Actor, at: datetime) -> list[int]:
    """Enter many inflows as one: all or none; give their numbers in the order of the rows.

    :raises SheetRowWrong: for the first row that can't be taken, with its place from 1 and what is wrong
    """
    rows = []
    for place, inflow in enumerate(inflows, 1):
        try:
            rows.append(_entered(inflow, by, at))
        except Refusal as refusal:
            raise refusals.SheetRowWrong(
                row=place, problem=refusal.sentence("zh"), problem_en=refusal.sentence("en")
            ) from refusal
    if rows:
        recheck(project_ids=sorted({row.project_id for row in rows}), by=by, at=at)
    return [row.pk for row in rows]


def _entered(inflow: NewInflow, by: Actor, at: datetime) -> Inflow:
    project = project_to_state(inflow.project_id, by)
    if not sees_amount(by, project.unit_id):
        raise NotAllowed(permission="projects.edit")
    _refuse_wrong(inflow, at)
    if inflow.document_id:
        seen_document(inflow.document_id, by)
    if inflow.company_id and not Company.objects.filter(pk=inflow.company_id, withdrawn_at=None).exists():
        raise NotFound()
    slip = inflow.slip.strip()[:60]
    foreign = inflow.currency != "CNY"
    amount = _yuan(inflow.amount * (inflow.rate or 1))
    row = Inflow(
        project=project, company_id=inflow.company_id or project.company_id, capital_class=inflow.capital_class,
        form=inflow.form, paid_date=inflow.paid_date, amount=amount, currency=inflow.currency,
        original_amount=inflow.amount if foreign else None, rate=inflow.rate if foreign else None,
        rate_date=inflow.rate_date if foreign else None, slip=slip, payer=inflow.payer.strip()[:160],
        document_id=inflow.document_id, entered_by_id=by.person_id, entered_at=at, replaces_id=inflow.replaces_id,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as clash:
        raise refusals.InflowSlipKnown(slip=slip) from clash
    _record("counting.inflow_entered", row, project, by, at, slip=slip or "—")
    return row


def _refuse_wrong(inflow: NewInflow, at: datetime) -> None:
    if inflow.capital_class not in CAPITAL_CLASSES or inflow.form not in FORMS:
        raise refusals.CountingFieldWrong(field="类别", field_en="class", value=f"{inflow.capital_class}/{inflow.form}")
    if len(inflow.currency) != 3 or not inflow.currency.isascii() or not inflow.currency.isupper():
        raise refusals.CountingFieldWrong(field="币种", field_en="currency", value=inflow.currency[:10])
    if not inflow.amount.is_finite() or not 0 < inflow.amount < LARGEST:
        raise refusals.InflowAmountWrong()
    if inflow.currency != "CNY" and (
        not inflow.rate or not inflow.rate.is_finite() or not 0 < inflow.rate < 10**6 or not inflow.rate_date
    ):
        raise refusals.InflowAmountWrong()
    if _yuan(inflow.amount * (inflow.rate or 1)) <= 0 or inflow.amount * (inflow.rate or 1) >= LARGEST:
        raise refusals.InflowAmountWrong()
    if inflow.paid_date > localdate(at):
        raise refusals.InflowInFuture()


def _yuan(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


@transaction.atomic
def confirm_inflow(*, inflow_id: int, version: int, by: Actor, at: datetime) -> Inflow:
    """Confirm an inflow by its slip, as a second person; the gates get their evidence of paid-in money.

    :raises ConfirmedByMaker: if `by` entered it
    :raises InflowNeedsSlip: if it has none
    """
    row, project = _locked(inflow_id, version, by)
    may_confirm(by, project.unit_id)
    if row.confirmed_at is not None or row.withdrawn_at is not None:
        raise refusals.EntryDone()
    if by.person_id is not None and by.person_id == row.entered_by_id:
        raise refusals.ConfirmedByMaker()
    if not row.slip:
        raise refusals.InflowNeedsSlip()
    row.confirmed_by_id, row.confirmed_at = by.person_id, at
    _store(row, "confirmed_by", "confirmed_at")
    if row.form == "paid_in":
        put_evidence(
            project_id=project.pk, item="paid_in", reference=row.slip, document_id=row.document_id,
            origin_kind="counting.inflow", origin_id=row.pk, effective_date=row.paid_date, by=by, at=at,
        )  # fmt: skip
    _record("counting.inflow_confirmed", row, project, by, at, slip=row.slip)
    recheck(project_ids=[project.pk], by=by, at=at)
    return row


@transaction.atomic
def follow_inflow(
    *, inflow_id: int, version: int, evidence: str, by: Actor, at: datetime, stayed_until: date | None = None,
    left_date: date | None = None, left_amount: Decimal | None = None,
) -> Inflow:  # fmt: skip
    """Note until when money is shown to have stayed, or that it left and how much, with the statement that shows it.

    :raises CountingSourceMissing: without evidence
    :raises InflowLeftBeforeItCame: if it would have left before it came, or more than came
    """
    row, project = _locked(inflow_id, version, by)
    require(by, "projects.edit", unit_id=project.unit_id)
    if row.withdrawn_at is not None:
        raise refusals.EntryDone()
    if not evidence.strip() or (stayed_until is None and left_date is None):
        raise refusals.CountingSourceMissing()
    wrong_amount = left_amount is not None and not (left_amount.is_finite() and 0 < left_amount <= row.amount)
    if any(day is not None and day < row.paid_date for day in (left_date, stayed_until)) or wrong_amount:
        raise refusals.InflowLeftBeforeItCame()
    if any(day is not None and day > localdate(at) for day in (left_date, stayed_until)):
        raise refusals.InflowInFuture()
    before = {"stayed_until": row.stayed_until, "left_date": row.left_date}
    row.stayed_until = stayed_until or row.stayed_until
    row.left_date, row.left_amount = left_date or row.left_date, left_amount or row.left_amount
    row.left_evidence = evidence.strip()[:200]
    _store(row, "stayed_until", "left_date", "left_amount", "left_evidence")
    after = {"stayed_until": row.stayed_until, "left_date": row.left_date}
    record(
        "counting.inflow_followed", row, by=by, at=at, label=project.name, owner_unit_id=project.unit_id, before=before,
        after=after, data_class="sensitive", facts={"evidence": row.left_evidence},
    )  # fmt: skip
    recheck(project_ids=[project.pk], by=by, at=at)
    return row


@transaction.atomic
def withdraw_inflow(*, inflow_id: int, version: int, reason: str, by: Actor, at: datetime) -> Inflow:
    """Withdraw an inflow with a reason; it stays in the ledger, counts no more, and its slip may be entered again.

    :raises CountingReasonMissing: without a reason
    """
    row, project = _locked(inflow_id, version, by)
    require(by, "projects.edit", unit_id=project.unit_id)
    if row.withdrawn_at is not None:
        raise refusals.EntryDone()
    if not reason.strip():
        raise refusals.CountingReasonMissing()
    row.withdrawn_at, row.withdrawn_reason = at, reason.strip()[:200]
    _store(row, "withdrawn_at", "withdrawn_reason")
    withdraw_evidence(reason=row.withdrawn_reason, origin_kind="counting.inflow", origin_id=row.pk, by=by, at=at)
    _record("counting.inflow_withdrawn", row, project, by, at, reason=row.withdrawn_reason)
    recheck(project_ids=[project.pk], by=by, at=at)
    return row


def _locked(inflow_id: int, version: int, by: Actor) -> tuple[Inflow, Project]:
    seen = Inflow.objects.visible_to(by).select_for_update(of=("self",)).select_related("project")
    row = seen.filter(pk=inflow_id).first()
    if row is None or not by.may("counting.view"):
        raise NotFound()
    if row.version != version:
        raise Stale()
    return row, row.project


def _store(row: Inflow, *fields: str) -> None:
    row.version += 1
    row.save(update_fields=[*fields, "version"])


def _record(event: str, row: Inflow, project: Project, by: Actor, at: datetime, **facts) -> None:
    facts |= {"class": row.capital_class, "class_zh": CLASS_WORDS[row.capital_class], "amount": row.amount}
    record(
        event, row, by=by, at=at, label=project.name, owner_unit_id=project.unit_id, data_class="sensitive", facts=facts
    )  # fmt: skip
