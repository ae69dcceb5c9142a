"""What counts as landed in a year: set with its source, retired with a reason, never changed."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from luodi.counting import refusals
from luodi.counting.models import Counted, Definition, Landmark
from luodi.counting.operations.checking import recheck
from luodi.documents.permissions import seen_document
from luodi.engines.counting import route_of
from luodi.engines.gates.stages import MAIN_CODES
from luodi.journal.operations import record
from luodi.people.permissions import require
from luodi.projects.models import Project
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound

AT_ONCE = 2000


@transaction.atomic
def set_definition(
    *,
    title: str,
    year: int,
    routes: Sequence[dict],
    source: str,
    by: Actor,
    at: datetime,
    document_id: int | None = None,
) -> Definition:
    """Set what counts as landed in a year; projects with landing facts are counted by it at once, the rest by the job.

    A route is {code, zh, en, needs: [[landmark, …], …], total_from, entered_from, paid_in_from}, amounts in 元.

    :raises DefinitionWrong: without a title, source or route, or with a route that means nothing
    """
    require(by, "parameters.edit")
    if not title.strip() or not source.strip() or not routes or not 2000 <= year < 2100:
        raise refusals.DefinitionWrong(
            problem="名称、年度、来源和至少一条认定路径都要填写",
            problem_en="title, year, source and a route are needed",
        )
    try:
        codes = [route_of(raw).code for raw in routes]
    except (ValueError, ArithmeticError) as wrong:
        raise refusals.DefinitionWrong(problem=str(wrong), problem_en=str(wrong)) from wrong
    if len(codes) != len(set(codes)):
        raise refusals.DefinitionWrong(problem="认定路径重名", problem_en="two routes have one code")
    if document_id:
        seen_document(document_id, by)
    row = Definition.objects.create(
        title=title.strip()[:80], year=year, routes=list(routes), source=source.strip()[:300], document_id=document_id,
        set_by_id=by.person_id, set_at=at,
    )  # fmt: skip
    record("counting.definition_set", row, by=by, at=at, label=row.title, facts={"year": year, "source": row.source})
    _count_anew(by, at)
    return row


@transaction.atomic
def retire_definition(*, definition_id: int, reason: str, by: Actor, at: datetime) -> Definition:
    """Retire a definition: nothing is counted by it any more; what was said by it stands in the journal.

    :raises EntryDone: if it is retired already
    """
    require(by, "parameters.edit")
    row = Definition.objects.select_for_update().filter(pk=definition_id).first()
    if row is None:
        raise NotFound()
    if row.retired_at is not None:
        raise refusals.EntryDone()
    if not reason.strip():
        raise refusals.CountingReasonMissing()
    row.retired_at, row.retired_reason = at, reason.strip()[:200]
    row.save(update_fields=["retired_at", "retired_reason"])
    Counted.objects.filter(definition=row).delete()
    record("counting.definition_retired", row, by=by, at=at, label=row.title, facts={"reason": row.retired_reason})
    return row


def _count_anew(by: Actor, at: datetime) -> None:
    """Count what may have landed by a new definition; beyond a few thousand projects the nightly check does it."""
    later = MAIN_CODES[MAIN_CODES.index("P9") :]
    ids = set(Landmark.objects.standing().values_list("project_id", flat=True)[:AT_ONCE])
    claimed = Project.objects.filter(withdrawn_at=None, stage_claimed__in=later) | Project.objects.filter(
        withdrawn_at=None, landed_date__isnull=False
    )
    ids |= set(claimed.values_list("pk", flat=True)[:AT_ONCE])
    if ids:
        recheck(project_ids=sorted(ids), by=by, at=at)
