"""Honest-failure reviews (尽职免责): what was tried and learnt on a project that was lost, approved by somebody else."""

from datetime import datetime

from django.db import transaction

from luodi.journal.operations import record
from luodi.people.permissions import require
from luodi.projects import refusals
from luodi.projects.models import LOSS_REASONS, FailureReview
from luodi.projects.operations.locking import locked
from luodi.projects.permissions import may_edit
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound, Stale

ENDED = ("lost", "terminated")
LONGEST = 4000


@transaction.atomic
def write_failure_review(
    *, project_id: int, reason_code: str, tried: str, learnt: str, by: Actor, at: datetime, competitor: str = "",
    version: int | None = None,
) -> FailureReview:  # fmt: skip
    """Write down what was tried on a lost or terminated project and what was learnt; until it is approved it may be
    written anew. `version` is the draft that the person saw, None for none.

    :raises FailureNotEnded: if the project is neither lost nor terminated
    :raises FailureSaysNothing: if either text is empty
    :raises LossReasonUnknown: for another reason code
    :raises Stale: if somebody wrote the draft meanwhile
    """
    project = locked(project_id, None, by)
    may_edit(by, [project.unit_id])
    if project.side_state not in ENDED:
        raise refusals.FailureNotEnded()
    if reason_code not in LOSS_REASONS:
        raise refusals.LossReasonUnknown(reason_code=reason_code)
    if not tried.strip() or not learnt.strip():
        raise refusals.FailureSaysNothing()
    draft = FailureReview.objects.filter(project=project, approved_at=None).first()
    if (draft.version if draft else None) != version:
        raise Stale()
    said = {
        "reason_code": reason_code, "competitor": competitor.strip()[:80], "tried": tried.strip()[:LONGEST],
        "learnt": learnt.strip()[:LONGEST], "written_by_id": by.person_id, "written_at": at,
        "version": draft.version + 1 if draft else 1, "opinion": "",
    }  # fmt: skip
    found = draft or FailureReview(project=project)
    for name, value in said.items():
        setattr(found, name, value)
    found.save()
    record("failure.reviewed", project, by=by, at=at, label=project.name)
    return found


@transaction.atomic
def answer_failure_review(
    *, review_id: int, approved: bool, version: int, by: Actor, at: datetime, opinion: str = ""
) -> FailureReview:
    """Approve an honest-failure review, which closes it, or send it back with what is missing; by somebody else.

    :raises CheckerIsMaker: if `by` wrote it
    :raises FailureApprovedAlready: if it is approved
    :raises Stale: if it was written anew since `version`
    """
    require(by, "gates.pass")
    known = FailureReview.objects.visible_to(by).filter(pk=review_id).values_list("project_id", flat=True).first()
    if known is None:
        raise NotFound()
    project = locked(known, None, by)
    require(by, "gates.pass", unit_id=project.unit_id)
    found = FailureReview.objects.select_for_update(of=("self",)).get(pk=review_id)
    if found.approved_at is not None:
        raise refusals.FailureApprovedAlready()
    if found.version != version:
        raise Stale()
    if by.person_id is not None and by.person_id == found.written_by_id:
        raise refusals.CheckerIsMaker(stage=project.name)
    if not approved and not opinion.strip():
        raise refusals.ProjectReasonMissing()
    found.opinion = opinion.strip()[:500]
    found.version += 1
    if approved:
        found.approved_by_id, found.approved_at = by.person_id, at
    found.save(update_fields=["opinion", "version", "approved_by", "approved_at"])
    event = "failure.approved" if approved else "failure.sent_back"
    record(event, project, by=by, at=at, label=project.name, facts={"opinion": found.opinion})
    return found
