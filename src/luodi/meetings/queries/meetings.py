"""Reading meetings: the list, one with its attendances and sites, and what filing has to know."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import BooleanField, Count, ExpressionWrapper, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce, ExtractYear

from luodi.documents.models import Document, Fact
from luodi.meetings.models import Attendance, Batch, BatchFinding, Meeting, Site, Slot
from luodi.meetings.permissions import may_edit
from luodi.meetings.queries.proceedings import idle_since, trip_days
from luodi.tasks.models import Task
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """A meeting in the list: its day, and how many batches, places, sites and follow-ups hang on it.

    `idle`: a study trip that has led to no action for too long.
    """

    id: int
    kind: str
    name: str
    held_date: date | None
    date_text: str
    date_fact_id: int | None
    host: str
    batches: int
    stated: int
    named: int
    sites: int
    open_findings: int
    data_class: str
    unit_name: str
    place: str
    follow_ups: int
    open_follow_ups: int
    idle: bool


@dataclass(frozen=True, slots=True)
class MeetingPage:
    """One page of the list of meetings and the number of all."""

    rows: list[MeetingRow]
    total: int


@dataclass(frozen=True, slots=True)
class AttendanceRow:
    """Somebody at a meeting, with the post or role as worded and the passage."""

    kind: str
    name: str
    role: str
    unit_id: int | None
    unit_name: str
    fact_id: int


@dataclass(frozen=True, slots=True)
class SiteRow:
    """A place that was visited, in the order of the text."""

    id: int
    ordinal: int
    name: str
    fact_id: int


@dataclass(frozen=True, slots=True)
class MeetingDetail:
    """A meeting with all that its page shows; its batches come from `batch_rows`."""

    row: MeetingRow
    document_id: int | None
    document: str
    article_id: int | None
    headline: str
    unit_id: int | None
    opened_by: str
    recorded_at: datetime
    attendances: list[AttendanceRow]
    sites: list[SiteRow]
    version: int
    may_edit: bool


def meetings(
    viewer: Actor, *, today: date, kind: str = "", year: int | None = None, words: str = "", idle: bool = False,
    page: int = 1, size: int = 50,
) -> MeetingPage:  # fmt: skip
    """List the meetings that the viewer may see, newest day first, those without a day last; three SQL statements.

    `idle` narrows to trips without an action.
    """
    days = trip_days(on=today)
    condition = Q(kind=kind) if kind else Q()
    condition &= Q(held_date__year=year) if year else Q()
    condition &= Q(name__icontains=words) | Q(host__icontains=words) if words else Q()
    condition &= idle_since(days, today) if idle else Q()
    found = Meeting.objects.visible_to(viewer).filter(condition)
    first = (max(page, 1) - 1) * size
    rows = _counted(found, days, today).order_by(F("held_date").desc(nulls_last=True), "-pk")[first : first + size]
    return MeetingPage([_row(each) for each in rows], found.count())


def meeting_years(viewer: Actor) -> list[int]:
    """List the years in which the viewer's meetings were held, newest first."""
    found = Meeting.objects.visible_to(viewer).exclude(held_date=None)
    return list(
        found.order_by()
        .annotate(year=ExtractYear("held_date"))
        .values_list("year", flat=True)
        .distinct()
        .order_by("-year")
    )


