"""Reading items put before meetings: the list, one with its decisions, an agenda, what waits for approval."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Exists, F, OuterRef, Q

from luodi.documents.models import Document
from luodi.meetings.models import BODIES, Decision, Item, Material, Meeting
from luodi.meetings.permissions import may_check, may_put, sees_words
from luodi.people.permissions import acts_for
from luodi.projects.models import Project
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound

SORTS = {
    "planned": (F("planned_date").asc(nulls_last=True), "pk"),
    "-planned": (F("planned_date").desc(nulls_last=True), "-pk"),
    "title": ("title", "pk"),
    "-title": ("-title", "-pk"),
}


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item as lists show it. `to_approve`: a recorded decision waits; `opens_project`: the viewer may open the project."""

    id: int
    project_id: int
    project_name: str
    project_code: str
    unit_id: int
    unit_name: str
    body: str
    title: str
    planned_date: date | None
    legal_opinion: str
    legal_reference: str
    needs_next: bool
    state: str
    outcome: str
    to_approve: bool
    opens_project: bool
    version: int


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """A decision on an item; `conditions` and `dissent` are None where they are not the viewer's to read."""

    id: int
    outcome: str
    number: str
    decided_date: date
    conditions: str | None
    dissent: list[dict[str, str]] | None
    document_id: int | None
    document: str
    replaces_id: int | None
    reason: str
    recorded_by: str
    recorded_at: datetime
    state: str
    checked_by: str
    checked_at: datetime | None
    check_note: str
    standing: bool
    may_check: bool


@dataclass(frozen=True, slots=True)
class DecisionWaits:
    """A recorded decision that waits for its approval: of which body on which item, by whom recorded when."""

    item_id: int
    title: str
    body: str
    outcome: str
    number: str
    recorded_by: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class ItemDetail:
    """An item with its materials and decisions, and what the viewer may do with it. `text` None: not theirs to read."""

    row: ItemRow
    text: str | None
    put_by: str
    put_at: datetime
    closed_reason: str
    meeting_id: int | None
    meeting_name: str
    materials: list[tuple[int, str]]
    decisions: list[DecisionRow]
    may_edit: bool
    may_record: bool
    may_follow_up: bool


@dataclass(frozen=True, slots=True)
class ItemFilter:
    """What a list of items is narrowed to; empty fields narrow nothing. `state` takes an outcome or "to_approve" too."""

    body: str = ""
    state: str = ""
    planned_from: date | None = None
    planned_to: date | None = None
    words: str = ""
    project_id: int | None = None
    meeting_id: int | None = None


@dataclass(frozen=True, slots=True)
class ItemPage:
    """One page of the list and the number of all its rows."""

    rows: list[ItemRow]
    total: int


@dataclass(frozen=True, slots=True)
class AgendaLine:
    """One item of an agenda with its materials; `text` None where it is not the viewer's to read."""

    row: ItemRow
    text: str | None
    materials: list[str] = field(default_factory=list)


def items(viewer: Actor, filters: ItemFilter, *, sort: str = "-planned", page: int = 1, size: int = 50) -> ItemPage:
    """List the items that the viewer may see; two SQL statements whatever their number."""
    found = _seen(viewer).filter(_narrowed(filters))
    first = (max(page, 1) - 1) * size
    rows = found.order_by(*SORTS.get(sort, SORTS["-planned"]))[first : first + size]
    return ItemPage([_row(each) for each in rows], found.count())


def item(viewer: Actor, item_id: int) -> ItemDetail:
    """Give one item with its materials and decisions; four SQL statements.

    :raises NotFound: if there is none that the viewer may see
    """
    found = _seen(viewer).select_related("put_by", "meeting").filter(pk=item_id).first()
    if found is None:
        raise NotFound()
    unit_id = found.project.unit_id
    words, puts = sees_words(viewer, unit_id), may_put(viewer, unit_id)
    decisions = list(Decision.objects.filter(item=found).select_related("recorded_by", "checked_by").order_by("-pk"))
    standing = next((each.pk for each in decisions if each.state == "approved"), None)
    waits = any(each.state == "recorded" for each in decisions)
    laid = list(Material.objects.filter(item=found).order_by("pk").values_list("document_id", flat=True))
    wanted = {*laid, *(each.document_id for each in decisions)}
    titles = dict(_documents(viewer).filter(pk__in=wanted).values_list("pk", "title"))
    return ItemDetail(
        row=_row(found), text=found.text if words else None, put_by=found.put_by.name if found.put_by else "",
        put_at=found.put_at, closed_reason=found.closed_reason, meeting_id=found.meeting_id,
        meeting_name=found.meeting.name if found.meeting else "",
        materials=[(each, titles[each]) for each in laid if each in titles],
        decisions=[_decision(each, viewer, words, standing, titles) for each in decisions],
        may_edit=puts and found.state == "waiting", may_record=puts and found.state != "withdrawn" and not waits,
        may_follow_up=viewer.may("tasks.act") and acts_for(viewer, unit_id),
    )  # fmt: skip


