"""Meetings opened by hand: their agenda, minutes, decisions in words, findings of trips, and the follow-ups of them."""

from datetime import date, datetime

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema
from pydantic import Field

from luodi.api.contract import Asked, Id, Reason, Version, actor_of, made, offer
from luodi.api.follow_ups import FollowUp
from luodi.meetings import operations, queries
from luodi.meetings.operations import Found, Matter, Resolved, Wanted

router = Router()


class MatterHeard(Schema):
    """A matter on the agenda with the materials (id, title) that the caller may open."""

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


class ResolutionGiven(Schema):
    """A decision as it stands; `former` are the texts that it was corrected from, `unseen` counts others' follow-ups."""

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
    follow_ups: list[FollowUp]
    unseen: int


class TripFindingGiven(Schema):
    """A trip's finding as it stands, with the actions that follow from it."""

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
    follow_ups: list[FollowUp]
    unseen: int


class Proceedings(Schema):
    """What happened in a meeting; `days_without_action` is set where a trip has led to no action for too long."""

    matters: list[MatterHeard]
    resolutions: list[ResolutionGiven]
    findings: list[TripFindingGiven]
    minutes: str
    minutes_document: tuple[int, str] | None
    trip_days: int
    days_without_action: int | None
    may_edit: bool
    may_ask: bool


class MatterNew(Asked):
    """A matter to be heard."""

    title: str = Field(min_length=1, max_length=200)
    unit_id: Id | None = None
    text: str = Field("", max_length=2000)
    document_ids: list[Id] = Field([], max_length=50)


class MatterChanged(MatterNew):
    """What a matter says from now on, and why it is changed."""

    version: Version
    reason: Reason


class MatterWithdrawn(Asked):
    """Why a matter is taken off the agenda."""

    version: Version
    reason: Reason


class MinutesWritten(Asked):
    """The minutes as text or document; `reason` says why earlier ones are changed."""

    version: Version
    text: str = Field("", max_length=20_000)
    document_id: Id | None = None
    reason: Reason = ""


class FollowUpWanted(Asked):
    """A follow-up: what, of which unit and person, by which day."""

    title: str = Field(min_length=1, max_length=300)
    unit_id: Id
    person_id: Id | None = None
    due_date: date


class ResolutionNew(Asked):
    """A decision in words, with the follow-ups that are asked for in one press."""

    text: str = Field(min_length=1, max_length=2000)
    number: str = Field("", max_length=100)
    body: str = Field("", max_length=60)
    heard_id: Id | None = None
    follow_ups: list[FollowUpWanted] = Field([], max_length=20)


class ResolutionCorrected(Asked):
    """What a decision says, corrected with a reason."""

    text: str = Field(min_length=1, max_length=2000)
    number: str = Field("", max_length=100)
    body: str = Field("", max_length=60)
    heard_id: Id | None = None
    reason: Reason


class TripFindingNew(Asked):
    """A trip's finding, with the actions that are asked for in one press."""

    seen: str = Field(min_length=1, max_length=2000)
    why: str = Field(min_length=1, max_length=2000)
    needs: str = Field(min_length=1, max_length=2000)
    site_id: Id | None = None
    fact_id: Id | None = None
    follow_ups: list[FollowUpWanted] = Field([], max_length=20)


class TripFindingCorrected(Asked):
    """What a finding says, corrected with a reason."""

    seen: str = Field(min_length=1, max_length=2000)
    why: str = Field(min_length=1, max_length=2000)
    needs: str = Field(min_length=1, max_length=2000)
    site_id: Id | None = None
    fact_id: Id | None = None
    reason: Reason


class FollowUpsWanted(Asked):
    """Follow-ups to ask for."""

    follow_ups: list[FollowUpWanted] = Field(min_length=1, max_length=20)


@offer(
    router, "GET", "/meetings/{meeting_id}/proceedings", permission="meetings.view", answer=Proceedings,
    summary="What happened in a meeting",
)  # fmt: skip
def proceedings(request: HttpRequest, meeting_id: Id):
    """Give a meeting's agenda, minutes, decisions and findings with how their follow-ups stand."""
    return _given(request, meeting_id)


@offer(
    router, "POST", "/meetings/{meeting_id}/minutes", permission="meetings.edit", answer=Proceedings,
    summary="Write the minutes",
)  # fmt: skip
def write_minutes(request: HttpRequest, meeting_id: Id, written: MinutesWritten):
    """Write a meeting's minutes."""
    operations.write_minutes(meeting_id=meeting_id, **written.model_dump(), by=actor_of(request), at=timezone.now())
    return _given(request, meeting_id)


@offer(
    router, "POST", "/meetings/{meeting_id}/matters", permission="meetings.edit", answer=Proceedings, status=201,
    summary="Put a matter on the agenda",
)  # fmt: skip
def hear(request: HttpRequest, meeting_id: Id, matter: MatterNew):
    """Put a matter on a meeting's agenda."""
    operations.hear(meeting_id=meeting_id, matter=_matter(matter), by=actor_of(request), at=timezone.now())
    return made(_given(request, meeting_id))