def meeting(viewer: Actor, meeting_id: int, *, today: date) -> MeetingDetail:
    """Give one meeting; four SQL statements.

    :raises NotFound: if there is none, or it is not the viewer's to see
    """
    seen = Meeting.objects.visible_to(viewer).filter(pk=meeting_id)
    found = _counted(seen, trip_days(on=today), today).select_related("document", "article", "opened_by").first()
    if found is None:
        raise NotFound()
    attendances = Attendance.objects.filter(meeting=found).select_related("unit").order_by("fact__start", "pk")
    return MeetingDetail(
        row=_row(found),
        document_id=found.document_id,
        document=found.document.title if found.document else "",
        article_id=found.article_id,
        headline=found.article.headline if found.article else "",
        unit_id=found.unit_id,
        opened_by=found.opened_by.name if found.opened_by else "",
        recorded_at=found.recorded_at,
        attendances=[
            AttendanceRow(
                each.kind, each.name, each.role, each.unit_id, each.unit.name if each.unit else "", each.fact_id
            )
            for each in attendances
        ],
        sites=[
            SiteRow(each.pk, each.ordinal, each.name, each.fact_id)
            for each in Site.objects.filter(meeting=found).order_by("ordinal")
        ],
        version=found.version,
        may_edit=may_edit(viewer, found.unit_id),
    )


def passages_of(viewer: Actor, document_id: int | None, *, limit: int = 100) -> list[tuple[int, str]]:
    """List the passages (fact id, quote) of a report that a finding may name as its source; one SQL statement."""
    if document_id is None:
        return []
    found = Fact.objects.filter(document__in=Document.objects.visible_to(viewer).filter(pk=document_id))
    return list(found.order_by("start", "pk").values_list("pk", "quote")[:limit])


def filed_facts(fact_ids: Collection[int]) -> set[int]:
    """Give those of the facts that stand in a meeting already; for filing, not for pages."""
    ids = list(fact_ids)
    found: set[int] = set()
    for model, field in (
        (Attendance, "fact_id"), (Site, "fact_id"), (Batch, "fact_id"), (Batch, "total_fact_id"),
        (Meeting, "date_fact_id"), (Slot, "fact_id"),
    ):  # fmt: skip
        found |= set(model.objects.filter(**{f"{field}__in": ids}).values_list(field, flat=True))
    return found


def filed_articles(article_ids: Collection[int]) -> set[int]:
    """Give those of the articles from which a meeting was filed; for filing, not for pages."""
    return set(Meeting.objects.filter(article_id__in=list(article_ids)).values_list("article_id", flat=True))


def _counted(found, days: int, today: date):
    batches = Batch.objects.filter(meeting=OuterRef("pk"), dropped_at=None).order_by().values("meeting")
    slots = Slot.objects.filter(batch__meeting=OuterRef("pk"), batch__dropped_at=None).exclude(source_kind="")
    sites = Site.objects.filter(meeting=OuterRef("pk")).order_by().values("meeting")
    questions = (
        BatchFinding.objects.filter(batch__meeting=OuterRef("pk"), settled_at=None).order_by().values("batch__meeting")
    )

    asked = Task.objects.filter(origin_kind="meetings.meeting", origin_id=OuterRef("pk"), asked_by__isnull=False)
    asked = asked.order_by().values("origin_id")

    def many(rows, value):
        return Coalesce(Subquery(rows.annotate(n=value).values("n")), 0)

    return found.select_related("unit").annotate(
        batch_count=many(batches, Count("pk")),
        stated=many(batches, Sum("stated_count")),
        named=many(slots.order_by().values("batch__meeting"), Count("pk")),
        site_count=many(sites, Count("pk")),
        questions=many(questions, Count("pk")),
        follow_ups=many(asked, Count("pk")),
        open_follow_ups=many(asked.filter(state="open"), Count("pk")),
        idle=ExpressionWrapper(idle_since(days, today), output_field=BooleanField()),
    )


def _row(found: Meeting) -> MeetingRow:
    return MeetingRow(
        id=found.pk,
        kind=found.kind,
        name=found.name,
        held_date=found.held_date,
        date_text=found.date_text,
        date_fact_id=found.date_fact_id,
        host=found.host,
        batches=found.batch_count,
        stated=found.stated,
        named=found.named,
        sites=found.site_count,
        open_findings=found.questions,
        data_class=found.data_class,
        unit_name=found.unit.name if found.unit else "",
        place=found.place,
        follow_ups=found.follow_ups,
        open_follow_ups=found.open_follow_ups,
        idle=bool(found.idle),
    )
