"""Reading batches: stated against named, the places of one, and what an import may fill.

Counts and stated totals are the same for everybody who sees the meeting. Amounts and names of projects are those that
the viewer may see; the rest is counted as `unseen`.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum

from luodi.meetings.models import Batch, BatchFinding, Slot, Surplus
from luodi.meetings.permissions import amounts_seen, may_edit, seen_batch
from luodi.people.visibility import sees_all
from luodi.projects.models import Project
from luodi.projects.permissions import row_units, sees_amount
from luodi.values.actor import Actor


@dataclass(frozen=True, slots=True)
class BatchRow:
    """A batch as lists and the cockpit show it. Amounts are 元.

    `seen_sum` adds the named projects' amounts that the viewer may see (None: none of them), `seen_projects` says how
    many projects that are, `unseen_projects` how many are not the viewer's to see.
    """

    id: int
    meeting_id: int
    meeting_name: str
    held_date: date | None
    date_text: str
    kind: str
    label: str
    stated_count: int
    named: int
    stated_total: Decimal | None
    binding: str
    fact_id: int
    total_fact_id: int | None
    projects: int
    seen_sum: Decimal | None
    seen_projects: int
    unseen_projects: int
    open_findings: int
    list_called_at: datetime | None
    version: int


@dataclass(frozen=True, slots=True)
class SlotRow:
    """A place: nameless (`source_kind` ""), or filled by a ledger row, a passage or a person.

    `hidden` says that a project stands there which is not the viewer's to see; then name, amount and source are empty.
    """

    id: int
    ordinal: int
    name: str
    told_name: str
    project_id: int | None
    company_id: int | None
    unit_id: int | None
    unit_name: str
    amount: Decimal | None
    stage: str
    source_kind: str
    source_id: int | None
    fact_id: int | None
    filled_at: datetime | None
    version: int
    hidden: bool

    @property
    def filled(self) -> bool:
        """Tell whether the place is named."""
        return bool(self.source_kind)


@dataclass(frozen=True, slots=True)
class SurplusRow:
    """A row without a place: its number lies "beyond" the count, or its place was "taken"."""

    id: int
    ordinal: int | None
    reason: str
    name: str
    project_id: int | None
    company_id: int | None
    source_kind: str
    source_id: int | None


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A question to a batch, open or settled; sums are left out of `params` for those who see no amounts."""

    id: int
    code: str
    params: dict
    found_at: datetime
    settled_at: datetime | None
    settled_by: str
    answer: str


@dataclass(frozen=True, slots=True)
class BatchDetail:
    """A batch with its places, what found none, and what does not add up."""

    row: BatchRow
    meeting_unit_id: int | None
    data_class: str
    document_id: int | None
    slots: list[SlotRow]
    surplus: list[SurplusRow]
    surplus_unseen: int
    findings: list[FindingRow]
    dropped_at: datetime | None
    dropped_reason: str
    may_edit: bool


@dataclass(frozen=True, slots=True)
class ImportBatch:
    """A batch as the import of a ledger offers it: `filled` are the numbers that ledger rows or persons filled."""

    id: int
    label: str
    kind: str
    count: int
    meeting_name: str
    held_date: date | None
    filled: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PlaceOfProject:
    """A place that a project fills in a batch that the viewer sees."""

    batch_id: int
    batch_label: str
    kind: str
    ordinal: int
    stated_count: int
    meeting_id: int
    meeting_name: str
    held_date: date | None
    fact_id: int


def batch_rows(viewer: Actor, *, meeting_id: int | None = None, kinds: tuple[str, ...] = ()) -> list[BatchRow]:
    """List the batches that the viewer may see, newest meeting first, in the order of the text; one SQL statement."""
    found = Batch.objects.visible_to(viewer).filter(dropped_at=None)
    if meeting_id is not None:
        found = found.filter(meeting_id=meeting_id)
    if kinds:
        found = found.filter(kind__in=kinds)
    order = (F("meeting__held_date").desc(nulls_last=True), "-meeting_id", "fact__start", "pk")
    return [_row(each) for each in _measured(found, viewer).order_by(*order)]


def batch(viewer: Actor, batch_id: int) -> BatchDetail:
    """Give one batch with its places; five SQL statements.

    :raises NotFound: if there is none, or it is not the viewer's to see
    """
    seen_batch(viewer, batch_id)
    found = _measured(Batch.objects.filter(pk=batch_id), viewer).get()
    seen = _seen_projects(viewer, batch_id)
    slots = list(found.slots.select_related("project", "company", "unit").order_by("ordinal"))
    extra = list(
        Surplus.objects.filter(batch=found).select_related("project", "company", "unit").order_by("ordinal", "pk")
    )
    shown = [each for each in extra if each.project_id is None or each.project_id in seen]
    questions = (
        BatchFinding.objects.filter(batch=found)
        .select_related("settled_by")
        .order_by(F("settled_at").asc(nulls_first=True), "pk")
    )
    return BatchDetail(
        row=_row(found),
        meeting_unit_id=found.meeting.unit_id,
        data_class=found.meeting.data_class,
        document_id=found.meeting.document_id,
        slots=[_slot(each, seen, viewer) for each in slots],
        surplus=[_surplus(each) for each in shown],
        surplus_unseen=len(extra) - len(shown),
        findings=[_finding(each, viewer) for each in questions],
        dropped_at=found.dropped_at,
        dropped_reason=found.dropped_reason,
        may_edit=may_edit(viewer, found.meeting.unit_id) and found.dropped_at is None,
    )


