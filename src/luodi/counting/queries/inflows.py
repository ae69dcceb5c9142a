"""Reading the inflow ledger, and what is known of one project for counting."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Count, F, OuterRef, Q, Subquery

from luodi.counting.models import Checked, Counted, Inflow, Landmark, Particulars, ParticularsChange
from luodi.counting.queries.rows import InflowRow, LandmarkRow, ListPage
from luodi.people.permissions import acts_for
from luodi.projects.models import Project
from luodi.projects.permissions import amount_units, sees_amount
from luodi.values.actor import Actor

SORTS = {
    "paid": ("paid_date", "pk"), "-paid": ("-paid_date", "-pk"), "entered": ("entered_at", "pk"), "-entered": ("-entered_at", "-pk"),
    "amount": ("amount", "pk"), "-amount": ("-amount", "-pk"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class InflowFilter:
    """What the ledger is narrowed to. `state` is claimed, confirmed or withdrawn; days are inclusive."""

    capital_class: str = ""
    state: str = ""
    unit_id: int | None = None
    words: str = ""
    paid_from: date | None = None
    paid_to: date | None = None
    project_id: int | None = None


@dataclass(frozen=True, slots=True)
class InflowKnown:
    """Money that came in, as it was known at an instant; `amount` in 元 is None where it is not the viewer's to see."""

    id: int
    project_id: int
    project: str
    unit: str
    capital_class: str
    day: date
    amount: Decimal | None
    confirmed: bool


def inflows_known_at(viewer: Actor, *, first: date, end: date, known: datetime) -> list[InflowKnown]:
    """List what came in on the days [first, end) as known at an instant: entered by then, not yet withdrawn; one statement."""
    rows = Inflow.objects.visible_to(viewer).filter(
        Q(withdrawn_at=None) | Q(withdrawn_at__gt=known), project__withdrawn_at=None, entered_at__lte=known,
        paid_date__gte=first, paid_date__lt=end,
    )  # fmt: skip
    return [
        InflowKnown(
            each.pk, each.project_id, each.project.name, each.project.unit.name, each.capital_class, each.paid_date,
            each.amount if sees_amount(viewer, each.project.unit_id) else None,
            each.confirmed_at is not None and each.confirmed_at <= known,
        )
        for each in rows.select_related("project__unit").order_by("paid_date", "pk")
    ]  # fmt: skip


def inflows(viewer: Actor, asked: InflowFilter, *, sort: str = "-paid", page: int = 1, size: int = 50) -> ListPage:
    """List the inflows that the viewer may see; three SQL statements. Nobody sorts by amounts that are not theirs."""
    seen = Inflow.objects.visible_to(viewer).filter(project__withdrawn_at=None)
    found = seen.filter(_narrowed(asked, viewer))
    if sort.lstrip("-") == "amount" and amount_units(viewer) is not None:
        sort = "-paid"
    first = (max(page, 1) - 1) * size
    rows = _joined(found).order_by(*SORTS.get(sort, SORTS["-paid"]))[first : first + size]
    counts = dict(
        seen.filter(withdrawn_at=None).order_by().values_list("capital_class").annotate(n=Count("pk"))
    )  # fmt: skip
    return ListPage(tuple(_row(each, viewer) for each in rows), found.count(), counts)


def inflows_of(viewer: Actor, project_id: int) -> tuple[InflowRow, ...]:
    """Give a project's inflows, the newest first; one SQL statement. The caller has opened the page."""
    rows = _joined(Inflow.objects.visible_to(viewer).filter(project_id=project_id)).order_by("-paid_date", "-pk")
    return tuple(_row(each, viewer) for each in rows)


def landmarks_of(viewer: Actor, project_id: int) -> tuple[LandmarkRow, ...]:
    """Give a project's dated facts, the newest first; one SQL statement. The caller has opened the page."""
    rows = Landmark.objects.visible_to(viewer).filter(project_id=project_id)
    rows = rows.select_related("entered_by", "confirmed_by", "project").order_by("-date", "-pk")
    return tuple(_landmark(each, viewer) for each in rows)


def particulars_of(viewer: Actor, project_id: int) -> Particulars | None:
    """Give a project's particulars, or None; one SQL statement. The caller has opened the page."""
    rows = Particulars.objects.visible_to(viewer).select_related("phase_of", "increment_of", "person")
    return rows.filter(project_id=project_id).first()


def particulars_changes(viewer: Actor, project_id: int, limit: int = 30) -> list[tuple]:
    """Give the changes of a project's particulars (field, before, after, source, person, at); one SQL statement."""
    rows = ParticularsChange.objects.visible_to(viewer).filter(project_id=project_id).order_by("-pk")
    return list(rows.values_list("field", "before", "after", "source", "person__name", "at")[:limit])


