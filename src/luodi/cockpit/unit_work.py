"""A unit on one page: what it promised, where it stands and why, what it holds, what waits; each part as the viewer sees it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from luodi.alerts.queries import WarnedRow, warned_between
from luodi.campaigns.queries import IssueFilter, StreetPlace, issues
from luodi.cockpit.screen import STAGES_OF_STEP
from luodi.cockpit.standing import CampaignMonth, Verdicts, campaign_months, newest_boards, overdue, verdicts
from luodi.engines.scoreboards import why
from luodi.observations.queries.returns import ReturnLine, returns
from luodi.observations.queries.shares import CreditedRow, credited_to
from luodi.people.models import Unit
from luodi.people.permissions import require
from luodi.people.visibility import sees
from luodi.projects.queries import ProjectFilter, board
from luodi.promises.queries import Plan, plans
from luodi.scoreboards.queries import UnitPage, unit_page
from luodi.tasks.queries import FollowUpPage, TaskFilter, TaskPage, tasks
from luodi.values.actor import Actor
from luodi.values.period import Period
from luodi.values.refusal import NotFound

SHOWN = 8
WARNED = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class OnBoard:
    """The unit on the newest board of its class, with why it stands there."""

    page: UnitPage
    why: str


@dataclass(frozen=True, slots=True)
class InCampaign:
    """The unit in a campaign's month; `late` counts its issues beyond their day."""

    month: CampaignMonth
    place: StreetPlace
    late: int


@dataclass(frozen=True, slots=True)
class UnitWork:
    """All parts; None where the viewer has no permission, empty where there is nothing.

    `missing` is the quarter that is over and of which no return was sent, None where there is one or the rows are another's.
    """

    id: int
    name: str
    kind: str
    plan: Plan | None
    verdicts: Verdicts | None
    on_board: OnBoard | None
    steps: tuple[tuple[str, int, int], ...] | None
    credited: tuple[CreditedRow, ...] | None
    follow_ups: FollowUpPage | None
    tasks: TaskPage | None
    campaigns: tuple[InCampaign, ...] | None
    returns: tuple[ReturnLine, ...] | None
    missing: Period | None
    warnings: tuple[WarnedRow, ...]


def unit_work(viewer: Actor, unit_id: int, *, today: date, now: datetime) -> UnitWork:
    """Give a unit's page; a fixed number of SQL statements, whatever the unit holds.

    :raises NotFound: if there is no such unit
    """
    require(viewer, "units.view")
    unit = Unit.objects.filter(pk=unit_id).first()
    if unit is None:
        raise NotFound()
    own, promises = viewer.may, viewer.may("promises.view")
    sent = tuple(returns(viewer, unit_id=unit_id, size=SHOWN)[0]) if own("observations.view") else None
    quarter = Period.of_quarter(*_last_quarter(today))
    told = sent is not None and sees(viewer, "internal", unit_id)
    return UnitWork(
        id=unit.pk, name=unit.name, kind=unit.kind,
        plan=next(iter(plans(viewer, year=today.year, today=today, unit_id=unit_id)), None) if promises else None,
        verdicts=verdicts(viewer, on=today, day=today, unit_id=unit_id) if promises else None,
        on_board=_on_board(viewer, unit, today) if own("scoreboards.view") else None,
        steps=_steps(viewer, unit_id) if own("projects.view") else None,
        credited=tuple(credited_to(viewer, unit_id, on=today)) if own("credit.view") else None,
        follow_ups=overdue(viewer, on=today, unit_id=unit_id, size=SHOWN) if own("tasks.view") else None,
        tasks=tasks(viewer, TaskFilter(state="open", unit_id=unit_id), today=today, sort="due", size=SHOWN)
        if own("tasks.view") else None,
        campaigns=_campaigns(viewer, unit_id, today, now) if own("campaigns.view") else None, returns=sent,
        missing=quarter if told and not any(each.valid_from == quarter.start for each in sent or ()) else None,
        warnings=tuple(warned_between(viewer, today - WARNED, today, unit_id=unit_id)),
    )  # fmt: skip


def _on_board(viewer: Actor, unit: Unit, today: date) -> OnBoard | None:
    row = next((each for each in newest_boards(viewer, on=today, most=SHOWN) if each.unit_class == unit.kind), None)
    if row is None:
        return None
    try:
        page = unit_page(viewer, row.id, unit.pk, today=today)
    except NotFound:
        return None
    return OnBoard(page, why(page.page.standing.board, page.unit.code, viewer.language))


def _steps(viewer: Actor, unit_id: int) -> tuple[tuple[str, int, int], ...]:
    pipeline = board(viewer=viewer, filters=ProjectFilter(unit_id=unit_id))
    return tuple(
        (step, pipeline.total(stages=stages).projects, pipeline.total(stages=stages, confirmed=True).projects)
        for step, stages in STAGES_OF_STEP.items()
    )


def _campaigns(viewer: Actor, unit_id: int, today: date, now: datetime) -> tuple[InCampaign, ...]:
    found = []
    for each in campaign_months(viewer, month=today.replace(day=1), known=now, most=2, unit_id=unit_id):
        place = next(place for place in each.places if place.unit_id == unit_id)
        late = issues(viewer, each.plan.id, IssueFilter(state="late", unit_id=unit_id), today=today, size=1).total
        found.append(InCampaign(each, place, late))
    return tuple(found)


def _last_quarter(today: date) -> tuple[int, int]:
    number = (today.month + 2) // 3 - 1
    return (today.year, number) if number else (today.year - 1, 4)
