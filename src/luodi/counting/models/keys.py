"""What all tables of counting share: who sees their rows, and the keys to persons and documents."""

from django.db import models

from luodi.people.visibility import ScopedQuerySet


class OfProjects(ScopedQuerySet):
    """Rows of the projects of one's units."""

    unit_field = "project__unit_id"


class Inflows(OfProjects):
    """Inflows of the projects of one's units."""

    def standing(self):
        """Narrow to what was not withdrawn."""
        return self.filter(withdrawn_at=None)


def person_key():
    """Give a key to a person, empty for the system."""
    return models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")


def document_key():
    """Give a key to a document, empty without one."""
    return models.ForeignKey("documents.Document", null=True, blank=True, on_delete=models.PROTECT, related_name="+")


def other_project_key():
    """Give a key to another project."""
    return models.ForeignKey("projects.Project", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
