"""Which projects have been silent: without a progress report, or without a contact, for how many days."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.timezone import localdate, make_aware

from luodi.contacts.models import Progress, Visit
from luodi.people.queries import parameter_or_none
from luodi.projects.models import Project
from luodi.values.actor import Actor, system

ENDED = ("lost", "terminated", "transferred")
LAST_STAGE = "P14"
COUNTED = 1000


@dataclass(frozen=True, slots=True)
class OverdueRow:
    """A project in the list of silent ones; days are counted from the last report or contact, else its registration."""

    id: int
    code: str
    name: str
    unit_name: str
    officer_name: str
    stage: str
    last_progress: date | None
    progress_days: int
    late_by: int
    last_contact: date | None
    contact_days: int
    last_evidenced: date | None


@dataclass(frozen=True, slots=True)
class OverdueList:
    """A page of silent projects; `total` stops at 1001. `days` is the interval of progress reports in force (0: none)."""

    rows: tuple[OverdueRow, ...]
    total: int
    page: int
    pages: int
    days: int


@dataclass(frozen=True, slots=True)
class OverdueFilter:
    """What the list is narrowed to: a unit, days without contact at least, words; or the reader's own projects."""

    unit_id: int | None = None
    silent: int | None = None
    words: str = ""
    mine: bool = False
    late_only: bool = True


@dataclass(frozen=True, slots=True)
class LateOfficer:
    """An officer with overdue progress: how many projects, the interval in days, and the one overdue longest."""

    person_id: int
    projects: int
    days: int
    oldest: str


def progress_days(*, on: date) -> int:
    """Give the days between two progress reports (parameter `progress.days`); 0 where none is set."""
    return int(str(parameter_or_none("progress.days", on=on) or 0))


def overdue(
    viewer: Actor, filters: OverdueFilter, *, today: date, sort: str = "-late", page: int = 1, size: int = 50
) -> OverdueList:
    """List projects whose progress is overdue, or that nobody contacted for so many days; three SQL statements."""
    days = progress_days(on=today)
    found = _annotated(viewer)
    if filters.late_only:
        found = found.filter(last__lt=_midnight(today - timedelta(days=days))) if days else found.none()
    if filters.silent:
        limit = today - timedelta(days=filters.silent)
        quiet = Q(contacted__lte=limit) | Q(contacted=None, registered_at__lt=_midnight(limit + timedelta(days=1)))
        found = found.filter(quiet)
    if filters.unit_id:
        found = found.filter(unit_id=filters.unit_id)
    if filters.mine:
        found = found.filter(officer_id=viewer.person_id)
    if filters.words:
        found = found.filter(Q(name__icontains=filters.words) | Q(company_name__icontains=filters.words))
    total = len(found.order_by().values_list("pk", flat=True)[: COUNTED + 1])
    order = {"-late": ("last", "pk"), "late": ("-last", "pk"), "contact": (F("contacted").desc(nulls_last=True), "pk"),
             "-contact": (F("contacted").asc(nulls_first=True), "pk"), "name": ("pinyin", "pk"), "-name": ("-pinyin", "pk")}  # fmt: skip
    pages = max(1, -(-total // size))
    first = (min(max(page, 1), pages) - 1) * size
    rows = found.select_related("unit", "officer").order_by(*order.get(sort, order["-late"]))[first : first + size]
    return OverdueList(tuple(_row(each, today, days) for each in rows), total, min(max(page, 1), pages), pages, days)


def progress_state(*, project_id: int, viewer: Actor, today: date) -> OverdueRow | None:
    """Tell how long a project has been without progress and contact; None where none is due any more."""
    found = _annotated(viewer).filter(pk=project_id).select_related("unit", "officer").first()
    return _row(found, today, progress_days(on=today)) if found else None


def late_officers(*, today: date) -> list[LateOfficer]:
    """List the officers with overdue projects, for the reminder; two SQL statements."""
    days = progress_days(on=today)
    if not days:
        return []
    found = _annotated(system("进展提醒")).filter(last__lt=_midnight(today - timedelta(days=days)))
    told: dict[int, list[str]] = {}
    rows = found.exclude(officer=None).order_by("last", "pk").values_list("officer_id", "name")
    for person_id, name in rows:
        told.setdefault(person_id, []).append(name)
    return [LateOfficer(pk, len(names), days, names[0]) for pk, names in sorted(told.items())]


def _annotated(viewer: Actor) -> QuerySet[Project]:
    reports = Progress.objects.filter(project=OuterRef("pk"), corrects=None).order_by("-reported_at", "-pk")
    standing = Visit.objects.filter(project=OuterRef("pk"), corrected=None).order_by("-held_date", "-pk")
    seen = Project.objects.visible_to(viewer).filter(withdrawn_at=None)
    return (
        seen.exclude(side_state__in=ENDED).exclude(stage_claimed=LAST_STAGE).defer("grams")
        .annotate(
            reported=Subquery(reports.values("reported_at")[:1]),
            contacted=Subquery(standing.values("held_date")[:1]),
            evidenced=Subquery(standing.filter(evidence=True).values("held_date")[:1]),
        )
        .annotate(last=Coalesce("reported", "registered_at"))
    )  # fmt: skip


def _row(row: Project, today: date, days: int) -> OverdueRow:
    last = localdate(row.last)
    since = (today - last).days
    contact = row.contacted
    return OverdueRow(
        id=row.pk, code=row.code, name=row.name, unit_name=row.unit.short_name or row.unit.name,
        officer_name=row.officer.name if row.officer else "", stage=row.stage_claimed,
        last_progress=localdate(row.reported) if row.reported else None, progress_days=since,
        late_by=max(0, since - days) if days else 0, last_contact=contact,
        contact_days=(today - (contact or localdate(row.registered_at))).days, last_evidenced=row.evidenced,
    )  # fmt: skip


def _midnight(day: date) -> datetime:
    return make_aware(datetime.combine(day, time()))
