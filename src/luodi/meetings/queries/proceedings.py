"""Reading what happens in a meeting: matters heard, decisions and findings with how their follow-ups stand."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q

from luodi.documents.models import Document
from luodi.meetings.models import FollowUp, Heard, HeardMaterial, Meeting, Resolution, TripFinding
from luodi.meetings.permissions import may_edit
from luodi.people.queries.settings import parameters_in_force
from luodi.tasks.models import Task
from luodi.tasks.queries import FollowUpRow, follow_ups_by_id
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound


@dataclass(frozen=True, slots=True)
class MatterRow:
    """A matter on the agenda with the materials (id, title) that the viewer may open."""

    id: int
    ordinal: int
    title: str
    text: str
    unit_id: int | None
    unit_name: str
    materials: list[tuple[int, str]]
    withdrawn: bool
    withdrawn_reason: str
    version: int


@dataclass(frozen=True, slots=True)
class ResolutionRow:
    """A decision as it stands, with what it was corrected from, and its follow-ups; `unseen` counts those of others."""

    id: int
    ordinal: int
    number: str
    text: str
    body: str
    heard_id: int | None
    recorded_by: str
    recorded_at: datetime
    reason: str
    former: list[str]
    follow_ups: list[FollowUpRow]
    unseen: int


@dataclass(frozen=True, slots=True)
class TripFindingRow:
    """A trip's finding as it stands, with what it was corrected from, and the actions that follow from it."""

    id: int
    ordinal: int
    seen: str
    why: str
    needs: str
    site_id: int | None
    site: str
    fact_id: int | None
    recorded_by: str
    recorded_at: datetime
    reason: str
    former: list[str]
    follow_ups: list[FollowUpRow]
    unseen: int


@dataclass(frozen=True, slots=True)
class Proceedings:
    """What happened in a meeting. `days_without_action` is set where a trip has led to no action for too long."""

    matters: list[MatterRow]
    resolutions: list[ResolutionRow]
    findings: list[TripFindingRow]
    minutes: str
    minutes_document: tuple[int, str] | None
    trip_days: int
    days_without_action: int | None
    may_edit: bool
    may_ask: bool


@dataclass(frozen=True, slots=True)
class IdleTrip:
    """A study trip that has led to no action, and for how many days."""

    id: int
    name: str
    held_date: date
    unit_name: str
    days: int


def trip_days(*, on: date) -> int:
    """Give the days within which a study trip should have led to an action; one SQL statement."""
    return int(str(parameters_in_force("meetings.trip_days", on=on)["meetings.trip_days"]))


def acted_upon() -> Exists:
    """Give the condition that a meeting has led to some action: a follow-up that was not dropped."""
    led = Task.objects.filter(origin_kind="meetings.meeting", origin_id=OuterRef("pk"), kind="follow_up")
    return Exists(led.exclude(state="dropped"))


def idle_since(days: int, today: date) -> Q:
    """Give the condition for trips that have led to no action for too long."""
    return Q(kind="trip", held_date__lte=today - timedelta(days=days)) & ~Q(acted_upon())


def idle_trips(viewer: Actor, *, today: date, limit: int = 50) -> list[IdleTrip]:
    """List the trips without an action that the viewer may see to, the oldest first; two SQL statements."""
    if not viewer.may("meetings.edit"):
        return []
    seen = Meeting.objects.visible_to(viewer).filter(idle_since(trip_days(on=today), today)).exclude(unit=None)
    if viewer.kind != "system" and "promotion_bureau" not in viewer.roles:
        seen = seen.filter(unit_id__in=viewer.unit_ids)
    rows = seen.select_related("unit").order_by("held_date", "pk")[:limit]
    return [
        IdleTrip(each.pk, each.name, each.held_date, each.unit.name, (today - each.held_date).days) for each in rows
    ]


