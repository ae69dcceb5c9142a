"""Taking the lock of one project before anything about it is decided."""

from datetime import datetime

from luodi.projects import refusals
from luodi.projects.models import Project
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound, Stale


def locked(project_id: int, version: int | None, by: Actor) -> Project:
    """Lock a project's row; `version` is what the person saw, None for work that looked at the row just now.

    :raises NotFound: if there is none that `by` may see
    :raises ProjectIsWithdrawn: if it was withdrawn
    :raises Stale: if somebody changed it since
    """
    project = Project.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=project_id).first()
    if project is None:
        raise NotFound()
    if project.withdrawn_at is not None:
        raise refusals.ProjectIsWithdrawn()
    if version is not None and project.version != version:
        raise Stale()
    return project


def touch(project: Project, at: datetime, *fields: str) -> None:
    """Store some fields of a locked project with its next version."""
    project.version += 1
    project.changed_at = at
    project.save(update_fields=[*fields, "version", "changed_at"])