def agenda(viewer: Actor, *, body: str, day: date) -> list[AgendaLine]:
    """List what lies before a body on a day, in the order in which it was put; two SQL statements."""
    rows = list(_seen(viewer).filter(body=body, planned_date=day).exclude(state="withdrawn").order_by("pk"))
    names: dict[int, list[str]] = {}
    for item_id, title in (
        Material.objects.filter(item__in=[each.pk for each in rows], document__in=_documents(viewer))
        .order_by("pk")
        .values_list("item_id", "document__title")
    ):
        names.setdefault(item_id, []).append(title)
    return [
        AgendaLine(_row(each), each.text if sees_words(viewer, each.project.unit_id) else None, names.get(each.pk, []))
        for each in rows
    ]


def decisions_to_approve(viewer: Actor, *, limit: int = 50) -> list[DecisionWaits]:
    """List the recorded decisions that wait for the viewer's approval, the longest waiting first; one SQL statement."""
    if not viewer.may("meetings.decide"):
        return []
    own = [person for person in (viewer.person_id, *viewer.standing_in_for) if person is not None]
    seen = Item.objects.visible_to(viewer).filter(project__withdrawn_at=None).values("pk")
    rows = Decision.objects.filter(item__in=seen, state="recorded").exclude(recorded_by_id__in=own)
    values = rows.order_by("recorded_at", "pk").values_list(
        "item_id", "item__title", "item__body", "outcome", "number", "recorded_by__name", "recorded_at"
    )
    return [DecisionWaits(*row[:5], row[5] or "", row[6]) for row in values[:limit]]


def bodies_of(viewer: Actor) -> list[str]:
    """List the bodies before which the viewer's items lie, in their usual order; one SQL statement."""
    found = set(Item.objects.visible_to(viewer).order_by().values_list("body", flat=True).distinct())
    return [body for body in BODIES if body in found]


def reported_meetings(viewer: Actor, *, limit: int = 100) -> list[tuple[int, str]]:
    """List the newest meetings that documents report, to link an item to one; one SQL statement."""
    found = Meeting.objects.visible_to(viewer).order_by(F("held_date").desc(nulls_last=True), "-pk")[:limit]
    return [(each.pk, f"{each.name} {each.held_date or each.date_text}".strip()) for each in found]


def documents_to_lay_before(viewer: Actor, *, limit: int = 60) -> list[tuple[int, str]]:
    """List the newest documents that the viewer may lay before a meeting; one SQL statement."""
    return list(_documents(viewer).order_by("-pk").values_list("pk", "title")[:limit])


def _documents(viewer: Actor):
    return Document.objects.visible_to(viewer)


def _seen(viewer: Actor):
    waits = Decision.objects.filter(item=OuterRef("pk"), state="recorded")
    found = Item.objects.visible_to(viewer).filter(project__withdrawn_at=None)
    opens = Project.objects.visible_to(viewer).filter(pk=OuterRef("project_id"))
    return found.select_related("project__unit").annotate(to_approve=Exists(waits), opens=Exists(opens))


def _narrowed(filters: ItemFilter) -> Q:
    condition = Q()
    if filters.body:
        condition &= Q(body=filters.body)
    if filters.state == "to_approve":
        condition &= Q(to_approve=True)
    elif filters.state in ("waiting", "withdrawn"):
        condition &= Q(state=filters.state)
    elif filters.state:
        condition &= Q(outcome=filters.state)
    if filters.planned_from:
        condition &= Q(planned_date__gte=filters.planned_from)
    if filters.planned_to:
        condition &= Q(planned_date__lte=filters.planned_to)
    if filters.words:
        condition &= Q(title__icontains=filters.words) | Q(project__name__icontains=filters.words)
    if filters.project_id:
        condition &= Q(project_id=filters.project_id)
    if filters.meeting_id:
        condition &= Q(meeting_id=filters.meeting_id)
    return condition


def _row(found: Item) -> ItemRow:
    project = found.project
    return ItemRow(
        id=found.pk, project_id=project.pk, project_name=project.name, project_code=project.code, unit_id=project.unit_id,
        unit_name=project.unit.name, body=found.body, title=found.title, planned_date=found.planned_date,
        legal_opinion=found.legal_opinion, legal_reference=found.legal_reference, needs_next=found.needs_next,
        state=found.state, outcome=found.outcome, to_approve=found.to_approve, opens_project=found.opens,
        version=found.version,
    )  # fmt: skip


def _decision(each: Decision, viewer: Actor, words: bool, standing: int | None, titles: dict[int, str]) -> DecisionRow:
    return DecisionRow(
        id=each.pk, outcome=each.outcome, number=each.number, decided_date=each.decided_date,
        conditions=each.conditions if words else None, dissent=each.dissent if words else None,
        document_id=each.document_id if each.document_id in titles else None,
        document=titles.get(each.document_id or 0, ""),
        replaces_id=each.replaces_id, reason=each.reason,
        recorded_by=each.recorded_by.name if each.recorded_by else "", recorded_at=each.recorded_at, state=each.state,
        checked_by=each.checked_by.name if each.checked_by else "", checked_at=each.checked_at,
        check_note=each.check_note, standing=each.pk == standing,
        may_check=each.state == "recorded" and may_check(viewer, each),
    )  # fmt: skip
