"""Meetings opened by hand: without a page that reports them, with agenda and minutes."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from luodi.documents.models import Document
from luodi.journal.operations import record
from luodi.meetings import refusals
from luodi.meetings.models import MEETING_KINDS, Heard, HeardMaterial, Meeting
from luodi.meetings.permissions import require_edit, seen_meeting
from luodi.people.models import Unit
from luodi.people.permissions import require
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound, Stale

CLASSES = ("public", "internal", "sensitive")


@dataclass(frozen=True, slots=True)
class NewMeeting:
    """A meeting to open: its kind, name, day, place, unit (the actor's own unless given) and data class."""

    kind: str
    name: str
    held_date: date | None
    place: str = ""
    host: str = ""
    unit_id: int | None = None
    data_class: str = "internal"


@dataclass(frozen=True, slots=True)
class Matter:
    """A matter to be heard: its title, which unit reports it, what it is about, its materials."""

    title: str
    unit_id: int | None = None
    text: str = ""
    document_ids: tuple[int, ...] = ()


@transaction.atomic
def open_meeting(*, meeting: NewMeeting, by: Actor, at: datetime) -> Meeting:
    """Open a meeting by hand.

    :raises NotAllowed: for a unit that the actor does not act for
    :raises MeetingIncomplete: without a name or a day
    :raises MeetingThereAlready: if the unit has a meeting of this name on this day
    """
    require(by, "meetings.edit")
    unit_id = meeting.unit_id or by.unit_id
    require_edit(by, unit_id)
    if meeting.kind not in MEETING_KINDS:
        raise refusals.MeetingKindUnknown(kind=meeting.kind)
    if meeting.data_class not in CLASSES:
        raise refusals.MeetingClassUnknown(text=meeting.data_class)
    name = meeting.name.strip()[:200]
    if not name or meeting.held_date is None:
        raise refusals.MeetingIncomplete()
    Unit.objects.select_for_update().get(pk=unit_id)  # two presses at once open one meeting
    if Meeting.objects.filter(unit_id=unit_id, name=name, held_date=meeting.held_date).exists():
        raise refusals.MeetingThereAlready(name=name, day=meeting.held_date)
    opened = Meeting.objects.create(
        kind=meeting.kind, name=name, held_date=meeting.held_date, place=meeting.place.strip()[:120],
        host=meeting.host.strip()[:120], unit_id=unit_id, data_class=meeting.data_class, opened_by_id=by.person_id,
        recorded_at=at,
    )  # fmt: skip
    note("meeting.opened", opened, by, at, kind=opened.kind, day=str(opened.held_date))
    return opened


@transaction.atomic
def write_minutes(
    *, meeting_id: int, version: int, text: str, document_id: int | None, by: Actor, at: datetime, reason: str = ""
) -> Meeting:
    """Write a meeting's minutes, as text or as a document or both; what stood before is changed with a reason only.

    :raises MinutesEmpty: without either
    :raises ReasonMissing: for a change without a reason
    """
    meeting = held_meeting(meeting_id, by)
    if meeting.version != version:
        raise Stale()
    if not text.strip() and document_id is None:
        raise refusals.MinutesEmpty()
    if (meeting.minutes or meeting.minutes_document_id) and not reason.strip():
        raise refusals.ReasonMissing()
    _refuse_unseen((document_id,) if document_id else (), by)
    before = {"text": meeting.minutes, "document": meeting.minutes_document_id}
    meeting.minutes, meeting.minutes_document_id = text.strip()[:20_000], document_id
    meeting.version += 1
    meeting.save(update_fields=["minutes", "minutes_document", "version"])
    after = {"text": meeting.minutes, "document": document_id}
    note("meeting.minuted", meeting, by, at, before=before, after=after, reason=reason.strip()[:300])
    return meeting


@transaction.atomic
def hear(*, meeting_id: int, matter: Matter, by: Actor, at: datetime) -> Heard:
    """Put a matter on a meeting's agenda, after those that stand there.

    :raises MatterUntitled: without a title
    """
    meeting = held_meeting(meeting_id, by)
    _check(matter, by)
    heard = Heard(meeting=meeting, ordinal=Heard.objects.filter(meeting=meeting).count() + 1, recorded_at=at)
    heard.recorded_by_id = by.person_id
    _fill(heard, matter)
    heard.save(force_insert=True)
    _lay(heard, matter)
    note("meeting.heard", meeting, by, at, title=heard.title, heard=heard.pk)
    return heard


@transaction.atomic
def change_matter(*, heard_id: int, version: int, matter: Matter, reason: str, by: Actor, at: datetime) -> Heard:
    """Change a matter of a meeting's agenda, with a reason.

    :raises ReasonMissing: without a reason
    """
    heard = _held(heard_id, version, reason, by)
    _check(matter, by)
    before = {"title": heard.title, "unit": heard.unit_id, "text": heard.text}
    _fill(heard, matter)
    heard.version += 1
    heard.save()
    heard.materials.exclude(document_id__in=matter.document_ids).delete()
    _lay(heard, matter)
    after = {"title": heard.title, "unit": heard.unit_id, "text": heard.text}
    note("meeting.matter_changed", heard.meeting, by, at, before=before, after=after, title=heard.title,
         heard=heard.pk, reason=reason.strip()[:300])  # fmt: skip
    return heard


@transaction.atomic
def withdraw_matter(*, heard_id: int, version: int, reason: str, by: Actor, at: datetime) -> Heard:
    """Take a matter off a meeting's agenda, with a reason; its line stays.

    :raises ReasonMissing: without a reason
    """
    heard = _held(heard_id, version, reason, by)
    heard.withdrawn_at, heard.withdrawn_reason, heard.version = at, reason.strip()[:300], heard.version + 1
    heard.save(update_fields=["withdrawn_at", "withdrawn_reason", "version"])
    note("meeting.matter_withdrawn", heard.meeting, by, at, title=heard.title, heard=heard.pk,
         reason=heard.withdrawn_reason)  # fmt: skip
    return heard


def held_meeting(meeting_id: int, by: Actor) -> Meeting:
    """Lock a meeting that the actor sees and may edit.

    :raises NotFound, NotAllowed: where they don't, or may not
    """
    meeting = seen_meeting(by, meeting_id)
    require_edit(by, meeting.unit_id)
    return meeting


def note(event: str, meeting: Meeting, by: Actor, at: datetime, *, before=None, after=None, **facts: object) -> None:
    """Write a meeting's journal line, which belongs to its unit."""
    record(
        event, meeting, by=by, at=at, label=meeting.name, owner_unit_id=meeting.unit_id, data_class=meeting.data_class,
        before=before, after=after, facts=facts,
    )  # fmt: skip


def _held(heard_id: int, version: int, reason: str, by: Actor) -> Heard:
    found = Heard.objects.visible_to(by).filter(pk=heard_id, withdrawn_at=None).first()
    if found is None:
        raise NotFound()
    held_meeting(found.meeting_id, by)
    heard = Heard.objects.select_for_update(of=("self",)).select_related("meeting").get(pk=heard_id)
    if heard.version != version:
        raise Stale()
    if not reason.strip():
        raise refusals.ReasonMissing()
    return heard


def _check(matter: Matter, by: Actor) -> None:
    if not matter.title.strip():
        raise refusals.MatterUntitled()
    if matter.unit_id is not None and not Unit.objects.filter(pk=matter.unit_id).exists():
        raise NotFound()
    _refuse_unseen(matter.document_ids, by)


def _refuse_unseen(document_ids: tuple[int, ...], by: Actor) -> None:
    wanted = set(document_ids)
    if wanted and Document.objects.visible_to(by).filter(pk__in=wanted).count() != len(wanted):
        raise NotFound()


def _fill(heard: Heard, matter: Matter) -> None:
    heard.title, heard.text, heard.unit_id = matter.title.strip()[:200], matter.text.strip()[:2000], matter.unit_id


def _lay(heard: Heard, matter: Matter) -> None:
    known = set(heard.materials.values_list("document_id", flat=True))
    fresh = [each for each in dict.fromkeys(matter.document_ids) if each not in known]
    HeardMaterial.objects.bulk_create(HeardMaterial(heard=heard, document_id=each) for each in fresh)
