"""Filing what a document reports: meetings with their attendances, sites and batches; again after more was confirmed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from luodi.journal.operations import record
from luodi.meetings.adding_up import call_title
from luodi.meetings.models import Attendance, Batch, BatchFinding, Meeting, Site, Slot
from luodi.meetings.operations.findings import note
from luodi.meetings.operations.slots import place_rows
from luodi.meetings.permissions import require_file
from luodi.meetings.placing import Filling
from luodi.meetings.reported import ReportedBatch, ReportedMeeting
from luodi.tasks.operations import NewTask, open_tasks
from luodi.values.actor import Actor


@dataclass(frozen=True, slots=True)
class Origin:
    """The document that reports a meeting: its unit and data class become the meeting's."""

    document_id: int
    unit_id: int | None
    data_class: str


@dataclass(frozen=True, slots=True)
class FiledMeeting:
    """What filing one meeting added; `created` says whether the meeting itself is new."""

    meeting_id: int
    article_id: int
    name: str
    created: bool
    attendances: int
    sites: int
    batches: tuple[int, ...]
    named: int
    calls: int


@transaction.atomic
def file_meetings(
    *, meetings: Sequence[ReportedMeeting], origin: Origin, by: Actor, at: datetime
) -> list[FiledMeeting]:
    """File the meetings of a document. Filing again adds what is new and changes nothing that stands.

    The caller holds the document's lock, so that two filings at once come one after the other.

    :raises NotAllowed: if `by` may not make records of this unit's documents
    """
    require_file(by, origin.unit_id)
    return [_file(meeting, origin, by, at) for meeting in meetings]


def _file(reported: ReportedMeeting, origin: Origin, by: Actor, at: datetime) -> FiledMeeting:
    meeting, created, dated = _meeting(reported, origin, at)
    attendances = _attendances(meeting, reported)
    sites = _sites(meeting, reported)
    batches, named, calls = [], 0, 0
    for each in reported.batches:
        opened, newly_named, called = _batch(meeting, each, by, at)
        batches += [opened] if opened else []
        named += newly_named
        calls += called
    if created or dated or attendances or sites or batches:
        facts = {"attendances": attendances, "sites": sites, "batches": len(batches), "document": origin.document_id}
        event = "meeting.filed" if created else "meeting.added_to"
        record(event, meeting, by=by, at=at, label=meeting.name, data_class=meeting.data_class, facts=facts)
    return FiledMeeting(
        meeting.pk, reported.article_id, meeting.name, created, attendances, sites, tuple(batches), named, calls
    )


def _meeting(reported: ReportedMeeting, origin: Origin, at: datetime) -> tuple[Meeting, bool, bool]:
    meeting = Meeting.objects.select_for_update().filter(article_id=reported.article_id).first()
    if meeting is None:
        meeting = Meeting.objects.create(
            kind=reported.kind, name=reported.name, held_date=reported.held_date, date_text=reported.date_text,
            host=reported.host, document_id=origin.document_id, article_id=reported.article_id,
            date_fact_id=reported.date_fact_id, unit_id=origin.unit_id, data_class=origin.data_class, recorded_at=at,
        )  # fmt: skip
        return meeting, True, False
    if meeting.date_fact_id is None and meeting.held_date is None and reported.date_fact_id is not None:
        meeting.held_date, meeting.date_text, meeting.date_fact_id = (
            reported.held_date, reported.date_text, reported.date_fact_id)  # fmt: skip
        meeting.save(update_fields=["held_date", "date_text", "date_fact"])
        return meeting, False, True
    return meeting, False, False


def _attendances(meeting: Meeting, reported: ReportedMeeting) -> int:
    known = set(Attendance.objects.filter(meeting=meeting).values_list("fact_id", flat=True))
    fresh = [
        Attendance(
            meeting=meeting, kind=each.kind, name=each.name, role=each.role, unit_id=each.unit_id, fact_id=each.fact_id
        )
        for each in reported.attendances
        if each.fact_id not in known
    ]
    return len(Attendance.objects.bulk_create(fresh))


def _sites(meeting: Meeting, reported: ReportedMeeting) -> int:
    """Add new sites and number all in the order of the text."""
    known = {site.fact_id: site for site in Site.objects.filter(meeting=meeting)}
    fresh, moved = [], []
    for ordinal, each in enumerate(reported.sites, start=1):
        site = known.get(each.fact_id)
        if site is None:
            fresh.append(Site(meeting=meeting, ordinal=ordinal, name=each.name, fact_id=each.fact_id))
        elif site.ordinal != ordinal:
            site.ordinal = ordinal
            moved.append(site)
    Site.objects.bulk_update(moved, ["ordinal"])
    return len(Site.objects.bulk_create(fresh))


