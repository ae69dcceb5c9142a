"""Dated facts of landing and starting: put with their evidence, confirmed by a second person, withdrawn with a reason."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.timezone import localdate

from luodi.counting import refusals
from luodi.counting.models import Landmark
from luodi.counting.operations.checking import recheck
from luodi.counting.permissions import may_confirm, project_to_state
from luodi.documents.permissions import seen_document
from luodi.engines.counting import LANDMARKS
from luodi.journal.operations import record
from luodi.people.permissions import require
from luodi.projects.models import Project
from luodi.projects.operations import put_evidence, withdraw_evidence
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound, Stale

WORDS = {
    "land_won": ("土地摘牌", "land won"), "title_changed": ("产权过户", "title changed"), "lease_signed": ("签订租约", "lease signed"),
    "firm_registered": ("企业注册", "firm registered"), "first_payroll": ("首次参保发薪", "first payroll"),
    "first_revenue": ("首笔营收", "first revenue"), "statistics_entered": ("统计入库", "entered in statistics"),
    "construction_permit": ("施工许可", "construction permit"), "foundation": ("基础施工", "foundation works"),
    "equipment_delivered": ("设备到场", "equipment delivered"),
}  # fmt: skip
GATE_ITEMS = {
    "land_won": "site_contract", "title_changed": "site_contract", "lease_signed": "site_contract",
    "firm_registered": "credit_code", "statistics_entered": "statistics_entry",
    "construction_permit": "construction_permit",
}  # fmt: skip


@transaction.atomic
def put_landmark(
    *, project_id: int, kind: str, day: date, evidence: str, by: Actor, at: datetime, amount: Decimal | None = None,
    document_id: int | None = None,
) -> Landmark:  # fmt: skip
    """Put a dated fact with its evidence (a number of a contract, permit or slip); claimed until confirmed.

    :raises LandmarkUnknown: for another kind, or what was entered in statistics without its amount
    :raises CountingSourceMissing: without evidence
    """
    project = project_to_state(project_id, by)
    wrong = amount is not None and not (amount.is_finite() and 0 < amount < Decimal(10) ** 16)
    if kind not in LANDMARKS or wrong or (kind == "statistics_entered" and amount is None):
        raise refusals.LandmarkUnknown(kind=WORDS.get(kind, (kind, kind))[0])
    if not evidence.strip():
        raise refusals.CountingSourceMissing()
    if day > localdate(at):
        raise refusals.InflowInFuture()
    if document_id:
        seen_document(document_id, by)
    row = Landmark.objects.create(
        project=project, kind=kind, date=day, amount=amount, evidence=evidence.strip()[:200], document_id=document_id,
        entered_by_id=by.person_id, entered_at=at,
    )  # fmt: skip
    _record("counting.landmark_put", row, project, by, at)
    recheck(project_ids=[project.pk], by=by, at=at)
    return row


@transaction.atomic
def confirm_landmark(*, landmark_id: int, version: int, by: Actor, at: datetime) -> Landmark:
    """Confirm a dated fact as a second person; where a gate asks for it, the gate gets its evidence.

    :raises ConfirmedByMaker: if `by` put it
    """
    row, project = _locked(landmark_id, version, by)
    may_confirm(by, project.unit_id)
    if row.confirmed_at is not None or row.withdrawn_at is not None:
        raise refusals.EntryDone()
    if by.person_id is not None and by.person_id == row.entered_by_id:
        raise refusals.ConfirmedByMaker()
    row.confirmed_by_id, row.confirmed_at, row.version = by.person_id, at, row.version + 1
    row.save(update_fields=["confirmed_by", "confirmed_at", "version"])
    if item := GATE_ITEMS.get(row.kind):
        put_evidence(
            project_id=project.pk, item=item, reference=row.evidence, document_id=row.document_id,
            origin_kind="counting.landmark", origin_id=row.pk, effective_date=row.date, by=by, at=at,
        )  # fmt: skip
    _record("counting.landmark_confirmed", row, project, by, at)
    recheck(project_ids=[project.pk], by=by, at=at)
    return row


@transaction.atomic
def withdraw_landmark(*, landmark_id: int, version: int, reason: str, by: Actor, at: datetime) -> Landmark:
    """Withdraw a dated fact with a reason; it stays on the page, struck out.

    :raises CountingReasonMissing: without a reason
    """
    row, project = _locked(landmark_id, version, by)
    require(by, "projects.edit", unit_id=project.unit_id)
    if row.withdrawn_at is not None:
        raise refusals.EntryDone()
    if not reason.strip():
        raise refusals.CountingReasonMissing()
    row.withdrawn_at, row.withdrawn_reason, row.version = at, reason.strip()[:200], row.version + 1
    row.save(update_fields=["withdrawn_at", "withdrawn_reason", "version"])
    withdraw_evidence(reason=row.withdrawn_reason, origin_kind="counting.landmark", origin_id=row.pk, by=by, at=at)
    _record("counting.landmark_withdrawn", row, project, by, at, reason=row.withdrawn_reason)
    recheck(project_ids=[project.pk], by=by, at=at)
    return row


def _locked(landmark_id: int, version: int, by: Actor) -> tuple[Landmark, Project]:
    seen = Landmark.objects.visible_to(by).select_for_update(of=("self",)).select_related("project")
    row = seen.filter(pk=landmark_id).first()
    if row is None or not by.may("counting.view"):
        raise NotFound()
    if row.version != version:
        raise Stale()
    return row, row.project


def _record(event: str, row: Landmark, project: Project, by: Actor, at: datetime, **facts) -> None:
    zh, en = WORDS[row.kind]
    facts |= {"kind": en, "kind_zh": zh, "date": row.date}
    record(event, row, by=by, at=at, label=project.name, owner_unit_id=project.unit_id, facts=facts)
