"""Finding issues: a new one, or an old one that came back at the same place within the time of the parameter."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.timezone import localdate

from luodi.campaigns import refusals
from luodi.campaigns.issue_words import LEVELS, SOURCES
from luodi.campaigns.models import Issue, IssueStep, Line, Plan, Street
from luodi.campaigns.operations.proving import STATES
from luodi.campaigns.permissions import require_report, seen_plan
from luodi.documents.permissions import seen_document
from luodi.journal.operations import record
from luodi.people.queries.settings import parameters_in_force
from luodi.people.texts import fitting
from luodi.values.actor import Actor
from luodi.values.width import tight


@dataclass(frozen=True, slots=True)
class NewIssue:
    """What was found: its line, source, level, the street responsible, where, what, when, and until when it is due."""

    line_id: int
    source: str
    level: str
    unit_id: int
    place: str
    what: str
    found_date: date | None
    due_date: date | None
    grid: str = ""
    photo_id: int | None = None


@transaction.atomic
def find_issue(*, plan_id: int, issue: NewIssue, by: Actor, at: datetime) -> Issue:
    """Register an issue; at the place of one that was closed within the last N days that one is reopened and counts again.

    N is the parameter `campaigns.recur_days` (30 days, handbook §6.4) of the day on which it was found.

    :raises NotAllowed: for who is neither of the street nor of the office
    :raises IssueStandsAlready: if the place has an open one of this line
    :raises IssueDayWrong, StreetNotOfPlan, PlanLineUnknown, CampaignWordsMissing, CampaignChoiceUnknown: for its fault
    :raises CampaignNotAPhoto, PhotoUsedBefore: for the photo
    """
    plan = seen_plan(by, plan_id)
    require_report(by, issue.unit_id, plan.office_id)
    return write_issue(plan, issue, by, at)


def write_issue(plan: Plan, issue: NewIssue, by: Actor, at: datetime) -> Issue:
    """Write a checked issue, or reopen the one that it repeats, with its step and its journal line."""
    _refuse_faults(plan, issue, at)
    require_photo(issue.photo_id, by)
    Plan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    key = place_key(issue.place)
    same = Issue.objects.filter(plan=plan, line_id=issue.line_id, unit_id=issue.unit_id, place_key=key)
    standing = same.filter(state__in=["open", "closing"]).first()
    if standing is not None:
        zh, en = STATES[standing.state]
        raise refusals.IssueStandsAlready(id=standing.pk, place=standing.place, state=zh, state_en=en)
    days = int(str(parameters_in_force("campaigns.recur_days", on=issue.found_date)["campaigns.recur_days"]))
    earliest = issue.found_date - timedelta(days=days)
    old = (
        same.filter(state="closed", closed_date__gte=earliest, closed_date__lte=issue.found_date)
        .select_related("line").order_by("-closed_date", "-pk").first()
    )  # fmt: skip
    return _reopened(old, issue, by, at) if old else _new(plan, key, issue, by, at)


def place_key(place: str) -> str:
    """Bring a place into the form in which places are compared: half width, without spaces, small letters."""
    return tight(place).lower()


def _new(plan: Plan, key: str, issue: NewIssue, by: Actor, at: datetime) -> Issue:
    row = fitting(Issue(
        plan=plan, line_id=issue.line_id, source=issue.source, level=issue.level, unit_id=issue.unit_id,
        place=issue.place.strip(), place_key=key, grid=issue.grid.strip(), what=issue.what.strip(),
        found_date=issue.found_date, due_date=issue.due_date,
    ))  # fmt: skip
    row.save(force_insert=True)
    _step(row, "found", issue, by, at)
    facts = {"source": SOURCES[row.source][0], "source_en": SOURCES[row.source][1], "due": row.due_date.isoformat()}
    record("campaign.issue_found", row, by=by, at=at, label=row.place, owner_unit_id=row.unit_id, facts=facts)
    return row


def _reopened(old: Issue, issue: NewIssue, by: Actor, at: datetime) -> Issue:
    closed = old.closed_date
    old.state, old.closed_date, old.due_date = "open", None, issue.due_date
    old.times, old.version = old.times + 1, old.version + 1
    old.save(update_fields=["state", "closed_date", "due_date", "times", "version"])
    _step(old, "reopened", issue, by, at)
    facts = {
        "times": old.times, "closed": closed.isoformat(), "found": issue.found_date.isoformat(),
        "due": old.due_date.isoformat(),
    }  # fmt: skip
    record("campaign.issue_reopened", old, by=by, at=at, label=old.place, owner_unit_id=old.unit_id, facts=facts)
    return old


def _step(row: Issue, kind: str, issue: NewIssue, by: Actor, at: datetime) -> None:
    fitting(IssueStep(
        issue=row, kind=kind, day=issue.found_date, due_date=issue.due_date, words=issue.what.strip(),
        document_id=issue.photo_id, by_id=by.person_id, at=at,
    )).save(force_insert=True)  # fmt: skip


def _refuse_faults(plan: Plan, issue: NewIssue, at: datetime) -> None:
    if not Line.objects.filter(plan=plan, pk=issue.line_id).exists():
        raise refusals.PlanLineUnknown(line=issue.line_id, known=list(plan.lines.values_list("name", flat=True)))
    if not Street.objects.filter(plan=plan, unit_id=issue.unit_id).exists():
        raise refusals.StreetNotOfPlan(unit=issue.unit_id)
    for text, known in ((issue.source, SOURCES), (issue.level, LEVELS)):
        if text not in known:
            raise refusals.CampaignChoiceUnknown(text=text)
    for text, zh, en in ((place_key(issue.place), "地点", "place"), (issue.what.strip(), "问题", "issue")):
        if not text:
            raise refusals.CampaignWordsMissing(field=zh, field_en=en)
    require_between(issue.found_date, date(plan.year, 1, 1), localdate(at))
    require_between(issue.due_date, issue.found_date, date(plan.year + 1, 12, 31))


def require_between(day: date | None, earliest: date | None, latest: date) -> None:
    """Refuse a day that is missing or lies outside two days.

    :raises IssueDayWrong: naming all three
    """
    if day is None or earliest is None or not earliest <= day <= latest:
        raise refusals.IssueDayWrong(day=day or "—", earliest=earliest or "—", latest=latest)


def require_photo(document_id: int | None, by: Actor) -> None:
    """Refuse a document that is no photo which the actor may see, or that was shown in another step.

    :raises NotFound: for a document that is not the actor's to see
    """
    if document_id is None:
        return
    document = seen_document(document_id, by)
    if document.kind != "photo":
        raise refusals.CampaignNotAPhoto(title=document.title)
    if IssueStep.objects.filter(document_id=document_id).exists():
        raise refusals.PhotoUsedBefore(title=document.title)