@offer(
    router, "POST", "/matters/{heard_id}/change", permission="meetings.edit", answer=Proceedings,
    summary="Change a matter",
)  # fmt: skip
def change_matter(request: HttpRequest, heard_id: Id, changed: MatterChanged):
    """Change a matter on the agenda, with a reason."""
    row = operations.change_matter(
        heard_id=heard_id, version=changed.version, matter=_matter(changed), reason=changed.reason,
        by=actor_of(request), at=timezone.now(),
    )  # fmt: skip
    return _given(request, row.meeting_id)


@offer(
    router, "POST", "/matters/{heard_id}/withdraw", permission="meetings.edit", answer=Proceedings,
    summary="Take a matter off the agenda",
)  # fmt: skip
def withdraw_matter(request: HttpRequest, heard_id: Id, withdrawn: MatterWithdrawn):
    """Take a matter off the agenda, with a reason."""
    row = operations.withdraw_matter(
        heard_id=heard_id, **withdrawn.model_dump(), by=actor_of(request), at=timezone.now()
    )
    return _given(request, row.meeting_id)


@offer(
    router, "POST", "/meetings/{meeting_id}/resolutions", permission="meetings.edit", answer=Proceedings, status=201,
    summary="Record what a meeting decided",
)  # fmt: skip
def resolve(request: HttpRequest, meeting_id: Id, given: ResolutionNew):
    """Record a decision in words, and ask for what follows from it."""
    resolved = Resolved(given.text, given.number, given.body, given.heard_id)
    operations.resolve(
        meeting_id=meeting_id, resolved=resolved, wanted=_wanted(given.follow_ups), by=actor_of(request),
        at=timezone.now(),
    )  # fmt: skip
    return made(_given(request, meeting_id))


@offer(
    router, "POST", "/resolutions/{resolution_id}/correct", permission="meetings.edit", answer=Proceedings,
    summary="Correct a decision",
)  # fmt: skip
def correct_resolution(request: HttpRequest, resolution_id: Id, given: ResolutionCorrected):
    """Correct a decision by a new line; the old one stays to be read."""
    resolved = Resolved(given.text, given.number, given.body, given.heard_id)
    row = operations.correct_resolution(
        resolution_id=resolution_id, resolved=resolved, reason=given.reason, by=actor_of(request), at=timezone.now()
    )
    return _given(request, row.meeting_id)


@offer(
    router, "POST", "/resolutions/{resolution_id}/follow-ups", permission="meetings.edit", answer=Proceedings,
    status=201, summary="Ask for what follows from a decision",
)  # fmt: skip
def follow_up_resolution(request: HttpRequest, resolution_id: Id, given: FollowUpsWanted):
    """Ask for more that follows from a decision."""
    meeting_id = queries.meeting_of_resolution(actor_of(request), resolution_id)
    operations.follow_up_resolution(
        resolution_id=resolution_id, wanted=_wanted(given.follow_ups), by=actor_of(request), at=timezone.now()
    )
    return made(_given(request, meeting_id))


@offer(
    router, "POST", "/meetings/{meeting_id}/findings", permission="meetings.edit", answer=Proceedings, status=201,
    summary="Record what a trip found",
)  # fmt: skip
def find_on_trip(request: HttpRequest, meeting_id: Id, given: TripFindingNew):
    """Record a trip's finding, and ask for the actions that follow from it."""
    found = Found(given.seen, given.why, given.needs, given.site_id, given.fact_id)
    operations.find_on_trip(
        meeting_id=meeting_id, found=found, wanted=_wanted(given.follow_ups), by=actor_of(request), at=timezone.now()
    )
    return made(_given(request, meeting_id))


@offer(
    router, "POST", "/trip-findings/{trip_finding_id}/correct", permission="meetings.edit", answer=Proceedings,
    summary="Correct a trip's finding",
)  # fmt: skip
def correct_trip_finding(request: HttpRequest, trip_finding_id: Id, given: TripFindingCorrected):
    """Correct a trip's finding by a new line; the old one stays to be read."""
    found = Found(given.seen, given.why, given.needs, given.site_id, given.fact_id)
    row = operations.correct_trip_finding(
        trip_finding_id=trip_finding_id, found=found, reason=given.reason, by=actor_of(request), at=timezone.now()
    )
    return _given(request, row.meeting_id)


@offer(
    router, "POST", "/trip-findings/{trip_finding_id}/actions", permission="meetings.edit", answer=Proceedings,
    status=201, summary="Ask for actions that follow from a finding",
)  # fmt: skip
def act_on_finding(request: HttpRequest, trip_finding_id: Id, given: FollowUpsWanted):
    """Ask for more actions that follow from a trip's finding."""
    meeting_id = queries.meeting_of_finding(actor_of(request), trip_finding_id)
    operations.act_on_finding(
        trip_finding_id=trip_finding_id, wanted=_wanted(given.follow_ups), by=actor_of(request), at=timezone.now()
    )
    return made(_given(request, meeting_id))


def _matter(given: MatterNew) -> Matter:
    return Matter(given.title, given.unit_id, given.text, tuple(given.document_ids))


def _wanted(given: list[FollowUpWanted]) -> list[Wanted]:
    return [Wanted(each.title, each.unit_id, each.due_date, each.person_id) for each in given]


def _given(request: HttpRequest, meeting_id: int) -> queries.Proceedings:
    return queries.proceedings(actor_of(request), meeting_id, today=timezone.localdate())
