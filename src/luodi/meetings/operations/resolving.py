"""What a meeting decided in words, and what a trip found: recorded once, corrected by a new line, followed up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from luodi.documents.models import Fact
from luodi.meetings import refusals
from luodi.meetings.models import FollowUp, Heard, Meeting, Resolution, Site, TripFinding
from luodi.meetings.operations.opening import held_meeting, note
from luodi.tasks.models import Task
from luodi.tasks.operations import NewTask, ask_for
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound

MOST = 20


@dataclass(frozen=True, slots=True)
class Resolved:
    """A decision in words: its number in the minutes, its text, who decided, the matter that it is about."""

    text: str
    number: str = ""
    body: str = ""
    heard_id: int | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A finding of a trip: what was seen, why it works there, what it would take here; the site and passage, if any."""

    seen: str
    why: str
    needs: str
    site_id: int | None = None
    fact_id: int | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """A follow-up that is wanted: what, from which unit (and person), by which day."""

    title: str
    unit_id: int | None
    due_date: date | None
    person_id: int | None = None


@transaction.atomic
def resolve(
    *, meeting_id: int, resolved: Resolved, wanted: Sequence[Wanted] = (), by: Actor, at: datetime
) -> Resolution:
    """Record what a meeting decided, and ask for what follows from it, all or nothing.

    :raises ResolutionEmpty: without words
    :raises FollowUpNeedsUnitAndDay: for a follow-up without a unit or a day, as for every one that is asked for
    """
    meeting = held_meeting(meeting_id, by)
    row = _resolution(meeting, resolved)
    row.ordinal = meeting.resolutions.filter(replaces=None).count() + 1
    row.recorded_by_id, row.recorded_at = by.person_id, at
    row.save(force_insert=True)
    note("resolution.recorded", meeting, by, at, number=row.number or str(row.ordinal), resolution=row.pk)
    _ask(meeting, row, wanted, by, at)
    return row


@transaction.atomic
def correct_resolution(*, resolution_id: int, resolved: Resolved, reason: str, by: Actor, at: datetime) -> Resolution:
    """Correct a decision by a new line that names the old one; follow-ups of the old one stay its follow-ups.

    :raises CorrectedBefore: if it was corrected before
    :raises ReasonMissing: without a reason
    """
    old, meeting = _standing(Resolution, resolution_id, by)
    row = _resolution(meeting, resolved)
    row.replaces, row.ordinal, row.reason = old, old.ordinal, _reason(reason)
    row.recorded_by_id, row.recorded_at = by.person_id, at
    _insert(row)
    note("resolution.corrected", meeting, by, at, number=row.number or str(row.ordinal), reason=row.reason,
         resolution=row.pk, corrects=old.pk)  # fmt: skip
    return row


@transaction.atomic
def follow_up_resolution(*, resolution_id: int, wanted: Sequence[Wanted], by: Actor, at: datetime) -> list[Task]:
    """Ask for more that follows from a decision.

    :raises NothingWanted: without a follow-up
    """
    row, meeting = _standing(Resolution, resolution_id, by)
    if not wanted:
        raise refusals.NothingWanted()
    return _ask(meeting, row, wanted, by, at)


@transaction.atomic
def find_on_trip(
    *, meeting_id: int, found: Found, wanted: Sequence[Wanted] = (), by: Actor, at: datetime
) -> TripFinding:
    """Record what a study trip found, and ask for the actions that follow from it, all or nothing.

    :raises NotATrip: for a meeting of another kind
    :raises FindingIncomplete: without one of its three parts
    """
    meeting = held_meeting(meeting_id, by)
    if meeting.kind != "trip":
        raise refusals.NotATrip(name=meeting.name)
    row = _finding(meeting, found, by)
    row.ordinal = meeting.findings.filter(replaces=None).count() + 1
    row.recorded_by_id, row.recorded_at = by.person_id, at
    row.save(force_insert=True)
    note("trip.found", meeting, by, at, ordinal=row.ordinal, trip_finding=row.pk)
    _ask(meeting, row, wanted, by, at)
    return row