def proceedings(viewer: Actor, meeting_id: int, *, today: date) -> Proceedings:
    """Give what happened in a meeting; nine SQL statements at most, whatever its size.

    :raises NotFound: if there is no such meeting that the viewer may see
    """
    meeting = Meeting.objects.visible_to(viewer).annotate(acted=acted_upon()).filter(pk=meeting_id).first()
    if meeting is None:
        raise NotFound()
    matters = list(Heard.objects.filter(meeting=meeting).select_related("unit").order_by("ordinal"))
    laid = list(
        HeardMaterial.objects.filter(heard__meeting=meeting).order_by("pk").values_list("heard_id", "document_id")
    )
    wanted = {document for _, document in laid} | ({meeting.minutes_document_id} - {None})
    titles = dict(Document.objects.visible_to(viewer).filter(pk__in=wanted or {0}).values_list("pk", "title"))
    resolutions = list(Resolution.objects.filter(meeting=meeting).select_related("recorded_by").order_by("pk"))
    findings = list(TripFinding.objects.filter(meeting=meeting).select_related("recorded_by", "site").order_by("pk"))
    links = list(
        FollowUp.objects.filter(meeting=meeting)
        .order_by("pk")
        .values_list("task_id", "resolution_id", "trip_finding_id")
    )
    seen = follow_ups_by_id(viewer, [task for task, _, _ in links] or [0], today=today)
    days, edits = trip_days(on=today), may_edit(viewer, meeting.unit_id)
    idle = meeting.kind == "trip" and not meeting.acted and meeting.held_date is not None
    gone = (today - meeting.held_date).days if idle else 0
    return Proceedings(
        matters=[_matter(each, [doc for heard, doc in laid if heard == each.pk], titles) for each in matters],
        resolutions=_resolutions(resolutions, [(task, pk) for task, pk, _ in links if pk], seen),
        findings=_findings(findings, [(task, pk) for task, _, pk in links if pk], seen),
        minutes=meeting.minutes,
        minutes_document=(meeting.minutes_document_id, titles[meeting.minutes_document_id])
        if meeting.minutes_document_id in titles
        else None,
        trip_days=days,
        days_without_action=gone if idle and gone >= days else None,
        may_edit=edits,
        may_ask=edits and viewer.may("tasks.ask"),
    )


def meeting_of_heard(viewer: Actor, heard_id: int) -> int:
    """Give the meeting on whose agenda a matter stands.

    :raises NotFound: if it is not the viewer's to see
    """
    return _meeting_of(Heard, viewer, heard_id)


def meeting_of_resolution(viewer: Actor, resolution_id: int) -> int:
    """Give the meeting of a decision.

    :raises NotFound: if it is not the viewer's to see
    """
    return _meeting_of(Resolution, viewer, resolution_id)


def meeting_of_finding(viewer: Actor, trip_finding_id: int) -> int:
    """Give the trip of a finding.

    :raises NotFound: if it is not the viewer's to see
    """
    return _meeting_of(TripFinding, viewer, trip_finding_id)


def _meeting_of(model: type[Heard] | type[Resolution] | type[TripFinding], viewer: Actor, pk: int) -> int:
    found = model.objects.visible_to(viewer).filter(pk=pk).values_list("meeting_id", flat=True).first()
    if found is None:
        raise NotFound()
    return found


def _chains(rows: Collection) -> list[tuple]:
    """Give each line that stands with those that it replaces, the newest of them first; in the order of the meeting."""
    former = {row.replaces_id for row in rows}
    by_id = {row.pk: row for row in rows}
    found = []
    for row in sorted((each for each in rows if each.pk not in former), key=lambda each: each.ordinal):
        line, before = row, []
        while line.replaces_id:
            line = by_id[line.replaces_id]
            before.append(line)
        found.append((row, before))
    return found


def _followed(chain: list, links: list[tuple[int, int]], seen: dict[int, FollowUpRow]) -> tuple[list[FollowUpRow], int]:
    ids = [task for task, pk in links if pk in {each.pk for each in chain}]
    return [seen[task] for task in ids if task in seen], sum(task not in seen for task in ids)


def _resolutions(rows: list[Resolution], links: list, seen: dict[int, FollowUpRow]) -> list[ResolutionRow]:
    found = []
    for row, before in _chains(rows):
        shown, unseen = _followed([row, *before], links, seen)
        found.append(ResolutionRow(
            id=row.pk, ordinal=row.ordinal, number=row.number, text=row.text, body=row.body, heard_id=row.heard_id,
            recorded_by=row.recorded_by.name if row.recorded_by else "", recorded_at=row.recorded_at, reason=row.reason,
            former=[each.text for each in before], follow_ups=shown, unseen=unseen,
        ))  # fmt: skip
    return found


def _findings(rows: list[TripFinding], links: list, seen: dict[int, FollowUpRow]) -> list[TripFindingRow]:
    found = []
    for row, before in _chains(rows):
        shown, unseen = _followed([row, *before], links, seen)
        found.append(TripFindingRow(
            id=row.pk, ordinal=row.ordinal, seen=row.seen, why=row.why, needs=row.needs, site_id=row.site_id,
            site=row.site.name if row.site else "", fact_id=row.fact_id,
            recorded_by=row.recorded_by.name if row.recorded_by else "", recorded_at=row.recorded_at, reason=row.reason,
            former=[each.seen for each in before], follow_ups=shown, unseen=unseen,
        ))  # fmt: skip
    return found


def _matter(row: Heard, documents: list[int], titles: dict[int, str]) -> MatterRow:
    return MatterRow(
        id=row.pk, ordinal=row.ordinal, title=row.title, text=row.text, unit_id=row.unit_id,
        unit_name=row.unit.name if row.unit else "", materials=[(each, titles[each]) for each in documents if each in titles],
        withdrawn=row.withdrawn_at is not None, withdrawn_reason=row.withdrawn_reason, version=row.version,
    )  # fmt: skip
