"""Who writes into the daily work on a project, and who gives instructions."""

from luodi.people.permissions import acts_for, require
from luodi.people.visibility import sights
from luodi.values.actor import Actor


def may_log(by: Actor, unit_id: int) -> None:
    """Refuse unless the actor may log visits and progress of this unit's projects.

    :raises NotAllowed: naming the permission
    """
    require(by, "contacts.edit", unit_id=unit_id)


def logs(viewer: Actor, unit_id: int) -> bool:
    """Tell whether the viewer may log visits and progress of this unit's projects."""
    return viewer.may("contacts.edit") and acts_for(viewer, unit_id)


def comments(viewer: Actor) -> bool:
    """Tell whether the viewer may comment: whoever logs, and whoever instructs."""
    return viewer.person_id is not None and (viewer.may("contacts.edit") or viewer.may("contacts.instruct"))


def reveals(viewer: Actor, unit_id: int) -> bool:
    """Tell whether the viewer may open a masked phone of this unit's investors, with a reason."""
    if not viewer.may("people.reveal"):
        return False
    scopes = {sight.scope for sight in sights(viewer, "personal") if sight.reveal}
    return "all" in scopes or ("own" in scopes and unit_id in viewer.unit_ids)
