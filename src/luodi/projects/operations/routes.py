"""What decides a project's way through the gates: land or lease, special matters, support asked for."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from luodi.engines.gates.definition import MARKS
from luodi.journal.operations import record
from luodi.projects import refusals
from luodi.projects.models import Route
from luodi.projects.operations.locking import locked
from luodi.projects.permissions import may_edit, sees_amount
from luodi.values.actor import Actor

MOST = Decimal(10) ** 14


@transaction.atomic
def set_route(
    *, project_id: int, path: str, by: Actor, at: datetime, marks: tuple[str, ...] = (), support: Decimal | None = None,
    reason: str = "", version: int | None = None,
) -> Route:  # fmt: skip
    """Say whether a project takes land or leases, what is special about it, and how much support it asks for.

    `marks` are of energy, equity, beyond_policy, sensitive; `support` is in 元, None while unknown. A later line
    replaces the former and says why. The matrix of deciding bodies (handbook §2.2) is read from it.

    :raises RoutePathUnknown: if the path is neither land nor leased
    :raises RouteMarkUnknown: for another mark
    :raises RouteSupportWrong: for a negative or immeasurable amount
    :raises ProjectAmountHidden: if the person does not see amounts of this project and would set one
    :raises ProjectReasonMissing: if it changes a former line without a reason
    """
    project = locked(project_id, version, by)
    may_edit(by, [project.unit_id])
    if path not in ("land", "leased"):
        raise refusals.RoutePathUnknown(path=path)
    if wrong := sorted(set(marks) - set(MARKS)):
        raise refusals.RouteMarkUnknown(marks=wrong)
    if support is not None and not (support.is_finite() and 0 <= support < MOST):
        raise refusals.RouteSupportWrong()
    former = Route.objects.filter(project=project).order_by("-pk").first()
    if not sees_amount(by, project.unit_id):
        if support is not None:
            raise refusals.ProjectAmountHidden()
        support = former.support if former else None
    kept = [mark for mark in MARKS if mark in marks]
    if former and (former.path, former.marks, former.support) == (path, kept, support):
        raise refusals.ProjectNothingChanged()
    if former and not reason.strip():
        raise refusals.ProjectReasonMissing()
    line = Route.objects.create(
        project=project,
        path=path,
        marks=kept,
        support=support,
        reason=reason.strip()[:300],
        person_id=by.person_id,
        at=at,
    )
    record("project.route_set", project, by=by, at=at, label=project.name,
           facts={"path": "用地" if path == "land" else "租赁", "path_en": path, "reason": line.reason})  # fmt: skip
    return line
