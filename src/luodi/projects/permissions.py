"""Who may change which project, and who sees its amounts."""

from collections.abc import Iterable

from luodi.people.permissions import acts_for, require
from luodi.people.visibility import sees, sees_all, sights
from luodi.values.actor import Actor


def may_edit(by: Actor, unit_ids: Iterable[int]) -> None:
    """Refuse unless the actor may edit projects of each of these units.

    :raises NotAllowed: naming the permission
    """
    require(by, "projects.edit")
    for unit_id in set(unit_ids):
        require(by, "projects.edit", unit_id=unit_id)


def may_confirm(by: Actor, unit_ids: Iterable[int]) -> None:
    """Refuse unless the actor may confirm stages of projects of each of these units.

    :raises NotAllowed: naming the permission
    """
    require(by, "projects.confirm_stage")
    for unit_id in set(unit_ids):
        require(by, "projects.confirm_stage", unit_id=unit_id)


def edits(viewer: Actor, unit_id: int) -> bool:
    """Tell whether the viewer may edit projects of this unit."""
    return viewer.may("projects.edit") and acts_for(viewer, unit_id)


def confirms(viewer: Actor, unit_id: int) -> bool:
    """Tell whether the viewer may confirm stages of projects of this unit."""
    return viewer.may("projects.confirm_stage") and acts_for(viewer, unit_id)


def sees_amount(viewer: Actor, unit_id: int) -> bool:
    """Tell whether the viewer sees amounts (class sensitive) of this unit's projects."""
    return viewer.kind == "system" or sees(viewer, "sensitive", unit_id)


def amount_units(viewer: Actor) -> frozenset[int] | None:
    """Give the units whose amounts the viewer sees; None means all, an empty set none."""
    if viewer.kind == "system" or sees_all(viewer, "sensitive"):
        return None
    own = any(sight.scope == "own" for sight in sights(viewer, "sensitive"))
    return viewer.unit_ids if own else frozenset()


def row_units(viewer: Actor) -> frozenset[int] | None:
    """Give the units whose projects the viewer sees as a whole; None means all.

    Rows put before the viewer's unit, or assigned in person, come beside these: see `beside_units`.
    """
    if viewer.kind == "system" or sees_all(viewer, "internal"):
        return None
    own = any(sight.scope == "own" for sight in sights(viewer, "internal"))
    return viewer.unit_ids if own else frozenset()


def beside_units(viewer: Actor) -> bool:
    """Tell whether the viewer may see single rows outside those units (put before it, assigned, a firm's own)."""
    if viewer.kind == "system":
        return False
    return any(sight.scope in {"put", "assigned", "firm"} for sight in sights(viewer, "internal"))


def orders_by_amount(viewer: Actor) -> bool:
    """Tell whether a list may be ordered by amount: only where no hidden amount would show by its place."""
    seen = amount_units(viewer)
    if seen is None:
        return True
    rows = row_units(viewer)
    return bool(seen) and rows is not None and rows <= seen and not beside_units(viewer)


def sees_opinions(viewer: Actor, unit_id: int) -> bool:
    """Tell whether the viewer sees opinions (class sensitive) on a project of this unit that is theirs to see.

    A department sees those on projects that were put before it.
    """
    if viewer.kind == "system" or sees(viewer, "sensitive", unit_id):
        return True
    return any(sight.scope == "put" for sight in sights(viewer, "sensitive"))
