"""What waits for one person in first contact: registrations to accept, rights that run out, conflicts to rule on."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import OuterRef, Q, Subquery

from luodi.leads.models import Registration
from luodi.leads.queries.conflicts import JOINED, visible_conflicts
from luodi.leads.queries.lists import SOON
from luodi.people.visibility import sees_all
from luodi.tasks.models import Task
from luodi.values.actor import Actor

TASK_ORIGIN = "leads.registration"


@dataclass(frozen=True, slots=True)
class LeadWaits:
    """A registration that waits: `what` is accept, silent (the right lapses without a contact) or ending (time runs out)."""

    id: int
    title: str
    unit: str
    what: str
    since: datetime | None
    due: date | None


@dataclass(frozen=True, slots=True)
class ConflictWaits:
    """A conflict that waits: `what` is hear, rule or decide (an appeal)."""

    id: int
    number: str
    title: str
    unit: str
    what: str
    since: datetime
    due: date | None


def leads_to_accept(viewer: Actor, *, limit: int = 50) -> list[LeadWaits]:
    """List the registrations that the viewer may accept, never their own; the nearest day first; one SQL statement."""
    if not viewer.may("leads.accept"):
        return []
    rows = Registration.objects.visible_to(viewer).filter(state="waiting", project__withdrawn_at=None)
    rows = rows.exclude(registered_by_id=viewer.person_id) if viewer.person_id else rows
    found = rows.order_by("acceptance_due", "pk").values_list(
        "pk", "title", "unit__name", "registered_at", "acceptance_due"
    )
    return [LeadWaits(pk, title, unit, "accept", since, due) for pk, title, unit, since, due in found[:limit]]


def rights_running_out(viewer: Actor, *, today: date, limit: int = 50) -> list[LeadWaits]:
    """List the rights of the viewer's own units that lapse soon: warned of silence, or near the end; one SQL statement.

    The day is that of the warning's follow-up where the unit was warned, else the last day of protection.
    """
    if not (viewer.may("leads.register") and viewer.unit_ids):
        return []
    warned = Task.objects.filter(origin_kind=TASK_ORIGIN, origin_id=OuterRef("pk"), state="open", kind="follow_up")
    near = Q(warned_at__isnull=False) | Q(protected_until__lte=today + timedelta(days=SOON))
    rows = Registration.objects.visible_to(viewer).filter(near, state="active", unit_id__in=viewer.unit_ids)
    found = rows.annotate(lapses=Subquery(warned.order_by("due_date").values("due_date")[:1]))
    values = found.order_by("protected_until", "pk").values_list(
        "pk", "title", "unit__name", "warned_at", "decided_at", "protected_until", "lapses"
    )
    return [
        LeadWaits(pk, title, unit, "silent" if warned_at else "ending", warned_at or decided, lapses or until)
        for pk, title, unit, warned_at, decided, until, lapses in values[:limit]
    ]


def conflicts_waiting(viewer: Actor, *, limit: int = 50) -> list[ConflictWaits]:
    """List the conflicts whose next step is the viewer's: to hear, to rule, to decide an appeal; one SQL statement."""
    steps = Q(pk__in=[])
    if viewer.may("leads.rule"):
        steps |= Q(state__in=["open", "heard"])
    if viewer.may("leads.decide_appeal"):
        ruled_by_me = Q(ruled_by_id=viewer.person_id) if viewer.person_id else Q(pk__in=[])
        steps |= Q(state="appealed") & ~ruled_by_me
    rows = visible_conflicts(viewer).filter(steps).select_related(*JOINED)
    if viewer.person_id:
        rows = rows.exclude(first__registered_by_id=viewer.person_id).exclude(second__registered_by_id=viewer.person_id)
    both = viewer.kind == "system" or sees_all(viewer, "internal")
    return [
        ConflictWaits(
            row.pk, row.number, row.second.title if both or row.second.unit_id in viewer.unit_ids else row.first.title,
            row.second.unit.name if both or row.second.unit_id in viewer.unit_ids else "",
            {"open": "hear", "heard": "rule"}.get(row.state, "decide"), row.appealed_at or row.opened_at,
            {"open": row.hearing_due, "heard": row.ruling_due}.get(row.state),
        )
        for row in rows.order_by("hearing_due", "pk")[:limit]
    ]  # fmt: skip