def checked_at(project_id: int):
    """Give the instant at which a project was last checked, or None; one SQL statement."""
    return Checked.objects.filter(project_id=project_id).values_list("at", flat=True).first()


def projects_by_code(viewer: Actor, codes: Sequence[str]) -> dict[str, int]:
    """Give the ids of live projects that the viewer may see, by their codes; for the sheet of inflows."""
    rows = Project.objects.visible_to(viewer).filter(code__in=list(codes), withdrawn_at=None)
    return dict(rows.values_list("code", "pk"))


def relatives(viewer: Actor, project_id: int) -> list[tuple[int, str]]:
    """List the projects of the same firm (id, code and name) that this one may be a phase or increase of; one statement."""
    this = Project.objects.filter(pk=project_id).values("company_name")[:1]
    same = Q(company_id=Subquery(Project.objects.filter(pk=project_id).values("company_id")[:1])) & Q(
        company_id__isnull=False
    )
    same |= Q(company_name=Subquery(this)) & ~Q(company_name="")
    rows = Project.objects.visible_to(viewer).filter(same, withdrawn_at=None).exclude(pk=project_id).order_by("pk")[:50]
    return [(row.pk, f"{row.code} {row.name}") for row in rows.only("pk", "code", "name")]


def _narrowed(asked: InflowFilter, viewer: Actor) -> Q:
    states = {
        "claimed": Q(confirmed_at=None, withdrawn_at=None), "confirmed": Q(confirmed_at__isnull=False, withdrawn_at=None),
        "withdrawn": Q(withdrawn_at__isnull=False),
    }  # fmt: skip
    condition = states.get(asked.state, Q(withdrawn_at=None))
    if asked.capital_class:
        condition &= Q(capital_class=asked.capital_class)
    if asked.unit_id:
        condition &= Q(project__unit_id=asked.unit_id)
    if asked.project_id:
        condition &= Q(project_id=asked.project_id)
    if asked.paid_from:
        condition &= Q(paid_date__gte=asked.paid_from)
    if asked.paid_to:
        condition &= Q(paid_date__lte=asked.paid_to)
    if asked.words:
        named = Q(project__name__icontains=asked.words) | Q(project__code__iexact=asked.words)
        units = amount_units(viewer)
        hidden = Q(slip__iexact=asked.words) | Q(payer__icontains=asked.words)
        condition &= named | (hidden if units is None else hidden & Q(project__unit_id__in=units))
    return condition


def _joined(rows):
    counted = Counted.objects.filter(inflow=OuterRef("pk"))
    return rows.select_related("project__unit", "company", "entered_by", "confirmed_by").annotate(
        counted=Subquery(counted.values("counts")[:1]), counted_why=Subquery(counted.values("why")[:1]),
        maker=F("entered_by_id"),
    )  # fmt: skip


def _row(found: Inflow, viewer: Actor) -> InflowRow:
    project, units = found.project, amount_units(viewer)
    seen = units is None or project.unit_id in units
    standing = found.withdrawn_at is None
    mine = found.entered_by_id is not None and found.entered_by_id == viewer.person_id
    acts = acts_for(viewer, project.unit_id)
    return InflowRow(
        found.pk, project.pk, project.code, project.name, project.unit_id, project.unit.name,
        found.company.name if found.company else "", found.capital_class, found.form, found.paid_date,
        found.amount if seen else None, found.currency, found.original_amount if seen else None, found.rate, found.rate_date,
        found.slip if seen else "", found.payer if seen else "", found.stayed_until, found.left_date,
        found.entered_by.name if found.entered_by else "", found.entered_at,
        found.confirmed_by.name if found.confirmed_by else "", found.confirmed_at, found.withdrawn_at,
        found.withdrawn_reason, found.counted, found.counted_why or "", found.version,
        may_confirm=standing and found.confirmed_at is None and not mine and acts and viewer.may("projects.confirm_stage")
        and bool(found.slip),
        may_edit=standing and acts and viewer.may("projects.edit"),
    )  # fmt: skip


def _landmark(found: Landmark, viewer: Actor) -> LandmarkRow:
    units = amount_units(viewer)
    seen = units is None or found.project.unit_id in units
    mine = found.entered_by_id is not None and found.entered_by_id == viewer.person_id
    waits = found.withdrawn_at is None and found.confirmed_at is None
    return LandmarkRow(
        found.pk, found.kind, found.date, found.amount if seen else None, found.evidence, found.document_id,
        found.entered_by.name if found.entered_by else "", found.confirmed_by.name if found.confirmed_by else "",
        found.confirmed_at, found.withdrawn_at, found.withdrawn_reason, found.version,
        may_confirm=waits and not mine and viewer.may("projects.confirm_stage") and acts_for(viewer, found.project.unit_id),
    )  # fmt: skip
