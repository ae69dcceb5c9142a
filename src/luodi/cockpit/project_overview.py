"""What stands around one project, for its front page: opinions, agreements, people, tasks, documents, transfers.

Each part is asked for only where the viewer may see it (None otherwise), one SQL statement each.
"""

from dataclasses import dataclass
from datetime import date

from luodi.agreements.queries import AgreementRow, agreements_of_project
from luodi.contacts.queries import ContactRow, contact_rows
from luodi.projects.queries import OpinionStands, documents_bearing, opinions_standing
from luodi.projects.queries.rows import ProjectPage
from luodi.tasks.queries import TaskRow, tasks_of
from luodi.values.actor import Actor


@dataclass(frozen=True, slots=True)
class ProjectOverview:
    """The parts; None for what the viewer may not see, empty where there is nothing yet."""

    opinions: tuple[OpinionStands, ...] | None
    agreements: list[AgreementRow] | None
    people: tuple[ContactRow, ...] | None
    tasks: list[TaskRow] | None
    documents: list[tuple[int, str]] | None


def project_overview(page: ProjectPage, *, viewer: Actor, today: date) -> ProjectOverview:
    """Give what stands around a project whose page the viewer has opened; five SQL statements at most."""
    people = contact_rows(project_id=page.id, viewer=viewer) if viewer.may("contacts.view") else None
    documents = documents_bearing(project_id=page.id, viewer=viewer) if viewer.may("documents.view") else None
    tasks = tasks_of(viewer, kind="projects.project", ids=[page.id], today=today) if viewer.may("tasks.view") else None
    return ProjectOverview(
        opinions=opinions_standing(project_id=page.id, unit_id=page.unit_id, viewer=viewer, today=today),
        agreements=agreements_of_project(viewer, page.id, today=today) if viewer.may("agreements.view") else None,
        people=people, tasks=tasks, documents=documents,
    )  # fmt: skip
