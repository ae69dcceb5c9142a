"""Reading plans: those there are, the wall of one (lines × tasks with lamps), one task, the tasks as a sheet carries them."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Count, Prefetch, Q, QuerySet

from luodi.campaigns.models import Helper, Issue, Plan, PlanTask, Street, Target
from luodi.campaigns.models.planned import Step
from luodi.campaigns.permissions import is_oneself, reports, runs, seen_plan, seen_task
from luodi.people.models import Unit
from luodi.values.actor import Actor


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A plan of a year, with how many of its tasks are done and of its issues open, as far as the viewer sees them."""

    id: int
    campaign_id: int
    campaign: str
    year: int
    office_id: int
    office: str
    pack: str


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task. `lamp` is green (accepted), red (overdue), amber (returned or due within a week), blue (waits), grey."""

    id: int
    line: str
    title: str
    lead_id: int
    lead: str
    helpers: tuple[str, ...]
    due_date: date
    proof: str
    state: str
    overdue: bool
    lamp: str
    version: int


@dataclass(frozen=True, slots=True)
class WallLine:
    """A line of the wall with the tasks that the viewer sees, and its issues: open, and open beyond their day."""

    id: int
    name: str
    tasks: tuple[TaskRow, ...]
    others: int
    issues_open: int
    issues_overdue: int


@dataclass(frozen=True, slots=True)
class Wall:
    """A plan as its wall shows it, and what the viewer may do."""

    plan: PlanRow
    lines: tuple[WallLine, ...]
    streets: tuple[tuple[int, str], ...]
    may_plan: bool
    may_report: bool
    to_check: int


@dataclass(frozen=True, slots=True)
class StepRow:
    """What happened to a task or an issue. `document_id` is its proof or photo."""

    id: int
    kind: str
    day: date
    due_date: date | None
    words: str
    document_id: int | None
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class TaskDetail:
    """A task with its steps, newest first, and what the viewer may do."""

    task: TaskRow
    plan: PlanRow
    steps: tuple[StepRow, ...]
    may_report: bool
    may_check: bool
    may_plan: bool


SOON = 7


def plans(viewer: Actor, *, campaign_id: int | None = None) -> list[PlanRow]:
    """List the plans that the viewer may see, newest first; one SQL statement."""
    found = Plan.objects.visible_to(viewer).select_related("campaign", "office")
    if campaign_id is not None:
        found = found.filter(campaign_id=campaign_id)
    return [plan_row(each) for each in found.order_by("-year", "campaign__name", "pk")[:200]]


def wall(viewer: Actor, plan_id: int, *, today: date) -> Wall:
    """Give the wall of a plan: six SQL statements whatever the number of its tasks.

    :raises NotFound: if there is none that the viewer may see
    """
    plan = seen_plan(viewer, plan_id)
    shown = [task_row(each, today) for each in _tasks(PlanTask.objects.visible_to(viewer).filter(plan=plan))]
    counts = plan.lines.annotate(
        all=Count("tasks", filter=~Q(tasks__state="withdrawn"), distinct=True),
        open=Count("issues", filter=Q(issues__state__in=["open", "closing"]), distinct=True),
        late=Count("issues", filter=Q(issues__state__in=["open", "closing"], issues__due_date__lt=today), distinct=True),
    ).order_by("sort", "pk")  # fmt: skip
    lines = []
    for line in counts:
        ours = tuple(each for each in shown if each.line == line.name)
        lines.append(WallLine(line.pk, line.name, ours, line.all - len(ours), line.open, line.late))
    streets = Street.objects.filter(plan=plan).order_by("unit__sort", "unit_id")
    waiting = Issue.objects.visible_to(viewer).filter(plan=plan, state="closing").count()
    named = tuple(streets.values_list("unit_id", "unit__name"))
    return Wall(
        plan_row(plan), tuple(lines), named, may_plan=runs(viewer, plan.office_id),
        may_report=reports(viewer, plan.office_id, *[unit_id for unit_id, _ in named]), to_check=waiting,
    )  # fmt: skip


def tasks_of(viewer: Actor, plan_id: int, *, today: date) -> list[TaskRow]:
    """List the tasks of a plan that the viewer may see, in the order of its lines; three SQL statements."""
    plan = seen_plan(viewer, plan_id)
    return [task_row(each, today) for each in _tasks(PlanTask.objects.visible_to(viewer).filter(plan=plan))]


def task_detail(viewer: Actor, task_id: int, *, today: date) -> TaskDetail:
    """Give one task with its steps; three SQL statements.

    :raises NotFound: if there is none that the viewer may see
    """
    task = seen_task(viewer, task_id)
    steps = list(task.steps.select_related("by").order_by("-pk"))
    report = next((each for each in steps if each.kind == "reported"), None)
    office = task.plan.office_id
    return TaskDetail(
        task=task_row(task, today), plan=plan_row(task.plan), steps=tuple(step_row(each) for each in steps),
        may_report=task.state in ("open", "returned") and reports(viewer, task.lead_id, office),
        may_check=task.state == "reported" and runs(viewer, office, "campaigns.check")
        and not (report and is_oneself(viewer, report.by_id)),
        may_plan=task.state in ("open", "reported", "returned") and runs(viewer, office),
    )  # fmt: skip


def targets_of(viewer: Actor, plan_id: int) -> dict[int, dict[str, tuple[Decimal, str]]]:
    """Give the newest targets of the streets of a plan with their source, by unit and indicator; two SQL statements."""
    plan = seen_plan(viewer, plan_id)
    found: dict[int, dict[str, tuple[Decimal, str]]] = {}
    rows = Target.objects.filter(street__plan=plan).order_by("set_at", "pk")
    for unit_id, code, value, source in rows.values_list("street__unit_id", "indicator", "value", "source"):
        found.setdefault(unit_id, {})[code] = (value, source)
    return found


def plan_row(plan: Plan) -> PlanRow:
    """Give a plan as pages show it."""
    return PlanRow(
        plan.pk, plan.campaign_id, plan.campaign.name, plan.year, plan.office_id, plan.office.name, plan.pack
    )


def task_row(task: PlanTask, today: date) -> TaskRow:
    """Give a task as pages show it on a day."""
    overdue = task.state in ("open", "returned", "reported") and task.due_date < today
    return TaskRow(
        id=task.pk, line=task.line.name, title=task.title, lead_id=task.lead_id, lead=short(task.lead),
        helpers=tuple(short(each.unit) for each in task.helpers.all()), due_date=task.due_date, proof=task.proof,
        state=task.state, overdue=overdue, lamp=_lamp(task, overdue, today), version=task.version,
    )  # fmt: skip


def short(unit: Unit) -> str:
    """Give the short name of a unit where it has one."""
    return unit.short_name or unit.name


def step_row(step: Step) -> StepRow:
    """Give a step as pages show it."""
    name = step.by.name if step.by else ""
    return StepRow(step.pk, step.kind, step.day, step.due_date, step.words, step.document_id, name, step.at)


def _lamp(task: PlanTask, overdue: bool, today: date) -> str:
    if task.state == "accepted":
        return "green"
    if overdue:
        return "red"
    if task.state == "returned":
        return "amber"
    if task.state == "reported":
        return "blue"
    return "amber" if (task.due_date - today).days <= SOON else "grey"


def _tasks(found: QuerySet[PlanTask]) -> QuerySet[PlanTask]:
    helpers = Prefetch("helpers", Helper.objects.select_related("unit").order_by("pk"))
    return (
        found.exclude(state="withdrawn").select_related("line", "lead").prefetch_related(helpers)
        .order_by("line__sort", "due_date", "pk")
    )  # fmt: skip
