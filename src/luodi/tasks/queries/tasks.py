"""Reading tasks: the list, one task, what stands on a desk, and what came from a meeting."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Case, Count, F, Q, When

from luodi.people.models import Post, Unit
from luodi.people.visibility import sees
from luodi.tasks.models import Task
from luodi.tasks.permissions import may_act_on, may_take
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound

SORTS = {
    "due": (F("due_date").asc(nulls_last=True), "-pk"),
    "-due": (F("due_date").desc(nulls_last=True), "-pk"),
    "opened": ("opened_at", "pk"),
    "-opened": ("-opened_at", "-pk"),
    "title": ("title", "pk"),
    "-title": ("-title", "-pk"),
}
SOON = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task as lists show it; `holder` is the person, else the unit, else the wording of the source.

    Where the task came from another unit's own document, `fact_id`, `origin_id` and `origin_label` are left out.
    """

    id: int
    kind: str
    title: str
    state: str
    holder: str
    unit_id: int | None
    unit_name: str
    person_name: str
    assignee_text: str
    demanded_by: str
    about: str
    due_date: date | None
    lamp: str
    fact_id: int | None
    origin_kind: str
    origin_id: int | None
    origin_label: str
    opened_at: datetime
    accepted_at: datetime | None
    version: int
    asked: bool
    reported_at: datetime | None


@dataclass(frozen=True, slots=True)
class TaskDetail:
    """A task with all that its page shows, and what the viewer may do with it."""

    row: TaskRow
    detail: str
    outcome: str
    closed_at: datetime | None
    accepted_by: str
    origin_unit: str
    person_id: int | None
    may_act: bool
    may_take: bool


@dataclass(frozen=True, slots=True)
class TaskFilter:
    """What a list of tasks is narrowed to; empty fields narrow nothing. `due` is late, soon, none or set."""

    kinds: tuple[str, ...] = ()
    state: str = ""
    unit_id: int | None = None
    due: str = ""
    mine: bool = False
    words: str = ""
    origin: tuple[str, Collection[int]] | None = None


@dataclass(frozen=True, slots=True)
class TaskPage:
    """One page of a list, the number of all its rows, and the open ones of each kind that the viewer sees."""

    rows: list[TaskRow]
    total: int
    counts: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DeskTasks:
    """What stands on a person's desk; each list is cut, `counts` (mine, waiting, overdue) are whole."""

    mine: list[TaskRow]
    waiting: list[TaskRow]
    overdue: list[TaskRow]
    counts: dict[str, int]


def lamp_of(task: Task, today: date) -> str:
    """Give a task's lamp: red late, amber soon, green later, blue without a day or reported done, grey closed.

    Soon is a week, and for what somebody asked for the days before which its holder is reminded.
    """
    if task.state != "open":
        return "grey"
    if task.due_date is None or task.reported_at is not None:
        return "blue"
    soon = task.remind_date or task.due_date - SOON
    return "red" if task.due_date < today else "amber" if soon <= today else "green"


def tasks(
    viewer: Actor, filters: TaskFilter, *, today: date, sort: str = "-opened", page: int = 1, size: int = 50
) -> TaskPage:
    """List the tasks that the viewer may see, one page of them; three SQL statements whatever their number."""
    seen = Task.objects.visible_to(viewer)
    found = seen.filter(_narrowed(filters, viewer, today))
    order = SORTS.get(sort, SORTS["-opened"])
    first = (max(page, 1) - 1) * size
    rows = found.select_related("unit", "person").order_by(*order)[first : first + size]
    counts = dict(seen.filter(state="open").order_by().values_list("kind").annotate(n=Count("pk")))
    return TaskPage(rows=[_row(task, viewer, today) for task in rows], total=found.count(), counts=counts)


def tasks_of(viewer: Actor, *, kind: str, ids: Collection[int], today: date) -> list[TaskRow]:
    """List the tasks that came from some origins ("meetings.meeting", ids), open ones first; one SQL statement."""
    found = Task.objects.visible_to(viewer).filter(origin_kind=kind, origin_id__in=list(ids))
    open_first = Case(When(state="open", then=0), default=1)
    return [
        _row(task, viewer, today) for task in found.select_related("unit", "person").order_by(open_first, "pk")[:200]
    ]


def task(viewer: Actor, task_id: int, *, today: date) -> TaskDetail:
    """Give one task; one SQL statement.

    :raises NotFound: if there is none that the viewer may see
    """
    joined = Task.objects.visible_to(viewer).select_related("unit", "person", "accepted_by", "origin_unit")
    found = joined.filter(pk=task_id).first()
    if found is None:
        raise NotFound()
    return TaskDetail(
        row=_row(found, viewer, today),
        detail=found.detail,
        outcome=found.outcome,
        closed_at=found.closed_at,
        accepted_by=found.accepted_by.name if found.accepted_by else "",
        origin_unit=found.origin_unit.name if found.origin_unit else "",
        person_id=found.person_id,
        may_act=may_act_on(viewer, found),
        may_take=may_take(viewer, found),
    )


