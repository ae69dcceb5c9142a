"""How projects hang on their subjects, to which credit shares belong."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.utils.timezone import localdate

from luodi.projects.models import Project
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound


@dataclass(frozen=True, slots=True)
class ProjectSubject:
    """A project's subject (None: no shares were ever kept), and since when it has been without a site (None: it has one)."""

    subject_id: int | None
    since_without_site: date | None


def subject_of_project(project_id: int) -> ProjectSubject:
    """Give a project's subject; one SQL statement, behind the guard of the project's heading.

    :raises NotFound: if there is no such project
    """
    row = (
        Project.objects.filter(pk=project_id).values_list("subject_id", "site", "landed_date", "registered_at").first()
    )
    if row is None:
        raise NotFound()
    subject_id, site, landed, registered = row
    return ProjectSubject(subject_id, None if site.strip() or landed else localdate(registered))


def subjects_of_projects(viewer: Actor, subject_ids: Collection[int]) -> dict[int, int]:
    """Give subject → project for those projects that the viewer may open; one SQL statement."""
    seen = Project.objects.visible_to(viewer).filter(subject_id__in=list(subject_ids), withdrawn_at=None)
    return dict(seen.values_list("subject_id", "pk"))