def _batch(meeting: Meeting, reported: ReportedBatch, by: Actor, at: datetime) -> tuple[int | None, int, int]:
    """File one batch and give (its id if it is new, how many places were named, how many lists were called for)."""
    batch = (
        Batch.objects.select_for_update(of=("self",)).select_related("meeting").filter(fact_id=reported.fact_id).first()
    )
    if batch is not None and batch.dropped_at is not None:
        return None, 0, 0
    created = batch is None
    if batch is None:
        batch = _open_batch(meeting, reported, by, at)
    else:
        _compare(batch, reported, by, at)
    named = _name(batch, reported, by, at)
    called = _call_for_list(batch, by, at) if created else 0
    return (batch.pk if created else None), named, called


def _open_batch(meeting: Meeting, reported: ReportedBatch, by: Actor, at: datetime) -> Batch:
    twice = meeting.batches.filter(kind=reported.kind, dropped_at=None).exclude(kind="other").first()
    batch = Batch.objects.create(
        meeting=meeting, kind=reported.kind, label=reported.label, stated_count=reported.count, stated_total=reported.total,
        binding=reported.binding, fact_id=reported.fact_id, total_fact_id=reported.total_fact_id,
    )  # fmt: skip
    Slot.objects.bulk_create(
        [Slot(batch=batch, ordinal=ordinal) for ordinal in range(1, reported.count + 1)], batch_size=2000
    )
    if reported.unclear:
        _find(batch, "kind_unclear", {"kinds": list(reported.unclear)}, at)
    if twice is not None:
        _find(batch, "kind_twice", {"kind": batch.kind, "count": twice.stated_count}, at)
    note(batch=batch, event="batch.opened", by=by, at=at, kind=batch.kind, count=batch.stated_count, fact=batch.fact_id)
    return batch


def _compare(batch: Batch, reported: ReportedBatch, by: Actor, at: datetime) -> None:
    """Add a total that was confirmed later; where the fact now says another count than the batch, ask."""
    if batch.stated_total is None and batch.total_fact_id is None and reported.total is not None:
        batch.stated_total, batch.total_fact_id = reported.total, reported.total_fact_id
        batch.save(update_fields=["stated_total", "total_fact"])
        note(batch=batch, event="batch.total_added", by=by, at=at, total=batch.stated_total, fact=batch.total_fact_id)
    if batch.version == 1 and reported.count != batch.stated_count:
        _find(batch, "fact_says_other", {"batch": batch.stated_count, "fact": reported.count}, at)
    if batch.version == 1 and reported.total is not None and batch.stated_total != reported.total:
        _find(batch, "total_says_other", {"batch": str(batch.stated_total), "fact": str(reported.total)}, at)


def _find(batch: Batch, code: str, params: dict, at: datetime) -> None:
    if not batch.findings.filter(code=code, params=params).exists():
        batch.findings.filter(code=code, settled_at=None).update(settled_at=at)
        BatchFinding.objects.create(batch=batch, code=code, params=params, found_at=at)


def _name(batch: Batch, reported: ReportedBatch, by: Actor, at: datetime) -> int:
    known = set(batch.slots.exclude(fact=None).values_list("fact_id", "name"))
    known |= set(batch.surplus.filter(source_kind="fact").values_list("source_id", "name"))
    rows = [
        Filling(name=each.name[:200], source_kind="fact", source_id=each.fact_id)
        for each in reported.named
        if (each.fact_id, each.name[:200]) not in known
    ]
    if not rows:
        return 0
    return sum(result.outcome == "filled" for result in place_rows(batch=batch, fillings=rows, by=by, at=at))


def _call_for_list(batch: Batch, by: Actor, at: datetime) -> int:
    """Open the call for the list of a batch whose members are not all named."""
    named = batch.slots.exclude(filled_at=None).count()
    if named >= batch.stated_count:
        return 0
    meeting = batch.meeting
    task = NewTask(
        kind="list_call", title=call_title(batch.label, named, batch.stated_count),
        detail=f"报道称共 {batch.stated_count},已点名 {named}。请向主办单位索要全部名单,导入后逐行对应到批次的空位。",
        unit_id=meeting.unit_id, fact_id=batch.fact_id, origin_kind="meetings.batch", origin_id=batch.pk,
        origin_label=f"{meeting.name} · {batch.label}"[:200], origin_unit_id=meeting.unit_id, data_class=meeting.data_class,
    )  # fmt: skip
    opened = len(open_tasks(tasks=[task], by=by, at=at))
    batch.list_called_at = at
    batch.save(update_fields=["list_called_at"])
    return opened