def desk_tasks(viewer: Actor, *, today: date, limit: int = 8, told: Collection[tuple[str, int]] = ()) -> DeskTasks:
    """Give what stands on the viewer's desk: held in person, waiting for somebody of the unit, and late.

    Four SQL statements. Who stands in for somebody sees that person's tasks as well. Left out is what the caller has
    `told` already: tasks of these origins, or themselves ("tasks.task", id).
    """
    persons = [person for person in (viewer.person_id, *viewer.standing_in_for) if person]
    mine = Q(person_id__in=persons, reported_at=None)
    waiting = Q(person_id=None, unit_id__in=viewer.unit_ids, accepted_at=None)
    late = Q(due_date__lt=today, reported_at=None) & (mine | Q(unit_id__in=viewer.unit_ids))
    open_ones = Task.objects.visible_to(viewer).filter(state="open").exclude(_told(told))
    counts = open_ones.aggregate(
        mine=Count("pk", filter=mine), waiting=Count("pk", filter=waiting), overdue=Count("pk", filter=late)
    )
    ordered = open_ones.select_related("unit", "person").order_by(*SORTS["due"])
    lists = [[_row(each, viewer, today) for each in ordered.filter(part)[:limit]] for part in (mine, waiting, late)]
    return DeskTasks(mine=lists[0], waiting=lists[1], overdue=lists[2], counts=counts)


def _told(told: Collection[tuple[str, int]]) -> Q:
    condition = Q(pk__in=[number for kind, number in told if kind == "tasks.task"])
    for origin in {kind for kind, _ in told} - {"tasks.task"}:
        condition |= Q(origin_kind=origin, origin_id__in=[number for kind, number in told if kind == origin])
    return condition


def filed_tasks(fact_ids: Collection[int]) -> set[int]:
    """Give those of the facts from which a task was opened already; for filing, not for pages."""
    return set(Task.objects.filter(fact_id__in=list(fact_ids)).values_list("fact_id", flat=True))


def units_to_give_to(viewer: Actor) -> list[tuple[int, str]]:
    """List the units (id, name) that the viewer may give a task to: its own and those below, the bureau all."""
    units = Unit.objects.filter(active=True).order_by("sort", "pk")
    if viewer.kind != "system" and "promotion_bureau" not in viewer.roles:
        units = units.filter(pk__in=viewer.unit_ids)
    return list(units.values_list("pk", "name"))


def units_of_tasks(viewer: Actor) -> list[tuple[int, str]]:
    """List the units (id, name) that hold tasks which the viewer may see; one SQL statement."""
    held = Task.objects.visible_to(viewer).exclude(unit=None).order_by().values("unit_id")
    return list(Unit.objects.filter(pk__in=held).order_by("sort", "pk").values_list("pk", "name"))


def persons_of(unit_id: int, *, on: date) -> list[tuple[int, str]]:
    """List the persons (id, name) with a post in a unit on a day."""
    posts = Post.objects.filter(unit_id=unit_id, from_date__lte=on, person__active=True)
    posts = posts.filter(Q(to_date__isnull=True) | Q(to_date__gt=on))
    return list(posts.order_by("person__name").values_list("person_id", "person__name").distinct())


def _narrowed(filters: TaskFilter, viewer: Actor, today: date) -> Q:
    due = {
        "late": Q(due_date__lt=today, state="open"),
        "soon": Q(due_date__gte=today, state="open")
        & (Q(remind_date=None, due_date__lte=today + SOON) | Q(remind_date__lte=today)),
        "none": Q(due_date=None),
        "set": Q(due_date__isnull=False),
    }
    condition = due.get(filters.due, Q())
    if filters.kinds:
        condition &= Q(kind__in=filters.kinds)
    if filters.state:
        condition &= Q(state=filters.state)
    if filters.unit_id:
        condition &= Q(unit_id=filters.unit_id)
    if filters.mine:
        condition &= Q(person_id=viewer.person_id) | Q(unit_id__in=viewer.unit_ids)
    if filters.words:
        condition &= Q(title__icontains=filters.words) | Q(assignee_text__icontains=filters.words)
    if filters.origin:
        condition &= Q(origin_kind=filters.origin[0], origin_id__in=list(filters.origin[1]))
    return condition


def _row(task: Task, viewer: Actor, today: date) -> TaskRow:
    """Give a task's row; of an origin that is another unit's own its name and passage are left out."""
    hidden = task.origin_unit_id is not None and not sees_origin(viewer, task)
    unit = task.unit.name if task.unit else ""
    person = task.person.name if task.person else ""
    return TaskRow(
        id=task.pk,
        kind=task.kind,
        title=task.title,
        state=task.state,
        holder=person or unit or task.assignee_text,
        unit_id=task.unit_id,
        unit_name=unit,
        person_name=person,
        assignee_text=task.assignee_text,
        demanded_by=task.demanded_by,
        about=task.about,
        due_date=task.due_date,
        lamp=lamp_of(task, today),
        fact_id=None if hidden else task.fact_id,
        origin_kind=task.origin_kind,
        origin_id=None if hidden else task.origin_id,
        origin_label="" if hidden else task.origin_label,
        opened_at=task.opened_at,
        accepted_at=task.accepted_at,
        version=task.version,
        asked=task.asked_by_id is not None,
        reported_at=task.reported_at,
    )


def sees_origin(viewer: Actor, task: Task) -> bool:
    """Tell whether the viewer sees what a task came from."""
    return task.origin_unit_id in viewer.unit_ids or sees(viewer, task.data_class, task.origin_unit_id)
