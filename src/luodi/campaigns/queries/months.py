"""The month of a plan: what each street reached, as known on a day, and the ranking that follows from it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Model
from django.utils.timezone import localdate

from luodi.campaigns.models import IssueStep, Plan, Street, Target, TaskStep
from luodi.campaigns.permissions import seen_plan
from luodi.campaigns.rounds import OBSERVED, Month, rounds_of, standing
from luodi.engines.scoreboards import Board, Figure, Unit, load_pack, ranked, rounded, why
from luodi.observations.queries import UnitValue, unit_values
from luodi.people.visibility import sees
from luodi.values.actor import Actor
from luodi.values.period import Period

FULL_MARK = {"fine_management": Decimal(100), "satisfaction": Decimal(100)}  # both are given out of a hundred


@dataclass(frozen=True, slots=True)
class StreetMonth:
    """A street's month. `problems` counts rounds: an issue that came back counts once more. `issues` and `tasks` are those counted."""

    unit_id: int
    unit: str
    problems: int
    closed: int
    overdue: int
    milestones: int
    reached: int
    issues: dict[int, str]
    tasks: dict[int, str]
    observed: dict[str, UnitValue]
    targets: dict[str, Decimal]

    def figures(self) -> dict[str, Figure]:
        """Give the inputs of the formula pack: issues and tasks counted, the rest as observed (handbook §6.3 example 3)."""
        found = {
            "problems": Figure(self.closed, self.problems, faults=self.overdue),
            "milestones": Figure(self.reached, self.milestones),
        }
        for code in OBSERVED:
            value, target = self.observed.get(code), self.targets.get(code, FULL_MARK.get(code))
            actual = value.value if value else None
            missed = code == "sections" and actual is not None and target is not None and actual < target
            found[code] = Figure(actual, target, missed=missed)
        return found


@dataclass(frozen=True, slots=True)
class StreetPlace:
    """A street's place in the month, the sentence that says why, and its points by indicator.

    `month` carries the figures; it is None for a street whose rows the viewer does not see.
    """

    unit_id: int
    unit: str
    rank: int | None
    total: Decimal | None
    why_zh: str
    why_en: str
    points: dict[str, Decimal]
    lamps: dict[str, str]
    month: StreetMonth | None


@dataclass(frozen=True, slots=True)
class MonthRanking:
    """The ranking of a month, best first, with the board it was made of."""

    plan_id: int
    month: date
    known: datetime
    places: tuple[StreetPlace, ...]
    board: Board


def monthly_figures(*, plan_id: int, month: date, known: datetime) -> dict[int, StreetMonth]:
    """Give what each street of a plan reached in a month, as known at an instant; five SQL statements.

    A round of an issue (or a task) counts if it was done in the month, or was due by its end and not done: so what was left
    over from before counts until it is done. Done is the day of the accepted report.
    """
    period = Period.of_month(month.year, month.month)
    days = Month(period.start, period.end, localdate(known))
    streets = list(Street.objects.filter(plan_id=plan_id).select_related("unit").order_by("unit__sort", "unit_id"))
    unit_ids = [each.unit_id for each in streets]
    issues = _counted(IssueStep, "issue_id", "issue__unit_id", {"issue__plan_id": plan_id}, days, known)
    tasks = _counted(TaskStep, "task_id", "task__lead_id", {"task__plan_id": plan_id}, days, known)
    observed = unit_values(unit_ids=unit_ids, indicators=OBSERVED, period=period, at=known)
    targets = _targets(plan_id, known)
    return {
        each.unit_id: _month(each, issues[each.unit_id], tasks[each.unit_id], observed, targets[each.unit_id])
        for each in streets
    }


def monthly_ranking(viewer: Actor, plan_id: int, *, month: date, known: datetime) -> MonthRanking:
    """Rank the streets of a plan by its formula pack; totals and places are the same for everybody who sees the plan.

    :raises NotFound: if there is no such plan that the viewer may see
    """
    plan = seen_plan(viewer, plan_id)
    months = monthly_figures(plan_id=plan_id, month=month, known=known)
    board = board_of(plan, months)
    return MonthRanking(
        plan_id,
        month,
        known,
        tuple(_place(board, each.total.unit, months, plan, viewer) for each in board.places),
        board,
    )


