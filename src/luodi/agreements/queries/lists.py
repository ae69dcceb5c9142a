"""Lists of agreements: of the district, of a project, and what is due next in each."""

from datetime import date, timedelta

from django.db.models import BooleanField, Case, Count, F, Min, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Least

from luodi.agreements.models import Agreement, Duty, PaymentStage, TermPeriod
from luodi.agreements.queries.rows import AgreementFilter, AgreementPage, AgreementRow
from luodi.people.models import Unit
from luodi.projects.models import Project
from luodi.values.actor import Actor

SORTS = {
    "due": (F("next_due").asc(nulls_last=True), "-pk"),
    "-due": (F("next_due").desc(nulls_last=True), "-pk"),
    "title": ("title", "pk"),
    "-title": ("-title", "-pk"),
    "signed": (F("signed_date").asc(nulls_last=True), "-pk"),
    "-signed": (F("signed_date").desc(nulls_last=True), "-pk"),
    "changed": ("changed_at", "pk"),
    "-changed": ("-changed_at", "-pk"),
}
SOON, QUARTER = timedelta(days=30), timedelta(days=90)
LIVE = ("signed", "in_force")


def agreements(
    viewer: Actor, filters: AgreementFilter, *, today: date, sort: str = "-changed", page: int = 1, size: int = 50
) -> AgreementPage:
    """List the agreements that the viewer may see, one page of them; three SQL statements whatever their number."""
    seen = Agreement.objects.visible_to(viewer)
    found = _with_due(seen, today).filter(_narrowed(filters, today))
    first = (max(page, 1) - 1) * size
    rows = list(_shown(found, viewer).order_by(*SORTS.get(sort, SORTS["-changed"]))[first : first + size])
    counts = dict(seen.order_by().values_list("kind").annotate(n=Count("pk")))
    return AgreementPage([row_of(each) for each in rows], found.count(), counts)


def agreements_of_project(viewer: Actor, project_id: int, *, today: date) -> list[AgreementRow]:
    """List a project's agreements that the viewer may see, the newest first; one SQL statement."""
    found = _with_due(Agreement.objects.visible_to(viewer), today).filter(project_id=project_id)
    return [row_of(each) for each in _shown(found, viewer).order_by("-pk")]


def supplements_of(viewer: Actor, agreement_id: int, *, today: date) -> list[AgreementRow]:
    """List the supplements to an agreement that the viewer may see; one SQL statement."""
    found = _with_due(Agreement.objects.visible_to(viewer), today).filter(parent_id=agreement_id)
    return [row_of(each) for each in _shown(found, viewer).order_by("pk")]


def agreements_waiting(viewer: Actor, *, today: date, limit: int = 50) -> list[AgreementRow]:
    """List the agreements whose next step is the viewer's: to approve or to sign; one SQL statement."""
    steps = Q(pk__in=[])
    if viewer.may("agreements.approve") and viewer.person_id is not None:
        mine = Q(maker_id=viewer.person_id) | Q(submitted_by_id=viewer.person_id)
        steps |= Q(state="in_review") & ~mine
    if viewer.may("agreements.sign"):
        steps |= Q(state="approved")
    if viewer.kind != "system" and "promotion_bureau" not in viewer.roles:
        steps &= Q(unit_id__in=viewer.unit_ids)
    found = _with_due(Agreement.objects.visible_to(viewer), today).filter(steps)
    return [row_of(each) for each in _shown(found, viewer).order_by("changed_at", "pk")[:limit]]


def units_of_agreements(viewer: Actor) -> list[tuple[int, str]]:
    """List the units (id, name) whose agreements the viewer may see; one SQL statement."""
    held = Agreement.objects.visible_to(viewer).order_by().values("unit_id")
    return list(Unit.objects.filter(pk__in=held).order_by("sort", "pk").values_list("pk", "name"))


def projects_to_draft_for(viewer: Actor, *, chosen: int = 0) -> list[tuple[int, str]]:
    """List the projects (id, name) that the viewer may draft for: those changed last, and `chosen`; one SQL statement."""
    found = Project.objects.visible_to(viewer).filter(withdrawn_at=None)
    if viewer.kind != "system" and "promotion_bureau" not in viewer.roles:
        found = found.filter(unit_id__in=viewer.unit_ids)
    first = Case(When(pk=chosen, then=Value(0)), default=Value(1))
    return list(found.order_by(first, "-changed_at", "-pk").values_list("pk", "name")[:200])


def readable_case(viewer: Actor) -> Case | Value:
    """Give, as a column, whether the viewer reads an agreement's text, terms and amounts."""
    condition = Agreement.objects.all().open_to(viewer)
    if condition is True:
        return Value(True, output_field=BooleanField())
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())


def row_of(agreement: Agreement) -> AgreementRow:
    """Give a list row of an agreement that was read with `readable` and `next_due`."""
    return AgreementRow(
        id=agreement.pk,
        kind=agreement.kind,
        title=agreement.title,
        number=agreement.number,
        state=agreement.state,
        project_id=agreement.project_id,
        project_name=agreement.project.name if agreement.project else "",
        unit_id=agreement.unit_id,
        unit_name=agreement.unit.name,
        firms="、".join(each["name"] for each in agreement.parties if each["side"] == "firm"),
        amount=agreement.amount if agreement.readable else None,
        hidden=not agreement.readable,
        signed_date=agreement.signed_date,
        valid_to=agreement.valid_to,
        next_due=agreement.next_due if agreement.readable else None,
        changed_at=agreement.changed_at,
        version=agreement.version,
    )


def with_row_columns(found: QuerySet, viewer: Actor, today: date) -> QuerySet:
    """Read agreements with what `row_of` needs."""
    return _shown(_with_due(found, today), viewer)


def _shown(found: QuerySet, viewer: Actor) -> QuerySet:
    return found.select_related("unit", "project").annotate(readable=readable_case(viewer))


def _with_due(found: QuerySet, today: date) -> QuerySet:
    """Add the next day on which something is due: evidence of a term, a stage of a payment, a duty."""
    sources = (
        TermPeriod.objects.filter(term__sheet=OuterRef("sheet")),
        PaymentStage.objects.filter(payment__sheet=OuterRef("sheet")),
        Duty.objects.filter(sheet=OuterRef("sheet")),
    )
    nexts = [
        Subquery(
            each.filter(due_date__gte=today)
            .order_by()
            .values_list(Value(1))
            .annotate(day=Min("due_date"))
            .values("day")
        )
        for each in sources
    ]
    return found.annotate(next_due=Least(*nexts))


def _narrowed(filters: AgreementFilter, today: date) -> Q:
    condition = {
        "soon": Q(state__in=LIVE, next_due__lte=today + SOON),
        "quarter": Q(state__in=LIVE, next_due__lte=today + QUARTER),
        "ending": Q(state__in=LIVE, valid_to__lte=today + QUARTER),
        "none": Q(next_due=None),
    }.get(filters.due, Q())
    plain = {"kind": filters.kind, "state": filters.state, "unit_id": filters.unit_id, "project_id": filters.project_id}
    condition &= Q(**{name: value for name, value in plain.items() if value})
    if filters.words:
        words = filters.words
        condition &= Q(title__icontains=words) | Q(number__icontains=words) | Q(parties__icontains=words)
    return condition
