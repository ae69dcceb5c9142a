"""Reading follow-ups that somebody asked for (督办件): the desk, one with its steps, what waits for its asker."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from luodi.documents.models import Document
from luodi.people.models import Unit
from luodi.people.visibility import sees
from luodi.tasks.models import OVERDUE_STEPS, Paper, Step, Task
from luodi.tasks.permissions import may_hold, may_settle
from luodi.tasks.queries.chains import ChainStep, StepDays, chain, step_days
from luodi.tasks.queries.tasks import lamp_of
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound

LAMPS = ("on_time", "soon", "over", "reported", "closed")
FOLLOW_UP_SORTS = {
    "due": ("due_date", "pk"),
    "-due": ("-due_date", "-pk"),
    "opened": ("opened_at", "pk"),
    "-opened": ("-opened_at", "-pk"),
    "title": ("title", "pk"),
    "-title": ("-title", "-pk"),
    "unit": ("unit__sort", "unit_id", "due_date", "pk"),
    "-unit": ("-unit__sort", "-unit_id", "due_date", "pk"),
}


@dataclass(frozen=True, slots=True)
class FollowUpRow:
    """A follow-up as the desk shows it. `standing` is one of LAMPS; `step` the furthest overdue step taken for this day.

    `told` is the last report, `told_day` its day. `origin_id` and `origin_label` are left out where what it came from
    is not the viewer's to see.
    """

    id: int
    title: str
    state: str
    standing: str
    lamp: str
    due_date: date
    unit_id: int
    unit_name: str
    person_name: str
    asked_by: str
    asking_unit: str
    demanded_by: str
    origin_kind: str
    origin_id: int | None
    origin_label: str
    opened_at: datetime
    accepted_at: datetime | None
    reported_at: datetime | None
    closed_at: datetime | None
    outcome: str
    step: str
    told: str
    told_day: date | None
    version: int


@dataclass(frozen=True, slots=True)
class FollowUpFilter:
    """What the desk is narrowed to; empty fields narrow nothing.

    `part` is held (by the viewer or the viewer's unit) or asked (by the viewer); `standing` one of LAMPS; `origin`
    ("meetings.meeting", id) where it came from.
    """

    part: str = ""
    standing: str = ""
    unit_id: int | None = None
    origin: tuple[str, int] | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class FollowUpPage:
    """One page of the desk, the number of all its rows, and how many stand how whatever `standing` was asked for."""

    rows: list[FollowUpRow]
    total: int
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step of a follow-up: its kind, words, day, who, and the documents (id, title) that the viewer may open.

    `unseen` counts those that are not the viewer's.
    """

    id: int
    kind: str
    text: str
    day: date
    due_date: date
    person: str
    at: datetime
    papers: list[tuple[int, str]]
    unseen: int


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A follow-up with its steps, newest first, its overdue chain, and what the viewer may do with it."""

    row: FollowUpRow
    steps: list[StepRow]
    chain: list[ChainStep]
    days: StepDays
    may_hold: bool
    may_settle: bool


def follow_ups(
    viewer: Actor, filters: FollowUpFilter, *, today: date, sort: str = "due", page: int = 1, size: int = 50
) -> FollowUpPage:
    """List the follow-ups that the viewer may see, one page of them; three SQL statements whatever their number."""
    seen = _seen(viewer).filter(_narrowed(filters, viewer))
    counts = seen.aggregate(**{name: Count("pk", filter=condition) for name, condition in _standings(today).items()})
    found = seen.filter(_standings(today).get(filters.standing, Q()))
    order = FOLLOW_UP_SORTS.get(sort, FOLLOW_UP_SORTS["due"])
    first = (max(page, 1) - 1) * size
    rows = _told(found).order_by(*order)[first : first + size]
    return FollowUpPage([_row(each, viewer, today) for each in rows], found.count(), counts)


def follow_ups_by_id(viewer: Actor, ids: Collection[int], *, today: date) -> dict[int, FollowUpRow]:
    """Give those of some follow-ups that the viewer may see, by id; one SQL statement."""
    found = _told(_seen(viewer).filter(pk__in=list(ids)))
    return {each.pk: _row(each, viewer, today) for each in found}


def follow_up(viewer: Actor, task_id: int, *, today: date) -> FollowUp:
    """Give one follow-up with its steps; five or six SQL statements.

    :raises NotFound: if there is none that the viewer may see, or nobody asked for the task
    """
    found = _told(_seen(viewer).filter(pk=task_id)).first()
    if found is None:
        raise NotFound()
    steps = list(Step.objects.filter(task=found).select_related("person").order_by("-pk"))
    laid = list(Paper.objects.filter(step__task=found).order_by("pk").values_list("step_id", "document_id"))
    wanted = {document for _, document in laid}
    titles = dict(Document.objects.visible_to(viewer).filter(pk__in=wanted).values_list("pk", "title"))
    taken = {each.kind: each.day for each in steps if each.kind in OVERDUE_STEPS and each.due_date == found.due_date}
    days = step_days(on=today)
    return FollowUp(
        row=_row(found, viewer, today),
        steps=[_step(each, [doc for step, doc in laid if step == each.pk], titles) for each in steps],
        chain=chain(found.remind_date, found.due_date, taken, days),
        days=days,
        may_hold=may_hold(viewer, found),
        may_settle=may_settle(viewer, found, on=today),
    )


def follow_ups_to_settle(viewer: Actor, *, today: date, limit: int = 50) -> list[FollowUpRow]:
    """List what the viewer asked for and was reported done, the longest waiting first; one SQL statement."""
    if not viewer.may("tasks.ask"):
        return []
    found = _seen(viewer).filter(_asked(viewer), state="open", reported_at__isnull=False)
    return [_row(each, viewer, today) for each in _told(found).order_by("reported_at", "pk")[:limit]]


def units_of_follow_ups(viewer: Actor) -> list[tuple[int, str]]:
    """List the units (id, name) that hold follow-ups which the viewer may see; one SQL statement."""
    held = _seen(viewer).order_by().values("unit_id")
    return list(Unit.objects.filter(pk__in=held).order_by("sort", "pk").values_list("pk", "name"))


def origins_of_follow_ups(viewer: Actor, kind: str, *, limit: int = 200) -> list[tuple[int, str]]:
    """List what follow-ups of the viewer's own came from (id, label), such as meetings, newest first; one SQL statement."""
    found = _seen(viewer).filter(origin_kind=kind, origin_id__isnull=False)
    rows = found.order_by("-origin_id").values_list("origin_id", "origin_label", "data_class", "origin_unit_id")
    return [
        (number, label)
        for number, label, data_class, unit in rows.distinct()[:limit]
        if unit in viewer.unit_ids or sees(viewer, data_class, unit)
    ]


def documents_as_evidence(viewer: Actor, *, limit: int = 60) -> list[tuple[int, str]]:
    """List the newest documents (id, title) that the viewer may give as evidence; one SQL statement."""
    return list(Document.objects.visible_to(viewer).order_by("-pk").values_list("pk", "title")[:limit])


def _seen(viewer: Actor) -> QuerySet[Task]:
    return Task.objects.visible_to(viewer).filter(asked_by__isnull=False)


def _told(found: QuerySet[Task]) -> QuerySet[Task]:
    reports = Step.objects.filter(task=OuterRef("pk"), kind__in=("progress", "done")).order_by("-pk")
    over = Step.objects.filter(task=OuterRef("pk"), kind__in=OVERDUE_STEPS, due_date=OuterRef("due_date"))
    return found.select_related("unit", "person", "asked_by", "asking_unit").annotate(
        told=Subquery(reports.values("text")[:1]),
        told_day=Subquery(reports.values("day")[:1]),
        step=Subquery(over.order_by("-pk").values("kind")[:1]),
    )


def _standings(today: date) -> dict[str, Q]:
    going = Q(state="open", reported_at=None)
    return {
        "on_time": going & Q(remind_date__gt=today, due_date__gte=today),
        "soon": going & Q(remind_date__lte=today, due_date__gte=today),
        "over": going & Q(due_date__lt=today),
        "reported": Q(state="open", reported_at__isnull=False),
        "closed": ~Q(state="open"),
    }


def _asked(viewer: Actor) -> Q:
    return Q(asked_by_id__in=[person for person in (viewer.person_id, *viewer.standing_in_for) if person])


def _narrowed(filters: FollowUpFilter, viewer: Actor) -> Q:
    condition = Q()
    if filters.part == "asked":
        condition &= _asked(viewer)
    if filters.part == "held":
        persons = [person for person in (viewer.person_id, *viewer.standing_in_for) if person]
        condition &= Q(person_id__in=persons) | Q(person_id=None, unit_id=viewer.unit_id)
    if filters.unit_id:
        condition &= Q(unit_id=filters.unit_id)
    if filters.origin:
        condition &= Q(origin_kind=filters.origin[0], origin_id=filters.origin[1])
    if filters.words:
        words = filters.words
        condition &= Q(title__icontains=words) | Q(person__name__icontains=words) | Q(unit__name__icontains=words)
    return condition


def _row(task: Task, viewer: Actor, today: date) -> FollowUpRow:
    standing = next((name for name, holds in _holds(task, today).items() if holds), "closed")
    hidden = task.origin_unit_id not in viewer.unit_ids and not sees(viewer, task.data_class, task.origin_unit_id)
    return FollowUpRow(
        id=task.pk, title=task.title, state=task.state, standing=standing, lamp=lamp_of(task, today),
        due_date=task.due_date, unit_id=task.unit_id, unit_name=task.unit.name,
        person_name=task.person.name if task.person else "", asked_by=task.asked_by.name,
        asking_unit=task.asking_unit.name, demanded_by=task.demanded_by, origin_kind=task.origin_kind,
        origin_id=None if hidden else task.origin_id, origin_label="" if hidden else task.origin_label,
        opened_at=task.opened_at, accepted_at=task.accepted_at, reported_at=task.reported_at, closed_at=task.closed_at,
        outcome=task.outcome, step=task.step or "", told=task.told or "", told_day=task.told_day, version=task.version,
    )  # fmt: skip


def _holds(task: Task, today: date) -> dict[str, bool]:
    if task.state != "open":
        return {"closed": True}
    return {
        "reported": task.reported_at is not None,
        "over": task.due_date < today,
        "soon": task.remind_date <= today,
        "on_time": True,
    }


def _step(step: Step, documents: list[int], titles: dict[int, str]) -> StepRow:
    return StepRow(
        id=step.pk, kind=step.kind, text=step.text, day=step.day, due_date=step.due_date,
        person=step.person.name if step.person else "", at=step.at,
        papers=[(each, titles[each]) for each in documents if each in titles],
        unseen=sum(each not in titles for each in documents),
    )  # fmt: skip