def board_of(plan: Plan, months: dict[int, StreetMonth]) -> Board:
    """Score and rank the months of streets by the plan's pack."""
    units = [Unit(str(each.unit_id), "street", 1, each.figures()) for each in months.values()]
    return ranked(load_pack(plan.pack), units)


def counted_issues(viewer: Actor, plan_id: int, *, unit_id: int, month: date, known: datetime) -> dict[int, str]:
    """Give the issues of a street that count in a month, with how: done, late; empty for rows that are not the viewer's."""
    ranking = monthly_ranking(viewer, plan_id, month=month, known=known)
    return next((each.month.issues for each in ranking.places if each.unit_id == unit_id and each.month), {})


def counted_tasks(viewer: Actor, plan_id: int, *, unit_id: int, month: date, known: datetime) -> dict[int, str]:
    """Give the tasks of a street that count in a month, with how: done, late; empty for rows that are not the viewer's."""
    ranking = monthly_ranking(viewer, plan_id, month=month, known=known)
    return next((each.month.tasks for each in ranking.places if each.unit_id == unit_id and each.month), {})


def _counted(
    steps: type[Model], of: str, unit: str, where: dict, days: Month, known: datetime
) -> dict[int, dict[int, list[str]]]:
    """Give unit → row → how each of its counted rounds stands; one SQL statement."""
    rows = steps.objects.filter(at__lte=known, **where).order_by("pk").values_list(of, unit, "kind", "day", "due_date")
    by_row: dict[tuple[int, int], list] = defaultdict(list)
    for pk, unit_id, kind, day, due in rows:
        by_row[unit_id, pk].append((kind, day, due))
    found: dict[int, dict[int, list[str]]] = defaultdict(dict)
    for (unit_id, pk), several in by_row.items():
        counted = [how for one in rounds_of(several) if (how := standing(one, days))]
        if counted:
            found[unit_id][pk] = counted
    return found


def _targets(plan_id: int, known: datetime) -> dict[int, dict[str, Decimal]]:
    rows = Target.objects.filter(street__plan_id=plan_id, set_at__lte=known).order_by("set_at", "pk")
    found: dict[int, dict[str, Decimal]] = defaultdict(dict)
    for unit_id, code, value in rows.values_list("street__unit_id", "indicator", "value"):
        found[unit_id][code] = value
    return found


def _month(
    street: Street, issues: dict[int, list[str]], tasks: dict[int, list[str]],
    observed: dict[tuple[int, str], UnitValue], targets: dict[str, Decimal],
) -> StreetMonth:  # fmt: skip
    problems, milestones = _flat(issues.values()), _flat(tasks.values())
    return StreetMonth(
        unit_id=street.unit_id, unit=street.unit.short_name or street.unit.name, problems=len(problems),
        closed=problems.count("done"), overdue=problems.count("late"), milestones=len(milestones),
        reached=milestones.count("done"), issues={pk: _worst(each) for pk, each in issues.items()},
        tasks={pk: _worst(each) for pk, each in tasks.items()},
        observed={code: value for (unit, code), value in observed.items() if unit == street.unit_id}, targets=targets,
    )  # fmt: skip


def _flat(several: Iterable[list[str]]) -> list[str]:
    return [how for each in several for how in each]


def _worst(counted: list[str]) -> str:
    return "late" if "late" in counted else "done"


def _place(board: Board, code: str, months: dict[int, StreetMonth], plan: Plan, viewer: Actor) -> StreetPlace:
    place, month = board.place(code), months[int(code)]
    shown = sees(viewer, "internal", month.unit_id) or sees_office(viewer, plan)
    scores = place.total.scores
    return StreetPlace(
        unit_id=month.unit_id, unit=month.unit, rank=place.rank, total=place.total.total,
        why_zh=why(board, code, "zh"), why_en=why(board, code, "en"),
        points={each.indicator: rounded(each.points, 2) for each in scores},
        lamps={each.indicator: each.lamp for each in scores}, month=month if shown else None,
    )  # fmt: skip


def sees_office(viewer: Actor, plan: Plan) -> bool:
    """Tell whether the viewer is of the office that runs the plan and so sees all its rows."""
    return plan.office_id in viewer.unit_ids
