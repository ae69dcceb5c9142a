"""What the front page of a project tells of its departments' opinions and of the documents that bear it."""

from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, Q, Subquery

from luodi.documents.models import Document
from luodi.projects.models import Asked, Evidence, Opinion, Round, StageStep
from luodi.projects.permissions import sees_opinions
from luodi.values.actor import Actor


@dataclass(frozen=True, slots=True)
class OpinionStands:
    """A department asked in the newest round: its verdict ("" while it owes one) and by when."""

    unit: str
    verdict: str
    due_date: date
    late: bool


def opinions_standing(*, project_id: int, unit_id: int, viewer: Actor, today: date) -> tuple[OpinionStands, ...] | None:
    """Give how the departments of the newest round stand; None where the viewer does not read opinions. One SQL statement."""
    if not sees_opinions(viewer, unit_id):
        return None
    newest = Round.objects.filter(project_id=project_id, cancelled_at=None).order_by("-pk").values("pk")[:1]
    last = Opinion.objects.filter(asked=OuterRef("pk"), replaced_by=None).exclude(verdict="withdrawn").order_by("-pk")
    rows = (
        Asked.objects.filter(round_id__in=newest)
        .annotate(said=Subquery(last.values("verdict")[:1]))
        .order_by("unit__sort", "pk")
        .values_list("unit__name", "said", "due_date")
    )
    return tuple(OpinionStands(unit, said or "", due, not said and due < today) for unit, said, due in rows)


def documents_bearing(*, project_id: int, viewer: Actor, limit: int = 8) -> list[tuple[int, str]]:
    """List the documents that bear a project's evidence and stages; one SQL statement."""
    evidence = Evidence.objects.filter(project_id=project_id).values("document_id")
    steps = StageStep.objects.filter(project_id=project_id).values("document_id")
    found = Q(pk__in=evidence.exclude(document=None)) | Q(pk__in=steps.exclude(document=None))
    rows = Document.objects.visible_to(viewer).filter(found)
    return list(rows.order_by("-pk").values_list("pk", "title")[:limit])