@transaction.atomic
def correct_trip_finding(*, trip_finding_id: int, found: Found, reason: str, by: Actor, at: datetime) -> TripFinding:
    """Correct a trip's finding by a new line that names the old one; its actions stay.

    :raises CorrectedBefore: if it was corrected before
    :raises ReasonMissing: without a reason
    """
    old, meeting = _standing(TripFinding, trip_finding_id, by)
    row = _finding(meeting, found, by)
    row.replaces, row.ordinal, row.reason = old, old.ordinal, _reason(reason)
    row.recorded_by_id, row.recorded_at = by.person_id, at
    _insert(row)
    note("trip.finding_corrected", meeting, by, at, ordinal=row.ordinal, reason=row.reason, trip_finding=row.pk,
         corrects=old.pk)  # fmt: skip
    return row


@transaction.atomic
def act_on_finding(*, trip_finding_id: int, wanted: Sequence[Wanted], by: Actor, at: datetime) -> list[Task]:
    """Ask for actions that follow from a trip's finding.

    :raises NothingWanted: without an action
    """
    row, meeting = _standing(TripFinding, trip_finding_id, by)
    if not wanted:
        raise refusals.NothingWanted()
    return _ask(meeting, row, wanted, by, at)


def _ask(
    meeting: Meeting, row: Resolution | TripFinding, wanted: Sequence[Wanted], by: Actor, at: datetime
) -> list[Task]:
    if len(wanted) > MOST:
        raise refusals.TooManyWanted(most=MOST)
    of_trip = isinstance(row, TripFinding)
    detail = f"{row.seen}\n{row.needs}" if of_trip else f"{row.number} {row.text}".strip()
    asked = [
        ask_for(
            task=NewTask(
                kind="follow_up", title=each.title, detail=detail[:2000], about="考察发现" if of_trip else "会议议定",
                demanded_by=meeting.name[:80] if of_trip else (row.body or meeting.name)[:80], unit_id=each.unit_id,
                person_id=each.person_id, due_date=each.due_date, origin_kind="meetings.meeting", origin_id=meeting.pk,
                origin_label=meeting.name, data_class="internal" if meeting.data_class == "public" else meeting.data_class,
            ),
            asking_unit_id=meeting.unit_id, by=by, at=at,
        )
        for each in wanted
    ]  # fmt: skip
    which = {"trip_finding" if of_trip else "resolution": row}
    FollowUp.objects.bulk_create(FollowUp(task=task, meeting=meeting, **which) for task in asked)
    return asked


def _standing(model: type[Resolution] | type[TripFinding], pk: int, by: Actor) -> tuple:
    """Lock the meeting of a line that was not corrected yet."""
    row = model.objects.visible_to(by).filter(pk=pk).first()
    if row is None:
        raise NotFound()
    meeting = held_meeting(row.meeting_id, by)
    if model.objects.filter(replaces=row).exists():
        raise refusals.CorrectedBefore()
    return row, meeting


def _insert(row: Resolution | TripFinding) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise refusals.CorrectedBefore() from error


def _resolution(meeting: Meeting, resolved: Resolved) -> Resolution:
    text = resolved.text.strip()[:2000]
    if not text:
        raise refusals.ResolutionEmpty()
    if resolved.heard_id and not Heard.objects.filter(pk=resolved.heard_id, meeting=meeting).exists():
        raise NotFound()
    return Resolution(
        meeting=meeting, text=text, number=resolved.number.strip()[:100], body=resolved.body.strip()[:60],
        heard_id=resolved.heard_id,
    )  # fmt: skip


def _finding(meeting: Meeting, found: Found, by: Actor) -> TripFinding:
    parts = {name: getattr(found, name).strip()[:2000] for name in ("seen", "why", "needs")}
    if not all(parts.values()):
        raise refusals.FindingIncomplete()
    if found.site_id and not Site.objects.filter(pk=found.site_id, meeting=meeting).exists():
        raise NotFound()
    if found.fact_id and not Fact.objects.filter(pk=found.fact_id, document_id=meeting.document_id).exists():
        raise NotFound()
    return TripFinding(meeting=meeting, site_id=found.site_id, fact_id=found.fact_id, **parts)


def _reason(text: str) -> str:
    if not text.strip():
        raise refusals.ReasonMissing()
    return text.strip()[:300]
