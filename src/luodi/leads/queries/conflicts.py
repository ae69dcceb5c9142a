"""The conflict desk: its queue, and one conflict with both sides for the bureau, one's own side for a unit."""

from datetime import date

from django.db.models import Count, Q
from django.utils import timezone

from luodi.engines.matching import Claim, precede
from luodi.leads.models import Conflict, Registration
from luodi.leads.permissions import holds
from luodi.leads.queries.rows import ConflictDetail, ConflictPage, ConflictRow, OrderStep, Side, StepRow
from luodi.leads.rules import rules_on
from luodi.people.visibility import sees_all
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound

JOINED = ("first__unit", "second__unit", "winner")


def visible_conflicts(viewer: Actor):
    """Give the conflicts of which the viewer sees at least one side."""
    if viewer.kind == "system" or sees_all(viewer, "internal"):
        return Conflict.objects.all()
    mine = Registration.objects.visible_to(viewer).values("pk")
    return Conflict.objects.filter(Q(first__in=mine) | Q(second__in=mine))


def conflicts(viewer: Actor, *, today: date, state: str = "", page: int = 1, size: int = 50) -> ConflictPage:
    """List the conflicts that the viewer may see, the newest first; three SQL statements."""
    seen = visible_conflicts(viewer)
    found = seen.filter(state=state) if state else seen
    first = (max(page, 1) - 1) * size
    rows = found.select_related(*JOINED).order_by("-pk")[first : first + size]
    counts = dict(seen.order_by().values_list("state").annotate(n=Count("pk")))
    return ConflictPage([_row(each, viewer, today) for each in rows], found.count(), counts)


def conflict(viewer: Actor, conflict_id: int, *, today: date) -> ConflictDetail:
    """Give one conflict; three SQL statements.

    :raises NotFound: if the viewer sees none of its sides
    """
    rows = visible_conflicts(viewer).select_related(*JOINED, "ruled_by", "appeal_decided_by")
    found = rows.filter(pk=conflict_id).first()
    if found is None:
        raise NotFound()
    first, second = found.first, found.second
    steps = found.steps.select_related("person").order_by("pk")
    makers = (first.registered_by_id, second.registered_by_id)
    loser = second if found.winner_id == first.pk else first
    claims = [
        Claim(timezone.localtime(row.registered_at), row.evidence_at if held else None)
        for row, held in ((first, found.first_holds), (second, found.second_holds))
    ]
    office = ("first" if found.winner_id == first.pk else "second") if found.ground == "office" else ""
    order = precede(*claims, tie_days=rules_on(today).tie_days, choice=found.choice, office=office)
    both = viewer.kind == "system" or sees_all(viewer, "internal")
    return ConflictDetail(
        row=_row(found, viewer, today), reason=found.reason if both or holds(viewer, second.unit_id) else "",
        sides=(_side("first", first, found.first_holds, viewer, both), _side("second", second, found.second_holds, viewer, both)),
        order=tuple(OrderStep(step.ground, step.favours, step.decides) for step in order.steps) if both or found.winner_id else (),
        order_winner=order.winner if both else "", order_ground=order.ground if both else "", ground=found.ground,
        winner_side="" if not found.winner_id else "first" if found.winner_id == first.pk else "second",
        choice=found.choice if both else "", choice_reference=found.choice_reference if both else "",
        hearing_due=found.hearing_due, ruling_due=found.ruling_due, ruled_by=found.ruled_by.name if found.ruled_by else "",
        ruled_at=found.ruled_at, appealed_at=found.appealed_at,
        appeal_decided_by=found.appeal_decided_by.name if found.appeal_decided_by else "",
        appeal_decided_at=found.appeal_decided_at, steps=tuple(_step(each, both) for each in steps if both or each.kind in ("ruled", "decided")),
        may_rule=viewer.may("leads.rule") and viewer.person_id not in makers,
        may_appeal=found.state == "ruled" and holds(viewer, loser.unit_id) and viewer.may("leads.register"),
        may_decide=found.state == "appealed" and viewer.may("leads.decide_appeal")
        and viewer.person_id not in (*makers, found.ruled_by_id),
    )  # fmt: skip


def _row(found: Conflict, viewer: Actor, today: date) -> ConflictRow:
    both = viewer.kind == "system" or sees_all(viewer, "internal")
    due = {"open": found.hearing_due, "heard": found.ruling_due}.get(found.state)
    left = (due - today).days if due else None
    lamp = "grey" if left is None else "red" if left < 0 else "amber" if left <= 1 else "green"
    own = found.second if both or holds(viewer, found.second.unit_id) else found.first
    units = [row.unit.name if both or row.unit_id in viewer.unit_ids else "" for row in (found.first, found.second)]
    winner = found.winner
    return ConflictRow(
        found.pk, found.number, found.state, *units, own.title, found.opened_at, due, lamp,
        winner.number if winner and (both or winner.unit_id in viewer.unit_ids) else "", found.version,
    )  # fmt: skip


def _side(which: str, row: Registration, held: bool, viewer: Actor, both: bool) -> Side:
    own = row.unit_id in viewer.unit_ids
    if not (both or own):
        return Side(which, False, False, 0, "", "", "", "", None, None, "", "", None, held)
    return Side(
        which, True, own, row.pk, row.number, row.title, row.unit.name, row.state, row.registered_at, row.evidence_at,
        row.evidence_kind, row.evidence_text, row.evidence_document_id, held,
    )  # fmt: skip


def _step(step, both: bool) -> StepRow:
    return StepRow(step.kind, step.text, step.facts if both else {}, step.person.name if step.person else "", step.at)
