"""An issue on its way: closed with a photo and words, checked by another person, moved or withdrawn with a reason."""

from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from luodi.campaigns import refusals
from luodi.campaigns.models import Issue, IssueStep
from luodi.campaigns.operations.issues import require_between, require_photo
from luodi.campaigns.operations.proving import require_state, require_words
from luodi.campaigns.permissions import is_oneself, require_check, require_plan, require_report, seen_issue
from luodi.journal.operations import record
from luodi.people.texts import fitting
from luodi.values.actor import Actor
from luodi.values.refusal import Stale


@transaction.atomic
def close_issue(
    *, issue_id: int, version: int, photo_id: int | None, words: str, day: date | None = None, by: Actor, at: datetime
) -> IssueStep:
    """Report an issue as put right on a day (today when left out), with a photo of after and words; another checks it.

    :raises NotAllowed: for who is neither of the street nor of the office
    :raises CampaignProofMissing: without a photo or without words
    :raises IssueDayWrong: for a day before it was found, or ahead
    """
    issue = _locked(issue_id, version, by)
    require_report(by, issue.unit_id, issue.plan.office_id)
    require_state(issue.state, "open")
    if photo_id is None or not words.strip():
        zh, en = ("整改后照片", "a photo of after") if photo_id is None else ("文字说明", "an account in words")
        raise refusals.CampaignProofMissing(proof=zh, proof_en=en)
    require_photo(photo_id, by)
    done = day or localdate(at)
    began = issue.steps.filter(kind__in=["found", "reopened"]).order_by("-pk").values_list("day", flat=True).first()
    require_between(done, began, localdate(at))
    issue.state = "closing"
    step = _step(issue, "reported", day=done, words=words, document_id=photo_id, by=by, at=at)
    _note("campaign.issue_reported", issue, by, at, day=done.isoformat())
    return step


@transaction.atomic
def show_issue(*, issue_id: int, version: int, photo_id: int, words: str = "", by: Actor, at: datetime) -> IssueStep:
    """Add a photo of an open issue as it was found, for one that came without: from the hotline or from a sheet.

    :raises CampaignNotAPhoto, PhotoUsedBefore: for the photo
    """
    issue = _locked(issue_id, version, by)
    require_report(by, issue.unit_id, issue.plan.office_id)
    require_state(issue.state, "open")
    require_photo(photo_id, by)
    step = _step(issue, "shown", day=localdate(at), words=words, document_id=photo_id, by=by, at=at)
    _note("campaign.issue_shown", issue, by, at)
    return step


@transaction.atomic
def check_issue(*, issue_id: int, version: int, accept: bool, words: str = "", by: Actor, at: datetime) -> IssueStep:
    """Close an issue after looking (销号), or return it saying why, as another person than who reported it put right.

    :raises CampaignCheckerIsMaker: for who reported it
    :raises CampaignWordsMissing: when returned without words
    """
    issue = _locked(issue_id, version, by)
    require_check(by, issue.plan.office_id)
    require_state(issue.state, "closing")
    report = issue.steps.filter(kind="reported").order_by("-pk").first()
    if is_oneself(by, report.by_id):
        raise refusals.CampaignCheckerIsMaker()
    if not accept:
        require_words(words)
    issue.state, issue.closed_date = ("closed", report.day) if accept else ("open", None)
    kind = "accepted" if accept else "returned"
    step = _step(issue, kind, day=localdate(at), words=words, reporter_id=report.by_id, by=by, at=at)
    _note(f"campaign.issue_{kind}", issue, by, at, day=report.day.isoformat(), words=step.words)
    return step


@transaction.atomic
def move_issue(
    *, issue_id: int, version: int, due_date: date | None, reason: str, by: Actor, at: datetime
) -> IssueStep:
    """Move an issue's due day for the office, saying why; figures of before keep the old one."""
    issue = _locked(issue_id, version, by)
    require_plan(by, issue.plan.office_id)
    require_state(issue.state, "open", "closing")
    require_between(due_date, issue.found_date, date(issue.plan.year + 1, 12, 31))
    require_words(reason)
    before, issue.due_date = issue.due_date, due_date
    step = _step(issue, "moved", day=localdate(at), due_date=due_date, words=reason, by=by, at=at)
    _note("campaign.issue_moved", issue, by, at, before=before.isoformat(), due=str(due_date), words=step.words)
    return step


@transaction.atomic
def withdraw_issue(*, issue_id: int, version: int, reason: str, by: Actor, at: datetime) -> IssueStep:
    """Withdraw an issue that was entered by mistake, saying why; from then on it counts nowhere."""
    issue = _locked(issue_id, version, by)
    require_plan(by, issue.plan.office_id)
    require_state(issue.state, "open", "closing")
    require_words(reason)
    issue.state = "withdrawn"
    step = _step(issue, "withdrawn", day=localdate(at), words=reason, by=by, at=at)
    _note("campaign.issue_withdrawn", issue, by, at, words=step.words)
    return step


def _locked(issue_id: int, version: int, by: Actor) -> Issue:
    found = seen_issue(by, issue_id)
    locked = Issue.objects.select_for_update(of=("self",)).get(pk=issue_id)
    if locked.version != version:
        raise Stale()
    locked.plan = found.plan
    return locked


def _step(issue: Issue, kind: str, *, words: str, by: Actor, at: datetime, **step) -> IssueStep:
    row = fitting(IssueStep(issue=issue, kind=kind, words=words.strip(), by_id=by.person_id, at=at, **step))
    row.save(force_insert=True)
    issue.version += 1
    issue.save(update_fields=["state", "closed_date", "due_date", "version"])
    return row


def _note(event: str, issue: Issue, by: Actor, at: datetime, **facts: object) -> None:
    record(event, issue, by=by, at=at, label=issue.place, owner_unit_id=issue.unit_id, facts=dict(facts))
