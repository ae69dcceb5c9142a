"""Instructions that wait for one person: to report back on, and to close once reported."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max, Q

from luodi.contacts.models import Instruction
from luodi.values.actor import Actor


@dataclass(frozen=True, slots=True)
class InstructionWaits:
    """An instruction that waits: `what` is report (by the unit) or close (by the one who gave it, once reported)."""

    id: int
    project_id: int
    project: str
    text: str
    what: str
    who: str
    since: datetime
    due_date: date
    task_id: int


def instructions_waiting(viewer: Actor, *, limit: int = 50) -> list[InstructionWaits]:
    """List the open instructions that the viewer's units have not reported on, and the viewer's own that were reported.

    The nearest day first; one SQL statement.
    """
    mine = Q(pk__in=[])
    if viewer.may("tasks.act") and viewer.unit_ids:
        mine |= Q(unit_id__in=viewer.unit_ids, reported=None)
    if viewer.person_id is not None:
        mine |= Q(given_by_id=viewer.person_id, reported__isnull=False)
    rows = Instruction.objects.visible_to(viewer).filter(closed_at=None, project__withdrawn_at=None)
    rows = rows.annotate(reported=Max("reports__at")).filter(mine).select_related("project", "unit", "given_by")
    return [
        InstructionWaits(
            row.pk, row.project_id, row.project.name, row.text, "close" if row.reported else "report",
            row.unit.name if row.reported else row.given_by.name, row.reported or row.given_at, row.due_date, row.task_id,
        )
        for row in rows.order_by("due_date", "pk")[:limit]
    ]  # fmt: skip
