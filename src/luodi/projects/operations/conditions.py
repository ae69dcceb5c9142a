"""Conditions of opinions: reported as met by who works on the project, accepted by the department or the bureau."""

from datetime import datetime

from django.db import transaction

from luodi.journal.operations import record
from luodi.people.permissions import require
from luodi.projects import refusals
from luodi.projects.models import Condition, Project
from luodi.projects.operations.locking import locked
from luodi.projects.permissions import may_edit
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound, Stale


@transaction.atomic
def report_condition(*, condition_id: int, evidence: str, by: Actor, at: datetime) -> Condition:
    """Report a condition as met, with what shows it.

    :raises ConditionSettled: if it was accepted already
    :raises ConditionNeedsEvidence: if nothing is shown
    """
    condition, project = _held(condition_id, by)
    may_edit(by, [project.unit_id])
    if not evidence.strip():
        raise refusals.ConditionNeedsEvidence()
    condition.evidence, condition.reported_by_id, condition.reported_at = evidence.strip()[:300], by.person_id, at
    condition.answer = ""
    condition.save(update_fields=["evidence", "reported_by", "reported_at", "answer"])
    facts = {"condition": condition.text[:80], "evidence": condition.evidence}
    record("condition.reported", project, by=by, at=at, label=project.name, data_class="sensitive", facts=facts)
    return condition


@transaction.atomic
def answer_condition(*, condition_id: int, accepted: bool, by: Actor, at: datetime, answer: str = "") -> Condition:
    """Accept that a condition is met, or send it back with a reason; by the department that set it, or the bureau.

    :raises ConditionNotReported: if nobody reported it, or it was sent back meanwhile
    :raises ConditionSettled: if it was accepted already
    :raises CheckerIsMaker: if `by` reported it
    """
    require(by, "gates.opine")
    condition, project = _held(condition_id, by)
    owner = condition.opinion.asked.unit_id
    if by.kind != "system" and owner not in by.unit_ids and not by.may("gates.pass"):
        raise refusals.OpinionNotYours()
    if condition.reported_at is None:
        raise refusals.ConditionNotReported()
    if by.person_id is not None and by.person_id == condition.reported_by_id:
        raise refusals.CheckerIsMaker(stage=condition.text[:40])
    if not accepted and not answer.strip():
        raise refusals.ProjectReasonMissing()
    condition.answer = answer.strip()[:300]
    if accepted:
        condition.accepted_by_id, condition.accepted_at = by.person_id, at
    else:
        condition.reported_at, condition.reported_by_id = None, None
    condition.save(update_fields=["answer", "accepted_by", "accepted_at", "reported_at", "reported_by"])
    facts = {"condition": condition.text[:80], "answer": condition.answer}
    event = "condition.accepted" if accepted else "condition.sent_back"
    record(event, project, by=by, at=at, label=project.name, data_class="sensitive", facts=facts)
    return condition


def _held(condition_id: int, by: Actor) -> tuple[Condition, Project]:
    rows = Condition.objects.filter(pk=condition_id)
    project_id = rows.values_list("opinion__asked__round__project_id", flat=True).first()
    if project_id is None:
        raise NotFound()
    project = locked(project_id, None, by)
    found = rows.select_for_update(of=("self",)).select_related("opinion__asked__round").get()
    if found.accepted_at is not None:
        raise refusals.ConditionSettled()
    if hasattr(found.opinion, "replaced_by") or found.opinion.asked.round.cancelled_at is not None:
        raise Stale()
    return found, project
