"""The list of registrations, and the pool."""

from datetime import date, timedelta

from django.db.models import Count, F, Q
from django.utils.timezone import localdate

from luodi.leads.models import LIVE, Registration
from luodi.leads.permissions import sees_amount, sees_identity
from luodi.leads.queries.rows import PoolRow, RegistrationFilter, RegistrationPage, RegistrationRow
from luodi.leads.rules import Rules, rules_on
from luodi.people.masks import mask_name
from luodi.people.models import Unit
from luodi.projects.permissions import row_units
from luodi.values.actor import Actor

SORTS = {
    "registered": ("registered_at", "pk"), "-registered": ("-registered_at", "-pk"),
    "until": (F("protected_until").asc(nulls_last=True), "-pk"), "-until": (F("protected_until").desc(nulls_last=True), "-pk"),
    "contact": (F("last_contact").asc(nulls_last=True), "-pk"), "-contact": (F("last_contact").desc(nulls_last=True), "-pk"),
    "number": ("number",), "-number": ("-number",), "title": ("title", "pk"), "-title": ("-title", "-pk"),
}  # fmt: skip
SOON = 14


def registrations(
    viewer: Actor, filters: RegistrationFilter, *, today: date, sort: str = "-registered", page: int = 1, size: int = 50
) -> RegistrationPage:
    """List the registrations that the viewer may see, one page of them; four SQL statements whatever their number."""
    rules = rules_on(today)
    seen = Registration.objects.visible_to(viewer)
    found = seen.filter(_narrowed(filters, viewer, rules, today))
    first = (max(page, 1) - 1) * size
    rows = found.select_related("unit", "officer").order_by(*SORTS.get(sort, SORTS["-registered"]))[
        first : first + size
    ]
    counts = dict(seen.order_by().values_list("state").annotate(n=Count("pk")))
    return RegistrationPage([listed(row, viewer, rules, today) for row in rows], found.count(), counts)


def _narrowed(filters: RegistrationFilter, viewer: Actor, rules: Rules, today: date) -> Q:
    condition = Q()
    if filters.states:
        condition &= Q(state__in=filters.states)
    if filters.unit_id:
        condition &= Q(unit_id=filters.unit_id)
    if filters.project_id:
        condition &= Q(project_id=filters.project_id)
    if filters.mine:
        condition &= Q(officer_id=viewer.person_id)
    if filters.press == "silent":
        condition &= Q(state="active", last_contact__lte=today - timedelta(days=rules.silence_warning_days))
    elif filters.press == "due":
        condition &= Q(state="waiting", acceptance_due__lte=today)
    elif filters.press == "ending":
        condition &= Q(state="active", protected_until__lte=today + timedelta(days=SOON))
    if filters.words:
        announced = Q(confidential=False) | (Q() if viewer.may("leads.accept") else Q(officer_id=viewer.person_id))
        named = Q(investor_name__icontains=filters.words) & announced
        condition &= Q(title__icontains=filters.words) | Q(number__icontains=filters.words) | named
    return condition


def listed(row: Registration, viewer: Actor, rules: Rules, today: date) -> RegistrationRow:
    """Give a registration as lists show it."""
    told = sees_identity(viewer, row)
    name = row.investor_name or row.foreign_number
    silent = _silent(row, today) if row.state == "active" else None
    left = (row.protected_until - today).days if row.state == "active" and row.protected_until else None
    lamp, clock = _pressing(row, rules, today, left, silent)
    amount_seen = sees_amount(viewer, row.unit_id)
    return RegistrationRow(
        id=row.pk, number=row.number, title=row.title, investor=name if told else mask_name(name), hidden=not told,
        confidential=row.confidential, unit_id=row.unit_id, unit_name=row.unit.name,
        officer_name=row.officer.name if row.officer else "", state=row.state, end_kind=row.end_kind,
        sector_code=row.sector_code, product=row.product, amount=row.amount if amount_seen else None,
        amount_hidden=not amount_seen, in_district=row.in_district, occupied_in_ledger=row.occupied_in_ledger,
        registered_at=row.registered_at, acceptance_due=row.acceptance_due, protected_until=row.protected_until,
        days_left=left, silent=silent, lamp=lamp, clock=clock, project_id=row.project_id, version=row.version,
    )  # fmt: skip


def _silent(row: Registration, today: date) -> int:
    since = max(filter(None, [row.last_contact, localdate(row.decided_at) if row.decided_at else None]))
    return max((today - since).days, 0)


def _pressing(row: Registration, rules: Rules, today: date, left: int | None, silent: int | None) -> tuple[str, str]:
    """Give the lamp and the clock that presses most: red over or nearly, amber soon, green with time left."""
    if row.state == "waiting":
        days = (row.acceptance_due - today).days if row.acceptance_due else 9
        return ("red" if days < 0 else "amber" if days <= 1 else "green"), "accept"
    if row.state != "active" or left is None or silent is None:
        return "grey", ""
    if silent >= rules.silence_warning_days and rules.silence_lapse_days - silent <= left:
        return ("red" if rules.silence_lapse_days - silent <= 5 else "amber"), "silence"
    return ("red" if left <= 3 else "amber" if left <= SOON else "green"), "protect"


def units_of_registrations(viewer: Actor) -> list[tuple[int, str]]:
    """List the units (id, name) with registrations that the viewer may see; one SQL statement."""
    held = Registration.objects.visible_to(viewer).order_by().values("unit_id")
    return list(Unit.objects.filter(pk__in=held).order_by("sort", "pk").values_list("pk", "name"))


def pool(viewer: Actor, *, today: date, words: str = "", page: int = 1, size: int = 50) -> tuple[list[PoolRow], int]:
    """List the leads that any unit may take on, the newest first, and their number; three SQL statements.

    Of another unit's lead only its sector, need and a masked investor are told; `words` seek the sector and the need.
    """
    rules, mine = rules_on(today), row_units(viewer)
    later = Registration.objects.filter(previous__isnull=False).exclude(state="rejected").values("previous_id")
    live = Registration.objects.filter(state__in=LIVE).values("project_id")
    free = Registration.objects.filter(
        state__in=["lapsed", "released"], project__isnull=False, project__withdrawn_at=None
    )
    free = free.exclude(pk__in=later).exclude(project_id__in=live)
    if words:
        free = free.filter(Q(sector_code__istartswith=words) | Q(need__icontains=words))
    first = (max(page, 1) - 1) * size
    rows = free.select_related("unit").order_by("-ended_at", "-pk")[first : first + size]
    return [_pooled(row, viewer, mine, rules, today) for row in rows], free.count()


def _pooled(row: Registration, viewer: Actor, mine: frozenset[int] | None, rules: Rules, today: date) -> PoolRow:
    visible = mine is None or row.unit_id in mine
    name = row.investor_name or row.foreign_number
    told = visible and sees_identity(viewer, row)
    free_from = (
        localdate(row.ended_at) + timedelta(days=rules.reopen_after_loss_days) if row.end_kind == "lost" else None
    )
    reserved = free_from is not None and today < free_from and row.unit_id not in viewer.unit_ids
    return PoolRow(
        id=row.pk, number=row.number if visible else "", title=row.title if visible else "",
        investor=name if told else "" if row.confidential else mask_name(name), visible=visible,
        unit_name=row.unit.name if visible else "", sector_code=row.sector_code, need=row.need, ended_at=row.ended_at,
        end_kind=row.end_kind, free_from=free_from, may_take=viewer.may("leads.register") and not reserved,
    )  # fmt: skip
