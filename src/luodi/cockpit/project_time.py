"""How one project stands in time: days in each stage against the district's median of its track, and its forecast landing.

Medians and curves are those reckoned last night (`counting.Pace`); a median that rests on fewer cases than the dated
parameter `forecast.stage_events` asks for is not given, nor a forecast under `forecast.minimum_events`.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.timezone import localdate

from luodi.counting.queries import PaceRow, landed_date, paces
from luodi.engines.forecast import Forecast, forecast
from luodi.engines.gates.stages import MAIN_CODES, STAGES
from luodi.people.queries import parameters_in_force
from luodi.projects.queries.rows import ProjectPage, StepRow


@dataclass(frozen=True, slots=True)
class StageTime:
    """A stage that the project reached: days in it, the median of its track (None: too few cases), and how many there are.

    `lamp` is green up to the median, amber beyond it, grey where there is none; `now` marks the stage it stands in.
    """

    code: str
    days: int
    median: int | None
    cases: int
    lamp: str
    now: bool


@dataclass(frozen=True, slots=True)
class LandingForecast:
    """When a project may land: days and dates with their interval; or `reason` why nothing is said.

    `reason` is landed, ended, not_reckoned, few_events, beyond_data or not_reached. `part` says since which milestone the
    days are reckoned (landing: since signing; whole: since registration), `definition` what "landed" means in the figures.
    """

    part: str
    since: date
    spent: int
    median: int | None
    early: date | None
    middle: date | None
    late: date | None
    landed: date | None
    reason: str
    events: int
    minimum_events: int
    level: int
    definition: str
    reckoned_date: date | None


@dataclass(frozen=True, slots=True)
class ProjectTime:
    """The stages that a project went through with their days, and its forecast; `least` cases make a median."""

    stages: tuple[StageTime, ...]
    forecast: LandingForecast
    least: int
    track: str


def project_time(page: ProjectPage, *, today: date) -> ProjectTime:
    """Give how a project stands in time, from the page that the viewer has opened; three SQL statements at most."""
    part, since = _begun(page, today)
    found = paces(parts=[*MAIN_CODES, part], tracks={"", page.track})
    limits = parameters_in_force("forecast.", on=today)
    least = int(str(limits["forecast.stage_events"]))
    return ProjectTime(
        _stages(page, found, least, today), _forecast(page, part, since, found.get((part, "")), limits, today), least,
        page.track,
    )  # fmt: skip


def _begun(page: ProjectPage, today: date) -> tuple[str, date]:
    signed = page.signed_date
    return ("landing", signed) if signed and signed <= today else ("whole", localdate(page.registered_at))


def _stages(page: ProjectPage, found: dict[tuple[str, str], PaceRow], least: int, today: date) -> tuple[StageTime, ...]:
    steps = sorted((step for step in page.steps if step.kind == "claimed"), key=lambda step: step.at)
    until = localdate(page.changed_at) if page.side_state in ("lost", "terminated", "transferred") else today
    spent: dict[str, int] = {}
    ends = [*(_day(later) for later in steps[1:]), until]
    for step, end in zip(steps, ends, strict=False):  # of a project without any step nothing is known
        spent[step.after] = spent.get(step.after, 0) + max((end - _day(step)).days, 0)
    return tuple(
        _stage(code, days, found.get((code, page.track)), least, code == page.stage)
        for code, days in sorted(spent.items(), key=lambda each: STAGES[each[0]].order)
        if code in MAIN_CODES
    )


def _stage(code: str, days: int, pace: PaceRow | None, least: int, now: bool) -> StageTime:
    cases = pace.curve.events if pace else 0
    median = pace.median.day if pace and cases >= least else None
    lamp = "grey" if median is None else "green" if days <= median else "amber"
    return StageTime(code, days, median, cases, lamp, now)


def _day(step: StepRow) -> date:
    return step.effective_date or localdate(step.at)


def _forecast(
    page: ProjectPage, part: str, since: date, pace: PaceRow | None, limits: dict[str, object], today: date
) -> LandingForecast:
    level, minimum = (int(str(limits[f"forecast.{name}"])) for name in ("interval", "minimum_events"))
    spent = max((today - since).days, 0)
    landed = landed_date(project_id=page.id, definition_id=pace.definition_id) if pace and pace.definition_id else None
    landed = landed or (None if pace and pace.definition_id else page.landed_date)
    said, reason = None, ""
    if landed is not None and landed <= today:
        reason, spent = "landed", (landed - since).days
    elif page.side_state in ("lost", "terminated", "transferred"):
        reason = "ended"
    elif pace is None:
        reason = "not_reckoned"
    else:
        said = forecast(pace.curve, spent=spent, minimum_events=minimum, level=level / 100)
        reason = said.reason
    early, middle, late = _dates(said, today)
    return LandingForecast(
        part, since, spent, pace.median.day if pace else None, early, middle, late, landed if reason == "landed" else None,
        reason, pace.curve.events if pace else 0, minimum, level, pace.definition if pace else "",
        pace.reckoned_date if pace else None,
    )  # fmt: skip


def _dates(said: Forecast | None, today: date) -> tuple[date | None, date | None, date | None]:
    days = (said.early, said.middle, said.late) if said else (None, None, None)
    early, middle, late = (today + timedelta(days=each) if each is not None else None for each in days)
    return early, middle, late