def batches_for_import(viewer: Actor) -> list[ImportBatch]:
    """List the batches whose places an import may fill, with the numbers that are gone; one SQL statement."""
    found = Batch.objects.visible_to(viewer).filter(dropped_at=None).select_related("meeting")
    taken = ~Q(slots__source_kind__in=["", "fact"])
    found = found.annotate(gone=ArrayAgg("slots__ordinal", filter=taken, order_by="slots__ordinal", default=[]))
    return [
        ImportBatch(
            each.pk,
            each.label,
            each.kind,
            each.stated_count,
            each.meeting.name,
            each.meeting.held_date,
            tuple(each.gone),
        )
        for each in found.order_by(F("meeting__held_date").desc(nulls_last=True), "pk")
    ]


def places_held_otherwise(*, project_ids: Collection[int], row_ids: Collection[int]) -> list[tuple[int, int]]:
    """List (project id, number) of the places that these projects fill by anything but these rows; for undoing an import."""
    found = Slot.objects.filter(project_id__in=list(project_ids)).exclude(
        source_kind="row", source_id__in=list(row_ids)
    )
    return list(found.order_by("pk").values_list("project_id", "ordinal"))


def places_of_project(viewer: Actor, project_id: int) -> list[PlaceOfProject]:
    """List the places that a project fills in batches that the viewer sees; one SQL statement."""
    batches = Batch.objects.visible_to(viewer).filter(dropped_at=None)
    found = (
        Slot.objects.filter(project_id=project_id, batch__in=batches).select_related("batch__meeting").order_by("pk")
    )
    return [
        PlaceOfProject(
            each.batch_id, each.batch.label, each.batch.kind, each.ordinal, each.batch.stated_count,
            each.batch.meeting_id, each.batch.meeting.name, each.batch.meeting.held_date, each.batch.fact_id,
        )
        for each in found
    ]  # fmt: skip


def _measured(found: QuerySet, viewer: Actor) -> QuerySet:
    """Add what is counted over the places, in one statement."""
    project = Q(slots__project__isnull=False)
    amounts = project & amounts_seen(viewer, "slots__project")
    mine = project if row_units(viewer) is None else Q(slots__project__in=Project.objects.visible_to(viewer))
    questions = BatchFinding.objects.filter(batch=OuterRef("pk"), settled_at=None).order_by().values("batch")
    return found.select_related("meeting").annotate(
        named=Count("slots", filter=~Q(slots__source_kind="")),
        projects=Count("slots", filter=project),
        mine=Count("slots", filter=mine & project),
        seen_sum=Sum("slots__project__amount", filter=amounts & mine),
        questions=Subquery(questions.annotate(n=Count("pk")).values("n")),
    )


def _seen_projects(viewer: Actor, batch_id: int) -> set[int]:
    here = Q(pk__in=Slot.objects.filter(batch=batch_id).values("project_id"))
    here |= Q(pk__in=Surplus.objects.filter(batch=batch_id).values("project_id"))
    return set(Project.objects.visible_to(viewer).filter(here).values_list("pk", flat=True))


def _row(found: Batch) -> BatchRow:
    return BatchRow(
        id=found.pk,
        meeting_id=found.meeting_id,
        meeting_name=found.meeting.name,
        held_date=found.meeting.held_date,
        date_text=found.meeting.date_text,
        kind=found.kind,
        label=found.label,
        stated_count=found.stated_count,
        named=found.named,
        stated_total=found.stated_total,
        binding=found.binding,
        fact_id=found.fact_id,
        total_fact_id=found.total_fact_id,
        projects=found.projects,
        seen_sum=found.seen_sum,
        seen_projects=found.mine,
        unseen_projects=found.projects - found.mine,
        open_findings=found.questions or 0,
        list_called_at=found.list_called_at,
        version=found.version,
    )


def _slot(slot: Slot, seen: set[int], viewer: Actor) -> SlotRow:
    hidden = slot.project_id is not None and slot.project_id not in seen
    project = None if hidden else slot.project
    amount = project.amount if project and sees_amount(viewer, project.unit_id) else None
    linked = project or slot.company or slot.unit
    return SlotRow(
        id=slot.pk,
        ordinal=slot.ordinal,
        name="" if hidden else (linked.name if linked else slot.name),
        told_name=slot.name if slot.fact_id else "",
        project_id=project.pk if project else None,
        company_id=slot.company_id,
        unit_id=slot.unit_id,
        unit_name=slot.unit.name if slot.unit else "",
        amount=amount,
        stage=project.stage_claimed if project else "",
        source_kind=slot.source_kind,
        source_id=None if hidden else slot.source_id,
        fact_id=slot.fact_id,
        filled_at=slot.filled_at,
        version=slot.version,
        hidden=hidden,
    )


def _surplus(each: Surplus) -> SurplusRow:
    linked = each.project or each.company or each.unit
    name = linked.name if linked else each.name
    return SurplusRow(
        each.pk, each.ordinal, each.reason, name, each.project_id, each.company_id, each.source_kind, each.source_id
    )


def _finding(each: BatchFinding, viewer: Actor) -> FindingRow:
    params = dict(each.params)
    if each.code == "sum_differs" and not sees_all(viewer, "sensitive"):
        params.pop("sum", None)
    by = each.settled_by.name if each.settled_by else ""
    return FindingRow(each.pk, each.code, params, each.found_at, each.settled_at, by, each.answer)
