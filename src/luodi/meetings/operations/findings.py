"""What does not add up in a batch: found anew after each change, answered by a person."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from luodi.journal.operations import record
from luodi.meetings.adding_up import call_title, tolerance
from luodi.meetings.models import Batch, BatchFinding, Slot, Surplus
from luodi.meetings.permissions import require_edit, seen_batch
from luodi.meetings.refusals import FindingIsSettled, FindingNeedsAnAnswer
from luodi.tasks.operations import close_of_origin, reopen_of_origin, retitle_of_origin
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound

COMPUTED = ("surplus", "ordinal_used_twice", "gap", "sum_differs")
SHOWN = 20
COMPLETE = "名单已齐"


def recompute(*, batch: Batch, by: Actor, at: datetime) -> None:
    """Find anew what does not add up. A finding that is gone is closed without an answer; an answered one stays answered
    while nothing changes, and comes back open when its figures do.
    """
    wanted = _wanted(batch)
    known: dict[str, BatchFinding] = {}
    for finding in batch.findings.filter(code__in=COMPUTED).order_by("pk"):
        known[finding.code] = finding
    for code in COMPUTED:
        params, last = wanted.get(code), known.get(code)
        if params is None:
            if last is not None and last.settled_at is None:
                last.settled_at = at
                last.save(update_fields=["settled_at"])
        elif last is None or (last.settled_at is not None and (last.params != params or last.settled_by_id is None)):
            BatchFinding.objects.create(batch=batch, code=code, params=params, found_at=at)
        elif last.settled_at is None and last.params != params:
            last.params = params
            last.save(update_fields=["params"])


def _wanted(batch: Batch) -> dict[str, dict]:
    if batch.dropped_at is not None:
        return {}
    found: dict[str, dict] = {}
    extra = list(Surplus.objects.filter(batch=batch).values_list("reason", "ordinal"))
    beyond = [ordinal for reason, ordinal in extra if reason == "beyond"]
    taken = sorted(ordinal for reason, ordinal in extra if reason == "taken" and ordinal)
    if beyond:
        found["surplus"] = {"rows": len(beyond), "count": batch.stated_count}
    if taken:
        found["ordinal_used_twice"] = {"rows": len(taken), "ordinals": taken[:SHOWN]}
    slots = list(batch.slots.order_by("ordinal").values_list("ordinal", "source_kind", "project__amount", "project_id"))
    missing = [ordinal for ordinal, source, _, _ in slots if not source]
    if missing and any(source == "row" for _, source, _, _ in slots):
        found["gap"] = {"missing": missing[:SHOWN], "count": len(missing)}
    sums = _sum(batch, slots, bool(missing))
    return found | ({"sum_differs": sums} if sums else {})


def _sum(batch: Batch, slots: list[tuple], incomplete: bool) -> dict | None:
    amounts = [amount for _, _, amount, project in slots if project]
    if batch.stated_total is None or not amounts:
        return None
    total = sum((amount for amount in amounts if amount is not None), Decimal(0))
    over = total > batch.stated_total + tolerance(batch.stated_total)
    complete = not incomplete and None not in amounts and len(amounts) == len(slots)
    short = complete and total < batch.stated_total - tolerance(batch.stated_total)
    if not over and not short:
        return None
    return {"stated": str(batch.stated_total), "sum": str(total), "projects": len(amounts)}


def follow_list_call(*, batch: Batch, by: Actor, at: datetime) -> None:
    """Keep the call for the list true to the places: its figures, closed when all are named, open again when one is not."""
    named = Slot.objects.filter(batch=batch).exclude(filled_at=None).count()
    origin = {"origin_kind": "meetings.batch", "origin_id": batch.pk, "kind": "list_call", "by": by, "at": at}
    if named >= batch.stated_count:
        close_of_origin(**origin, outcome=COMPLETE)
    else:
        reopen_of_origin(**origin, outcome=COMPLETE, reason="又有空位")
        retitle_of_origin(**origin, title=call_title(batch.label, named, batch.stated_count))


@transaction.atomic
def settle_finding(*, finding_id: int, answer: str, by: Actor, at: datetime) -> BatchFinding:
    """Answer a finding. It comes back if its figures change.

    :raises FindingNeedsAnAnswer: without words
    :raises FindingIsSettled: if it was answered before
    """
    finding = BatchFinding.objects.select_for_update().filter(pk=finding_id).first()
    if finding is None:
        raise NotFound()
    batch = seen_batch(by, finding.batch_id)
    require_edit(by, batch.meeting.unit_id)
    if finding.settled_at is not None:
        raise FindingIsSettled()
    if not answer.strip():
        raise FindingNeedsAnAnswer()
    finding.settled_at, finding.settled_by_id, finding.answer = at, by.person_id, answer.strip()[:300]
    finding.save(update_fields=["settled_at", "settled_by", "answer"])
    facts = {"finding": finding.code, "answer": finding.answer}
    note(batch=batch, event="finding.settled", by=by, at=at, **facts)
    return finding


@transaction.atomic
def recheck_batches(*, project_ids: list[int], by: Actor, at: datetime) -> int:
    """Find anew what does not add up in the batches of some projects, after their amounts changed; how many there were."""
    touched = Batch.objects.filter(slots__project_id__in=project_ids, dropped_at=None).values_list("pk", flat=True)
    batches = list(Batch.objects.select_for_update().filter(pk__in=set(touched)).order_by("pk"))
    for batch in batches:
        recompute(batch=batch, by=by, at=at)
    return len(batches)


def note(*, batch: Batch, event: str, by: Actor, at: datetime, before=None, after=None, personal=None, **facts) -> None:
    """Write a journal line of a batch, with the unit and class of its meeting; names of members go into `personal`."""
    meeting = batch.meeting
    record(
        event, batch, by=by, at=at, label=batch.label, owner_unit_id=meeting.unit_id, data_class=meeting.data_class,
        before=before, after=after, facts=facts, personal=personal or {},
    )  # fmt: skip
