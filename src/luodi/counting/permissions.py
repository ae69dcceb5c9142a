"""Who may state what counting needs, enter money, ask, answer and decide."""

from luodi.people.permissions import acts_for, require
from luodi.projects.models import Project
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound


def project_to_state(project_id: int, by: Actor) -> Project:
    """Lock a live project whose counting facts the actor may state: who may edit the project.

    :raises NotFound: if there is none that the actor may see
    :raises NotAllowed: if it lies in a unit that the actor does not act for
    """
    project = project_seen(project_id, by, lock=True)
    require(by, "projects.edit", unit_id=project.unit_id)
    return project


def project_seen(project_id: int, by: Actor, *, lock: bool = False) -> Project:
    """Give a live project that the actor may see, locked if asked for.

    :raises NotFound: if there is none
    """
    rows = Project.objects.visible_to(by).filter(pk=project_id, withdrawn_at=None)
    project = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if project is None:
        raise NotFound()
    return project


def may_confirm(by: Actor, unit_id: int) -> None:
    """Refuse unless the actor may confirm inflows and landing facts of a unit.

    :raises NotAllowed: naming the permission
    """
    require(by, "projects.confirm_stage", unit_id=unit_id)


def may_answer(by: Actor, unit_ids: set[int]) -> bool:
    """Tell whether the actor may answer a question to one of these units."""
    return by.may("counting.answer") and any(acts_for(by, unit_id) for unit_id in unit_ids)


def may_decide(by: Actor, answered_by: int | None) -> bool:
    """Tell whether the actor may decide an answer: never one's own (maker ≠ checker)."""
    return by.may("counting.approve") and (by.kind == "system" or by.person_id != answered_by)
