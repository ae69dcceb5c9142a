"""The signing: a file that says to the letter what was approved; what follows from it below; and the end."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Min
from django.utils.timezone import localdate

from luodi.agreements import refusals
from luodi.agreements.models import Agreement, Duty, PaymentStage, TermPeriod
from luodi.agreements.operations.locking import locked, note, require_state, store
from luodi.agreements.operations.texts import Source, keep_file, read_source
from luodi.engines import wording
from luodi.people.permissions import require
from luodi.projects.models import Project
from luodi.projects.operations import edit_project, put_evidence
from luodi.values.actor import Actor

BINDINGS = {"investment": "binding", "framework": "framework"}


@transaction.atomic
def record_signing(
    *, agreement_id: int, version: int, file: Source, signed_date: date, by: Actor, at: datetime
) -> Agreement:
    """Record that an agreement was signed, with the signed file. Its wording has to be that of the approved text.

    The project below gets its evidence (signed_text), its binding and, at its first signing, the day (handbook §2.6:
    only the first signing counts).

    :raises SignedTextDiffers: with the first place that differs and what stands around it on both sides
    :raises SignedFileUnreadable: for a scan
    :raises SigningDayWrong, DayBeforeSigning: for days that can't be
    :raises AgreementNotIn, Stale: if somebody was quicker
    """
    agreement = locked(agreement_id, version, by)
    require(by, "agreements.sign", unit_id=agreement.unit_id)
    require_state(agreement, "approved")
    today = localdate(at)
    if not localdate(agreement.approved_at) <= signed_date <= today:
        raise refusals.SigningDayWrong(
            day=signed_date.isoformat(), approved=localdate(agreement.approved_at).isoformat(), today=today.isoformat()
        )
    _refuse_earlier_days(agreement, signed_date)
    sha256 = _same_wording(agreement, read_source(file))
    agreement.signed_document_id = keep_file(file, agreement, f"{agreement.title}（签署本）", by, at)
    agreement.signed_date, agreement.signed_sha256 = signed_date, sha256
    agreement.state = "in_force" if (agreement.valid_from or signed_date) <= today else "signed"
    store(agreement, at, "state", "signed_date", "signed_document", "signed_sha256")
    note(
        "agreement.signed", agreement, by, at, before="approved", after=agreement.state, day=signed_date.isoformat(),
        wording_sha256=sha256,
    )  # fmt: skip
    _tell_project(agreement, by, at)
    return agreement


def _same_wording(agreement: Agreement, signed: str) -> str:
    """Give the digest of the signed wording.

    :raises SignedTextDiffers: if it is not the approved one
    """
    sha256 = wording.wording_sha256(signed)
    if sha256 == agreement.approved_sha256:
        return sha256
    found = wording.first_difference(agreement.approved.text, signed)
    assert found is not None
    raise refusals.SignedTextDiffers(
        before=found.before or "（开头）", approved=found.one or "（到此为止）", signed=found.other or "（到此为止）",
        approved_at=found.one_at, signed_at=found.other_at,
    )  # fmt: skip


def _refuse_earlier_days(agreement: Agreement, signed: date) -> None:
    """Refuse an agreement of which something would be due before it is signed."""
    if agreement.valid_to and agreement.valid_to < signed:
        raise refusals.DayBeforeSigning(what="有效期", day=agreement.valid_to.isoformat(), signed=signed.isoformat())
    if agreement.parent and agreement.parent.signed_date and agreement.parent.signed_date > signed:
        raise refusals.SigningDayWrong(
            day=signed.isoformat(), approved=agreement.parent.signed_date.isoformat(), today="—"
        )
    if agreement.sheet_id is None:
        return
    firsts = [
        TermPeriod.objects.filter(term__sheet_id=agreement.sheet_id).values_list("term__name", "due_date"),
        PaymentStage.objects.filter(payment__sheet_id=agreement.sheet_id).values_list("condition", "due_date"),
        Duty.objects.filter(sheet_id=agreement.sheet_id).values_list("what", "due_date"),
    ]
    for rows in firsts:
        early = rows.filter(due_date__lt=signed).order_by("due_date").first()
        if early:
            raise refusals.DayBeforeSigning(
                what=early[0] or "考核期", day=early[1].isoformat(), signed=signed.isoformat()
            )


def _tell_project(agreement: Agreement, by: Actor, at: datetime) -> None:
    """Write the signing down to the project: evidence, binding, and the day if it is the first."""
    if agreement.project_id is None:
        return
    put_evidence(
        project_id=agreement.project_id, item="signed_text", reference=agreement.number,
        document_id=agreement.signed_document_id, origin_kind="agreements.agreement", origin_id=agreement.pk,
        effective_date=agreement.signed_date, by=by, at=at,
    )  # fmt: skip
    project = Project.objects.get(pk=agreement.project_id)
    changes: dict[str, object] = {}
    binding = BINDINGS.get(agreement.kind)
    if binding and project.binding != binding and project.binding != "binding":
        changes["binding"] = binding
    first = Agreement.objects.filter(project_id=project.pk, signed_date__isnull=False).exclude(kind="legacy")
    first_day = first.aggregate(day=Min("signed_date"))["day"]
    if binding and (project.signed_date is None or first_day < project.signed_date):
        changes["signed_date"] = first_day
    if changes:
        edit_project(
            project_id=project.pk, changes=changes, reason=f"协议 {agreement.number} 签署", version=project.version, by=by,
            at=at,
        )  # fmt: skip


@transaction.atomic
def follow_calendar(*, by: Actor, at: datetime) -> tuple[int, int]:
    """Put agreements into force whose day has come, and end those whose last day has passed; give how many of each."""
    today = localdate(at)
    begin = Agreement.objects.select_for_update(of=("self",)).filter(state="signed", valid_from__lte=today)
    begun = list(begin.order_by("pk"))
    for agreement in begun:
        agreement.state = "in_force"
        store(agreement, at, "state")
        note("agreement.in_force", agreement, by, at, before="signed", after="in_force")
    over = Agreement.objects.select_for_update(of=("self",)).filter(state="in_force", valid_to__lt=today)
    ended = list(over.order_by("pk"))
    for agreement in ended:
        _end(agreement, "ended", agreement.valid_to, "有效期届满", by, at)
    return len(begun), len(ended)


@transaction.atomic
def end_agreement(
    *, agreement_id: int, version: int, ended_date: date, reason: str, early: bool, by: Actor, at: datetime
) -> Agreement:
    """End an agreement: at its term, or `early`, by a lawful procedure that the reason names (优化营商环境条例 art. 31).

    :raises EndReasonMissing: without a reason
    :raises EndDayWrong: before the signing, or in the future
    """
    agreement = locked(agreement_id, version, by)
    require(by, "agreements.sign", unit_id=agreement.unit_id)
    require_state(agreement, "signed", "in_force")
    if not reason.strip():
        raise refusals.EndReasonMissing()
    signed = agreement.signed_date
    if (signed and ended_date < signed) or ended_date > localdate(at):
        raise refusals.EndDayWrong(day=ended_date.isoformat(), signed=signed.isoformat() if signed else "—")
    _end(agreement, "terminated" if early else "ended", ended_date, reason, by, at)
    return agreement


def _end(agreement: Agreement, state: str, day: date | None, reason: str, by: Actor, at: datetime) -> None:
    before, agreement.state = agreement.state, state
    agreement.ended_date, agreement.end_reason = day, reason.strip()[:300]
    store(agreement, at, "state", "ended_date", "end_reason")
    note("agreement.ended", agreement, by, at, before=before, after=state, reason=agreement.end_reason)
