"""Fortnightly progress: reporting, correcting by a new row, and reminding those who are late."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from luodi.contacts import refusals
from luodi.contacts.models import Progress
from luodi.contacts.operations.projects import fitting, logged_project
from luodi.contacts.queries.overdue import late_officers
from luodi.journal.operations import record
from luodi.notices.operations import NewNotice, notify
from luodi.projects.models import Project
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound


@transaction.atomic
def report_progress(
    *, project_id: int, happened: str, hinders: str = "", forecast: str = "", forecast_date: date | None = None,
    by: Actor, at: datetime,
) -> Progress:  # fmt: skip
    """Report what happened on a project, what hinders it, and which day is expected for what.

    :raises ProgressSaysNothing: without a word of progress
    :raises ForecastInThePast: for a forecast of a day that is over
    """
    project = logged_project(project_id, by)
    row = _row(project, happened, hinders, forecast, forecast_date, by, at)
    row.save(force_insert=True)
    _record("progress.reported", project, by, at, progress=row.pk)
    return row


@transaction.atomic
def correct_progress(
    *, progress_id: int, happened: str, reason: str, hinders: str = "", forecast: str = "",
    forecast_date: date | None = None, by: Actor, at: datetime,
) -> Progress:  # fmt: skip
    """Correct a progress report by a new row that names the old one; when it was due and given stays.

    :raises CorrectedBefore: if it was corrected before
    """
    old = Progress.objects.visible_to(by).filter(pk=progress_id).first()
    if old is None:
        raise NotFound()
    project = logged_project(old.project_id, by)
    if not reason.strip():
        raise refusals.CorrectionNeedsAReason()
    row = _row(project, happened, hinders, forecast, forecast_date, by, at)
    row.corrects, row.reason = old, fitting(reason, "reason", 300)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise refusals.CorrectedBefore() from error
    _record("progress.corrected", project, by, at, reason=row.reason, progress=row.pk, corrects=old.pk)
    return row


@transaction.atomic
def remind_of_progress(*, by: Actor, at: datetime) -> int:
    """Remind each officer, by one notice, of projects whose progress is overdue; return how many persons were told.

    An unread reminder takes the new figures, so that a daily job never fills an inbox.
    """
    late = late_officers(today=localdate(at))
    notify(
        notices=[
            NewNotice(
                each.person_id, "progress.due", {"n": each.projects, "days": each.days, "project": each.oldest},
                "contacts:overdue",
            )
            for each in late
        ],
        by=by,
        at=at,
    )  # fmt: skip
    if late:
        facts = {"persons": len(late), "projects": sum(each.projects for each in late)}
        record("progress.reminded", None, by=by, at=at, facts=facts)
    return len(late)


def _row(
    project: Project, happened: str, hinders: str, forecast: str, forecast_date: date | None, by: Actor, at: datetime
) -> Progress:
    happened = fitting(happened, "happened", 4000)
    if not happened:
        raise refusals.ProgressSaysNothing()
    if forecast_date is not None and forecast_date < localdate(at):
        raise refusals.ForecastInThePast(day=forecast_date)
    return Progress(
        project=project, happened=happened, hinders=fitting(hinders, "hinders", 2000),
        forecast=(forecast or project.stage_claimed) if forecast_date else "", forecast_date=forecast_date,
        reported_by_id=by.person_id, reported_at=at,
    )  # fmt: skip


def _record(event: str, project: Project, by: Actor, at: datetime, **facts: object) -> None:
    record(event, project, by=by, at=at, label=project.name, owner_unit_id=project.unit_id, facts=facts)
